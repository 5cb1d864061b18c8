// Routing's front door: which provider account takes a payment, and which come next. Profiles of
// ordered rules, in versions, per installation, company or merchant; the decision is a function of
// stored rows and of the payment, and every account left out has a recorded reason.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/call.hpp"
#include "base/money.hpp"
#include "providers/providers.hpp"
#include "routing/retry_cap.hpp"
#include "rules/rules.hpp"
#include "storage/storage.hpp"

namespace bursar::routing {

struct ProfileTag {
  static constexpr std::string_view k_prefix = "rt_";
  static constexpr const char* k_noun = "routing profile";
};
using ProfileId = Id<ProfileTag>;

// ---- what a profile says

enum class Strategy { single = 1, priority, split, least_cost, best_auth };
std::string_view word(Strategy value);
enum class Sticky { none = 1, customer, card };
std::string_view word(Sticky value);
enum class NextAccount { never = 1, once, always };
std::string_view word(NextAccount value);

struct Target {
  ProviderAccountId account;
  std::int64_t weight = 1;  ///< of split
};
struct Rule {
  std::string name;
  std::string condition;  ///< in the rule language, canonical once stored
  Strategy strategy = Strategy::priority;
  std::vector<Target> targets;  ///< none: every account that can take the payment
  bool is_strict = false;       ///< only these accounts, and none whose breaker is open
  bool is_enabled = true;
};
/// What happens after an attempt that certainly moved nothing.
struct Cascade {
  std::int64_t attempts_max = 3;                   ///< 1: no second attempt
  std::int64_t time_budget_ms = 20'000;            ///< since the payment was accepted
  NextAccount not_executed = NextAccount::always;  ///< nothing left, or the provider did nothing
  NextAccount technical = NextAccount::always;     ///< issuer or provider out of order
  NextAccount soft = NextAccount::once;            ///< do not honour and the like
  bool respects_scheme_caps = true;
};
/// Where nobody wrote a policy: other accounts only where the first was out of order.
inline constexpr Cascade k_plain_cascade{.soft = NextAccount::never};
struct Content {
  std::vector<Rule> rules;
  Cascade cascade;
  Sticky sticky = Sticky::none;
};
/// Facts that conditions can speak of.
const rules::Schema& schema();

// ---- profiles in versions

enum class VersionState { draft = 1, active, retired };
std::string_view word(VersionState value);

/// Where a profile holds: a merchant's goes before its company's, that before the installation's.
struct Place {
  CompanyId company;  ///< none: the installation
  MerchantId merchant;
  bool operator==(const Place&) const = default;
};
struct Version {
  std::int64_t number = 0;
  VersionState state = VersionState::draft;
  std::int64_t revision = 1;  ///< of a draft: counts changes
  Content content;
  std::string created_by, activated_by;
  Instant created_at, updated_at;
  std::optional<Instant> activated_at, retired_at;
};
struct Profile {
  ProfileId id;
  Place place;
  std::string name;
  std::int64_t active_number = 0;  ///< 0: none
  std::int64_t draft_number = 0;
  Instant created_at;
};

std::vector<Profile> list_profiles(storage::Tx& tx, const Scope& scope);
/// Errors: not_found.
Result<Profile> read_profile(storage::Tx& tx, const Scope& scope, ProfileId id);
/// Newest first; without their contents.
std::vector<Version> list_versions(storage::Tx& tx, ProfileId id);
/// Errors: not_found (of the profile or the version).
Result<Version> read_version(storage::Tx& tx, const Scope& scope, ProfileId id,
                             std::int64_t number);

/// A profile with an empty first draft. Errors: invalid (name), not_found (a place outside the
/// scope), conflict/profile_exists (details: routing_profile_id).
Result<Profile> create_profile(storage::Tx& tx, const Call& call, const Place& place,
                               std::string name);
/// A draft like version `from` (0: like the active one, or empty). Errors: not_found,
/// conflict/draft_exists.
Result<Version> create_draft(storage::Tx& tx, const Call& call, ProfileId id, std::int64_t from);
/// Replaces a draft's content. Errors: not_found, refused/no_draft, conflict/version_changed,
/// and those of check_content.
Result<Version> change_draft(storage::Tx& tx, const Call& call, ProfileId id, std::int64_t revision,
                             Content content);
/// Makes the draft the active version and retires the one before. Errors: as change_draft;
/// refused/empty_profile.
Result<Version> activate_draft(storage::Tx& tx, const Call& call, ProfileId id,
                               std::int64_t revision);
/// Takes the active version out; the wider place's profile holds from then on. Errors: not_found,
/// refused/not_active.
Result<Profile> retire_profile(storage::Tx& tx, const Call& call, ProfileId id);
/// Throws a draft away. Errors: not_found, refused/no_draft.
Result<Profile> drop_draft(storage::Tx& tx, const Call& call, ProfileId id);

/// Conditions in canonical form, names and numbers in bounds, every target usable at the place.
/// Errors: invalid with field "rules.0.condition" (details as rules::compile), "rules.0.name",
/// "rules.0.targets", "rules.0.targets.0.account" or "cascade.…".
Result<Content> check_content(storage::Tx& tx, const Place& place, Content content);

// ---- the decision

/// What happened in the last 30 days between this merchant and the payment's customer and card.
struct History {
  std::int64_t customer_payments = 0, customer_paid = 0;  ///< at most 1,000 are counted
  std::int64_t card_declines_24h = 0, card_declines = 0;
};
/// What routing needs to know of a payment.
struct Subject {
  CompanyId company;
  MerchantId merchant;
  PaymentId payment;         ///< decides splits; none: a question, not a payment
  std::string method_or_id;  ///< "card", or "cr_…", which pins one account
  Money amount;
  providers::RequestKind kind = providers::RequestKind::sale;
  bool has_card = true;
  std::string card_scheme, card_bin, card_key;  ///< key: the same for the same card
  std::string customer_id, email, ip, country;
  std::string merchant_text, merchant_mcc;  ///< text: the merchant's public id
  std::string stored_credential;            ///< "none", "one_click", "unscheduled", "scheduled"
  std::string three_ds;                     ///< "", "challenge", "frictionless"
  bool is_moto = false;
  bool is_customer_present = true;
  std::optional<Instant> agreed_at;  ///< to payments that the merchant starts; of card_key's holder
  std::int64_t attempt = 1;
  std::string last_decline_class;
  Instant now;
  std::optional<History> history;  ///< none: not known
  /// Finds the customer's part of it; called only where a rule speaks of history.
  std::function<History(storage::Tx&)> find_history;
};

/// Why an account was left out, beside providers::Exclusion's words: not_capable, not_a_target,
/// breaker_open.
using providers::Exclusion;

/// How one rule of the profile answered.
struct RuleResult {
  std::string name;
  bool is_enabled = true;
  bool holds = false;
};
struct Choice {
  ProviderAccountId account;
  std::string title, adapter, method;
  std::string note;  ///< "", "sticky", "breaker_open", "probe", "explored"
};
/// The decision as it is stored on the payment.
struct Plan {
  ProfileId profile;  ///< none: no profile holds here
  std::int64_t version = 0;
  std::string rule;    ///< the rule that matched; empty: the fallback order
  std::string place;   ///< "installation", "company", "merchant" of the profile
  std::string reason;  ///< "pinned", "rule", "fallback", "no_profile"
  std::optional<Strategy> strategy;
  std::vector<Choice> choices;
  std::vector<Exclusion> excluded;
  std::vector<RuleResult> results;  ///< not stored
  Cascade cascade = k_plain_cascade;
  Sticky sticky = Sticky::none;
  bool learns = false;  ///< outcomes are recorded for best_auth
  /// The card's scheme allows no attempt at the time of the decision, whatever the accounts say.
  std::optional<CapHit> refusal;
};
/// The stored form: rule, version, accounts in order, exclusions, cascade.
std::string plan_json(const Plan& plan);
/// Reads plan_json(); what is no plan is nothing.
std::optional<Plan> read_plan(std::string_view json);

/// The one spelling of a condition over the same facts that somebody else keeps (approval
/// policies). Errors: those of rules::compile, with `field`.
Result<std::string> read_condition(const std::string& text, std::string field);
/// Whether such a condition, once read, holds of a payment.
bool holds(const std::string& condition, const Subject& subject);

/// Errors: refused/no_eligible_route (details: account id → reason), not_found (a pinned id that is
/// absent or another company's).
Result<Plan> decide(storage::Tx& tx, const Call& call, const Subject& subject);
/// The same as a question: takes no probe, names no payment; by the version `number` of `profile`
/// instead of the active one when it is given. A plan without choices is an answer here.
/// Errors: not_found.
struct Trial {
  Subject subject;
  ProfileId profile;
  std::int64_t number = 0;
};
Result<Plan> try_payment(storage::Tx& tx, const Call& call, const Trial& trial);

// ---- what attempts teach

enum class Signal {
  approved = 1,
  declined,   ///< the issuer's answer, whatever it was
  technical,  ///< a definite answer that something is out of order
  timeout,    ///< sent, no certain answer
  not_sent    ///< no connection
};
struct Observation {
  ProviderAccountId account;
  std::string method;
  Signal signal = Signal::approved;
  /// Best authorisation: whether this outcome says something about the route, and its key.
  bool counts = false;
  std::string scheme;
  Currency currency;
  bool three_ds = false;
};
/// Moves the breaker of (account, method) and counts outcomes where a profile learns from them.
void observe(storage::Tx& tx, const Call& call, const Observation& observation, bool learns);
/// A breaker that is not closed, for whoever shows health.
struct BreakerView {
  ProviderAccountId account;
  std::string method, state;
  std::optional<Instant> next_probe_at;
};
std::vector<BreakerView> breakers_now(storage::Tx& tx, Instant now);

/// Remembers the account that took a customer's or card's payment, where the plan is sticky.
struct Taken {
  MerchantId merchant;
  std::string customer_id, card_key;
  ProviderAccountId account;
};
void remember(storage::Tx& tx, const Call& call, Sticky sticky, const Taken& taken);

/// How often a card was declined at its merchant since an instant.
std::int64_t declines_since(storage::Tx& tx, CardId card, Instant since);

/// What cascade_objection() judges: the attempt that ended and what came before it.
struct Ended {
  std::string decline_class;  ///< of decline_reason(); "" for what was certainly not executed
  std::string advice_code;
  std::int64_t attempts = 1;    ///< of the operation so far
  std::int64_t same_class = 1;  ///< among them: of this class, this one included
  std::int64_t elapsed_ms = 0;
  bool is_capped = false;  ///< cap_hit() has something against another attempt with the card
};
/// Empty: the next account may be tried. Else why not, in a word: attempts_used, time_used,
/// class_ends, scheme_advice, scheme_cap. Pure.
std::string_view cascade_objection(const Cascade& policy, const Ended& ended);
/// How a decline class is treated by a policy; never for classes no policy can open.
NextAccount next_account(const Cascade& policy, std::string_view decline_class);

const std::vector<storage::Migration>& migrations();

}  // namespace bursar::routing
