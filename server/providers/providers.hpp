// The providers' front door: one interface of pure translators (typed request → wire bytes → typed
// outcome), provider accounts, and the registry of adapters. The core owns network, time and retries.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/call.hpp"
#include "base/money.hpp"
#include "base/secret.hpp"
#include "fees/fees.hpp"
#include "storage/storage.hpp"
#include "vault/vault.hpp"

namespace bursar::providers {

/// What a provider can do, in data (the parts today's operations need; grows with them).
struct Capabilities {
  bool query_by_our_reference = false;
  std::int64_t absence_is_proof_after_ms = 0;  ///< 0: absence never proves anything
  bool same_key_is_safe = false;               ///< a repeated reference returns the recorded result
  bool partial_refund = true;
};

struct WireRequest {
  std::string method;  ///< "POST", "GET"
  std::string path;    ///< below the account's base URL
  std::vector<std::pair<std::string, std::string>> headers;
  Secret body;         ///< may hold a card number
};
/// How far an exchange came (mirrors net::Reach, which this layer must not include).
enum class Reach { not_sent = 1, unknown, answered };
struct WireResponse {
  Reach reach = Reach::not_sent;
  int status = 0;
  std::string body;
  std::string failure;
  std::int64_t latency_us = 0;
};

enum class RequestKind { sale = 1, refund, query };
struct ProviderRequest {
  RequestKind kind;
  std::string our_reference;          ///< unique per attempt; also the provider's idempotency key
  std::string original_reference;     ///< refund: our_reference of the successful sale attempt
  std::string original_provider_reference;
  Money amount;
  std::string descriptor;
  std::optional<vault::CardInput> card;  ///< none: the provider's own payer flow
};

enum class OutcomeKind { approved = 1, declined, pending, not_executed, unknown };
std::string_view word(OutcomeKind kind);
struct Outcome {
  OutcomeKind kind = OutcomeKind::unknown;
  std::string provider_reference;
  std::string provider_code;      ///< "00", "51"
  std::string provider_message;
  std::string decline_reason;     ///< ours, domain.md 11.2; set when declined
  std::string auth_code;
  std::string rrn;
  std::optional<Money> amount;    ///< as the provider states it; must equal the request (integrity)
  std::int64_t poll_after_ms = 0; ///< pending: when to ask again
  bool found = true;              ///< query: false when the provider does not know the reference
};

struct AccountConfig {            ///< what an adapter needs of an account to build requests
  std::string base_url;
  Secret api_key;
};

class Adapter {
 public:
  virtual ~Adapter() = default;
  virtual std::string_view name() const = 0;
  virtual Capabilities capabilities() const = 0;
  virtual WireRequest build(const ProviderRequest& request, const AccountConfig& account) const = 0;
  /// Pure. Anything that is not a certain answer to this request is `unknown`.
  virtual Outcome parse(const ProviderRequest& request, const WireResponse& response) const = 0;
};
/// Adapter by name ("sim"); null when there is none.
const Adapter* find_adapter(std::string_view name);

/// One row of the decline table: our reason, what it means, what to do next, and surface codes.
struct DeclineReason {
  std::string_view reason;          ///< "insufficient_funds"
  std::string_view orsunpay_code;   ///< "insufficient_funds", "card_declined", …
  std::string_view decline_class;   ///< soft, soft_later, hard, technical, step_up, correct_data, ours
  std::string_view meaning;
  std::string_view advice;
};
const DeclineReason& decline_reason(std::string_view reason);
const std::vector<DeclineReason>& decline_table();

struct ProviderAccount {          ///< = credential config `cr_`
  ProviderAccountId id;
  CompanyId company_id;           ///< none: shared by the whole installation
  std::string adapter;            ///< "sim"
  std::string title;
  std::string method;             ///< "card"
  std::string base_url;
  std::vector<Currency> currencies;  ///< empty: all
  std::int64_t amount_min_minor = 0;
  std::int64_t amount_max_minor = 0;  ///< 0: no bound
  fees::CostProfile cost;
  bool is_enabled = true;
  std::int64_t version = 1;
};
struct CreateAccount {
  ProviderAccount account;        ///< id and version ignored
  Secret api_key;
};
/// Errors: invalid (adapter, title, base_url), refused/sandbox_only for the sim adapter on live.
Result<ProviderAccount> create_account(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                                       bool sandbox, const CreateAccount& command);
std::vector<ProviderAccount> list_accounts(storage::Tx& tx, const Scope& scope);
std::optional<ProviderAccount> load_account(storage::Tx& tx, ProviderAccountId id);
AccountConfig open_config(storage::Tx& tx, const vault::KeyRing& keys, ProviderAccountId id);
/// Replaces address and key (the demo's simulator gets a new port at each start).
void set_connection(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                    ProviderAccountId id, std::string base_url, const Secret& api_key);
/// The enabled account for a method, company and amount, or the pinned one. Errors:
/// refused/no_eligible_route (details say why each account was excluded), not_found (pinned id).
Result<ProviderAccount> route(storage::Tx& tx, CompanyId company, std::string_view method_or_id,
                              const Money& amount);

const std::vector<storage::Migration>& migrations();

}  // namespace bursar::providers
