// One payment without an answer, ended by every method the resolver has: asked about, sent again under
// the same key, taken back by our reference, told of, decided by a person. The provider carries a
// reference out at most once, and after it has acknowledged a reversal never again.
//
// A twin is made with -DBROKEN_…; each leaves out one step that protects, and must fail.

/* OperationState, AttemptPhase, ReversalState, and what a provider says */
mtype = { sent, pending, in_doubt, succeeded, declined, failed };
mtype = { sending, answered, resolved };
mtype = { no_wish, open, acknowledged, refused, needless };
mtype = { none, approve, decline, wait_on, not_executed, unknown };

/* ---- the database */
mtype state = sent;
mtype phase = sending;
mtype reversal = no_wish;
bool reversal_left;           /* reversal.sends > 0 */
bool repeat_out;              /* attempt.repeat_sent_at */
bool repeated;                /* attempt.repeats > 0 */
bool for_people;              /* an exception case */
byte crashes;

/* ---- the provider and the way there */
mtype truth = none;
byte effects;                 /* its book under our reference */
bool undone;                  /* the opposite effect */
bool blocked;                 /* a reversal came first: nothing is carried out any more */
bool stays;                   /* the money has left: it cannot be undone */
bool waited;                  /* it said "pending" at first */
byte on_the_way;              /* requests under our reference */
byte back_on_the_way;         /* reversals under theirs */
byte losses;                  /* a network that loses everything for ever ends nothing */

#define net (effects - undone)
#define may_still_happen (!blocked && (on_the_way > 0 || truth == wait_on))

inline move(new_state, new_phase) { state = new_state; phase = new_phase }

// What is booked is there, and what is called failed after a reversal is and stays nowhere.
inline books_agree() {
  assert(state != succeeded || net == 1);
  assert((state != failed && state != declined) || net == 0);
  assert(reversal != acknowledged || (net == 0 && !may_still_happen));
  assert(reversal != acknowledged || state != succeeded)
}

// conclude(), behind is_held_by_reversal().
inline conclude(outcome) {
  if
#ifndef BROKEN_NEWS          /* success is booked while it is being taken back */
  :: reversal == open && (outcome == approve || outcome == wait_on || outcome == decline) ->
       skip                                        /* noted: messages come in any order */
#endif
#ifndef BROKEN_LATE          /* what was taken back is accepted as a late success */
  :: reversal == acknowledged && (outcome == approve || outcome == wait_on) -> skip
#endif
  :: reversal == needless && outcome == approve -> for_people = true
  :: else ->
       if
       :: reversal == open && outcome == not_executed ->   /* a person's word */
            reversal = (reversal_left -> needless : no_wish)
       :: else -> skip
       fi;
       if
       :: outcome == approve && state != succeeded -> move(succeeded, resolved)
       :: outcome == decline && (state == sent || state == pending || state == in_doubt) ->
            move(declined, resolved)
       :: outcome == not_executed && (state == sent || state == in_doubt) ->
            move(failed, resolved)
       :: outcome == wait_on && (state == sent || state == in_doubt) -> move(pending, answered)
       :: outcome == unknown && (state == sent || state == pending) -> move(in_doubt, answered)
       :: else -> skip
       fi
  fi;
  books_agree()
}

// The runner and its first exchange; what it holds in memory dies with it.
proctype Server() {
  mtype answer;
  on_the_way++;
  atomic {
    if
    :: truth == approve || truth == decline || truth == wait_on -> answer = truth
    :: answer = unknown                            /* time-out, reset, 500, or it died */
    fi;
    if
    :: phase == sending -> conclude(answer)
    :: else -> skip
    fi
  }
}

