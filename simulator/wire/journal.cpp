// Journal lines: every member of an operation or effect under its own name.
#include "simulator/wire/journal.hpp"

#include <array>

#include <boost/json/serialize.hpp>

#include "net/json_reader.hpp"

namespace bursar::simulator {
namespace {

namespace json = boost::json;

constexpr std::size_t k_text_max = 400;

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

void set_money(json::object& object, const Money& money) {
  object["amount_minor"] = money.minor;
  object["currency"] = money.currency.code();
}

Money read_money(net::JsonReader& in) {
  Money money;
  money.minor = in.integer("amount_minor", 1, INT64_MAX);
  const std::string code = in.text("currency", 3, 4);
  if (in.failed()) return money;
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

}  // namespace

std::string journal_line(const Change& change) {
  return json::serialize(std::visit([](const auto& any) { return line_of(any); }, change));
}

Result<Change> parse_journal_line(std::string_view line) {
  net::JsonReader in(line);
  if (const auto sequence = in.integer_or_none("operation", 1, INT64_MAX)) {
    Operation operation = read_operation(in, *sequence);
    if (auto problem = in.finish()) return *problem;
    return Result<Change>(std::move(operation));
  }
  Effect effect = read_effect(in, in.integer("effect", 1, INT64_MAX));
  if (auto problem = in.finish()) return *problem;
  return Result<Change>(std::move(effect));
}

}  // namespace bursar::simulator
