// What a changed policy does to those who are signed in: shorter sessions and fewer of them hold at
// once, and everybody may be made to choose another password.
#include "identity/session_limits.hpp"

#include "identity/alert.hpp"
#include "identity/code_store.hpp"
#include "identity/people_store.hpp"
#include "identity/store.hpp"
#include "identity/trail.hpp"

namespace bursar::identity {

void keep_to_limit(Tx& tx, const Call& call, std::int64_t sessions_max, UserId user) {
  const auto live = store::live_sessions(tx, user, call.now);
  for (auto i = static_cast<std::size_t>(sessions_max); i < live.size(); ++i) {
    store::revoke_session(tx, live[i].id, user, call.now);
    record_and_tell(tx, call,
                    {"end_session", user, audit::Outcome::ok,
                     json_of({{"session_id", live[i].id.text()}}), "session limit"},
                    "user.session_ended");
    give_alert(tx, call,
               {.kind = AlertKind::oldest_session_ended,
                .user = user,
                .detail = "Ended: " + audit::device_of(live[i].user_agent)});
  }
}

void keep_sessions_to(Tx& tx, const Call& call, const SecurityPolicy& before,
                      const SecurityPolicy& after) {
  if (after.idle_ms() < before.idle_ms() || after.sessions.hours < before.sessions.hours)
    store::shorten_sessions(tx, after.idle_ms(), after.sessions.hours * k_hour_ms);
  if (after.sessions.sessions_max >= before.sessions.sessions_max) return;
  for (const UserId user :
       store::people_with_more_sessions(tx, after.sessions.sessions_max, call.now))
    keep_to_limit(tx, call, after.sessions.sessions_max, user);
}

void make_everybody_change_password(Tx& tx, const Call& call) {
  for (const UserId user : store::people_with_passwords(tx)) {
    store::require_password_change(tx, user);
    store::bump_version(tx, user);
    store::revoke_sessions(tx, user, {}, call.now);
    record_and_tell(tx, call,
                    {"require_password_change", user, audit::Outcome::ok, {}, "password policy"},
                    "user.password_change_required");
  }
}

}  // namespace bursar::identity