// claim_questions, question, record_reply, of whatever method.
proctype Resolver() {
  mtype reply;
end:
  do
  :: atomic { phase == answered && reversal != open && !repeat_out ->     /* a query */
       if
       :: blocked && truth == none -> reply = none
       :: else -> reply = truth
       fi;
       if
       :: reply == none && state == in_doubt && on_the_way == 0 -> reply = not_executed
       :: reply == none -> reply = unknown
       :: else -> skip
       fi
     }
     atomic {
       if
       :: reply == not_executed && (phase != answered || repeat_out) -> skip
       :: reply == unknown -> skip
       :: else -> conclude(reply)
       fi;
       reply = none
     }
  :: atomic { phase == answered && state == in_doubt && reversal == no_wish && !repeat_out &&
              crashes < 2 ->
       crashes++;                                  /* bounds the repeats, and may be a crash */
       repeat_out = true; repeated = true          /* durable before it leaves */
     }
     if
     :: on_the_way++                               /* the same request, the same key */
     :: skip                                       /* refused, or the process died */
     fi;
     atomic {
       if
       :: truth == approve || truth == decline || truth == wait_on -> reply = truth
       :: reply = unknown
       :: reply = not_executed                     /* this repeat did nothing */
       fi;
       repeat_out = false;
       if
#ifndef BROKEN_PROOF         /* a repeat that did nothing proves that the first did nothing */
       :: reply == not_executed -> skip
#endif
       :: reply == unknown -> skip
       :: else -> conclude(reply)
       fi;
       reply = none
     }
  :: atomic { phase == answered && reversal == open && back_on_the_way < 2 ->
       reversal_left = true; back_on_the_way++     /* repeated until it is acknowledged */
     }
     atomic {
       if
#ifdef BROKEN_ACK            /* silence is taken for an acknowledgement */
       :: reversal == open -> reversal = acknowledged; conclude(not_executed)
#endif
       :: skip                                     /* its answer is lost */
       fi
     }
  od
}

// The provider's answer to a reversal, and record_reversal().
inline acknowledge() {
  if
  :: reversal == open && phase == answered -> reversal = acknowledged; conclude(not_executed)
  :: else -> skip
  fi
}

proctype Messages() {
end:
  do
  :: atomic { waited && (truth == approve || truth == decline) -> conclude(wait_on) }
  :: atomic { truth == approve -> conclude(approve) }
  :: atomic { truth == decline -> conclude(decline) }
  od
}

// reverse_operation and change_transaction_state.
proctype Person() {
end:
  do
  :: atomic { state == in_doubt && phase == answered && reversal == no_wish -> reversal = open }
  :: atomic { state == in_doubt && phase == answered && truth == approve && !undone &&
#ifdef BROKEN_VERDICT        /* it was carried out, says the statement; it is being taken back */
              true ->
       reversal = (reversal == open -> no_wish : reversal);
#else
              reversal != open && !repeat_out ->
#endif
       conclude(approve)
     }
  :: atomic { state == in_doubt && phase == answered && truth == none && on_the_way == 0 &&
#ifdef BROKEN_REPEAT         /* decided while a repeat may be on its way */
              true ->
#else
              !repeat_out ->
#endif
       conclude(not_executed)
     }
  od
}

inline carry_out() {
  effects++;
  assert(effects == 1 && !blocked);
  assert(state != failed && state != declined)
}

proctype Provider() {
end:
  do
  :: atomic { on_the_way > 0 ->
       on_the_way--;
       if
       :: blocked || truth != none -> skip         /* turned away, or the recorded result again */
       :: else ->
            if
            :: truth = approve; carry_out()
            :: truth = decline
            :: truth = wait_on; waited = true
            :: skip                                /* lost on its way */
            fi
       fi
     }
  :: atomic { truth == wait_on ->
       if
       :: blocked -> truth = decline
       :: !blocked -> truth = approve; carry_out()
       :: !blocked -> truth = decline
       fi
     }
  :: atomic { truth == approve && !undone && !stays && !blocked -> stays = true }
  :: atomic { back_on_the_way > 0 ->
       back_on_the_way--;
       if
       :: losses < 2 -> losses++                   /* the reversal is lost */
       :: truth == approve && stays && !undone && !blocked ->
            if
            :: reversal == open && phase == answered -> reversal = refused
            :: else -> skip
            fi
       :: truth == approve && (!stays || undone || blocked) ->
            if
            :: !undone -> undone = true; assert(state != succeeded)
            :: else -> skip
            fi;
            blocked = true;
            if
            :: losses < 2 -> losses++              /* its acknowledgement is lost */
            :: acknowledge()
            fi
       :: truth != approve -> blocked = true; acknowledge()
       fi
     }
  od
}

#define is_settled ((state == succeeded || state == declined || state == failed) && \
                    (state == succeeded) == (net == 1))

// Stands where it must not stand when everything has come to rest and something is left.
proctype Witness() { is_settled || for_people }

init {
  atomic {
    run Provider(); run Server(); run Messages(); run Resolver(); run Person(); run Witness()
  }
}

// Everything ends as it really went, whoever ended it.
ltl ends { <>[] (is_settled || for_people) }
