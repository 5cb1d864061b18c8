// Requests of routing → commands.
#include "routing/http_decode.hpp"

#include "providers/restrictions.hpp"
#include "routing/words.hpp"

namespace bursar::routing {
namespace {

using net::JsonReader;
using net::Request;

constexpr std::size_t k_rules_max = 100;
constexpr std::size_t k_list_max = 20;
constexpr std::size_t k_conditions_max = 60;
constexpr std::int64_t k_amount_max_minor = 1'000'000'000'000'000;

template <class E>
E word_of(JsonReader& in, std::string_view name, std::optional<E> (*find)(std::string_view),
          E otherwise) {
  const std::string text = in.text(name, 1, 20);
  if (text.empty()) return otherwise;
  if (const auto value = find(text)) return *value;
  in.fail(name, "unknown_value", "'" + text + "' is no value of this member");
  return otherwise;
}

Rule rule_of(JsonReader& in) {
  Rule rule;
  rule.name = in.text("name", 1, 80);
  rule.condition = in.text("condition", 1, rules::k_text_max);
  rule.strategy = word_of(in, "strategy", &strategy_of, Strategy::priority);
  for (JsonReader& one : in.objects("targets", k_list_max)) {
    Target target;
    target.account = ProviderAccountId{
        id_key(ProviderAccountTag::k_prefix, one.text("provider_account_id", 1, 40))};
    target.weight = one.integer_or_none("weight", 0, 10'000).value_or(1);
    in.adopt(one);
    rule.targets.push_back(target);
  }
  rule.is_strict = in.boolean("is_strict", false);
  rule.is_enabled = in.boolean("is_enabled", true);
  return rule;
}

Cascade cascade_of(JsonReader& in) {
  Cascade cascade;
  cascade.attempts_max = in.integer("attempts_max", 1, 5);
  cascade.time_budget_ms = in.integer("time_budget_ms", 0, 60'000);
  cascade.not_executed = word_of(in, "not_executed", &next_account_of, cascade.not_executed);
  cascade.technical = word_of(in, "technical", &next_account_of, cascade.technical);
  cascade.soft = word_of(in, "soft", &next_account_of, cascade.soft);
  cascade.respects_scheme_caps = in.boolean("respects_scheme_caps", true);
  return cascade;
}

rules::Form form_of(JsonReader& in) {
  rules::Form form;
  form.match_all = in.boolean("match_all", true);
  for (JsonReader& one : in.objects("conditions", k_conditions_max)) {
    rules::Condition condition;
    condition.field = one.text("field", 1, 80);
    condition.op = one.text("operator", 1, 20);
    condition.values = one.texts("values", k_conditions_max, 200);
    in.adopt(one);
    form.conditions.push_back(std::move(condition));
  }
  return form;
}

// What a payment would look like; absent members are missing facts.
Subject subject_of(JsonReader& in) {
  Subject subject;
  subject.method_or_id = in.text("method", 1, 40);
  subject.amount.minor = in.integer("amount_minor", 0, k_amount_max_minor);
  const std::string code = in.text("currency", 3, 4);
  if (const auto currency = Currency::parse(code)) subject.amount.currency = *currency;
  else if (!code.empty()) in.fail("currency", currency.error().code, currency.error().message);
  const std::string operation = in.text_or_none("operation", 20).value_or("sale");
  const auto kind = providers::restrictable_operation(operation);
  if (kind) subject.kind = *kind;
  else in.fail("operation", "unknown_value", "'" + operation + "' is not routed");
  subject.card_scheme = in.text_or_none("card_scheme", 20).value_or("");
  subject.card_bin = in.text_or_none("card_bin", 8).value_or("");
  subject.customer_id = in.text_or_none("customer_id", 255).value_or("");
  subject.email = in.text_or_none("customer_email", 254).value_or("");
  subject.country = in.text_or_none("customer_country", 2).value_or("");
  subject.ip = in.text_or_none("ip_address", 45).value_or("");
  subject.stored_credential = in.text_or_none("stored_credential", 20).value_or("none");
  subject.three_ds = in.text_or_none("three_ds_preference", 20).value_or("");
  subject.is_moto = in.boolean("is_moto", false);
  subject.is_customer_present = in.boolean("is_customer_present", true);
  subject.last_decline_class = in.text_or_none("last_decline_class", 20).value_or("");
  subject.attempt = in.integer_or_none("attempt", 1, 9).value_or(1);
  return subject;
}

}  // namespace

Result<DraftAt> decode_activate(const Request& request) {
  const auto id = ProfileId::parse(request.param("routing_profile_id"));
  if (!id) return id.error();
  JsonReader in(request.body);
  const std::int64_t revision = in.integer("revision", 1, INT64_MAX);
  if (auto error = in.finish()) return *error;
  return DraftAt{*id, revision};
}

Result<ChangeDraft> decode_change(const Request& request) {
  const auto id = ProfileId::parse(request.param("routing_profile_id"));
  if (!id) return id.error();
  ChangeDraft command;
  command.at.id = *id;
  JsonReader in(request.body);
  command.at.revision = in.integer("revision", 1, INT64_MAX);
  for (JsonReader& one : in.objects("rules", k_rules_max)) {
    command.content.rules.push_back(rule_of(one));
    in.adopt(one);
  }
  if (auto cascade = in.object("cascade")) {
    command.content.cascade = cascade_of(*cascade);
    in.adopt(*cascade);
  } else if (!in.failed()) {
    in.fail("cascade", "missing_member", "is missing");
  }
  command.content.sticky = word_of(in, "sticky", &sticky_of, Sticky::none);
  if (auto error = in.finish()) return *error;
  return command;
}

Result<CreateProfile> decode_create(const Request& request) {
  CreateProfile command;
  JsonReader in(request.body);
  command.name = in.text("name", 1, 80);
  const auto company = in.text_or_none("company_id", 40);
  const auto merchant = in.text_or_none("merchant_id", 40);
  if (company && merchant) in.fail("merchant_id", "one_place", "name a company or a merchant");
  if (auto error = in.finish()) return *error;
  if (company) {
    const auto id = CompanyId::parse(*company);
    if (!id) return id.error();
    command.place.company = *id;
  }
  if (merchant) {
    const auto id = MerchantId::parse(*merchant);
    if (!id) return id.error();
    command.place.merchant = *id;
  }
  return command;
}

Result<CheckRule> decode_check(const Request& request) {
  CheckRule command;
  JsonReader in(request.body);
  command.condition = in.text_or_none("condition", rules::k_text_max);
  if (auto form = in.object("form")) {
    command.form = form_of(*form);
    in.adopt(*form);
  }
  if (command.condition.has_value() == command.form.has_value())
    in.fail("condition", "one_view", "give a condition or a form");
  if (auto error = in.finish()) return *error;
  return command;
}

Result<TryPayment> decode_try(const Request& request) {
  TryPayment command;
  JsonReader in(request.body);
  const std::string merchant = in.text("merchant_id", 1, 40);
  const auto profile = in.text_or_none("routing_profile_id", 40);
  const auto number = in.integer_or_none("version", 1, INT64_MAX);
  const auto card = in.text_or_none("card_id", 40);
  command.trial.subject = subject_of(in);
  if (profile.has_value() != number.has_value())
    in.fail("version", "one_version", "a profile and a version go together");
  if (auto error = in.finish()) return *error;
  const auto id = MerchantId::parse(merchant);
  if (!id) return id.error();
  command.merchant = *id;
  if (card) {
    const auto card_id = CardId::parse(*card);
    if (!card_id) return card_id.error();
    command.card = *card_id;
  }
  if (!profile) return command;
  const auto profile_id = ProfileId::parse(*profile);
  if (!profile_id) return profile_id.error();
  command.trial.profile = *profile_id;
  command.trial.number = *number;
  return command;
}

}  // namespace bursar::routing
