// Refunds of one captured payment, as server/payments moves them: reserve first, claim before the
// first byte, ask about what has no answer. At once: three callers (two of them with one key), a
// server that may die between any two steps, two resolvers, the provider's messages in any order
// and twice, and a person. An atomic block is one transaction: writers take turns (server/storage).
// The provider is the worst there is: it carries out every request that reaches it, repeats too.
//
// A twin is made with -DBROKEN_…; each leaves out one step that protects, and must fail.

#define CAPTURED 2
#define REFUNDS 2
#define amount(i) (2 - (i))   /* refund 0 takes all, refund 1 half: both do not fit */

/* OperationState, AttemptPhase, and what a provider says */
mtype = { none, queued, sent, pending, in_doubt, succeeded, declined, failed };
mtype = { prepared, sending, answered, resolved };
mtype = { approve, decline, wait_on, not_executed, unknown };

/* ---- the database */
mtype state[REFUNDS] = none;
mtype phase[REFUNDS] = none;
byte reserved;                /* payment.refund_pending_minor */
byte refunded;                /* payment.refunded_minor */
bool unchanged;               /* payment.version is still what the person saw */
bool excess;                  /* an exception case: a late success that does not fit */

/* ---- the provider and the way there */
mtype truth[REFUNDS] = none;
byte effects[REFUNDS];        /* its book */
byte moved;                   /* money that reached the buyer */
byte on_the_way[REFUNDS];     /* requests that may still arrive */
bool waited[REFUNDS];         /* it said "pending" at first */

byte crashes;

#define is_open(i) (state[i] == queued || state[i] == sent || state[i] == pending || \
                    state[i] == in_doubt)
#define is_final(i) (state[i] == succeeded || state[i] == declined || state[i] == failed)
#define payment_in_doubt (state[0] == in_doubt || state[1] == in_doubt)
#define held(i) (is_open(i) -> amount(i) : 0)
#define paid(i) (state[i] == succeeded -> amount(i) : 0)

// payments::verify(): sums follow the operations, and what the provider moved is known or locked.
inline books_agree() {
  assert(reserved == held(0) + held(1));
  assert(refunded == paid(0) + paid(1));
  assert(refunded + reserved <= CAPTURED);
  assert(!(state[0] == failed || state[0] == declined) || effects[0] == 0);
  assert(!(state[1] == failed || state[1] == declined) || effects[1] == 0)
}

inline move(i, new_state, new_phase) {
  state[i] = new_state; phase[i] = new_phase; unchanged = false
}

// conclude() and settle(): the one place where an answer, a reply, a message and a person meet.
// `seen` is the state it was decided upon, which is the present one but in a twin.
inline conclude(i, outcome, seen) {
  if
  :: outcome == approve && (seen == sent || seen == pending || seen == in_doubt) ->
       reserved = reserved - amount(i); refunded = refunded + amount(i);   /* book_refund */
       move(i, succeeded, resolved)
  :: outcome == approve && (seen == declined || seen == failed) ->         /* late success */
       if
       :: refunded + reserved + amount(i) <= CAPTURED ->
            refunded = refunded + amount(i); move(i, succeeded, resolved)
       :: else -> excess = true
       fi
  :: outcome == decline && (seen == sent || seen == pending || seen == in_doubt) ->
       reserved = reserved - amount(i);                                    /* release_refund */
       move(i, declined, resolved)
  :: outcome == not_executed && (seen == sent || seen == in_doubt) ->
       reserved = reserved - amount(i);
       move(i, failed, resolved)
  :: outcome == wait_on && (seen == sent || seen == in_doubt) -> move(i, pending, answered)
  :: outcome == unknown && (seen == sent || seen == pending) ->
#ifdef BROKEN_UNKNOWN        /* no answer is taken for a no */
       reserved = reserved - amount(i);
       move(i, failed, resolved)
#else
       move(i, in_doubt, answered)
#endif
  :: else -> skip                                                          /* noted, ignored */
  fi;
  books_agree()
}

// create_refund(): the key, the reserve and the attempt in one transaction.
proctype Caller(byte i) {
  bool fits;
  atomic {
    if
    :: state[i] != none -> goto replayed          /* operation_with_key: the first result again */
    :: else -> fits = !payment_in_doubt && refunded + reserved + amount(i) <= CAPTURED
    fi;
#ifdef BROKEN_RESERVE        /* looks first, takes in a transaction of its own */
  }
  atomic {
#endif
    if
    :: fits && state[i] == none ->                /* store::reserve_refund, books::reserve_refund */
         reserved = reserved + amount(i); unchanged = false;
         state[i] = queued; phase[i] = prepared
    :: else -> skip                               /* refused */
    fi;
    books_agree();
replayed:
    skip
  }
}

inline may_die() {
  if
  :: atomic { crashes < 2 -> crashes++; goto restart }
  :: skip
  fi
}

