// The providers' front door: one interface of pure translators (typed request → wire bytes → typed
// outcome), provider accounts, and the registry of adapters. The core owns network, time and
// retries.
#pragma once

#include <map>
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
  /// With same_key_is_safe: a repeat also says what became of a request whose answer was lost or an
  /// error. Without it a repeat brings no news.
  bool repeat_settles = false;
  std::int64_t same_key_for_ms = 0;             ///< how long a reference is remembered; 0: for ever
  bool query_needs_provider_reference = false;  ///< no query before the provider named it
  bool partial_refund = true;
  bool authorize = false, partial_capture = false, multi_capture = false, increment = false;
  bool partial_void = false;                 ///< lets go a part of what is held
  bool void_after_capture_same_day = false;  ///< `reverse` undoes a captured sale on its day
  /// Undoes by our reference, executed or not: once it is acknowledged nothing stands under the
  /// reference, and a request that comes later is turned away. It may be repeated under its own
  /// reference and undoes once. A refusal means that what was done stays.
  bool reverse = false;
  bool verify = false, payout = false, stored_credentials = false, three_ds = false;
  bool webhooks = false;    ///< sends signed messages that parse_webhook() reads
  bool test_payer = false;  ///< takes a sale without a card (sandbox only)
};

/// A request that no network carries: a desk takes it, in the database. The path says which: that
/// of payouts in transactions of a chain, or that of payment files.
inline constexpr std::string_view k_desk_method = "DESK";
inline constexpr std::string_view k_chain_desk_path = "/outputs";
struct WireRequest {
  std::string method;  ///< "POST", "GET", k_desk_method
  std::string path;    ///< below the account's base URL
  std::vector<std::pair<std::string, std::string>> headers;
  Secret body;  ///< may hold a card number
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

/// authorize holds money, capture takes held money, void_ lets it go (all of it, or `amount` of
/// it), increment holds more; reverse undoes whatever was or will be done under original_reference.
enum class RequestKind {
  sale = 1,
  refund,
  query,
  authorize,
  capture,
  void_,
  increment,
  verify,
  payout,
  reverse,
  ping
};
std::string_view word(RequestKind kind);

/// What a merchant may keep of a customer's card, and who starts this payment with it.
enum class StoredCredential { none = 0, one_click, unscheduled, scheduled };
std::string_view word(StoredCredential kind);
/// 3-D Secure as asked for; `allowed` is off where no customer is present (merchant-initiated,
/// mail or telephone order).
struct ThreeDsWish {
  bool allowed = false;
  std::string preference;  ///< "", "challenge", "frictionless"
  std::string exemption;   ///< "", "low_value", "tra", "mit", "trusted", "corporate"
};
/// Where a payout goes; exactly one of card (in ProviderRequest), iban, address is used.
struct PayoutDestination {
  std::string iban, bic, address, holder;
};

struct ProviderRequest {
  RequestKind kind = RequestKind::sale;
  /// query: the kind of the operation asked about; else as `kind`.
  RequestKind about = RequestKind::sale;
  std::string our_reference;       ///< unique per attempt; also the provider's idempotency key
  std::string provider_reference;  ///< query: the provider's name of the operation, when known
  /// refund: our_reference of the attempt that paid; capture, void_, increment: of the one that
  /// authorised; reverse: of the one to undo.
  std::string original_reference;
  std::string original_provider_reference;
  Money amount;  ///< query: what the questioned attempt asked for
  std::string descriptor;
  std::string method = "card";           ///< "card", "bank_transfer", "wallet", "bnpl", "crypto"
  std::optional<vault::CardInput> card;  ///< none: the provider's own payer flow
  bool final_capture = true;             ///< capture: what is not captured is let go
  bool releases_part = false;            ///< void_: `amount` only, the rest stays held
  bool moto = false;                     ///< mail or telephone order
  StoredCredential stored_credential = StoredCredential::none;
  bool customer_present = true;        ///< false: started by the merchant
  std::string network_transaction_id;  ///< of the first payment with a stored credential
  ThreeDsWish three_ds;
  std::string return_url;  ///< where the customer's browser comes back to after an action
  PayoutDestination destination;
  std::string buyer_email, buyer_name, buyer_ip;
};

/// What the customer has to do before an outcome can exist.
struct Action {
  /// "redirect" (url), "three_ds" (url), "transfer" (iban, bic, holder, reference), "crypto"
  /// (address, asset).
  std::string type;
  std::string url, iban, bic, holder, reference, address, asset;
  std::optional<Instant> expires_at;
};
/// What authentication of the cardholder gave; empty trans_status: there was none.
struct ThreeDsResult {
  std::string version, flow;  ///< "2.2.0"; "frictionless", "challenge", "decoupled"
  std::string trans_status;   ///< Y N A U C D R I S
  std::string status_reason, eci, ds_trans_id, acs_trans_id;
  std::string exemption;  ///< the exemption that was granted, else empty
};

enum class OutcomeKind {
  approved = 1,
  declined,
  pending,
  not_executed,
  unknown,
  action,             ///< the customer must act; ask again meanwhile
  partially_approved  ///< approved for less than asked for; the amount is in `received`
};
std::string_view word(OutcomeKind kind);
struct Outcome {
  OutcomeKind kind = OutcomeKind::unknown;
  std::string provider_reference;
  std::string provider_code;  ///< "00", "51"
  std::string provider_message;
  std::string decline_reason;  ///< ours, from the decline table; set when declined
  std::string auth_code;
  std::string rrn;
  std::optional<Money> amount;  ///< as the provider states it; must equal the request (integrity)
  std::int64_t poll_after_ms = 0;  ///< pending: when to ask again
  bool found = true;               ///< query: false when the provider does not know the reference
  bool contradicts = false;  ///< states another amount, currency or reference: a person must look
  bool doubts_earlier = false;  ///< unknown, and takes back what was said before: in doubt again
  Action action;                ///< of kind action
  ThreeDsResult three_ds;
  /// What arrived or was approved where that may differ from what was asked for: transfers, crypto,
  /// partial approvals. None: exactly what was asked for.
  std::optional<Money> received;
  /// Of a success that the other side undid: a transfer taken back, a payout or refund that
  /// bounced.
  std::optional<Money> returned;
  /// What it cost us with the provider, where that is told with the outcome (a network fee).
  std::optional<Money> cost;
  std::string network_transaction_id, arn, advice_code, avs_result, cvv_result;
};

/// Values of an account's fields, by the names its adapter describes.
using Settings = std::map<std::string, std::string, std::less<>>;

struct AccountConfig {  ///< what an adapter needs of an account to build requests
  std::string base_url;
  Secret api_key;
  Settings settings = {};
};

struct Description;     // description.hpp
struct WebhookMessage;  // webhook.hpp
struct WebhookReading;

class Adapter {
 public:
  virtual ~Adapter() = default;
  virtual std::string_view name() const = 0;
  virtual Capabilities capabilities() const = 0;
  /// What people choose it by and how its accounts are set up.
  virtual const Description& describe() const;
  /// Pure. Refuses whatever is not proven to come from the provider; an adapter without webhooks
  /// refuses everything.
  virtual WebhookReading parse_webhook(const WebhookMessage& message) const;
  virtual WireRequest build(const ProviderRequest& request, const AccountConfig& account) const = 0;
  /// Pure. Anything that is not a certain answer to this request is `unknown`.
  virtual Outcome parse(const ProviderRequest& request, const WireResponse& response) const = 0;
};
/// Adapter by name ("sim"); null when there is none.
const Adapter* find_adapter(std::string_view name);
const std::vector<const Adapter*>& all_adapters();

/// A request or answer body as it may be stored: card numbers become first six … last four, the
/// verification value is gone, and what is not JSON is cut to a readable length. Never empty of
/// meaning: a body that cannot be shown says so.
std::string masked_body(std::string_view body);

/// One row of the decline table: our reason, what it means, what to do next, and surface codes.
struct DeclineReason {
  std::string_view reason;  ///< "insufficient_funds"
  std::string_view codes;   ///< ISO 8583 response codes, separated by spaces
  /// soft, soft_later, hard, correct_card, step_up, end_series, technical, inspect, fix, in_doubt,
  /// ours, customer. A decline of class in_doubt is no certain answer.
  std::string_view decline_class;
  std::string_view orsunpay_code;  ///< "insufficient_funds", "card_declined", …
  std::string_view meaning;
  std::string_view advice;
  std::string_view visa_category;   ///< "1" to "4" of the scheme's retry rules; empty: none
  std::string_view ecommpay_codes;  ///< numbers of the Gate registry, the one we send first
  std::string_view stripe_codes;
};
/// Row of a reason; a word outside the table reads as do_not_honor.
const DeclineReason& decline_reason(std::string_view reason);
/// Row of an ISO 8583 response code as a scheme uses it ("65" differs); an unknown code reads as
/// do_not_honor.
const DeclineReason& decline_of_code(std::string_view code, std::string_view scheme);
const std::vector<DeclineReason>& decline_table();

/// What one payment of a currency may be; 0 is no bound.
struct AmountBound {
  Currency currency;
  std::int64_t min_minor = 0, max_minor = 0;
};
/// Which payments an account takes, beside its currencies; an empty list restricts nothing.
struct Restrictions {
  std::vector<AmountBound> bounds;                           ///< at most one per currency
  std::vector<std::string> countries_allow, countries_deny;  ///< "DE"; not both
  std::vector<RequestKind> operations;
};
/// What can be said of a secret that is set.
struct SecretMark {
  std::string name;   ///< "api_key", "webhook_secret"
  std::string last4;  ///< empty when it is too short to show any of it, or older than this mark
  Instant set_at;
};

struct ProviderAccount {  ///< = credential config `cr_`
  ProviderAccountId id;
  CompanyId company_id;  ///< none: shared by the whole installation
  std::string adapter;   ///< "sim"
  std::string title;
  std::string method;  ///< "card"; the first of `methods`
  std::string base_url;
  std::vector<Currency> currencies;  ///< empty: all
  std::int64_t amount_min_minor = 0;
  std::int64_t amount_max_minor = 0;  ///< 0: no bound
  fees::CostProfile cost;
  bool is_enabled = true;
  std::int64_t version = 1;
  std::vector<std::string> methods;  ///< everything it takes; empty on creation: `method` alone
  Settings settings;                 ///< by the adapter's description; never secrets
  Restrictions restrictions;
  std::vector<SecretMark> secrets;
  Instant created_at;
};
struct CreateAccount {
  ProviderAccount account;  ///< id, version, secrets and created_at ignored
  Secret api_key;
  Secret webhook_secret = Secret();  ///< empty: nothing it sends is believed
};
/// Errors: invalid (adapter, title, methods, base_url, api_key, webhook_secret, settings.NAME,
/// amount_min_minor, amount_max_minor, bounds, countries_allow, countries_deny, operations, cost),
/// not_found (a company outside the scope), refused/sandbox_only for the sim adapter on live.
Result<ProviderAccount> create_account(storage::Tx& tx, const Call& call,
                                       const vault::KeyRing& keys, bool sandbox,
                                       const CreateAccount& command);
/// The accounts a scope may use: those of its companies and the installation's shared ones.
std::vector<ProviderAccount> list_accounts(storage::Tx& tx, const Scope& scope);
std::optional<ProviderAccount> load_account(storage::Tx& tx, ProviderAccountId id);
/// Address and opened key. An account that does not exist is a Bug; throws on tampered ciphertext.
AccountConfig open_config(storage::Tx& tx, const vault::KeyRing& keys, ProviderAccountId id);
/// Replaces address and key (the demo's simulator gets a new port at each start).
void set_connection(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                    ProviderAccountId id, std::string base_url, const Secret& api_key);
void set_enabled(storage::Tx& tx, const Call& call, ProviderAccountId id, bool is_enabled);

/// Why an account was not chosen: disabled, other_method, currency_not_served, amount_too_small,
/// amount_too_large, country_not_served, operation_not_served, card_needed, adapter_missing.
struct Exclusion {
  ProviderAccountId account;
  std::string reason;
};

const std::vector<storage::Migration>& migrations();

}  // namespace bursar::providers
