// Payouts that take a code of whoever asks and the consent of somebody else, as server/identity
// (operation_code), server/approvals and server/payments (create_payout) work together. At once:
// one person asks for payouts, presses twice, and answers codes; an intruder in the same session
// swaps the content; three people decide, the asker among them; a stored request and the merchant
// are changed meanwhile; the server may die. An atomic block is one transaction.
// The idempotency key, which would catch a payout that is made twice, is left out on purpose.
//
// A twin is made with -DBROKEN_…; each leaves out one step that protects, and must fail.

#define BALANCE 3             /* two payouts of two do not fit */
#define AMOUNT 2
#define SLOTS 2               /* requests for approval that one run can make */
#define MINE 1                /* contents: recipient and amount as the asker wants them */
#define FOREIGN 2             /* as the intruder wants them */
#define ASKER 0               /* people: 0 asks, 1 and 2 may decide */

/* approvals::State, OperationState, and answers */
mtype = { none, open, executed, voided };
mtype = { queued, sent, in_doubt, succeeded, failed };
mtype = { approve, unknown, not_executed };

/* ---- the database */
byte code_content;            /* one_time_code: what the newest is bound to; 0: there is none */
bool code_proven, code_used;
byte codes;
mtype approval[SLOTS] = none;
byte content[SLOTS];          /* approval.content, which the asker's request is frozen into */
byte content_hash[SLOTS];     /* what decisions rest on: content and the target's version */
byte made;                    /* approvals so far */
byte merchant_version = 1;
byte available = BALANCE;
byte in_transit;
byte payouts;
mtype payout[SLOTS] = none;
byte recipient[SLOTS];        /* what the payout carries */
byte decided_by[SLOTS];

/* ---- the provider */
byte on_the_way[SLOTS];
byte effects[SLOTS];
byte moved;

byte confirmed;               /* how often the asker has typed a code for MINE */
byte crashes;

#define hash_of(what) ((what) * 4 + merchant_version)
#define is_open(i) (payout[i] == queued || payout[i] == sent || payout[i] == in_doubt)
#define held(i) (is_open(i) -> AMOUNT : 0)
#define gone(i) (payout[i] == succeeded -> AMOUNT : 0)

inline books_agree() {
  assert(in_transit == held(0) + held(1));
  assert(available + in_transit + gone(0) + gone(1) == BALANCE);
  assert(payout[0] != failed || effects[0] == 0);
  assert(payout[1] != failed || effects[1] == 0)
}

// pass_gate() and judge(), then Desk::hold(): the request keeps nothing but a frozen content.
inline request(what) {
  if
#ifdef BROKEN_BINDING        /* any proven code opens any act */
  :: code_content != 0 && code_proven && !code_used ->
#else
  :: code_content == what && code_proven && !code_used ->
#endif
#ifndef BROKEN_CODE          /* the code stays good after it was used */
       code_used = true;                          /* store::use_code */
#endif
       if
       :: made < SLOTS && available >= AMOUNT ->  /* try_out: what would be refused is refused now */
            approval[made] = open;
            content[made] = what;
            content_hash[made] = hash_of(what);
            made++;
            assert(made <= confirmed)             /* one code, one act */
       :: else -> skip
       fi
  :: (code_content != what || code_used) && codes < 2 ->
       code_content = what; codes++;              /* ask(): void_codes, a code for this content */
       code_proven = false; code_used = false
  :: else -> skip                                 /* code_void, or still to be proven */
  fi
}

proctype Asker() {
  atomic { request(MINE) }
end:
  do
  :: atomic {                                     /* answer_operation_code */
       code_content == MINE && !code_proven ->
         code_proven = true; confirmed++;
         run Press(); run Press()                 /* the button, pressed twice */
     }
  od
}

proctype Press() { atomic { request(MINE) } }

// Somebody at the asker's session, who cannot read the asker's phone.
proctype Intruder() {
  atomic { request(FOREIGN) }
  atomic { request(FOREIGN) }
}

// A row of the database altered by hand, and the recipient's merchant changed by a colleague.
proctype Meddler() {
end:
  if
  :: atomic { approval[0] == open -> content[0] = FOREIGN }
  :: atomic { approval[0] == open -> merchant_version++ }
  fi
}

// create_payout(): balance, reserve, operation and attempt in one transaction.
inline create_payout(what, who) {
  if
  :: available >= AMOUNT && payouts < SLOTS ->
       available = available - AMOUNT; in_transit = in_transit + AMOUNT;
       payout[payouts] = queued; recipient[payouts] = what; decided_by[payouts] = who;
       payouts++
  :: else -> skip
  fi
}

