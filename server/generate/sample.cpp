// The curves. Figures are those of the load model in the design notes, as integer weights.
#include "generate/sample.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace bursar::generate {
namespace {

// Share of a day's payments by hour, consumers in the evening and offices in working hours.
constexpr std::array<std::int64_t, 24> k_evening{14, 7,  3,  1,  1,  2,  8,  20,  34,  42, 48, 52,
                                                 56, 54, 52, 54, 62, 78, 98, 122, 127, 92, 54, 28};
constexpr std::array<std::int64_t, 24> k_office{10, 8,  7,  7,  8,  12, 22, 38, 62, 80, 88, 86,
                                                78, 92, 96, 90, 72, 48, 34, 26, 20, 16, 13, 11};
// Quantiles of a lognormal with σ 0.8 in thousandths of the median, 5 % steps.
constexpr std::array<std::int64_t, 20> k_amount_quantiles{158,  268,  359,  437,  510,  583,  657,
                                                          735,  817,  904,  1000, 1106, 1225, 1361,
                                                          1522, 1715, 1961, 2291, 2787, 3728};
constexpr std::array<std::int64_t, 20> k_latency_quantiles{190, 230, 260, 285, 310,  335, 360,
                                                           385, 410, 432, 455, 482,  512, 548,
                                                           592, 648, 724, 842, 1080, 1650};
constexpr std::array<std::string_view, 24> k_first_names{
    "Amélie", "Jonas", "Priya", "Mateo", "Freya",  "Noah", "Zofia",     "Luca",
    "Ingrid", "Tomás", "Yuki",  "Omar",  "Chiara", "Lars", "Aisha",     "Viktor",
    "Elena",  "Milan", "Sanne", "Diego", "Nora",   "Emre", "Katarzyna", "Finn"};
constexpr std::array<std::string_view, 24> k_last_names{
    "Moreau",  "Lindqvist", "Raman",    "García", "Novák", "Jansen",  "Kowalska",   "Bianchi",
    "Berg",    "Silva",     "Tanaka",   "Haddad", "Rossi", "Nielsen", "Khan",       "Petrov",
    "Popescu", "Horvat",    "de Vries", "Torres", "Dahl",  "Yılmaz",  "Wiśniewska", "Schneider"};
constexpr std::array<std::string_view, 5> k_card_ranges{"400000", "424242", "411111", "555555",
                                                        "510510"};

std::int64_t interpolate(SeededRandom& random, const std::array<std::int64_t, 20>& quantiles) {
  const std::uint64_t place = random.below(19'000);
  const std::size_t index = place / 1'000;
  const auto part = static_cast<std::int64_t>(place % 1'000);
  return quantiles[index] + (quantiles[index + 1] - quantiles[index]) * part / 1'000;
}

int hour_of(Instant at) { return static_cast<int>(at.ms / k_hour_ms % 24); }

// Weight of a whole day: weekends lower, the end of the year higher, three per cent growth a month.
std::int64_t day_weight(std::int64_t day, std::int64_t first_day) {
  std::int64_t weight = 1'000 + (day - first_day);
  if (const std::int64_t weekday = (day + 3) % 7; weekday >= 5) weight = weight * 85 / 100;
  const std::string month = day_text(day).substr(5, 2);
  if (month == "11" || month == "12") weight = weight * 150 / 100;
  return weight;
}

std::string with_check_digit(std::string digits) {
  int sum = 0;
  bool doubled = true;
  for (std::size_t i = digits.size(); i-- > 0; doubled = !doubled) {
    int digit = digits[i] - '0';
    if (doubled) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  digits.push_back(static_cast<char>('0' + (10 - sum % 10) % 10));
  return digits;
}

std::string ascii_fold(std::string_view text) {
  std::string out;
  for (const char c : fold_case(text))
    if (c >= 'a' && c <= 'z') out.push_back(c);
  return out;
}

}  // namespace

std::size_t draw_weighted(SeededRandom& random, const std::vector<std::int64_t>& weights) {
  std::int64_t sum = 0;
  for (const std::int64_t weight : weights) sum += weight;
  auto place = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(sum)));
  for (std::size_t i = 0; i < weights.size(); ++i) {
    place -= weights[i];
    if (place < 0) return i;
  }
  return weights.size() - 1;
}

std::vector<Instant> draw_instants(SeededRandom& random, Instant from, Instant until,
                                   std::int64_t count) {
  const std::int64_t first_day = utc_day(from);
  const std::int64_t last_day = utc_day({until.ms - 1});
  std::vector<std::int64_t> days;
  for (std::int64_t day = first_day; day <= last_day; ++day)
    days.push_back(day_weight(day, first_day));
  std::vector<std::int64_t> hours;
  for (std::size_t hour = 0; hour < 24; ++hour)
    hours.push_back(k_evening[hour] * 7 + k_office[hour] * 3);
  std::vector<Instant> instants;
  while (instants.size() < static_cast<std::size_t>(count)) {
    const auto day = first_day + static_cast<std::int64_t>(draw_weighted(random, days));
    const auto hour = static_cast<std::int64_t>(draw_weighted(random, hours));
    const Instant at{day * k_day_ms + hour * k_hour_ms +
                     static_cast<std::int64_t>(random.below(k_hour_ms))};
    if (at >= from && at < until) instants.push_back(at);
  }
  std::sort(instants.begin(), instants.end());
  return instants;
}

std::size_t draw_shop(SeededRandom& random, const std::vector<Shop>& shops, Instant at) {
  const auto hour = static_cast<std::size_t>(hour_of(at));
  std::vector<std::int64_t> weights;
  weights.reserve(shops.size());
  for (const Shop& shop : shops)
    weights.push_back(shop.weight * (shop.evening ? k_evening[hour] : k_office[hour]));
  return draw_weighted(random, weights);
}

std::int64_t draw_amount(SeededRandom& random, const Shop& shop, Currency currency) {
  const std::int64_t factor =
      1'000 + (interpolate(random, k_amount_quantiles) - 1'000) * shop.spread_permille / 1'000;
  std::int64_t cents = std::max<std::int64_t>(100, shop.median_minor * factor / 1'000);
  if (random.below(5) == 0) cents = cents / 100 * 100 + (random.below(2) == 0 ? 99 : 0);
  if (currency.exponent() == 0) return std::max<std::int64_t>(1, cents * 3 / 2);
  if (currency.exponent() == 3) return cents * 3;
  return cents;
}

Currency draw_currency(SeededRandom& random, const Shop& shop) {
  if (shop.currencies.size() < 2 || random.below(10) < 7) return shop.home;
  return shop.currencies[random.below(shop.currencies.size())];
}

std::int64_t draw_latency_ms(SeededRandom& random) {
  return interpolate(random, k_latency_quantiles);
}

std::string_view draw_decline_code(SeededRandom& random) {
  static const std::vector<std::int64_t> k_weights{44, 20, 9, 8, 5, 4, 2, 4, 4};
  static constexpr std::array<std::string_view, 9> k_codes{"51", "05", "59", "14", "61",
                                                           "54", "41", "1A", "91"};
  return k_codes[draw_weighted(random, k_weights)];
}

Buyer draw_buyer(SeededRandom& random, const Shop& shop) {
  // The smaller of two draws makes low numbers frequent: regular customers.
  const std::uint64_t number = std::min(random.below(4'000), random.below(4'000)) + 1;
  SeededRandom fixed(number * 7'919 + static_cast<std::uint64_t>(shop.merchant.key));
  const std::string_view first = k_first_names[fixed.below(k_first_names.size())];
  const std::string_view last = k_last_names[fixed.below(k_last_names.size())];
  std::string digits(k_card_ranges[fixed.below(k_card_ranges.size())]);
  while (digits.size() < 15) digits.push_back(static_cast<char>('0' + fixed.below(10)));
  Buyer buyer;
  buyer.buyer_id = "buyer-" + std::to_string(10'000 + number);
  buyer.first_name = first;
  buyer.last_name = last;
  buyer.email =
      ascii_fold(first) + "." + ascii_fold(last) + std::to_string(number) + "@example.com";
  buyer.holder = std::string(first) + " " + std::string(last);
  buyer.card_number = with_check_digit(std::move(digits));
  return buyer;
}

}  // namespace bursar::generate
