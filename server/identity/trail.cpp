// Builds audit entries and outbox events. Payloads name the account by id only: addresses and names
// stay in identity's own tables.
#include "identity/trail.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "identity/alert.hpp"
#include "identity/request_signature.hpp"
#include "outbox/outbox.hpp"

namespace bursar::identity {
namespace {

void emit_key_event(Tx& tx, const Call& call, const ApiKey& key, std::string_view type,
                    std::string payload) {
  outbox::Event event;
  event.type = type;
  event.company = key.company;
  event.merchant = key.merchant;
  event.subject_kind = "api_key";
  event.subject_id = key.id.text();
  event.payload = std::move(payload);
  outbox::emit(tx, call, event);
}

std::string key_text(const ApiKey& key) {
  std::string addresses;
  for (const auto& address : key.allowed_addresses)
    addresses.append(addresses.empty() ? "" : " ").append(address);
  return json_of({{"label", key.label},
                  {"public_id", key.public_id},
                  {"allowed_addresses", addresses},
                  {"signing", signing_fingerprint(key.signing_key)},
                  {"state", std::string(api_key_state_name(key.state))}});
}

}  // namespace

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
  entry.before = act.before;
  entry.after = act.after;
  entry.reason = act.reason;
  audit::record(tx, call, entry);
}

void tell(Tx& tx, const Call& call, UserId user, std::string_view event_type, Facts facts) {
  outbox::Event event;
  event.type = event_type;
  event.subject_kind = "user";
  event.subject_id = user.text();
  event.payload = json_of(facts);
  outbox::emit(tx, call, event);
  give_alert_of(tx, call, user, event_type);
}

void record_and_tell(Tx& tx, const Call& call, const UserAct& act, std::string_view event_type) {
  record(tx, call, act);
  tell(tx, call, act.user, event_type, {{"user_id", act.user.text()}, {"ip", call.actor.ip}});
}

void record_role_act(Tx& tx, const Call& call, std::string_view action, const Role* before,
                     const Role& after) {
  const auto text_of = [](const Role& role) {
    boost::json::array permissions;
    for (const auto& permission : role.permissions) permissions.emplace_back(permission);
    return boost::json::serialize(boost::json::object{{"name", role.name},
                                                      {"description", role.description},
                                                      {"permissions", std::move(permissions)}});
  };
  audit::Entry entry;
  entry.action = action;
  entry.subject_kind = "role";
  entry.subject_id = after.id.text();
  entry.company = after.company;
  if (before != nullptr) entry.before = text_of(*before);
  entry.after = text_of(after);
  audit::record(tx, call, entry);
  outbox::Event event;
  event.type = "role.changed";
  event.company = after.company;
  event.subject_kind = "role";
  event.subject_id = after.id.text();
  event.subject_version = after.version;
  event.payload = json_of({{"role_id", after.id.text()}, {"action", std::string(action)}});
  outbox::emit(tx, call, event);
}

void record_key_act(Tx& tx, const Call& call, std::string_view action, const ApiKey* before,
                    const ApiKey& after) {
  audit::Entry entry;
  entry.action = action;
  entry.subject_kind = "api_key";
  entry.subject_id = after.id.text();
  entry.company = after.company;
  entry.merchant = after.merchant;
  if (before != nullptr) entry.before = key_text(*before);
  entry.after = key_text(after);
  audit::record(tx, call, entry);
  emit_key_event(tx, call, after, "api_key.changed",
                 json_of({{"api_key_id", after.id.text()}, {"action", std::string(action)}}));
}

void tell_key_ends(Tx& tx, const Call& call, const ApiKey& key, std::int64_t days) {
  emit_key_event(tx, call, key, "api_key.expires_soon",
                 json_of({{"api_key_id", key.id.text()},
                          {"label", key.label},
                          {"created_by", key.created_by.text()},
                          {"within_days", std::to_string(days)},
                          {"expires_at", std::to_string(key.expires_at.ms)}}));
  if (key.created_by)
    give_alert(tx, call,
               {.kind = AlertKind::api_key_ends,
                .user = key.created_by,
                .detail = "Key " + key.label + ", ends on " + day_text(utc_day(key.expires_at))});
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
