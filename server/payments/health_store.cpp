// SQL and arithmetic of provider health: what became of the newest attempts.
#include <algorithm>
#include <map>

#include "payments/store.hpp"

namespace bursar::payments {
namespace {

constexpr std::int64_t k_attempts_read = 2'000;
constexpr std::int64_t k_attempts_per_account = 500;

struct Sample {
  ProviderAccountId account;
  std::optional<providers::OutcomeKind> outcome;
  std::string resolved_by;
  int http_status = 0;
  std::int64_t latency_us = 0;

  // Also what was unknown first and is known by now: the provider failed to answer.
  bool was_unknown() const {
    if (outcome == providers::OutcomeKind::unknown) return true;
    return resolved_by == "query" && (http_status == 0 || http_status >= 500);
  }
};

std::int64_t percentile(const std::vector<std::int64_t>& sorted, std::size_t percent) {
  return sorted.empty() ? 0 : sorted[(sorted.size() - 1) * percent / 100];
}

}  // namespace

std::vector<AccountHealth> account_health(storage::Tx& tx, Instant since) {
  const auto samples = tx.all(
      "SELECT provider_account_id, outcome, resolved_by, http_status, latency_us FROM attempt "
      "WHERE id >= $1 AND answered_at IS NOT NULL ORDER BY id DESC LIMIT $2",
      {first_key_at(since), k_attempts_read}, [](const storage::Row& row) {
        Sample sample;
        sample.account = row.id<ProviderAccountId>(0);
        if (!row.is_null(1)) sample.outcome = row.as_enum<providers::OutcomeKind>(1);
        sample.resolved_by = row.text(2);
        sample.http_status = static_cast<int>(row.i64(3));
        sample.latency_us = row.i64(4);
        return sample;
      });
  std::map<ProviderAccountId, AccountHealth> healths;
  std::map<ProviderAccountId, std::vector<std::int64_t>> latencies;
  for (const Sample& sample : samples) {
    AccountHealth& health = healths[sample.account];
    health.account = sample.account;
    if (health.attempts == k_attempts_per_account) continue;
    ++health.attempts;
    if (sample.was_unknown()) ++health.unknown;
    else if (sample.outcome == providers::OutcomeKind::approved) ++health.approved;
    else if (sample.outcome == providers::OutcomeKind::declined) ++health.declined;
    if (sample.latency_us > 0) latencies[sample.account].push_back(sample.latency_us);
  }
  std::vector<AccountHealth> all;
  for (auto& [account, health] : healths) {
    auto& sorted = latencies[account];
    std::sort(sorted.begin(), sorted.end());
    health.latency_p50_us = percentile(sorted, 50);
    health.latency_p95_us = percentile(sorted, 95);
    all.push_back(health);
  }
  return all;
}

}  // namespace bursar::payments
