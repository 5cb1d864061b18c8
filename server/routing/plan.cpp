// decide(): loads what the decision needs, and no more, then decides.
#include <boost/json.hpp>

#include "fees/fees.hpp"
#include "providers/restrictions.hpp"
#include "routing/decision.hpp"
#include "routing/retry_cap_store.hpp"
#include "routing/score.hpp"
#include "routing/store.hpp"
#include "routing/words.hpp"

namespace bursar::routing {
namespace {

namespace json = boost::json;

using providers::ProviderAccount;
using Accounts = std::vector<const ProviderAccount*>;

constexpr std::int64_t k_samples_min = 100;  ///< fewer say too little: a coarser key is asked

std::string_view place_word(const Place& place) {
  if (place.merchant) return "merchant";
  return place.company ? "company" : "installation";
}

bool learns(const Content& content) {
  for (const Rule& rule : content.rules)
    if (rule.is_enabled && rule.strategy == Strategy::best_auth) return true;
  return false;
}

// Three keys from fine to coarse; the first with enough samples speaks.
std::int64_t score_of(const store::Tallies& tallies, std::int64_t account) {
  for (const auto* level : {&tallies.exact, &tallies.scheme, &tallies.method}) {
    const auto found = level->find(account);
    if (found != level->end() && found->second.counted >= k_samples_min)
      return wilson_lower_ppm(found->second.approved, found->second.counted);
  }
  return 0;
}

std::int64_t cost_of(storage::Tx& tx, const ProviderAccount& account, const Money& amount) {
  const auto loaded = providers::load_account(tx, account.id);
  if (!loaded) return 0;
  const fees::Costs costs = fees::sale_costs(loaded->cost, amount);
  return costs.interchange_minor + costs.scheme_minor + costs.acquirer_minor;
}

class Decision {
 public:
  Decision(storage::Tx& tx, const Subject& subject, bool takes_probes)
      : tx_(tx), subject_(subject), takes_probes_(takes_probes) {}

  Plan by(const std::optional<store::Active>& active) {
    const bool pinned = subject_.method_or_id.starts_with(ProviderAccountTag::k_prefix);
    const auto accounts = providers::usable_accounts(tx_, subject_.company);
    const Accounts fit = eligible(accounts, subject_, plan_);
    if (pinned) {
      plan_.reason = "pinned";
      arrange(fit, {}, {}, subject_, plan_);
    } else if (!active) {
      plan_.reason = "no_profile";
      arrange(fit, {}, health(fit), subject_, plan_);
    } else {
      by_profile(*active, fit);
    }
    if (tries_card()) plan_.refusal = cap_hit(tx_, cap_question());
    return std::move(plan_);
  }

 private:
  bool tries_card() const {
    using providers::RequestKind;
    const RequestKind kind = subject_.kind;
    return !subject_.card_key.empty() &&
           (kind == RequestKind::sale || kind == RequestKind::verify ||
            kind == RequestKind::authorize);
  }

  CapQuestion cap_question() const {
    CapQuestion question;
    question.card = CardId{id_key(CardTag::k_prefix, subject_.card_key)};
    question.scheme = subject_.card_scheme;
    question.amount = subject_.amount;
    question.is_merchant_initiated = !subject_.is_customer_present && !subject_.is_moto;
    question.agreed_at = subject_.agreed_at;
    question.now = subject_.now;
    question.never_only = !plan_.cascade.respects_scheme_caps;
    return question;
  }

