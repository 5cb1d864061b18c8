// Private store of analytics: rollup rows in and out.
#pragma once

#include <functional>

#include "analytics/analytics.hpp"

namespace bursar::analytics {

inline constexpr std::int64_t k_bucket_ms = 15 * k_minute_ms;

enum class WordKind { decline = 1, method_captured = 2, method_declined = 3 };

struct RollupKey {
  std::int64_t scope_key = 0;
  std::int64_t bucket_at = 0;
  std::string currency;
  auto operator<=>(const RollupKey&) const = default;
};
struct WordKey {
  std::int64_t scope_key = 0;
  WordKind kind = WordKind::decline;
  std::int64_t bucket_at = 0;
  std::string word;
  auto operator<=>(const WordKey&) const = default;
};

/// Adds one row's worth to a rollup (`figures.volumes` holds at most the key's own currency).
void add_rollup(storage::Tx& tx, const RollupKey& key, const Figures& figures);
void add_word(storage::Tx& tx, const WordKey& key, std::int64_t total);

std::int64_t projected_seq(storage::Tx& tx);
void save_projected_seq(storage::Tx& tx, std::int64_t seq);

/// Visits (bucket, currency, figures) of the scopes in [from, until), in bucket order per scope.
void visit_rollups(
    storage::Tx& tx, const std::vector<std::int64_t>& scope_keys, Instant from, Instant until,
    const std::function<void(std::int64_t, const std::string&, const Figures&)>& visit);
/// Totals by word of the scopes in [from, until).
std::map<std::string, std::int64_t> sum_words(storage::Tx& tx,
                                              const std::vector<std::int64_t>& scope_keys,
                                              WordKind kind, Instant from, Instant until);

}  // namespace bursar::analytics
