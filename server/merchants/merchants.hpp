// The merchants' front door: the tenant tree below the installation (company → merchant → project)
// and each merchant's settings.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/call.hpp"
#include "base/money.hpp"
#include "fees/fees.hpp"
#include "storage/storage.hpp"

namespace bursar::merchants {

enum class CompanyState { onboarding = 1, active, suspended, closed };
enum class MerchantState { draft = 1, in_review, active, limited, suspended, closed };
std::string_view word(CompanyState state);
std::string_view word(MerchantState state);

/// What a purchase is when the request does not say: captured at once, or held and then captured,
/// let go, or left to run out shortly before the hold ends.
enum class CapturePolicy { automatic = 1, hold_then_capture, hold_then_cancel, hold };
std::string_view word(CapturePolicy policy);
std::optional<CapturePolicy> capture_policy_of(std::string_view word);

/// Kinds of payment a merchant takes or does not take, as payments and provider accounts name them.
inline constexpr std::array<std::string_view, 5> k_methods{"card", "bank_transfer", "wallet",
                                                           "bnpl", "crypto"};

/// How a merchant's payments are taken where a request does not say. Amounts are in the settlement
/// currency and concern payments in it alone; 0 is never.
struct PaymentPolicy {
  CapturePolicy capture = CapturePolicy::automatic;
  std::int64_t challenge_from_minor = 0;  ///< from here on the cardholder is to be challenged
  std::int64_t exempt_below_minor = 0;    ///< below, a risk analysis stands for authentication
  bool exempts_low_value = false;         ///< below 30 EUR, authentication is not asked for
};

struct Company {
  CompanyId id;
  std::string name;
  std::string legal_name;
  std::string country;  ///< ISO 3166-1 alpha-2
  Currency default_currency;
  std::string time_zone;  ///< IANA name
  CompanyState state = CompanyState::active;
  std::int64_t version = 1;
  Instant created_at;
};

struct Merchant {
  MerchantId id;
  CompanyId company_id;
  std::string company_name;
  std::string name;
  std::string legal_name;
  std::string mcc;  ///< four digits
  std::string statement_descriptor;
  std::string website;
  Currency settlement_currency;
  std::vector<Currency> allowed_currencies;
  std::int64_t fee_plan_key = 0;
  /// How far refunds may take the available balance below zero, per currency, in minor units.
  std::int64_t refund_overdraft_minor = 0;
  PaymentPolicy policy;
  std::vector<std::string> methods_off;  ///< of k_methods, those it does not take
  MerchantState state = MerchantState::active;
  std::optional<Instant> archived_at;  ///< put out of sight; closed then
  std::int64_t version = 1;
  ProjectId default_project_id;
  Instant created_at;
  bool takes(std::string_view method) const;
};

struct CreateCompany {
  std::string name, legal_name, country, time_zone;
  Currency default_currency;
};
/// Errors: invalid (name, legal_name, country, time_zone). Needs companies:write at installation
/// scope.
Result<Company> create_company(storage::Tx& tx, const Call& call, const CreateCompany& command);
std::vector<Company> list_companies(storage::Tx& tx, const Scope& scope);
Result<Company> load_company(storage::Tx& tx, const Scope& scope, CompanyId id);

struct CreateMerchant {
  CompanyId company_id;
  std::string name, legal_name, mcc, statement_descriptor, website;
  Currency settlement_currency;
  std::vector<Currency> allowed_currencies;  ///< empty: settlement currency only
  std::optional<fees::Plan> fee_plan;        ///< absent: the installation's default plan
};
/// Creates the merchant with its default project. Errors: not_found (company), invalid (fields).
Result<Merchant> create_merchant(storage::Tx& tx, const Call& call, const CreateMerchant& command);

struct UpdateMerchant {
  MerchantId id;
  std::int64_t version = 0;  ///< as last read; another one is conflict/version_changed
  std::optional<std::string> name, legal_name, mcc, statement_descriptor, website;
  std::optional<std::vector<Currency>> allowed_currencies;
  std::optional<std::int64_t> refund_overdraft_minor;
  std::optional<CapturePolicy> capture_policy;
  std::optional<std::int64_t> challenge_from_minor, exempt_below_minor;
  std::optional<bool> exempts_low_value;
  std::optional<std::vector<std::string>> methods;  ///< those it takes, at least one
  std::optional<MerchantState> state;
};
Result<Merchant> update_merchant(storage::Tx& tx, const Call& call, const UpdateMerchant& command);

struct ListMerchants {
  std::string search;                    ///< part of name, case-insensitive
  CompanyId company_id;                  ///< none: all in scope
  std::optional<bool> archived = false;  ///< those put away, or the others; none: both
  MerchantId after;                      ///< page key: merchants older than this one
  std::int64_t limit = 50;
};
std::vector<Merchant> list_merchants(storage::Tx& tx, const Scope& scope,
                                     const ListMerchants& filter);
/// A merchant in scope as a whole or by one of its projects; of the latter, `default_project_id` is
/// the (lowest) project in scope, so that what is made through that scope belongs there. Routes
/// that show a merchant's settings need a right that has no effect at projects.
Result<Merchant> load_merchant(storage::Tx& tx, const Scope& scope, MerchantId id);

/// Closes the merchant and takes it out of lists and choosers; everything of it stays and can be
/// read. Doing it again changes nothing. Errors: not_found, conflict/version_changed.
Result<Merchant> archive_merchant(storage::Tx& tx, const Call& call, MerchantId id,
                                  std::int64_t version);

/// What other modules know of a merchant: rows that belong to it alone go with it. Says which, for
/// the trail: "2 API keys", or nothing.
using Forget = std::function<std::string(storage::Tx&, MerchantId)>;
/// Deletes a merchant that never took or paid anything, with its projects and what `forget` takes
/// with it. Errors: not_found; conflict/version_changed; refused/merchant_has_history (details
/// what), which can be archived instead.
Result<void> delete_merchant(storage::Tx& tx, const Call& call, MerchantId id, std::int64_t version,
                             const std::vector<Forget>& forget);

const std::vector<storage::Migration>& migrations();

}  // namespace bursar::merchants
