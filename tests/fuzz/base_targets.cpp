// Texts and numbers of base: what is read and written again is the same.
#include <array>
#include <cstring>

#include "base/check.hpp"
#include "base/id.hpp"
#include "base/money.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "fuzz/targets.hpp"

namespace bursar::fuzz {
namespace {

constexpr std::int64_t k_year_0_ms = -62'167'219'200'000;
constexpr std::int64_t k_year_9999_ms = 253'402'300'799'999;

/// Whole numbers from the front of the input; zeros when it is used up.
class Numbers {
 public:
  explicit Numbers(std::string_view input) : input_(input) {}
  std::int64_t next() {
    std::int64_t value = 0;
    const std::size_t size = std::min(input_.size(), sizeof value);
    std::memcpy(&value, input_.data(), size);
    input_.remove_prefix(size);
    return value;
  }
  /// From 0 to `most`.
  std::int64_t up_to(std::int64_t most) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(next()) %
                                     (static_cast<std::uint64_t>(most) + 1));
  }

 private:
  std::string_view input_;
};

void check_time(std::string_view input) {
  const auto instant = parse_iso8601(input, "at");
  if (!instant) return;
  const auto again = parse_iso8601(to_iso8601(*instant), "at");
  check(again.has_value() && *again == *instant, "an instant is read again from its text");
  check(day_text(utc_day(*instant)) == to_iso8601(*instant).substr(0, 10), "its day is its date");
}

}  // namespace

void base_text(std::string_view input) {
  check_time(input);
  if (const auto currency = Currency::parse(input))
    check(fold_case(currency->code()) == fold_case(input),
          "a currency has the code it was read by");
  if (const std::int64_t key = id_key("tx_", input); key != 0)
    check(id_text("tx_", key) == input, "an id has one text");
  check(from_hex(to_hex(input)) == input, "hex keeps bytes");
  check(from_base64url(to_base64url(input)) == input, "base64 keeps bytes");
  if (const auto bytes = from_hex(input))
    check(to_hex(*bytes) == fold_case(input), "a hex text has one reading");
  if (const auto bytes = from_base64url(input))
    check(to_base64url(*bytes) == input, "a base64 text has one reading");
  if (is_printable_utf8(input)) check(code_points(input) <= input.size(), "points are bytes");
  (void)trim(input);
  (void)to_base32(input);
}

void base_numbers(std::string_view input) {
  constexpr std::int64_t k_money_max = 1'000'000'000'000'000;
  Numbers numbers(input);
  const Instant instant{k_year_0_ms + numbers.up_to(k_year_9999_ms - k_year_0_ms)};
  const auto again = parse_iso8601(to_iso8601(instant), "at");
  check(again.has_value() && *again == instant, "every instant has a text");
  const std::int64_t key = numbers.up_to(4'738'381'338'321'616'894) + 1;
  check(id_key("op_", id_text("op_", key)) == key, "every key has a text");
  check(id_key("tx_", id_text("op_", key)) == 0, "of one kind only");
  const std::int64_t minor = numbers.up_to(2 * k_money_max) - k_money_max;
  const std::int64_t ppm = numbers.up_to(1'000'000);
  for (const Rounding rounding : {Rounding::half_up, Rounding::half_even}) {
    const std::int64_t part = apply_ppm(minor, ppm, rounding);
    check((minor >= 0 ? part >= 0 && part <= minor : part <= 0 && part >= minor),
          "a share is within its whole");
    check(apply_ppm(-minor, ppm, rounding) == -part, "rounding has no side");
  }
  const std::int64_t whole = numbers.up_to(k_money_max) + 1;
  const std::int64_t total = numbers.up_to(k_money_max);
  const std::int64_t done = numbers.up_to(whole - 1);
  const std::int64_t first = cumulative_share(total, done, whole, 0);
  const std::int64_t rest = cumulative_share(total, whole, whole, first);
  check(first + rest == total && first >= 0 && rest >= 0, "parts add up to the total");
}

}  // namespace bursar::fuzz
