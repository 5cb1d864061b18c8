// The filters of the transactions list, one query parameter each.
#include "payments/http_query.hpp"

namespace bursar::payments {
namespace {

std::optional<std::int64_t> integer_of(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.empty() || text.size() > 17 ||
      text.find_first_not_of("0123456789") != std::string_view::npos)
    return std::nullopt;
  std::int64_t value = 0;
  for (const char c : text) value = value * 10 + (c - '0');
  return negative ? -value : value;
}

Error wrong(const std::string& name, std::string message) {
  return invalid(name, "invalid_parameter", std::move(message));
}

std::optional<Error> read_number(const std::string& name, const std::string& value,
                                 PaymentFilter& filter) {
  const auto number = integer_of(value);
  if (!number) return wrong(name, "must be an integer");
  if (name == "limit") filter.limit = *number;
  else if (name == "amount_min_minor") filter.amount_min_minor = *number;
  else if (name == "amount_max_minor") filter.amount_max_minor = *number;
  else if (name == "created_from_at") filter.created_from = Instant{*number};
  else filter.created_before = Instant{*number};
  return std::nullopt;
}

std::optional<Error> read_lifecycles(const std::string& name, std::string_view value,
                                     PaymentFilter& filter) {
  while (!value.empty()) {
    const std::size_t comma = value.find(',');
    const auto lifecycle = lifecycle_of(value.substr(0, comma));
    if (!lifecycle) return wrong(name, "must be life cycle words separated by commas");
    filter.lifecycles.push_back(*lifecycle);
    value = comma == std::string_view::npos ? "" : value.substr(comma + 1);
  }
  return std::nullopt;
}

std::optional<Error> read_refund_state(const std::string& name, std::string_view value,
                                       PaymentFilter& filter) {
  for (const RefundState state : {RefundState::none, RefundState::part, RefundState::full})
    if (word(state) == value) filter.refund_state = state;
  if (!filter.refund_state) return wrong(name, "must be none, part or full");
  return std::nullopt;
}

// An id that does not exist filters everything out, as a foreign one does.
template <class IdType>
std::optional<Error> read_id(const std::string& name, std::string_view value, IdType& id) {
  const auto parsed = IdType::parse(value);
  if (!parsed) return wrong(name, "must be an id");
  id = *parsed;
  return std::nullopt;
}

std::optional<Error> read(const std::string& name, const std::string& value,
                          PaymentFilter& filter) {
  if (name == "before") return read_id(name, value, filter.before);
  if (name == "after") return read_id(name, value, filter.after);
  if (name == "merchant_id") return read_id(name, value, filter.merchant_id);
  if (name == "recipient_id") return read_id(name, value, filter.recipient_id);
  if (name == "lifecycle") return read_lifecycles(name, value, filter);
  if (name == "refund_state") return read_refund_state(name, value, filter);
  if (name == "limit" || name == "amount_min_minor" || name == "amount_max_minor" ||
      name == "created_from_at" || name == "created_before_at")
    return read_number(name, value, filter);
  if (name == "in_doubt") {
    if (value != "true" && value != "false") return wrong(name, "must be true or false");
    filter.in_doubt = value == "true";
  } else if (name == "kind") {
    filter.kind = payment_kind_of(value);
    if (!filter.kind) return wrong(name, "must be purchase, payout or verification");
  } else if (name == "currency") {
    filter.currency = value;
  } else if (name == "method") {
    filter.method = value;
  } else if (name == "search") {
    if (value.size() > 120) return wrong(name, "must have at most 120 bytes");
    filter.search = value;
  } else {
    return invalid(name, "unknown_parameter", "is not a parameter of this list");
  }
  return std::nullopt;
}

}  // namespace

Result<PaymentFilter> decode_filter(const net::Request& request) {
  PaymentFilter filter;
  for (const auto& [name, value] : request.query) {
    if (value.empty()) continue;
    if (auto error = read(name, value, filter)) return *error;
  }
  return filter;
}

}  // namespace bursar::payments
