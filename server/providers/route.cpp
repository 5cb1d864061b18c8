// Choosing the account that takes a payment, with a reason for each that does not.
#include "providers/restrictions.hpp"
#include "providers/store.hpp"

namespace bursar::providers {
namespace {

// Why an account cannot take the payment; empty when it can.
std::string_view objection(const ProviderAccount& account, const RouteQuery& query, bool pinned) {
  if (!account.is_enabled) return "disabled";
  if (!pinned && !takes_method(account, query.method_or_id)) return "other_method";
  const auto restriction = restriction_of(account, query.amount, query.kind, query.country);
  if (!restriction.empty()) return restriction;
  const Adapter* adapter = find_adapter(account.adapter);
  if (adapter == nullptr) return "adapter_missing";
  // Only cards are typed in beforehand; every other method is the provider's own flow.
  const bool needs_card = (pinned ? account.method : query.method_or_id) == "card";
  if (needs_card && !query.has_card && !adapter->capabilities().test_payer) return "card_needed";
  return {};
}

Error no_route(const RouteQuery& query, const std::vector<Exclusion>& excluded) {
  Error error = refused("no_eligible_route", "no provider account takes " + to_text(query.amount) +
                                                 " by '" + query.method_or_id.substr(0, 64) + "'");
  for (const Exclusion& one : excluded) error.details.emplace_back(one.account.text(), one.reason);
  return error;
}

}  // namespace

std::vector<ProviderAccount> usable_accounts(storage::Tx& tx, CompanyId company) {
  std::vector<ProviderAccount> accounts;
  for (store::AccountRow& row : store::usable_by(tx, company))
    accounts.push_back(std::move(row.account));
  return accounts;
}

Result<Route> route(storage::Tx& tx, const RouteQuery& query) {
  const ProviderAccountId pinned{id_key(ProviderAccountTag::k_prefix, query.method_or_id)};
  // A mistyped id is an account that does not exist, never the name of a method.
  if (!pinned && query.method_or_id.starts_with(ProviderAccountTag::k_prefix))
    return not_found(ProviderAccountTag::k_noun);
  Route chosen;
  bool seen_pinned = false;
  for (const store::AccountRow& row : store::usable_by(tx, query.company)) {
    const ProviderAccount& account = row.account;
    if (pinned && account.id != pinned) continue;
    seen_pinned = true;
    std::string_view reason = objection(account, query, static_cast<bool>(pinned));
    if (reason.empty() && chosen.account) reason = "lower_priority";
    if (!reason.empty()) {
      chosen.excluded.push_back({account.id, std::string(reason)});
      continue;
    }
    chosen.account = account.id;
    chosen.adapter = account.adapter;
    chosen.method = pinned ? account.method : query.method_or_id;
  }
  if (pinned && !seen_pinned) return not_found(ProviderAccountTag::k_noun);
  if (!chosen.account) return no_route(query, chosen.excluded);
  return chosen;
}

}  // namespace bursar::providers
