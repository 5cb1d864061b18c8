// The analytics front door: rollups projected from events, and the dashboard read over them. A
// projection can be dropped and rebuilt from the outbox at any time; nothing here is a source of
// truth.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/call.hpp"
#include "storage/storage.hpp"

namespace bursar::analytics {

enum class Range { today, days_7, days_30 };

/// Sums of one currency.
struct Volume {
  std::int64_t captured_minor = 0;
  std::int64_t refunded_minor = 0;
  std::int64_t fee_minor = 0;
};

struct Figures {
  std::int64_t created = 0;
  std::int64_t captured = 0;
  std::int64_t declined = 0;
  std::int64_t failed = 0;
  std::int64_t refunded = 0;
  std::map<std::string, Volume> volumes;  ///< by currency code
};

struct Point {
  Instant at;
  Figures figures;
};

struct MethodCount {
  std::int64_t captured = 0;
  std::int64_t declined = 0;
};

struct Dashboard {
  Instant from;
  Instant until;
  Instant as_of;
  std::int64_t bucket_ms = 0;
  Figures current;
  Figures previous;           ///< the same stretch of the range before
  std::vector<Point> series;  ///< every bucket up to now, empty ones included
  std::vector<std::pair<std::string, std::int64_t>> declines;  ///< most frequent first
  std::map<std::string, MethodCount> methods;
};

struct DashboardQuery {
  Range range = Range::today;
  std::int64_t offset_min = 0;  ///< minutes east of UTC of the caller's day
  MerchantId merchant;          ///< none: everything in scope
  CompanyId merchant_company;   ///< company of `merchant`, for the scope check
  Instant now;
};
/// Errors: not_found when the merchant is outside the scope.
Result<Dashboard> read_dashboard(storage::Tx& tx, const Scope& scope, const DashboardQuery& query);

/// Folds the next events into the rollups; returns how many it consumed (0 = caught up).
std::int64_t project(storage::Tx& tx, std::int64_t limit);

const std::vector<storage::Migration>& migrations();

}  // namespace bursar::analytics
