// Builds audit entries and outbox events. Payloads name the account by id only: addresses and names
// stay in identity's own tables.
#include "identity/trail.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "outbox/outbox.hpp"

namespace bursar::identity {

std::string json_of(Facts facts) {
  boost::json::object object;
  for (const auto& [name, value] : facts) object[name] = value;
  return boost::json::serialize(object);
}

void record(Tx& tx, const Call& call, const UserAct& act) {
  audit::Entry entry;
  entry.action = act.action;
  entry.subject_kind = "user";
  entry.subject_id = act.user.text();
  entry.outcome = act.outcome;
  entry.after = act.after;
  entry.reason = act.reason;
  audit::record(tx, call, entry);
}

void record_and_tell(Tx& tx, const Call& call, const UserAct& act, std::string_view event_type) {
  record(tx, call, act);
  outbox::Event event;
  event.type = event_type;
  event.subject_kind = "user";
  event.subject_id = act.user.text();
  event.payload = json_of({{"user_id", act.user.text()}, {"ip", call.actor.ip}});
  outbox::emit(tx, call, event);
}

void record_key_act(Tx& tx, const Call& call, std::string_view action, const ApiKey& key) {
  audit::Entry entry;
  entry.action = action;
  entry.subject_kind = "api_key";
  entry.subject_id = key.id.text();
  entry.company = key.company;
  entry.merchant = key.merchant;
  entry.after = json_of({{"label", key.label},
                         {"public_id", key.public_id},
                         {"state", std::string(api_key_state_name(key.state))}});
  audit::record(tx, call, entry);
  outbox::Event event;
  event.type = "api_key.changed";
  event.company = key.company;
  event.merchant = key.merchant;
  event.subject_kind = "api_key";
  event.subject_id = key.id.text();
  event.payload = json_of({{"api_key_id", key.id.text()}, {"action", std::string(action)}});
  outbox::emit(tx, call, event);
}

Actor acting_as(const Call& call, UserId user, std::string_view name, SessionId session) {
  Actor actor = call.actor;
  actor.kind = ActorKind::user;
  actor.key = user.key;
  actor.name = name;
  actor.session = session;
  return actor;
}

}  // namespace bursar::identity
