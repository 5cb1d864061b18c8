// Servers on one database and the calls they have under way, as server/payments/node_store.cpp,
// dispatch.cpp, runner.cpp and server/app/node.cpp do it. Each holds a node number by a lease; what
// it has sent belongs to it as long as its lease lives. At once: two servers and a stand-in for the
// first one's number. Each may die at any moment and be started again, or sleep for so long that its
// lease runs out, and wake up in the middle of what it did. An atomic block is one transaction. The
// provider carries out everything that reaches it.
//
// A twin is made with -DBROKEN_…; each leaves out one step that protects, and must fail.

#define NODES 2
#define CALLS 2

/* AttemptPhase and OperationState */
mtype = { prepared, sending, answered, resolved };
mtype = { queued, sent, in_doubt, succeeded, failed };

/* ---- the database */
mtype phase[CALLS] = prepared;
mtype state[CALLS] = queued;
byte sent_by[CALLS];          /* attempt.sent_by */
byte lease[NODES];            /* node_lease.run: 0 when it has run out */

/* ---- what is true, whoever knows it */
bool is_awake[NODES];         /* the holder lives, and has not slept beyond its lease */
bool is_stale[CALLS];         /* claimed so long ago that it must not leave any more */
byte on_the_way[CALLS];
byte effects[CALLS];

byte deaths, sleeps;

inline leave_open(c) {                            /* conclude() of what nobody knows */
  if
  :: state[c] == sent -> state[c] = in_doubt; phase[c] = answered
  :: else -> skip
  fi
}

inline fail(c) {                                  /* conclude() of what certainly did not happen */
  if
  :: state[c] == sent || state[c] == in_doubt ->
       assert(effects[c] == 0); state[c] = failed; phase[c] = resolved
  :: else -> skip
  fi
}

// store::orphaned(): sent by an earlier life of this number, or by one whose lease has run out.
inline adopt(c, me) {
  if
#ifdef BROKEN_LEASE          /* whatever is under way counts as orphaned */
  :: phase[c] == sending ->
#else
  :: phase[c] == sending && (sent_by[c] == me || lease[sent_by[c]] == 0) ->
#endif
       assert(sent_by[c] == me || !is_awake[sent_by[c]]);    /* the living are left alone */
       leave_open(c)
  :: else -> skip
  fi
}

inline may_die() {
  if
  :: atomic { deaths < 1 -> deaths++; goto died }
  :: skip
  fi
}

proctype Server(byte me, run_key) {
  byte c;
end_start:
  atomic {                                        /* take_node, and adopt_orphans before any claim */
#ifdef BROKEN_HOLDER         /* takes the number whoever holds it */
    true ->
#else
    lease[me] == 0 ->
#endif
      assert(!is_awake[me]);                      /* a number has one holder */
      lease[me] = run_key; is_awake[me] = true;
#ifndef BROKEN_ADOPTION
      adopt(0, me); adopt(1, me)
#endif
  }
end:
  do
  :: atomic {                                     /* claim_prepared */
       if
       :: phase[0] == prepared -> c = 0
       :: phase[1] == prepared -> c = 1
       fi;
#ifdef BROKEN_CLAIM          /* finds work in one transaction, takes it in another */
     }
     atomic {
#endif
       phase[c] = sending; state[c] = sent; sent_by[c] = me
     }
     may_die();
     atomic {                                     /* Runner::send */
       if
#ifndef BROKEN_WAKING        /* sends what it claimed, however long ago */
       :: is_stale[c] -> fail(c); c = 0; goto end /* objection(): recorded as not sent */
       :: !is_stale[c] -> on_the_way[c]++
#else
       :: on_the_way[c]++
#endif
       fi
     }
     may_die();
     atomic {                                     /* record_answer, even after a long sleep */
       if
       :: effects[c] > 0 -> assert(state[c] != failed); state[c] = succeeded; phase[c] = resolved
       :: leave_open(c)                           /* time-out, reset, 500 */
       fi;
       c = 0
     }
  :: atomic { lease[me] != run_key ->             /* renew_node */
       if
       :: lease[me] == 0 -> lease[me] = run_key; is_awake[me] = true
       :: else -> goto died                       /* node_lost: this server ends */
       fi
     }
  :: atomic { deaths < 1 -> deaths++; goto died }
  od;
died:
  atomic {                                        /* the lease of the dead runs out */
    if
    :: lease[me] == run_key -> lease[me] = 0; is_awake[me] = false
    :: else -> skip
    fi;
    c = 0
  }
  goto end_start
}

// Time: somebody sleeps longer than k_lease_ms; a call has no answer within k_sending_max_ms
// (claim_questions), by when it is far too old to be sent as well.
proctype Time() {
end:
  do
  :: atomic { sleeps < 1 && lease[0] != 0 -> sleeps++; lease[0] = 0; is_awake[0] = false }
  :: atomic { sleeps < 1 && lease[1] != 0 -> sleeps++; lease[1] = 0; is_awake[1] = false }
#ifndef BROKEN_ADOPTION
  :: atomic { phase[0] == sending -> is_stale[0] = true; leave_open(0) }
  :: atomic { phase[1] == sending -> is_stale[1] = true; leave_open(1) }
#endif
  od
}

// The resolver of any server. "Not found" is proof once the provider's time for it has passed since
// the call was left open, which is longer than a claim stays fit to be sent.
proctype Resolver() {
  byte c;
end:
  do
  :: atomic {
       if
       :: phase[0] == answered -> c = 0
       :: phase[1] == answered -> c = 1
       fi;
       if
       :: effects[c] > 0 -> state[c] = succeeded; phase[c] = resolved
       :: effects[c] == 0 && on_the_way[c] == 0 -> is_stale[c] = true; fail(c)
       :: else -> skip
       fi;
       c = 0
     }
  od
}

proctype Provider() {
  byte c;
end:
  do
  :: atomic {
       if
       :: on_the_way[0] > 0 -> c = 0
       :: on_the_way[1] > 0 -> c = 1
       fi;
       on_the_way[c]--;
       if
       :: effects[c]++;
          assert(effects[c] == 1);                /* at most one effect */
          assert(state[c] != failed)              /* unknown never became failed */
       :: skip                                    /* lost */
       fi;
       c = 0
     }
  od
}

#define ended(c) (phase[c] == resolved && (state[c] == succeeded) == (effects[c] == 1))

// Stands where it must not stand when everything has come to rest and something is left.
proctype Witness() { ended(0) && ended(1) }

init {
  atomic {
    run Provider(); run Resolver(); run Time();
    run Server(0, 1); run Server(1, 2); run Server(0, 3); run Witness()
  }
}

// Every call ends as it really went, whoever dies or sleeps.
ltl ends { <>[] (ended(0) && ended(1)) }
