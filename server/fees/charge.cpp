// The arithmetic of fees: integers only, one rounding per component, named by the plan. Parts of a
// whole (splits, returned fees) always add up to the whole.
#include <algorithm>
#include <numeric>

#include "base/check.hpp"
#include "fees/fees.hpp"

namespace bursar::fees {
namespace {

__extension__ using Wide = __int128;

constexpr std::int64_t k_whole_ppm = 1'000'000;

FeeLine line_of(Trigger trigger, const Plan& plan, const Price& price, const Money& amount) {
  const FixedPart* part = price.part(amount.currency);
  FeeLine line;
  line.trigger = trigger;
  line.title = std::string(word(trigger)) + " fee";
  line.plan_key = plan.key;
  line.plan_version = plan.version;
  line.base_minor = amount.minor;
  line.percent_ppm = price.percent_ppm;
  line.fixed_minor = part ? part->fixed_minor : 0;
  line.amount_minor = charge(price, amount, plan.rounding);
  line.currency = amount.currency;
  return line;
}

// The one place that computes a charge.
Steps applied(const Price& price, const Money& base, Rounding rounding) {
  check(base.minor >= 0, "fee on a negative amount");
  Steps steps;
  steps.percent_minor = apply_ppm(base.minor, price.percent_ppm, rounding);
  Money amount{steps.percent_minor, base.currency};
  if (const FixedPart* part = price.part(base.currency)) {
    steps.fixed_minor = part->fixed_minor;
    amount = amount + Money{part->fixed_minor, base.currency};
    if (part->min_minor && amount.minor < *part->min_minor) {
      amount.minor = *part->min_minor;
      steps.bound = Bound::min;
    }
    if (part->max_minor && amount.minor > *part->max_minor) {
      amount.minor = *part->max_minor;
      steps.bound = Bound::max;
    }
  }
  steps.amount_minor = std::max<std::int64_t>(amount.minor, 0);
  return steps;
}

// "36.25": the product in minor units with as many digits as it has, at most six behind the point.
std::string exact_text(std::int64_t minor, std::int64_t ppm) {
  const Wide product = Wide{minor} * ppm;
  std::string text = std::to_string(static_cast<std::int64_t>(product / k_whole_ppm));
  std::string digits = std::to_string(static_cast<std::int64_t>(product % k_whole_ppm));
  digits.insert(0, 6 - digits.size(), '0');
  while (!digits.empty() && digits.back() == '0') digits.pop_back();
  return digits.empty() ? text : text + "." + digits;
}

Error outside(std::string field, std::string_view bounds) {
  return invalid(std::move(field), "out_of_range", "must be " + std::string(bounds));
}

Result<void> validate_price(const Price& price, const std::string& field) {
  if (price.percent_ppm < 0 || price.percent_ppm > k_whole_ppm)
    return outside(field + ".percent_ppm", "from 0 to 1000000");
  for (const FixedPart& part : price.parts) {
    if (part.currency == Currency() || price.part(part.currency) != &part)
      return invalid(field + ".parts.currency", "duplicate_currency",
                     "each currency may have one part, '" + std::string(part.currency.code()) +
                         "' is empty or repeated");
    if (part.fixed_minor < 0) return outside(field + ".parts.fixed_minor", "0 or more");
    if (part.min_minor && *part.min_minor < 0)
      return outside(field + ".parts.min_minor", "0 or more");
    if (part.max_minor && *part.max_minor < part.min_minor.value_or(0))
      return outside(field + ".parts.max_minor", "not below the minimum");
  }
  return ok();
}

bool says_nothing_about(const Price& price, Currency currency) {
  return !price.parts.empty() && price.part(currency) == nullptr;
}

}  // namespace

std::string_view word(Trigger trigger) {
  switch (trigger) {
    case Trigger::sale: return "sale";
    case Trigger::capture: return "capture";
    case Trigger::refund: return "refund";
    case Trigger::payout: return "payout";
    case Trigger::dispute_opened: return "dispute_opened";
  }
  throw Bug("unknown fee trigger", std::source_location::current());
}

const FixedPart* Price::part(Currency currency) const {
  const auto found = std::find_if(parts.begin(), parts.end(),
                                  [&](const FixedPart& part) { return part.currency == currency; });
  return found == parts.end() ? nullptr : &*found;
}

std::int64_t charge(const Price& price, const Money& base, Rounding rounding) {
  return applied(price, base, rounding).amount_minor;
}

Steps steps_of(const Price& price, const Money& base, Rounding rounding) {
  Steps steps = applied(price, base, rounding);
  steps.exact = exact_text(base.minor, price.percent_ppm);
  return steps;
}

FeeLine sale_fee(const Plan& plan, const Money& amount) {
  return line_of(Trigger::sale, plan, plan.sale, amount);
}

FeeLine refund_fee(const Plan& plan, const Money& amount) {
  return line_of(Trigger::refund, plan, plan.refund, amount);
}

FeeLine payout_fee(const Plan& plan, const Money& amount) {
  return line_of(Trigger::payout, plan, plan.payout, amount);
}

std::int64_t reserve_share(const Plan& plan, const Money& amount) {
  return apply_ppm(amount.minor, plan.reserve_ppm, plan.rounding);
}

Costs sale_costs(const CostProfile& profile, const Money& amount) {
  return {charge(profile.interchange, amount, Rounding::half_up),
          charge(profile.scheme, amount, Rounding::half_up),
          charge(profile.acquirer, amount, Rounding::half_up)};
}

std::int64_t returned_fee(const Plan& plan, const FeeReturn& refund) {
  if (plan.on_refund == OnRefund::keep) return 0;
  return cumulative_share(refund.fee_minor, refund.refunded_minor, refund.captured_minor,
                          refund.returned_minor);
}

std::vector<std::int64_t> split(std::int64_t total, const std::vector<std::int64_t>& weights) {
  Wide sum = 0;
  for (const std::int64_t weight : weights) {
    check(weight >= 0, "split by a negative weight");
    sum += weight;
  }
  check(sum > 0, "split by weights that sum to nothing");
  const bool negative = total < 0;
  const Wide magnitude = negative ? -Wide{total} : Wide{total};
  std::vector<std::int64_t> parts(weights.size());
  std::vector<Wide> remainders(weights.size());
  Wide left = magnitude;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const Wide part = magnitude * weights[i] / sum;
    remainders[i] = magnitude * weights[i] % sum;
    parts[i] = static_cast<std::int64_t>(negative ? -part : part);
    left -= part;
  }
  std::vector<std::size_t> order(weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
  for (std::size_t i = 0; left > 0; ++i, --left) parts[order[i]] += negative ? -1 : 1;
  return parts;
}

std::vector<Currency> missing_currencies(const Plan& plan,
                                         const std::vector<Currency>& currencies) {
  std::vector<Currency> missing;
  for (const Currency currency : currencies) {
    if (says_nothing_about(plan.sale, currency) || says_nothing_about(plan.refund, currency) ||
        says_nothing_about(plan.payout, currency))
      missing.push_back(currency);
  }
  return missing;
}

Result<void> validate(const Plan& plan) {
  if (plan.name.empty() || plan.name.size() > 200)
    return invalid("name", "invalid_name", "must have 1 to 200 bytes");
  if (auto sale = validate_price(plan.sale, "sale"); !sale) return sale;
  if (auto refund = validate_price(plan.refund, "refund"); !refund) return refund;
  if (auto payout = validate_price(plan.payout, "payout"); !payout) return payout;
  if (plan.reserve_ppm < 0 || plan.reserve_ppm > k_whole_ppm)
    return outside("reserve_ppm", "from 0 to 1000000");
  if (plan.reserve_days < 0 || plan.reserve_days > 3650)
    return outside("reserve_days", "from 0 to 3650");
  if (plan.settle_days < 0 || plan.settle_days > 365)
    return outside("settle_days", "from 0 to 365");
  return ok();
}

}  // namespace bursar::fees