// Runner: claim_prepared, exchange, record_answer. What it holds in memory dies with it.
proctype Server() {
  byte i;
  mtype answer;
restart:
  atomic {                                        /* adopt_orphans */
    if
    :: phase[0] == sending -> conclude(0, unknown, state[0])
    :: else -> skip
    fi;
    if
    :: phase[1] == sending -> conclude(1, unknown, state[1])
    :: else -> skip
    fi;
    i = 0
  }
end:
  do
  :: atomic {
       if
       :: phase[0] == prepared && !payment_in_doubt -> i = 0
       :: phase[1] == prepared && !payment_in_doubt -> i = 1
       fi;
#ifndef BROKEN_CLAIM
       phase[i] = sending; state[i] = sent        /* claim: durable before any byte leaves */
#endif
     }
     may_die();
     on_the_way[i]++;                             /* the request leaves */
     may_die();
     atomic {                                     /* what comes back, and record_answer */
       if
       :: truth[i] != none -> answer = truth[i]
       :: waited[i] -> answer = wait_on           /* long under way */
       :: answer = unknown                        /* time-out, reset, 500, unreadable */
       :: on_the_way[i] > 0 && truth[i] == none ->
            on_the_way[i]--; answer = not_executed   /* refused before processing */
       fi;
#ifdef BROKEN_CLAIM          /* written down only once the answer is there */
       if
       :: phase[i] == prepared -> phase[i] = sending; state[i] = sent
       :: else -> skip
       fi;
#endif
       conclude(i, answer, state[i]); answer = none; i = 0
     }
  od
}

// claim_questions, the query, record_reply. Two of them run: nothing but the transaction keeps one
// from undoing what the other has found out.
proctype Resolver() {
  byte i;
  mtype reply, seen;
end:
  do
  :: atomic {                                     /* asked: what the provider knows now */
       if
       :: phase[0] == answered -> i = 0
       :: phase[1] == answered -> i = 1
       fi;
       if
       :: truth[i] != none -> reply = truth[i]
       :: truth[i] == none && on_the_way[i] == 0 ->   /* its time for hiding requests is over */
            reply = (state[i] == in_doubt -> not_executed : unknown)
       :: truth[i] == none && on_the_way[i] > 0 ->    /* proves nothing yet */
#ifdef BROKEN_ABSENCE        /* "not found" is believed at once */
            reply = (state[i] == in_doubt -> not_executed : unknown)
#else
            i = 0; goto end
#endif
       fi;
#ifdef BROKEN_LOCK           /* decides upon what it saw before it asked */
       seen = state[i]
#endif
     }
     atomic {                                     /* record_reply, whenever it arrives */
#ifndef BROKEN_LOCK
       seen = state[i];
#endif
       if
       :: reply == not_executed && phase[i] != answered -> skip
       :: else -> conclude(i, reply, seen)
       fi;
       reply = none; seen = none; i = 0
     }
  od
}

// record_webhook: late, out of order, any number of times.
proctype Messages() {
  byte i;
end:
  do
  :: atomic {
       if
       :: waited[0] -> i = 0
       :: waited[1] -> i = 1
       fi;
       conclude(i, wait_on, state[i]); i = 0
     }
  :: atomic {
       if
       :: truth[0] == approve || truth[0] == decline -> i = 0
       :: truth[1] == approve || truth[1] == decline -> i = 1
       fi;
       if
       :: phase[i] != prepared -> conclude(i, truth[i], state[i])
       :: else -> skip                            /* what was never sent has no outcome */
       fi;
       i = 0
     }
  od
}

// change_transaction_state: says what is true when they look, takes effect when somebody else has
// agreed, unless the payment has changed meanwhile (gate: the target's version).
proctype Person() {
  byte i;
  mtype verdict;
end:
  do
  :: atomic {
       if
       :: state[0] == in_doubt -> i = 0
       :: state[1] == in_doubt -> i = 1
       fi;
       unchanged = true;
       if
       :: truth[i] == approve || truth[i] == decline -> verdict = truth[i]
       :: truth[i] == none && on_the_way[i] == 0 -> verdict = not_executed
       :: else -> i = 0; goto end
       fi
     }
     atomic {
       if
       :: unchanged -> conclude(i, verdict, state[i])
       :: else -> skip
       fi;
       verdict = none; i = 0
     }
  od
}

inline carry_out(i) {
  effects[i]++;
  moved = moved + amount(i);
  assert(effects[i] == 1);                        /* at most one effect */
  assert(moved <= CAPTURED);                      /* never more than was captured */
  assert(state[i] != failed && state[i] != declined)
}

proctype Provider() {
  byte i;
end:
  do
  :: atomic {                                     /* a request arrives, or is lost */
       if
       :: on_the_way[0] > 0 -> i = 0
       :: on_the_way[1] > 0 -> i = 1
       fi;
       on_the_way[i]--;
       if
       :: truth[i] == approve -> carry_out(i)     /* a repeat, carried out again */
       :: truth[i] == none -> truth[i] = approve; carry_out(i)
       :: truth[i] == none -> truth[i] = decline
       :: truth[i] == none -> truth[i] = wait_on; waited[i] = true
       :: skip
       fi;
       i = 0
     }
  :: atomic {                                     /* what was pending is decided */
       if
       :: truth[0] == wait_on -> i = 0
       :: truth[1] == wait_on -> i = 1
       fi;
       if
       :: truth[i] = approve; carry_out(i)
       :: truth[i] = decline
       fi;
       i = 0
     }
  od
}

#define truth_known(i) (state[i] == none || (is_final(i) && \
                        (state[i] == succeeded) == (effects[i] == 1)))
#define is_settled ((state[0] != none || state[1] != none) && truth_known(0) && truth_known(1) && \
                    reserved == 0 && !excess)

// Stands where it must not stand when everything has come to rest and something is left.
proctype Witness() { is_settled }

init {
  atomic {
    run Provider(); run Server(); run Messages(); run Resolver();
    run Resolver(); run Person(); run Witness();
    run Caller(0); run Caller(0); run Caller(1)
  }
}

// Everything accepted ends, and ends as it really went; nothing is left to a person.
ltl ends { <>[] is_settled }
