// Events and who follows them, as server/outbox does it: the event is written in the transaction of
// the change, gets its position after the commit (assign_sequence; SQLite, with a single writer,
// numbers at once), and a follower is nothing but the last position it has dealt with. At once:
// three writers, one of which may be undone, two servers that number, a reader that may die, and a
// follower that loses its connection. An atomic block is one transaction.
//
// A twin is made with -DBROKEN_…; each leaves out one step that protects, and must fail.

#define EVENTS 3

/* ---- the database */
bool change[EVENTS];          /* the change is committed */
bool undone[EVENTS];          /* refused, or its server died before the commit */
bool stored[EVENTS];          /* its event is committed */
byte position[EVENTS];        /* event.seq; 0: not numbered yet */
byte last_position;           /* outbox::last_seq */
byte writers_done;

/* ---- a server's memory, which dies with it */
bool is_followed;
byte newest;                  /* Frames::newest: events up to here are ready to be sent */

/* ---- the follower */
byte handled[EVENTS];         /* how often it has dealt with an event */
byte kept;                    /* the position it has written down (Last-Event-ID) */
bool busy;

byte deaths, losses;

// One change and its event; `e` is also the order of event ids.
proctype Writer(byte e; bool may_fail) {
  byte mine;
#ifdef BROKEN_EARLY          /* the event goes ahead, in a transaction of its own */
  atomic { stored[e] = true }
#endif
#ifdef BROKEN_NUMBERING      /* the position is taken when the event is written, before the commit */
  atomic { last_position++; mine = last_position }
#endif
  if
  :: atomic { may_fail -> undone[e] = true }
  :: atomic {
       change[e] = true;
#ifdef BROKEN_NUMBERING
       position[e] = mine;
#endif
#ifndef BROKEN_TRANSACTION
       stored[e] = true                           /* outbox::emit */
#endif
     }
#ifdef BROKEN_TRANSACTION    /* the event follows, unless the server dies in between */
     if
     :: atomic { deaths < 1 -> deaths++ }
     :: stored[e] = true
     fi
#endif
  fi;
  writers_done++
}

#define is_unnumbered(e) (stored[e] && position[e] == 0)
inline number_one(e) {
  if
  :: is_unnumbered(e) -> last_position++; position[e] = last_position
  :: else -> skip
  fi
}

// assign_sequence(): all that is committed and has no position yet, in the order of ids. Every
// server does it; the lane of writers lets one in at a time.
proctype Numberer() {
end:
  do
  :: atomic {
       is_unnumbered(0) || is_unnumbered(1) || is_unnumbered(2) ->
         number_one(0); number_one(1); number_one(2)
     }
  od
}

// LiveFeed::read_forever(): while somebody follows, what is committed becomes frames. A server that
// dies takes its frames along; the follower then finds another one.
proctype Reader() {
end:
  do
  :: atomic { is_followed && newest < last_position -> newest = last_position }
  :: atomic { is_followed && deaths < 1 -> deaths++; is_followed = false; newest = 0 }
  od
}

// The first committed event after a position, as Frames::after and outbox::after() find it.
inline first_after(p, found) {
  found = EVENTS;
  if
  :: position[0] > p -> found = 0
  :: else -> skip
  fi;
  if
  :: position[1] > p && (found == EVENTS || position[1] < position[found]) -> found = 1
  :: else -> skip
  fi;
  if
  :: position[2] > p && (found == EVENTS || position[2] < position[found]) -> found = 2
  :: else -> skip
  fi
}

inline handle(e) {
  assert(change[e] && !undone[e]);                /* nothing is told that did not happen */
  handled[e]++
}

// serve() and its client, which writes down what it has dealt with and comes back with that.
proctype Follower() {
  byte e = EVENTS;
connect:
  atomic {                                        /* Registration, Frames::restart */
    busy = false;
    if
    :: !is_followed -> is_followed = true; newest = last_position
    :: else -> skip
    fi
  }
end:
  do
  :: !is_followed -> goto connect
  :: atomic { is_followed && kept < newest ->
       first_after(kept, e);
       if
       :: e == EVENTS || position[e] > newest -> e = EVENTS
       :: else -> busy = true
       fi
     }
     if
     :: e == EVENTS -> skip
     :: else ->
#ifdef BROKEN_POSITION       /* written down before it was dealt with */
          kept = position[e];
#else
          handle(e);
#endif
          if
          :: atomic { losses < 1 -> losses++; goto connect }
          :: skip
          fi;
#ifdef BROKEN_POSITION
          handle(e);
#else
          kept = position[e];
#endif
          busy = false
     fi
  od
}

#define is_told(e) (!change[e] || handled[e] > 0)
#define all_told (is_told(0) && is_told(1) && is_told(2))
#define all_quiet (writers_done == 3 && !busy && is_followed && newest == last_position && \
                   kept == last_position && !is_unnumbered(0) && !is_unnumbered(1) && \
                   !is_unnumbered(2))

// Once everything has come to rest, nothing is missing.
proctype Witness() {
  atomic { all_quiet -> assert(all_told) }
}

init {
  atomic {
    run Writer(0, true); run Writer(1, false); run Writer(2, false);
    run Numberer(); run Numberer(); run Reader(); run Follower(); run Witness()
  }
}

// Every event of a committed change reaches the follower.
ltl arrives { <>[] (writers_done == 3 && all_told && kept == last_position) }