// approve(): of the screen's content, by somebody else, once; the act is in the same transaction.
proctype Decider(byte who) {
  byte i, on_screen;
end:
  do
  :: atomic {                                     /* the screen */
       if
       :: approval[0] == open -> i = 0
       :: approval[1] == open -> i = 1
       fi;
       on_screen = content_hash[i]
     }
     atomic {
       if
       :: approval[i] != open -> goto closed      /* approval_closed */
       :: else -> skip
       fi;
#ifndef BROKEN_OWN           /* whoever asked may agree to it */
       if
       :: who == ASKER -> goto refused            /* may_decide: own_request */
       :: else -> skip
       fi;
#endif
#ifndef BROKEN_FREEZE        /* nobody compares with what was asked for */
       if                                         /* take(), broken() */
       :: on_screen != content_hash[i] -> goto refused
       :: hash_of(content[i]) != content_hash[i] -> approval[i] = voided; goto closed
       :: else -> skip
       fi;
#endif
#ifdef BROKEN_RESERVE        /* the balance is looked at here, and taken later */
       approval[i] = executed;
       if
       :: available < AMOUNT -> goto closed
       :: else -> skip
       fi
     }
     atomic {
       available = available - AMOUNT; in_transit = in_transit + AMOUNT;
       payout[payouts] = queued; recipient[payouts] = content[i]; decided_by[payouts] = who;
       payouts++;
#else
#ifdef BROKEN_ONCE           /* carried out in a transaction of its own */
     }
     atomic {
#endif
       create_payout(content[i], who);            /* carry_out(): execute, then save_state */
       approval[i] = executed;
#endif
       books_agree();
closed:
       skip
     }
  od;
refused:
  skip
}

inline settle(i, answer) {
  if
  :: answer == approve -> in_transit = in_transit - AMOUNT; payout[i] = succeeded
  :: answer == not_executed ->
       in_transit = in_transit - AMOUNT; available = available + AMOUNT; payout[i] = failed
  :: answer == unknown -> payout[i] = in_doubt
  fi;
  books_agree()
}

// Claim, send, record; what has no answer stays in transit until the provider is asked.
proctype Server() {
  byte i = 0;
  mtype answer;
restart:
  atomic {                                        /* adopt_orphans */
    if
    :: payout[0] == sent -> payout[0] = in_doubt
    :: else -> skip
    fi;
    if
    :: payout[1] == sent -> payout[1] = in_doubt
    :: else -> skip
    fi
  }
end:
  do
  :: atomic {
       if
       :: payout[0] == queued -> i = 0
       :: payout[1] == queued -> i = 1
       fi;
       payout[i] = sent
     }
     if
     :: atomic { crashes < 1 -> crashes++; goto restart }
     :: skip
     fi;
     on_the_way[i]++;
     if
     :: atomic { crashes < 1 -> crashes++; goto restart }
     :: effects[i] == 1 -> answer = approve
     :: answer = unknown
     fi;
     atomic { settle(i, answer) }
  :: atomic {                                     /* the resolver's question and its reply */
       if
       :: payout[0] == in_doubt -> i = 0
       :: payout[1] == in_doubt -> i = 1
       fi;
       if
       :: effects[i] == 1 -> answer = approve
       :: effects[i] == 0 && on_the_way[i] == 0 -> answer = not_executed
       :: else -> answer = unknown
       fi;
       settle(i, answer)
     }
  od
}

proctype Provider() {
  byte i;
end:
  do
  :: atomic {
       if
       :: on_the_way[0] > 0 -> i = 0
       :: on_the_way[1] > 0 -> i = 1
       fi;
       on_the_way[i]--;
       if
       :: skip                                    /* lost */
       :: effects[i]++;
          moved = moved + AMOUNT;
          assert(effects[i] == 1);
          assert(moved <= BALANCE);
          assert(recipient[i] == MINE);           /* what was confirmed, not what was swapped in */
          assert(decided_by[i] != ASKER)          /* two people */
       fi
     }
  od
}

#define ended(i) (!is_open(i) && (payout[i] == succeeded) == (effects[i] == 1))
#define is_settled (ended(0) && ended(1) && in_transit == 0)

// Stands where it must not stand when everything has come to rest and something is left.
proctype Witness() { is_settled }

init {
  atomic {
    run Provider(); run Server(); run Asker(); run Intruder(); run Meddler();
    run Witness(); run Decider(ASKER); run Decider(1); run Decider(2)
  }
}

// Nothing stays in transit, and every payout ends as it really went.
ltl ends { []<> is_settled }
