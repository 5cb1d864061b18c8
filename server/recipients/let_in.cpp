// submit_recipient, its approval by others, shorten_wait and archive_recipient: what makes a
// recipient payable, and what takes it out of use.
#include <boost/json.hpp>

#include "base/check.hpp"
#include "recipients/load.hpp"
#include "recipients/state_machine.hpp"
#include "recipients/store.hpp"
#include "recipients/trail.hpp"

namespace bursar::recipients {
namespace {

namespace json = boost::json;

constexpr std::string_view k_noun = "release of payouts";
constexpr std::string_view k_noun_at_once = "immediate release of payouts";

std::string label_of(const Recipient& one) { return one.name + ", " + one.display; }

// The same form that a frozen request has.
std::string content_of(RecipientId id) {
  return json::serialize(json::object{{"params", json::object{{"recipient_id", id.text()}}},
                                      {"query", json::object()}});
}

Result<RecipientId> named_in(const std::string& content) {
  const json::object object = json::parse(content).as_object();
  return RecipientId::parse(std::string(object.at("params").at("recipient_id").as_string()));
}

gate::Subject about(const Recipient& one) {
  gate::Subject subject;
  subject.kind = "recipient";
  subject.id = one.id.text();
  subject.label = label_of(one);
  subject.company = one.company_id;
  subject.merchant = one.merchant_id;
  subject.target = "recipient " + std::to_string(one.edition) + " " + std::string(word(one.state));
  subject.reason = one.purpose;
  return subject;
}

Result<Recipient> sendable(Tx& tx, const Call& call, const RecipientAt& at) {
  auto one = load_at(tx, call, at);
  if (!one) return one;
  if (one->state == State::pending_approval)
    return refused("recipient_submitted", one->name + " waits for approval already");
  if (one->state == State::approved)
    return refused("recipient_approved", one->name + " is approved already");
  return one;
}

Result<Recipient> cooling(Tx& tx, const Call& call, const RecipientAt& at) {
  auto one = load_at(tx, call, at);
  if (!one) return one;
  if (one->state != State::approved)
    return refused("recipient_not_approved", one->name + " is not approved yet");
  if (one->is_usable(call.now))
    return refused("recipient_usable", one->name + " may be paid already");
  return one;
}

// Approved from now on, payable after the cooling.
Result<Recipient> let_in(Tx& tx, const Call& call, Recipient one) {
  const auto on = next(one.state, Event::approved);
  if (!on)
    return refused("recipient_not_waiting",
                   one.name + " is " + std::string(word(one.state)) + " already");
  const std::string before = standing_json(one);
  one.state = *on;
  one.approved_by = call.actor.name;
  one.approved_at = call.now;
  one.usable_from_at = call.now.plus_ms(k_cooling_ms);
  one.declined_reason.clear();
  if (!store::save(tx, one)) return changed_meanwhile(one.version + 1);
  store::save_approved_content(tx, one.id, content_json(one));
  record(tx, call, one, {k_let_in, "recipient.approved", before});
  return one;
}

// What others see before and after: the recipient as it was approved last, and as it is now.
std::vector<gate::Figure> figures(Tx& tx, const Call&, const std::string& content) {
  const auto id = named_in(content);
  const auto one = id ? store::load(tx, *id) : std::nullopt;
  std::vector<gate::Figure> found;
  if (!one) return found;
  found.push_back({"recipient_state", std::string(word(one->state))});
  const std::string shown =
      one->state == State::approved ? content_json(*one) : store::approved_content(tx, one->id);
  if (shown.empty()) return found;
  const json::value parsed = json::parse(shown);
  for (const auto& member : parsed.as_object())
    if (!member.value().as_string().empty())
      found.push_back(
          {"recipient_" + std::string(member.key()), std::string(member.value().as_string())});
  return found;
}

void ended(Tx& tx, const Call& call, const std::string& content, gate::Ending ending,
           const std::string& why) {
  const auto id = named_in(content);
  auto one = id ? store::load(tx, *id) : std::nullopt;
  if (!one || one->state != State::pending_approval) return;
  const bool is_no = ending == gate::Ending::rejected;
  const std::string before = standing_json(*one);
  one->state = *next(one->state, is_no ? Event::declined : Event::given_back);
  if (is_no) one->declined_reason = why;
  check(store::save(tx, *one), "nobody else changes it in this transaction");
  record(tx, call, *one,
         {is_no ? "decline_recipient" : "give_back_recipient",
          is_no ? "recipient.declined" : "recipient.given_back", before, why});
}

gate::Action let_in_action() {
  gate::Action action;
  action.key = k_let_in;
  action.is_recorded = true;
  action.describe = [](Tx& tx, const Call&, const std::string& content) -> Result<gate::Subject> {
    const auto id = named_in(content);
    if (!id) return id.error();
    const auto one = store::load(tx, *id);
    if (!one) return not_found(RecipientTag::k_noun);
    return about(*one);
  };
  action.execute = [](Tx& tx, const Call& call, const std::string& content,
                      const gate::Consent&) -> Result<gate::Done> {
    const auto id = named_in(content);
    if (!id) return id.error();
    auto one = store::load(tx, *id);
    if (!one) return not_found(RecipientTag::k_noun);
    const auto done = let_in(tx, call, std::move(*one));
    if (!done) return done.error();
    return gate::Done{"recipient", id->text()};
  };
  action.ended = ended;
  return action;
}

// The version stands in the frozen request's body, as whoever asked read it.
Result<RecipientAt> at_of(const std::string& content) {
  const auto id = named_in(content);
  if (!id) return id.error();
  const json::object object = json::parse(content).as_object();
  return RecipientAt{*id, object.at("body").at("version").as_int64()};
}

gate::Action shorten_action() {
  gate::Action action;
  action.key = k_shorten;
  action.describe = [](Tx& tx, const Call& call,
                       const std::string& content) -> Result<gate::Subject> {
    const auto at = at_of(content);
    if (!at) return at.error();
    const auto one = cooling(tx, call, *at);
    if (!one) return one.error();
    return about(*one);
  };
  action.execute = [](Tx& tx, const Call& call, const std::string& content,
                      const gate::Consent& consent) -> Result<gate::Done> {
    const auto at = at_of(content);
    if (!at) return at.error();
    const auto done = shorten_wait(tx, call, *at, consent);
    if (!done) return done.error();
    return gate::Done{"recipient", at->id.text()};
  };
  return action;
}

RecipientAct act_of(const Recipient& one, std::string_view operation, std::string_view noun) {
  return {
      std::string(operation), std::string(noun), one.id.text() + ":" + std::to_string(one.version),
      label_of(one),          one.fingerprint,   one.company_id,
      one.merchant_id};
}

}  // namespace

Result<RecipientAct> submit_act(Tx& tx, const Call& call, const RecipientAt& at) {
  const auto one = sendable(tx, call, at);
  if (!one) return one.error();
  return act_of(*one, "submit_recipient", k_noun);
}

Result<RecipientAct> shorten_act(Tx& tx, const Call& call, const RecipientAt& at) {
  const auto one = cooling(tx, call, at);
  if (!one) return one.error();
  return act_of(*one, k_shorten, k_noun_at_once);
}

Result<Recipient> submit_recipient(Tx& tx, const Call& call, gate::Gate* gate,
                                   const RecipientAt& at) {
  auto found = sendable(tx, call, at);
  if (!found) return found;
  Recipient& one = *found;
  const std::string before = standing_json(one);
  one.submitted_by = call.actor.name;
  one.submitted_at = call.now;
  const auto demand = gate == nullptr ? std::nullopt : gate->demand(tx, call, k_let_in, about(one));
  if (demand) one.state = *next(one.state, Event::sent);
  one.declined_reason.clear();
  if (!store::save(tx, one)) return changed_meanwhile(one.version + 1);
  record(tx, call, one, {"submit_recipient", "recipient.submitted", before});
  if (!demand) return let_in(tx, call, std::move(one));
  const gate::Ask ask{std::string(k_let_in), content_of(one.id), ""};
  if (auto kept = gate->keep(tx, call, ask, *demand); !kept) return std::move(kept).error();
  return std::move(one);
}

Result<Recipient> shorten_wait(Tx& tx, const Call& call, const RecipientAt& at,
                               const gate::Consent& consent) {
  auto found = cooling(tx, call, at);
  if (!found) return found;
  if (!consent.is_trial && consent.approvers.empty())
    return refused("second_person_missing", "another person has to agree to a shorter wait");
  Recipient& one = *found;
  const std::string before = standing_json(one);
  one.usable_from_at = call.now;
  one.shortened_by = call.actor.name;
  if (!store::save(tx, one)) return changed_meanwhile(one.version + 1);
  record(tx, call, one, {k_shorten, "recipient.wait_shortened", before});
  return std::move(one);
}

Result<Recipient> archive_recipient(Tx& tx, const Call& call, gate::Gate* gate,
                                    const RecipientAt& at) {
  auto found = load_at(tx, call, at);
  if (!found) return found;
  Recipient& one = *found;
  const std::string before = standing_json(one);
  one.state = *next(one.state, Event::archived);
  one.usable_from_at.reset();
  one.updated_by = call.actor.name;
  one.updated_at = call.now;
  ++one.edition;
  if (!store::save(tx, one)) return changed_meanwhile(one.version + 1);
  forget(tx, call, gate, one, "the recipient was archived");
  record(tx, call, one, {"archive_recipient", "recipient.archived", before});
  return std::move(one);
}

std::vector<gate::Action> actions() {
  std::vector<gate::Action> all{let_in_action(), shorten_action()};
  for (gate::Action& action : all) {
    action.kind = "recipient";
    action.permission = "recipients:submit";
    if (!action.figures) action.figures = figures;
  }
  return all;
}

}  // namespace bursar::recipients
