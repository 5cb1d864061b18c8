// Judging currencies, amounts, countries and operations against an account.
#include "providers/restrictions.hpp"

#include <algorithm>

namespace bursar::providers {
namespace {

template <class List, class Value>
bool holds(const List& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

std::string_view amount_objection(std::int64_t minor, std::int64_t lowest, std::int64_t highest) {
  if (minor < lowest) return "amount_too_small";
  if (highest != 0 && minor > highest) return "amount_too_large";
  return {};
}

bool serves_country(const Restrictions& restrictions, std::string_view country) {
  if (!restrictions.countries_allow.empty()) return holds(restrictions.countries_allow, country);
  return !holds(restrictions.countries_deny, country);
}

}  // namespace

bool takes_method(const ProviderAccount& account, std::string_view method) {
  return account.method == method || holds(account.methods, method);
}

std::string_view restriction_of(const ProviderAccount& account, const Money& amount,
                                RequestKind kind, std::string_view country) {
  if (!account.currencies.empty() && !holds(account.currencies, amount.currency))
    return "currency_not_served";
  const auto general =
      amount_objection(amount.minor, account.amount_min_minor, account.amount_max_minor);
  if (!general.empty()) return general;
  for (const AmountBound& bound : account.restrictions.bounds) {
    if (bound.currency != amount.currency) continue;
    const auto objection = amount_objection(amount.minor, bound.min_minor, bound.max_minor);
    if (!objection.empty()) return objection;
  }
  if (!serves_country(account.restrictions, country)) return "country_not_served";
  const auto& operations = account.restrictions.operations;
  if (!operations.empty() && !holds(operations, kind)) return "operation_not_served";
  return {};
}

std::optional<RequestKind> restrictable_operation(std::string_view text) {
  for (const RequestKind kind : {RequestKind::sale, RequestKind::authorize, RequestKind::refund,
                                 RequestKind::verify, RequestKind::payout})
    if (word(kind) == text) return kind;
  return std::nullopt;
}

}  // namespace bursar::providers
