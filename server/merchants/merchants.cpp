// Use cases of companies and merchants: validate, save, audit, tell.
#include "merchants/merchants.hpp"

#include <algorithm>

#include "audit/audit.hpp"
#include "base/text.hpp"
#include "merchants/record.hpp"
#include "merchants/store.hpp"
#include "merchants/view.hpp"
#include "outbox/outbox.hpp"

namespace bursar::merchants {
namespace {

constexpr std::size_t k_name_max = 120;
constexpr std::size_t k_legal_name_max = 200;
constexpr std::size_t k_descriptor_max = 22;  // card schemes cut longer statement texts
constexpr std::size_t k_website_max = 300;

std::optional<Error> check_text(std::string_view field, std::string_view text, std::size_t most,
                                bool required) {
  if (required && trim(text).empty())
    return invalid(std::string(field), "missing_value", "must not be empty");
  if (text.size() > most)
    return invalid(std::string(field), "too_long",
                   "must have at most " + std::to_string(most) + " bytes");
  if (!is_printable_utf8(text))
    return invalid(std::string(field), "invalid_text", "must be printable text");
  return std::nullopt;
}

bool is_upper_pair(std::string_view text) {
  return text.size() == 2 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool looks_like_time_zone(std::string_view text) {
  return !text.empty() && text.size() <= 64 && text.front() != '/' && text.back() != '/' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                  c == '/' || c == '_' || c == '-' || c == '+';
         });
}

bool is_mcc(std::string_view text) {
  return text.size() == 4 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// Sites are shown as links: https only, so that nothing else can be smuggled into one.
std::optional<Error> check_website(std::string_view website) {
  if (website.empty()) return std::nullopt;
  if (!website.starts_with("https://") || website.size() < 12 ||
      website.find_first_of(" \"'<>\\") != std::string_view::npos)
    return invalid("website", "invalid_url",
                   "must be an https address such as https://shop.example");
  return check_text("website", website, k_website_max, false);
}

std::optional<Error> check_merchant(const Merchant& merchant) {
  if (auto error = check_text("name", merchant.name, k_name_max, true)) return error;
  if (auto error = check_text("legal_name", merchant.legal_name, k_legal_name_max, false))
    return error;
  if (!is_mcc(merchant.mcc))
    return invalid("mcc", "invalid_mcc", "must be a merchant category code of four digits");
  if (auto error = check_text("statement_descriptor", merchant.statement_descriptor,
                              k_descriptor_max, false))
    return error;
  if (auto error = check_website(merchant.website)) return error;
  if (merchant.allowed_currencies.empty())
    return invalid("allowed_currencies", "missing_value", "must name at least one currency");
  if (merchant.refund_overdraft_minor < 0)
    return invalid("refund_overdraft_minor", "out_of_range", "must not be negative");
  const PaymentPolicy& policy = merchant.policy;
  if (policy.challenge_from_minor < 0)
    return invalid("challenge_from_minor", "out_of_range", "must not be negative");
  if (policy.exempt_below_minor < 0)
    return invalid("exempt_below_minor", "out_of_range", "must not be negative");
  if (policy.challenge_from_minor > 0 && policy.exempt_below_minor > policy.challenge_from_minor)
    return invalid("exempt_below_minor", "out_of_range",
                   "must not exceed the amount from which cardholders are challenged");
  return std::nullopt;
}

void unique(std::vector<Currency>& currencies) {
  std::sort(currencies.begin(), currencies.end());
  currencies.erase(std::unique(currencies.begin(), currencies.end()), currencies.end());
}

// Those of k_methods that are not named. Errors: invalid/methods.
Result<std::vector<std::string>> all_but(const std::vector<std::string>& taken) {
  std::vector<std::string> off;
  for (const std::string_view method : k_methods)
    if (std::find(taken.begin(), taken.end(), method) == taken.end()) off.emplace_back(method);
  for (const std::string& method : taken)
    if (std::find(k_methods.begin(), k_methods.end(), method) == k_methods.end())
      return invalid("methods", "unknown_value", "'" + method + "' is no kind of payment");
  if (off.size() == k_methods.size())
    return invalid("methods", "missing_value", "must name at least one kind of payment");
  return off;
}

}  // namespace

bool Merchant::takes(std::string_view method) const {
  return std::find(methods_off.begin(), methods_off.end(), method) == methods_off.end();
}

Error version_changed(std::int64_t version) {
  return conflict("version_changed", "the merchant was changed by someone else; version is now " +
                                         std::to_string(version));
}

void record(storage::Tx& tx, const Call& call, std::string_view action, const Merchant* before,
            const Merchant& after) {
  audit::record(tx, call,
                {.action = std::string(action),
                 .subject_kind = "merchant",
                 .subject_id = after.id.text(),
                 .company = after.company_id,
                 .merchant = after.id,
                 .before = before == nullptr ? "" : merchant_json(*before),
                 .after = merchant_json(after)});
  outbox::emit(tx, call,
               {.type = before == nullptr ? "merchant.created" : "merchant.updated",
                .company = after.company_id,
                .merchant = after.id,
                .subject_kind = "merchant",
                .subject_id = after.id.text(),
                .subject_version = after.version,
                .payload = merchant_json(after)});
}

namespace {

// The plan a new merchant pays: its own, or the installation's default.
Result<std::int64_t> plan_for(storage::Tx& tx, const Call& call, const CreateMerchant& command) {
  if (command.fee_plan) {
    auto saved = fees::save_plan(tx, call, command.company_id, *command.fee_plan);
    if (!saved) return saved.error();
    return saved->key;
  }
  const auto plan = fees::default_plan(tx);
  if (!plan) return refused("no_fee_plan", "the installation has no default fee plan yet");
  return plan->key;
}

}  // namespace

std::string_view word(CompanyState state) {
  switch (state) {
    case CompanyState::onboarding: return "onboarding";
    case CompanyState::active: return "active";
    case CompanyState::suspended: return "suspended";
    case CompanyState::closed: return "closed";
  }
  return "";
}

std::string_view word(CapturePolicy policy) {
  switch (policy) {
    case CapturePolicy::automatic: return "automatic";
    case CapturePolicy::hold_then_capture: return "hold_then_capture";
    case CapturePolicy::hold_then_cancel: return "hold_then_cancel";
    case CapturePolicy::hold: return "hold";
  }
  return "";
}

std::optional<CapturePolicy> capture_policy_of(std::string_view text) {
  for (const CapturePolicy policy : {CapturePolicy::automatic, CapturePolicy::hold_then_capture,
                                     CapturePolicy::hold_then_cancel, CapturePolicy::hold})
    if (word(policy) == text) return policy;
  return std::nullopt;
}

std::string_view word(MerchantState state) {
  switch (state) {
    case MerchantState::draft: return "draft";
    case MerchantState::in_review: return "in_review";
    case MerchantState::active: return "active";
    case MerchantState::limited: return "limited";
    case MerchantState::suspended: return "suspended";
    case MerchantState::closed: return "closed";
  }
  return "";
}

Result<Company> create_company(storage::Tx& tx, const Call& call, const CreateCompany& command) {
  if (!call.actor.scope.everything()) return forbidden("companies:write");
  if (auto error = check_text("name", command.name, k_name_max, true)) return *error;
  if (auto error = check_text("legal_name", command.legal_name, k_legal_name_max, false))
    return *error;
  if (!is_upper_pair(command.country))
    return invalid("country", "invalid_country", "must be a two-letter country code such as DE");
  if (!looks_like_time_zone(command.time_zone))
    return invalid("time_zone", "invalid_time_zone", "must be a time zone such as Europe/Berlin");
  Company company;
  company.id = call.ids.next<CompanyId>();
  company.name = trim(command.name);
  company.legal_name = command.legal_name.empty() ? company.name : command.legal_name;
  company.country = command.country;
  company.default_currency = command.default_currency;
  company.time_zone = command.time_zone;
  company.created_at = call.now;
  insert_company(tx, company);
  audit::record(tx, call,
                {.action = "create_company",
                 .subject_kind = "company",
                 .subject_id = company.id.text(),
                 .company = company.id,
                 .after = company_json(company)});
  outbox::emit(tx, call,
               {.type = "company.created",
                .company = company.id,
                .subject_kind = "company",
                .subject_id = company.id.text(),
                .subject_version = company.version,
                .payload = company_json(company)});
  return company;
}

Result<Merchant> create_merchant(storage::Tx& tx, const Call& call, const CreateMerchant& command) {
  const auto company = load_company(tx, call.actor.scope, command.company_id);
  if (!company) return company.error();
  Merchant merchant;
  merchant.id = call.ids.next<MerchantId>();
  merchant.company_id = company->id;
  merchant.company_name = company->name;
  merchant.name = trim(command.name);
  merchant.legal_name = command.legal_name.empty() ? merchant.name : command.legal_name;
  merchant.mcc = command.mcc.empty() ? "5999" : command.mcc;
  merchant.statement_descriptor = command.statement_descriptor;
  merchant.website = command.website;
  merchant.settlement_currency = command.settlement_currency;
  merchant.allowed_currencies = command.allowed_currencies;
  merchant.allowed_currencies.push_back(command.settlement_currency);
  unique(merchant.allowed_currencies);
  merchant.refund_overdraft_minor = k_refund_overdraft_minor;
  merchant.default_project_id = call.ids.next<ProjectId>();
  merchant.created_at = call.now;
  if (auto error = check_merchant(merchant)) return *error;
  const auto plan_key = plan_for(tx, call, command);
  if (!plan_key) return plan_key.error();
  merchant.fee_plan_key = *plan_key;
  insert_merchant(tx, merchant);
  insert_default_project(tx, merchant);
  record(tx, call, "create_merchant", nullptr, merchant);
  return merchant;
}

Result<Merchant> update_merchant(storage::Tx& tx, const Call& call, const UpdateMerchant& command) {
  auto loaded = load_merchant(tx, call.actor.scope, command.id);
  if (!loaded) return loaded;
  const Merchant before = *loaded;
  Merchant after = before;
  if (command.name) after.name = trim(*command.name);
  if (command.legal_name) after.legal_name = *command.legal_name;
  if (command.mcc) after.mcc = *command.mcc;
  if (command.statement_descriptor) after.statement_descriptor = *command.statement_descriptor;
  if (command.website) after.website = *command.website;
  if (command.refund_overdraft_minor)
    after.refund_overdraft_minor = *command.refund_overdraft_minor;
  if (command.capture_policy) after.policy.capture = *command.capture_policy;
  if (command.challenge_from_minor)
    after.policy.challenge_from_minor = *command.challenge_from_minor;
  if (command.exempt_below_minor) after.policy.exempt_below_minor = *command.exempt_below_minor;
  if (command.exempts_low_value) after.policy.exempts_low_value = *command.exempts_low_value;
  if (command.state) after.state = *command.state;
  if (command.methods) {
    auto off = all_but(*command.methods);
    if (!off) return off.error();
    after.methods_off = std::move(*off);
  }
  if (command.allowed_currencies) {
    after.allowed_currencies = *command.allowed_currencies;
    after.allowed_currencies.push_back(after.settlement_currency);
    unique(after.allowed_currencies);
  }
  if (auto error = check_merchant(after)) return *error;
  if (before.state == MerchantState::closed && after.state != before.state)
    return refused("merchant_closed", "a closed merchant stays closed");
  if (!update_merchant_row(tx, after, command.version)) return version_changed(before.version);
  after.version = command.version + 1;
  record(tx, call, "update_merchant", &before, after);
  return after;
}

}  // namespace bursar::merchants
