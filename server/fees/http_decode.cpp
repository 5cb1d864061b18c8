// Requests of fee plans → commands; a problem names its field as the editor knows it.
#include "fees/http_decode.hpp"

#include "fees/view.hpp"
#include "net/json_reader.hpp"

namespace bursar::fees {
namespace {

using net::JsonReader;
using net::Request;

constexpr std::size_t k_parts_max = 60;
constexpr std::size_t k_name_max = 120;
constexpr std::int64_t k_part_max_minor = 1'000'000'000'000;
constexpr std::int64_t k_amount_max_minor = 1'000'000'000'000'000;
constexpr std::int64_t k_instant_max_ms = 9'999'999'999'999;

Currency currency_of(JsonReader& in, std::string_view name) {
  const std::string code = in.text(name, 3, 4);
  if (code.empty()) return {};
  const auto currency = Currency::parse(code);
  if (currency) return *currency;
  in.fail(name, currency.error().code, currency.error().message);
  return {};
}

FixedPart part_of(JsonReader& in, const Price& price) {
  FixedPart part;
  part.currency = currency_of(in, "currency");
  part.fixed_minor = in.integer("fixed_minor", 0, k_part_max_minor);
  part.min_minor = in.integer_or_none("min_minor", 0, k_part_max_minor);
  part.max_minor = in.integer_or_none("max_minor", 0, k_part_max_minor);
  if (part.max_minor && *part.max_minor < part.min_minor.value_or(0))
    in.fail("max_minor", "out_of_range", "must not be below the minimum");
  if (part.currency != Currency() && price.part(part.currency) != nullptr)
    in.fail("currency", "duplicate_currency",
            "'" + std::string(part.currency.code()) + "' has a line already");
  return part;
}

Price price_of(JsonReader& in, std::string_view name) {
  Price price;
  auto object = in.object(name);
  if (!object) {
    if (!in.failed()) in.fail(name, "missing_member", "is missing");
    return price;
  }
  price.percent_ppm = object->integer("percent_ppm", 0, 1'000'000);
  for (JsonReader& one : object->objects("parts", k_parts_max)) {
    price.parts.push_back(part_of(one, price));
    object->adopt(one);
  }
  in.adopt(*object);
  return price;
}

template <class E>
E choice_of(JsonReader& in, std::string_view name, std::initializer_list<E> values) {
  const std::string text = in.text(name, 1, 20);
  for (const E value : values)
    if (word(value) == text) return value;
  if (!text.empty()) in.fail(name, "unknown_value", "'" + text + "' is no value of this member");
  return *values.begin();
}

Plan plan_of(JsonReader& in) {
  Plan plan;
  plan.name = in.text("name", 1, k_name_max);
  plan.sale = price_of(in, "sale");
  plan.refund = price_of(in, "refund");
  plan.payout = price_of(in, "payout");
  plan.on_refund = choice_of(in, "on_refund", {OnRefund::keep, OnRefund::prorata});
  plan.rounding = choice_of(in, "rounding", {Rounding::half_up, Rounding::half_even});
  plan.reserve_ppm = in.integer("reserve_ppm", 0, 1'000'000);
  plan.reserve_days = in.integer("reserve_days", 0, 3'650);
  plan.settle_days = in.integer("settle_days", 0, 365);
  plan.valid_from = {in.integer_or_none("valid_from", 0, k_instant_max_ms).value_or(0)};
  return plan;
}

std::optional<Plan> draft_of(JsonReader& in) {
  auto object = in.object("plan");
  if (!object) return std::nullopt;
  Plan plan = plan_of(*object);
  in.adopt(*object);
  return plan;
}

}  // namespace

Result<CreatePlan> decode_create(const Request& request) {
  JsonReader in(request.body);
  const auto company = in.text_or_none("company_id", 40);
  CreatePlan command;
  command.plan = plan_of(in);
  if (auto error = in.finish()) return *error;
  if (!company) return command;
  const auto id = CompanyId::parse(*company);
  if (!id) return id.error();
  command.company = *id;
  return command;
}

Result<Plan> decode_save(const Request& request) {
  const auto id = FeePlanId::parse(request.param("fee_plan_id"));
  if (!id) return id.error();
  JsonReader in(request.body);
  const std::int64_t version = in.integer("version", 1, INT64_MAX);
  Plan plan = plan_of(in);
  if (auto error = in.finish()) return *error;
  plan.key = id->key;
  plan.version = version;
  return plan;
}

Result<merchants::AssignFeePlan> decode_assign(const Request& request) {
  const auto merchant = MerchantId::parse(request.param("merchant_id"));
  if (!merchant) return merchant.error();
  merchants::AssignFeePlan command;
  command.id = *merchant;
  JsonReader in(request.body);
  command.version = in.integer("version", 1, INT64_MAX);
  const std::string plan = in.text("fee_plan_id", 1, 40);
  command.accepts_missing = in.boolean("accepts_missing_currencies", false);
  if (auto error = in.finish()) return *error;
  const auto id = FeePlanId::parse(plan);
  if (!id) return id.error();
  command.plan = *id;
  return command;
}

Result<Calculate> decode_calculate(const Request& request) {
  JsonReader in(request.body);
  Calculate command;
  if (auto draft = draft_of(in)) command.plan = std::move(*draft);
  else if (!in.failed()) in.fail("plan", "missing_member", "is missing");
  command.trigger = choice_of(in, "trigger", {Trigger::sale, Trigger::refund, Trigger::payout});
  command.amount.minor = in.integer("amount_minor", 0, k_amount_max_minor);
  command.amount.currency = currency_of(in, "currency");
  if (auto error = in.finish()) return *error;
  return command;
}

Result<Compare> decode_compare(const Request& request) {
  JsonReader in(request.body);
  Compare command;
  command.draft = draft_of(in);
  const auto plan = in.text_or_none("fee_plan_id", 40);
  const auto merchant = in.text_or_none("merchant_id", 40);
  if (!command.draft && !plan) in.fail("plan", "missing_member", "give a plan or the id of one");
  if (!plan && !merchant)
    in.fail("fee_plan_id", "missing_member", "name a merchant or the plan whose merchants count");
  if (auto error = in.finish()) return *error;
  if (plan) {
    const auto id = FeePlanId::parse(*plan);
    if (!id) return id.error();
    command.id = *id;
  }
  if (merchant) {
    const auto id = MerchantId::parse(*merchant);
    if (!id) return id.error();
    command.merchant = *id;
  }
  return command;
}

}  // namespace bursar::fees
