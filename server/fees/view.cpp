// Writes plans as JSON.
#include "fees/view.hpp"

namespace bursar::fees {
namespace {

namespace json = boost::json;

json::value or_null(const std::optional<std::int64_t>& minor) {
  return minor ? json::value(*minor) : json::value();
}

json::object price_json(const Price& price) {
  json::array parts;
  for (const FixedPart& part : price.parts)
    parts.push_back(json::object{{"currency", part.currency.code()},
                                 {"fixed_minor", part.fixed_minor},
                                 {"min_minor", or_null(part.min_minor)},
                                 {"max_minor", or_null(part.max_minor)}});
  return {{"percent_ppm", price.percent_ppm}, {"parts", std::move(parts)}};
}

}  // namespace

std::string_view word(OnRefund on_refund) {
  return on_refund == OnRefund::prorata ? "prorata" : "keep";
}

std::string_view word(Rounding rounding) {
  return rounding == Rounding::half_even ? "half_even" : "half_up";
}

std::string_view word(Bound bound) {
  switch (bound) {
    case Bound::none: return "none";
    case Bound::min: return "min";
    case Bound::max: return "max";
  }
  return "";
}

json::object content_json(const Plan& plan) {
  return {
      {"name", plan.name},
      {"sale", price_json(plan.sale)},
      {"refund", price_json(plan.refund)},
      {"payout", price_json(plan.payout)},
      {"on_refund", word(plan.on_refund)},
      {"rounding", word(plan.rounding)},
      {"reserve_ppm", plan.reserve_ppm},
      {"reserve_days", plan.reserve_days},
      {"settle_days", plan.settle_days},
      {"valid_from", plan.valid_from.ms == 0 ? json::value() : json::value(plan.valid_from.ms)}};
}

}  // namespace bursar::fees
