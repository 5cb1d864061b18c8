// The dashboard: figures of a range beside the same stretch of the range before, from rollups only.
#include <algorithm>

#include "analytics/store.hpp"

namespace bursar::analytics {
namespace {

struct Span {
  std::int64_t days;
  std::int64_t bucket_ms;
};

Span span_of(Range range) {
  switch (range) {
    case Range::today: return {1, k_hour_ms};
    case Range::days_7: return {7, 6 * k_hour_ms};
    case Range::days_30: return {30, k_day_ms};
  }
  return {1, k_hour_ms};
}

void add(Figures& sum, const std::string& currency, const Figures& part) {
  sum.created += part.created;
  sum.captured += part.captured;
  sum.declined += part.declined;
  sum.failed += part.failed;
  sum.refunded += part.refunded;
  const Volume& volume = part.volumes.at(currency);
  Volume& total = sum.volumes[currency];
  total.captured_minor += volume.captured_minor;
  total.refunded_minor += volume.refunded_minor;
  total.fee_minor += volume.fee_minor;
}

// Rollup scopes that together are what the caller may see, without counting anything twice.
Result<std::vector<std::int64_t>> scope_keys(const Scope& scope, const DashboardQuery& query) {
  if (query.merchant) {
    if (!scope.contains(query.merchant_company, query.merchant)) return not_found("merchant");
    return std::vector<std::int64_t>{query.merchant.key};
  }
  if (scope.everything()) return std::vector<std::int64_t>{0};
  std::vector<std::int64_t> keys;
  for (const CompanyId& company : scope.companies()) keys.push_back(company.key);
  for (const MerchantId& merchant : scope.merchants()) keys.push_back(merchant.key);
  return keys;
}

std::int64_t start_of_day(Instant now, std::int64_t offset_ms) {
  const std::int64_t local = now.ms + offset_ms;
  return local - local % k_day_ms - offset_ms;
}

void fill_words(storage::Tx& tx, const std::vector<std::int64_t>& keys, Dashboard& board) {
  for (const auto& [word, total] : sum_words(tx, keys, WordKind::decline, board.from, board.until))
    board.declines.emplace_back(word, total);
  std::stable_sort(board.declines.begin(), board.declines.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  for (const auto& [word, total] :
       sum_words(tx, keys, WordKind::method_captured, board.from, board.until))
    board.methods[word].captured = total;
  for (const auto& [word, total] :
       sum_words(tx, keys, WordKind::method_declined, board.from, board.until))
    board.methods[word].declined = total;
}

}  // namespace

Result<Dashboard> read_dashboard(storage::Tx& tx, const Scope& scope, const DashboardQuery& query) {
  const auto keys = scope_keys(scope, query);
  if (!keys) return keys.error();
  const Span span = span_of(query.range);
  Dashboard board;
  board.as_of = query.now;
  board.bucket_ms = span.bucket_ms;
  const std::int64_t today = start_of_day(query.now, query.offset_min * k_minute_ms);
  board.from = {today - (span.days - 1) * k_day_ms};
  board.until = {today + k_day_ms};
  for (std::int64_t at = board.from.ms; at <= query.now.ms; at += span.bucket_ms)
    board.series.push_back({{at}, {}});

  visit_rollups(tx, *keys, board.from, board.until,
                [&](std::int64_t bucket_at, const std::string& currency, const Figures& figures) {
                  add(board.current, currency, figures);
                  const auto index =
                      static_cast<std::size_t>((bucket_at - board.from.ms) / span.bucket_ms);
                  if (index < board.series.size())
                    add(board.series[index].figures, currency, figures);
                });
  const std::int64_t shift = span.days * k_day_ms;
  visit_rollups(tx, *keys, {board.from.ms - shift}, {query.now.ms - shift},
                [&](std::int64_t, const std::string& currency, const Figures& figures) {
                  add(board.previous, currency, figures);
                });
  fill_words(tx, *keys, board);
  return board;
}

}  // namespace bursar::analytics