  void by_profile(const store::Active& active, const Accounts& fit) {
    const auto profile = compiled_text(active.content);
    plan_.profile = active.profile.id;
    plan_.version = active.profile.active_number;
    plan_.place = place_word(active.profile.place);
    plan_.cascade = profile->content.cascade;
    plan_.sticky = profile->content.sticky;
    plan_.learns = learns(profile->content);
    const bool asks_history = active.content.find("history.") != std::string::npos;
    const auto index =
        asks_history ? match(*profile, with_history(), plan_) : match(*profile, subject_, plan_);
    Order order{nullptr, plan_.profile, plan_.version, sticky()};
    Accounts chosen = fit;
    const auto before = plan_.excluded;
    if (index) {
      const Rule& rule = profile->content.rules[*index];
      plan_.rule = rule.name;
      plan_.strategy = rule.strategy;
      chosen = targeted(rule, fit, plan_);
      order.rule = &rule;
      // Better another account than none, unless the rule says otherwise.
      if (chosen.empty() && !rule.is_strict) {
        plan_.excluded = before;
        plan_.strategy.reset();
        order.rule = nullptr;
        chosen = fit;
      }
    }
    plan_.reason = order.rule != nullptr ? "rule" : "fallback";
    Evidences evidences = health(chosen);
    if (order.rule != nullptr) weigh(order.rule->strategy, chosen, evidences);
    arrange(std::move(chosen), order, evidences, subject_, plan_);
  }

  // Looked up only where a rule speaks of it: most profiles do not.
  Subject with_history() {
    Subject subject = subject_;
    const bool known = !subject.customer_id.empty() && subject.find_history;
    const CardId card{id_key(CardTag::k_prefix, subject.card_key)};
    if (!known && !card) return subject;
    subject.history = known ? subject.find_history(tx_) : History{};
    subject.history->card_declines_24h = declines_since(tx_, card, subject.now.plus_ms(-k_day_ms));
    subject.history->card_declines = declines_since(tx_, card, subject.now.plus_ms(-30 * k_day_ms));
    return subject;
  }

  ProviderAccountId sticky() {
    const std::string subject =
        sticky_subject(plan_.sticky, subject_.customer_id, subject_.card_key);
    return subject.empty() ? ProviderAccountId{}
                           : store::remembered(tx_, subject_.merchant, subject);
  }

  // Half-open breakers let a few payments through; the others treat them as open.
  Evidences health(const Accounts& accounts) {
    Evidences evidences;
    const auto breakers = store::breakers(tx_, subject_.method_or_id);
    for (const ProviderAccount* account : accounts) {
      const auto found = breakers.find(account->id.key);
      if (found == breakers.end()) continue;
      const Breaker breaker = seen_at(found->second, subject_.now);
      BreakerState state = breaker.state;
      if (state == BreakerState::half_open && takes_probes_ &&
          !store::take_probe(tx_, account->id, subject_.method_or_id, found->second))
        state = BreakerState::open;
      evidences[account->id.key].breaker = state;
    }
    return evidences;
  }

  void weigh(Strategy strategy, const Accounts& accounts, Evidences& evidences) {
    if (strategy != Strategy::least_cost && strategy != Strategy::best_auth) return;
    const store::Tallies tallies =
        store::tallies(tx_, {subject_.method_or_id, subject_.card_scheme, subject_.amount.currency,
                             !subject_.three_ds.empty()});
    for (const ProviderAccount* account : accounts) {
      Evidence& evidence = evidences[account->id.key];
      evidence.score_ppm = score_of(tallies, account->id.key);
      if (strategy == Strategy::least_cost)
        evidence.cost_minor = cost_of(tx_, *account, subject_.amount);
    }
  }

