// Encoding. Balances move while a request waits: they are told as of now, moved by what the act
// moves.
#include "approvals/http_view.hpp"

#include <boost/json.hpp>

#include "approvals/content.hpp"

namespace bursar::approvals {
namespace {

namespace json = boost::json;

json::value text_or_null(const std::string& text) {
  if (text.empty()) return nullptr;
  return json::value(text);
}

json::value text_or_null(const std::optional<std::string>& text) {
  return text ? json::value(*text) : json::value(nullptr);
}

json::value at_or_null(const std::optional<Instant>& at) {
  return at ? json::value(at->ms) : json::value(nullptr);
}

std::string_view word(gate::FigureKind kind) {
  switch (kind) {
    case gate::FigureKind::text: return "text";
    case gate::FigureKind::money: return "money";
    case gate::FigureKind::instant: return "instant";
  }
  return "text";
}

json::array lines_json(const std::string& text) {
  json::array list;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    list.emplace_back(text.substr(from, end - from));
    from = end + 1;
  }
  return list;
}

json::array decisions_json(const Approval& approval) {
  json::array list;
  for (const Decision& decision : approval.decisions)
    list.push_back(json::object{{"name", decision.user_name},
                                {"verdict", approvals::word(decision.verdict)},
                                {"reason", decision.reason},
                                {"at", decision.at.ms}});
  return list;
}

// The balance as it is now, before and after what the act moves.
void bring_up_to_date(Change& change, const std::vector<gate::Figure>& present) {
  if (!change.is_balance || !change.before || !change.after) return;
  for (const gate::Figure& figure : present) {
    if (figure.name != change.name) continue;
    const std::int64_t moved = std::stoll(*change.after) - std::stoll(*change.before);
    change.before = figure.value;
    change.after = std::to_string(std::stoll(figure.value) + moved);
  }
}

json::array changes_json(Tx& tx, const Call& asked, const Desk& desk, const Approval& approval,
                         bool is_current) {
  std::vector<gate::Figure> present;
  const gate::Action* action = desk.find(approval.action);
  if (is_current && action != nullptr) present = action->figures(tx, asked, approval.content);
  json::array list;
  for (Change change : approval.preview) {
    bring_up_to_date(change, present);
    list.push_back(json::object{{"name", change.name},
                                {"kind", word(change.kind)},
                                {"currency", text_or_null(std::string(change.currency.code()))},
                                {"is_balance", change.is_balance},
                                {"before", text_or_null(change.before)},
                                {"after", text_or_null(change.after)}});
  }
  return list;
}

bool is_live(const Approval& approval) {
  return approval.state == State::open || approval.state == State::approved;
}

}  // namespace

json::value PlaceNames::name(const identity::Place& place) {
  const std::int64_t key = place.merchant ? place.merchant.key : place.company.key;
  if (const auto found = known_.find(key); found != known_.end())
    return text_or_null(found->second);
  const std::string name =
      services_.name_of ? services_.name_of(tx_, place).value_or("") : std::string();
  known_.emplace(key, name);
  return text_or_null(name);
}

void PlaceNames::add(json::object& object, const identity::Place& place) {
  object["scope_kind"] = identity::scope_kind_name(place.kind);
  object["company_id"] = text_or_null(place.company.text());
  object["merchant_id"] = text_or_null(place.merchant.text());
  object["company_name"] = nullptr;
  object["merchant_name"] = nullptr;
  if (place.company)
    object["company_name"] = name({identity::ScopeKind::company, place.company, {}, {}});
  if (place.merchant) object["merchant_name"] = name(place);
}

