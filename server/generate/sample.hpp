// Draws from the curves of believable traffic with integers only: hours, weekdays, amounts,
// latencies, declines, buyers, cards. Pure and repeatable for a seed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"
#include "generate/generate.hpp"

namespace bursar::generate {

/// One of `weights` with probability weight / sum.
std::size_t draw_weighted(SeededRandom& random, const std::vector<std::int64_t>& weights);
/// `count` instants in [from, until), ascending, following the hours, weekdays, season and growth.
std::vector<Instant> draw_instants(SeededRandom& random, Instant from, Instant until,
                                   std::int64_t count);
/// Shop of a payment at `at`: by weight, shifted between evening and office shops by the hour.
std::size_t draw_shop(SeededRandom& random, const std::vector<Shop>& shops, Instant at);
/// An amount of the shop in minor units of `currency`; a fifth end on a price point.
std::int64_t draw_amount(SeededRandom& random, const Shop& shop, Currency currency);
Currency draw_currency(SeededRandom& random, const Shop& shop);
/// Provider latency in milliseconds: median about 450, one in twenty above 1,600.
std::int64_t draw_latency_ms(SeededRandom& random);
/// Wire code of a decline by the published mix ("51", "05", …).
std::string_view draw_decline_code(SeededRandom& random);

struct Buyer {
  std::string buyer_id;
  std::string email;
  std::string first_name;
  std::string last_name;
  std::string card_number;  ///< Luhn-valid, of a test range
  std::string holder;
};
/// A buyer of the shop; few come often, most once.
Buyer draw_buyer(SeededRandom& random, const Shop& shop);

}  // namespace bursar::generate
