// Compares over the last 30 days.
#include "fees/http_month.hpp"

#include <algorithm>

#include "merchants/merchants.hpp"

namespace bursar::fees {

MonthCompared compare_month(storage::Tx& tx, const Call& call, const std::vector<Payer>& payers,
                            const Plan& plan, std::int64_t payments_max) {
  MonthCompared made;
  made.until = call.now;
  made.period = {{call.now.ms - 30 * k_day_ms}, payments_max};
  made.merchants = payers.size();
  std::vector<MerchantId> ids;
  std::vector<Currency> currencies;
  for (const Payer& payer : payers) {
    ids.push_back(payer.id);
    currencies.insert(currencies.end(), payer.currencies.begin(), payer.currencies.end());
  }
  std::sort(currencies.begin(), currencies.end());
  currencies.erase(std::unique(currencies.begin(), currencies.end()), currencies.end());
  made.missing = missing_currencies(plan, currencies);
  made.comparison = compare(tx, ids, plan, made.period);
  if (static_cast<std::int64_t>(payers.size()) == k_payers_max) made.comparison.is_complete = false;
  return made;
}

Result<Payer> payer_of(storage::Tx& tx, const Call& call, MerchantId id) {
  auto merchant = merchants::load_merchant(tx, call.actor.scope, id);
  if (!merchant) return merchant.error();
  return Payer{merchant->id, merchant->name, merchant->company_name, merchant->allowed_currencies};
}

}  // namespace bursar::fees