json::object row_json(const Approval& approval, UserId viewer, PlaceNames& names) {
  const gate::Subject& subject = approval.subject;
  json::object object{
      {"approval_id", approval.id.text()},
      {"kind", approval.kind},
      {"action", approval.action},
      {"state", word(approval.state)},
      {"subject_kind", subject.kind},
      {"subject_id", text_or_null(subject.id)},
      {"subject_label", subject.label},
      {"amount_minor", subject.amount ? json::value(subject.amount->minor) : json::value(nullptr)},
      {"currency",
       subject.amount ? json::value(subject.amount->currency.code()) : json::value(nullptr)},
      {"reason", subject.reason},
      {"requested_by", approval.requested_by_name},
      {"is_mine", approval.requested_by == viewer},
      {"needed", approval.needed},
      {"given", approval.given()},
      {"created_at", approval.created_at().ms},
      {"expires_at", approval.expires_at.ms},
      {"closed_at", at_or_null(approval.closed_at)},
      {"closed_by", text_or_null(approval.closed_by)},
      {"closed_reason", text_or_null(approval.closed_reason)}};
  names.add(object, place_of(approval));
  return object;
}

json::object detail_json(Tx& tx, const Call& call, const Services& services,
                         const Approval& approval) {
  PlaceNames names(services, tx);
  json::object object = row_json(approval, UserId{call.actor.key}, names);
  const Actor requester = requester_now(tx, call, approval);
  const Call asked{requester, call.now, call.ids, call.random, call.now_us};
  const bool current = is_live(approval) && is_current(tx, call, services.desk, approval);
  const auto may = may_decide(tx, call, approval);
  const bool mine = approval.requested_by.key == call.actor.key;
  json::array deciders;
  if (approval.state == State::open)
    for (const std::string& name : deciders_of(tx, approval, call.now)) deciders.emplace_back(name);
  object["permission"] = approval.permission;
  object["content_hash"] = approval.content_hash;
  object["content"] = json::parse(approval.content);
  object["because"] = lines_json(approval.because);
  object["changes"] = changes_json(tx, asked, services.desk, approval, current);
  object["decisions"] = decisions_json(approval);
  object["deciders"] = std::move(deciders);
  object["is_current"] = current;
  object["can_decide"] = may.has_value() && approval.state == State::open;
  object["cannot_decide_code"] = may ? json::value(nullptr) : json::value(may.error().code);
  object["cannot_decide_reason"] = may ? json::value(nullptr) : json::value(may.error().message);
  object["can_withdraw"] = mine && is_live(approval);
  object["result_kind"] = text_or_null(approval.result_kind);
  object["result_id"] = text_or_null(approval.result_id);
  return object;
}

json::object policy_json(const Policy& policy, bool can_change, std::int64_t people,
                         PlaceNames& names) {
  json::array thresholds;
  for (const Threshold& threshold : policy.thresholds)
    thresholds.push_back(json::object{{"currency", threshold.currency.code()},
                                      {"amount_minor", threshold.amount_minor}});
  json::array roles;
  for (const std::string& role : policy.requester_roles) roles.emplace_back(role);
  json::value hours = nullptr;
  if (policy.hours)
    hours = json::object{{"days", policy.hours->days},
                         {"from_minute", policy.hours->from_minute},
                         {"until_minute", policy.hours->until_minute}};
  json::object object{{"policy_id", policy.id.text()},
                      {"kind", policy.kind},
                      {"name", policy.name},
                      {"is_active", policy.is_active},
                      {"thresholds", std::move(thresholds)},
                      {"older_than_days", policy.older_than_days},
                      {"requester_roles", std::move(roles)},
                      {"hours", std::move(hours)},
                      {"condition", policy.condition},
                      {"approvers", policy.approvers},
                      {"expires_after_h", policy.expires_after_h},
                      {"version", policy.version},
                      {"updated_at", policy.updated_at.ms},
                      {"updated_by", policy.updated_by},
                      {"can_change", can_change},
                      {"people", people}};
  names.add(object, policy.place);
  return object;
}

json::array kinds_json(const Desk& desk) {
  json::array list;
  for (const Kind& kind : desk.kinds())
    list.push_back(json::object{{"kind", kind.key},
                                {"label", kind.label},
                                {"description", kind.description},
                                {"has_amount", kind.has_amount},
                                {"has_age", kind.has_age},
                                {"has_condition", kind.has_condition}});
  return list;
}

}  // namespace bursar::approvals