  storage::Tx& tx_;
  const Subject& subject_;
  bool takes_probes_;
  Plan plan_;
};

// A mistyped or foreign pinned id is an account that does not exist, never the name of a method.
bool is_unknown_pin(const Subject& subject, const Plan& plan) {
  return subject.method_or_id.starts_with(ProviderAccountTag::k_prefix) && plan.choices.empty() &&
         plan.excluded.empty();
}

Error no_route(const Subject& subject, const Plan& plan) {
  Error error =
      refused("no_eligible_route", "no provider account takes " + to_text(subject.amount) +
                                       " by '" + subject.method_or_id.substr(0, 64) + "'");
  for (const Exclusion& one : plan.excluded)
    error.details.emplace_back(one.account.text(), one.reason);
  return error;
}

json::object choice_json(const Choice& choice) {
  json::object object{{"provider_account_id", choice.account.text()},
                      {"title", choice.title},
                      {"adapter", choice.adapter},
                      {"method", choice.method}};
  if (!choice.note.empty()) object["note"] = choice.note;
  return object;
}

std::string text_at(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : "";
}

ProviderAccountId account_at(const json::object& object) {
  return ProviderAccountId{
      id_key(ProviderAccountTag::k_prefix, text_at(object, "provider_account_id"))};
}

}  // namespace

Result<Plan> decide(storage::Tx& tx, const Call&, const Subject& subject) {
  const bool pinned = subject.method_or_id.starts_with(ProviderAccountTag::k_prefix);
  const auto active =
      pinned ? std::nullopt : store::active_for(tx, subject.company, subject.merchant);
  Plan plan = Decision(tx, subject, true).by(active);
  if (is_unknown_pin(subject, plan)) return not_found(ProviderAccountTag::k_noun);
  if (plan.choices.empty()) return no_route(subject, plan);
  return plan;
}

Result<Plan> try_payment(storage::Tx& tx, const Call& call, const Trial& trial) {
  auto active = store::active_for(tx, trial.subject.company, trial.subject.merchant);
  if (trial.profile) {
    auto profile = read_profile(tx, call.actor.scope, trial.profile);
    if (!profile) return profile.error();
    const auto version = store::load_version(tx, trial.profile, trial.number);
    if (!version) return not_found("version");
    profile->active_number = trial.number;
    active = store::Active{std::move(*profile), json::serialize(content_json(version->content))};
  }
  Plan plan = Decision(tx, trial.subject, false).by(active);
  if (is_unknown_pin(trial.subject, plan)) return not_found(ProviderAccountTag::k_noun);
  return plan;
}

std::string plan_json(const Plan& plan) {
  json::array choices;
  for (const Choice& choice : plan.choices) choices.push_back(choice_json(choice));
  json::array excluded;
  for (const Exclusion& one : plan.excluded)
    excluded.push_back(
        json::object{{"provider_account_id", one.account.text()}, {"reason", one.reason}});
  json::object object{
      {"reason", plan.reason}, {"accounts", std::move(choices)}, {"excluded", std::move(excluded)}};
  if (plan.profile) {
    object["routing_profile_id"] = plan.profile.text();
    object["version"] = plan.version;
    object["rule"] = plan.rule;
    object["place"] = plan.place;
    if (plan.strategy) object["strategy"] = word(*plan.strategy);
    object["cascade"] = cascade_json(plan.cascade);
    object["sticky"] = word(plan.sticky);
    object["learns"] = plan.learns;
  }
  if (plan.refusal) object["refusal"] = refusal_json(*plan.refusal);
  return json::serialize(object);
}

std::optional<Plan> read_plan(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const json::value parsed = json::parse(json::string_view(text.data(), text.size()));
  const json::object& object = parsed.as_object();
  if (!object.contains("accounts")) return std::nullopt;  // written before there were plans
  Plan plan;
  plan.reason = text_at(object, "reason");
  plan.profile = ProfileId{id_key(ProfileTag::k_prefix, text_at(object, "routing_profile_id"))};
  plan.rule = text_at(object, "rule");
  plan.place = text_at(object, "place");
  plan.strategy = strategy_of(text_at(object, "strategy"));
  if (plan.profile) {
    plan.version = object.at("version").as_int64();
    plan.cascade = read_cascade(object.at("cascade").as_object());
    plan.sticky = sticky_of(text_at(object, "sticky")).value_or(Sticky::none);
    plan.learns = object.at("learns").as_bool();
  }
  if (const json::value* refusal = object.if_contains("refusal"))
    plan.refusal = store::read_refusal(refusal->as_object());
  for (const json::value& one : object.at("accounts").as_array()) {
    const json::object& choice = one.as_object();
    plan.choices.push_back({account_at(choice), text_at(choice, "title"),
                            text_at(choice, "adapter"), text_at(choice, "method"),
                            text_at(choice, "note")});
  }
  for (const json::value& one : object.at("excluded").as_array())
    plan.excluded.push_back({account_at(one.as_object()), text_at(one.as_object(), "reason")});
  return plan;
}

}  // namespace bursar::routing
