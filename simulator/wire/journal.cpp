// Journal lines: every member of an operation or effect under its own name.
#include "simulator/wire/journal.hpp"

#include <array>
#include <utility>

#include <boost/json/serialize.hpp>

#include "net/json_reader.hpp"

namespace bursar::simulator {
namespace {

namespace json = boost::json;

constexpr std::size_t k_text_max = 4'000;

struct TextMember {
  std::string_view name;
  std::string Operation::*member;
};
constexpr std::array<TextMember, 11> k_texts = {{
    {"reference", &Operation::reference},
    {"charge_reference", &Operation::charge_reference},
    {"content", &Operation::content},
    {"card_number", &Operation::card_number},
    {"provider_reference", &Operation::provider_reference},
    {"code", &Operation::code},
    {"auth_code", &Operation::auth_code},
    {"rrn", &Operation::rrn},
    {"scheme", &Operation::scheme},
    {"avs_result", &Operation::avs_result},
    {"cvv_result", &Operation::cvv_result},
}};

struct InstantMember {
  std::string_view name;
  Instant Operation::*member;
};
constexpr std::array<InstantMember, 4> k_instants = {{
    {"received_at", &Operation::received_at},
    {"answered_at", &Operation::answered_at},
    {"resolved_at", &Operation::resolved_at},
    {"visible_at", &Operation::visible_at},
}};

// Members that few operations have; absent means as an operation is made.
constexpr std::array<TextMember, 5> k_rare_texts = {{
    {"code_after", &Operation::code_after},
    {"method", &Operation::method},
    {"return_url", &Operation::return_url},
    {"network_transaction_id", &Operation::network_transaction_id},
    {"first_step", &Operation::first_step},
}};
constexpr std::array<InstantMember, 4> k_rare_instants = {{
    {"acted_at", &Operation::acted_at},
    {"hold_until", &Operation::hold_until},
    {"late_at", &Operation::late_at},
    {"returned_at", &Operation::returned_at},
}};
struct IntegerMember {
  std::string_view name;
  std::int64_t Operation::*member;
};
constexpr std::array<IntegerMember, 5> k_rare_integers = {{
    {"released_minor", &Operation::released_minor},
    {"received_minor", &Operation::received_minor},
    {"returned_minor", &Operation::returned_minor},
    {"resolve_delay_ms", &Operation::resolve_delay_ms},
    {"dispute_after_ms", &Operation::dispute_after_ms},
}};

struct DisputeInstant {
  std::string_view name;
  Instant Dispute::*member;
};
constexpr std::array<DisputeInstant, 4> k_dispute_instants = {{
    {"opened_at", &Dispute::opened_at},
    {"due_at", &Dispute::due_at},
    {"answered_at", &Dispute::answered_at},
    {"decided_at", &Dispute::decided_at},
}};

struct ActionText {
  std::string_view name;
  std::string Action::*member;
};
constexpr std::array<ActionText, 7> k_action_texts = {{
    {"type", &Action::type},
    {"iban", &Action::iban},
    {"bic", &Action::bic},
    {"holder", &Action::holder},
    {"reference", &Action::reference},
    {"address", &Action::address},
    {"asset", &Action::asset},
}};
struct ThreeDsText {
  std::string_view name;
  std::string ThreeDsResult::*member;
};
constexpr std::array<ThreeDsText, 8> k_three_ds_texts = {{
    {"version", &ThreeDsResult::version},
    {"flow", &ThreeDsResult::flow},
    {"trans_status", &ThreeDsResult::trans_status},
    {"status_reason", &ThreeDsResult::status_reason},
    {"eci", &ThreeDsResult::eci},
    {"ds_trans_id", &ThreeDsResult::ds_trans_id},
    {"acs_trans_id", &ThreeDsResult::acs_trans_id},
    {"exemption", &ThreeDsResult::exemption},
}};

template <class Value, class Members>
void set_texts(json::object& object, const Value& value, const Members& members) {
  for (const auto& member : members)
    if (const std::string& text = value.*member.member; !text.empty()) object[member.name] = text;
}
template <class Value, class Members>
void read_texts(net::JsonReader& in, Value& value, const Members& members) {
  for (const auto& member : members)
    value.*member.member = in.text_or_none(member.name, k_text_max).value_or("");
}

void set_rare(json::object& object, const Operation& operation) {
  set_texts(object, operation, k_rare_texts);
  for (const InstantMember& member : k_rare_instants)
    if (const Instant at = operation.*member.member; at != k_never) object[member.name] = at.ms;
  for (const IntegerMember& member : k_rare_integers)
    if (operation.*member.member != 0) object[member.name] = operation.*member.member;
  if (operation.holds) object["holds"] = true;
  if (operation.blocks) object["blocks"] = true;
  if (operation.by_merchant) object["by_merchant"] = true;
  if (operation.telling != Telling::plainly)
    object["telling"] = static_cast<int>(operation.telling);
  if (operation.tries != 0) object["tries"] = operation.tries;
  if (!operation.action.type.empty()) {
    json::object action;
    set_texts(action, operation.action, k_action_texts);
    action["expires_at"] = operation.action.expires_at.ms;
    object["action"] = std::move(action);
  }
  if (!operation.three_ds.trans_status.empty()) {
    json::object three_ds;
    set_texts(three_ds, operation.three_ds, k_three_ds_texts);
    object["three_ds"] = std::move(three_ds);
  }
}

void read_rare(net::JsonReader& in, Operation& operation) {
  read_texts(in, operation, k_rare_texts);
  for (const InstantMember& member : k_rare_instants)
    if (const auto ms = in.integer_or_none(member.name, INT64_MIN, INT64_MAX))
      operation.*member.member = Instant{*ms};
  for (const IntegerMember& member : k_rare_integers)
    operation.*member.member = in.integer_or_none(member.name, 0, INT64_MAX).value_or(0);
  operation.holds = in.boolean("holds", false);
  operation.blocks = in.boolean("blocks", false);
  operation.by_merchant = in.boolean("by_merchant", false);
  operation.telling = static_cast<Telling>(in.integer_or_none("telling", 0, 2).value_or(0));
  operation.tries = static_cast<int>(in.integer_or_none("tries", 0, 100).value_or(0));
  if (auto action = in.object("action")) {
    read_texts(*action, operation.action, k_action_texts);
    operation.action.expires_at = Instant{action->integer("expires_at", INT64_MIN, INT64_MAX)};
    in.adopt(*action);
  }
  if (auto three_ds = in.object("three_ds")) {
    read_texts(*three_ds, operation.three_ds, k_three_ds_texts);
    in.adopt(*three_ds);
  }
}

void set_money(json::object& object, const Money& money) {
  object["amount_minor"] = money.minor;
  object["currency"] = money.currency == Currency() ? "" : money.currency.code();
}

Money read_money(net::JsonReader& in) {
  Money money;
  money.minor = in.integer("amount_minor", 0, INT64_MAX);
  const std::string code = in.text("currency", 0, 4);
  if (in.failed() || code.empty()) return money;
  const auto currency = Currency::parse(code);
  if (currency) money.currency = *currency;
  else in.fail("currency", currency.error().code, currency.error().message);
  return money;
}

Kind read_kind(net::JsonReader& in) {
  const auto kind = kind_of(in.text("kind", 1, 20));
  if (!kind) in.fail("kind", "unknown_kind", "the kind is not a word of the journal");
  return kind.value_or(Kind::charge);
}

json::object line_of(const Operation& operation) {
  json::object object{{"operation", operation.sequence}, {"kind", word(operation.kind)}};
  for (const TextMember& text : k_texts) object[text.name] = operation.*text.member;
  set_money(object, operation.amount);
  object["final_status"] = word(operation.final_status);
  object["refund_fate"] = static_cast<int>(operation.refund_fate);
  object["refund_delay_ms"] = operation.refund_delay_ms;
  for (const InstantMember& instant : k_instants)
    object[instant.name] = (operation.*instant.member).ms;
  set_rare(object, operation);
  return object;
}

json::object line_of(const Effect& effect) {
  json::object object{{"effect", effect.number},
                      {"of_operation", effect.operation},
                      {"kind", word(effect.kind)},
                      {"reference", effect.reference},
                      {"charge_reference", effect.charge_reference}};
  set_money(object, effect.amount);
  object["executed_at"] = effect.executed_at.ms;
  return object;
}

json::object line_of(const Notice& notice) {
  json::object object{{"notice", notice.number},
                      {"of_operation", notice.operation},
                      {"event_id", notice.event_id},
                      {"as_of", notice.as_of.ms},
                      {"send_at", notice.send_at.ms}};
  if (notice.dispute != 0) object["of_dispute"] = notice.dispute;
  return object;
}

json::object line_of(const Dispute& dispute) {
  json::object object{
      {"dispute", dispute.number},      {"of_operation", dispute.operation},
      {"cause", dispute.cause},         {"provider_reference", dispute.provider_reference},
      {"reference", dispute.reference}, {"stage", word(dispute.stage)},
      {"reason", dispute.reason}};
  set_money(object, dispute.amount);
  for (const DisputeInstant& instant : k_dispute_instants)
    object[instant.name] = (dispute.*instant.member).ms;
  object["outcome"] = word(dispute.outcome);
  object["yields_to_evidence"] = dispute.yields_to_evidence;
  return object;
}

json::object line_of(const SettlementFile& file) {
  return {{"settlement", file.number},
          {"after", file.after},
          {"last", file.last},
          {"made_at", file.made_at.ms},
          {"fee_ppm", file.fees.ppm},
          {"fee_fixed_minor", file.fees.fixed_minor},
          {"dispute_fee_minor", file.fees.dispute_minor}};
}

json::object line_of(const Posting& posting) {
  return {{"posting", posting.notice}, {"http_status", posting.http_status}, {"at", posting.at.ms}};
}

Operation read_operation(net::JsonReader& in, std::int64_t sequence) {
  Operation operation;
  operation.sequence = sequence;
  operation.kind = read_kind(in);
  for (const TextMember& text : k_texts) operation.*text.member = in.text(text.name, 0, k_text_max);
  operation.amount = read_money(in);
  const auto status = status_of(in.text("final_status", 1, 20));
  if (!status) in.fail("final_status", "unknown_status", "the status is not a word of the journal");
  operation.final_status = status.value_or(Status::declined);
  operation.refund_fate = static_cast<RefundFate>(in.integer("refund_fate", 0, 2));
  operation.refund_delay_ms = in.integer("refund_delay_ms", 0, INT64_MAX);
  for (const InstantMember& instant : k_instants)
    operation.*instant.member = Instant{in.integer(instant.name, INT64_MIN, INT64_MAX)};
  read_rare(in, operation);
  return operation;
}

Effect read_effect(net::JsonReader& in, std::int64_t number) {
  Effect effect;
  effect.number = number;
  effect.operation = in.integer("of_operation", 1, INT64_MAX);
  effect.kind = read_kind(in);
  effect.reference = in.text("reference", 1, k_text_max);
  effect.charge_reference = in.text("charge_reference", 0, k_text_max);
  effect.amount = read_money(in);
  effect.executed_at = Instant{in.integer("executed_at", INT64_MIN, INT64_MAX)};
  return effect;
}

Notice read_notice(net::JsonReader& in, std::int64_t number) {
  Notice notice;
  notice.number = number;
  notice.operation = in.integer("of_operation", 1, INT64_MAX);
  notice.dispute = in.integer_or_none("of_dispute", 1, INT64_MAX).value_or(0);
  notice.event_id = in.text("event_id", 1, k_text_max);
  notice.as_of = Instant{in.integer("as_of", INT64_MIN, INT64_MAX)};
  notice.send_at = Instant{in.integer("send_at", INT64_MIN, INT64_MAX)};
  return notice;
}

Posting read_posting(net::JsonReader& in, std::int64_t notice) {
  Posting posting;
  posting.notice = notice;
  posting.http_status = static_cast<int>(in.integer("http_status", 0, 999));
  posting.at = Instant{in.integer("at", INT64_MIN, INT64_MAX)};
  return posting;
}

Dispute read_dispute(net::JsonReader& in, std::int64_t number) {
  Dispute dispute;
  dispute.number = number;
  dispute.operation = in.integer("of_operation", 1, INT64_MAX);
  dispute.cause = in.integer("cause", 0, INT64_MAX);
  dispute.provider_reference = in.text("provider_reference", 1, k_text_max);
  dispute.reference = in.text("reference", 1, k_text_max);
  const auto stage = stage_of(in.text("stage", 1, 20));
  if (!stage) in.fail("stage", "unknown_stage", "the stage is not a word of the journal");
  dispute.stage = stage.value_or(DisputeStage::chargeback);
  dispute.reason = in.text("reason", 0, k_text_max);
  dispute.amount = read_money(in);
  for (const DisputeInstant& instant : k_dispute_instants)
    dispute.*instant.member = Instant{in.integer(instant.name, INT64_MIN, INT64_MAX)};
  const auto outcome = dispute_status_of(in.text("outcome", 1, 20));
  if (!outcome) in.fail("outcome", "unknown_status", "the outcome is not a word of the journal");
  dispute.outcome = outcome.value_or(DisputeStatus::lost);
  dispute.yields_to_evidence = in.boolean("yields_to_evidence", false);
  return dispute;
}

SettlementFile read_settlement(net::JsonReader& in, std::int64_t number) {
  SettlementFile file;
  file.number = number;
  file.after = in.integer("after", 0, INT64_MAX);
  file.last = in.integer("last", 1, INT64_MAX);
  file.made_at = Instant{in.integer("made_at", INT64_MIN, INT64_MAX)};
  file.fees.ppm = in.integer("fee_ppm", 0, INT64_MAX);
  file.fees.fixed_minor = in.integer("fee_fixed_minor", 0, INT64_MAX);
  file.fees.dispute_minor = in.integer("dispute_fee_minor", 0, INT64_MAX);
  return file;
}

// One line read to its end.
template <class Kept>
Result<Change> whole(net::JsonReader& in, Kept kept) {
  if (auto problem = in.finish()) return *problem;
  return Result<Change>(std::move(kept));
}

}  // namespace

std::string journal_line(const Change& change) {
  return json::serialize(std::visit([](const auto& any) { return line_of(any); }, change));
}

Result<Change> parse_journal_line(std::string_view line) {
  net::JsonReader in(line);
  if (const auto sequence = in.integer_or_none("operation", 1, INT64_MAX))
    return whole(in, read_operation(in, *sequence));
  if (const auto number = in.integer_or_none("notice", 1, INT64_MAX))
    return whole(in, read_notice(in, *number));
  if (const auto number = in.integer_or_none("dispute", 1, INT64_MAX))
    return whole(in, read_dispute(in, *number));
  if (const auto number = in.integer_or_none("settlement", 1, INT64_MAX))
    return whole(in, read_settlement(in, *number));
  if (const auto notice = in.integer_or_none("posting", 1, INT64_MAX))
    return whole(in, read_posting(in, *notice));
  return whole(in, read_effect(in, in.integer("effect", 1, INT64_MAX)));
}

}  // namespace bursar::simulator
