// SQL and arithmetic of an account's health. Nothing is indexed by account, because every sale
// would pay for it; the newest attempts are read instead and sorted out here.
#include "payments/provider_side.hpp"

#include <algorithm>
#include <map>

#include "payments/conclude.hpp"
#include "storage/query.hpp"

namespace bursar::payments {
namespace {

constexpr std::int64_t k_attempts_read = 5'000;

struct Sample {
  AttemptId id;
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

storage::Query newest(std::string_view columns, const Scope& scope, Instant now) {
  storage::Query query("SELECT ");
  query.add(columns).add(
      " FROM (SELECT id, operation_id, provider_account_id, outcome, resolved_by, http_status, "
      "latency_us, provider_code, provider_message FROM attempt WHERE answered_at IS NOT NULL");
  query.add(" AND id >= ", first_key_at(now.plus_ms(-k_day_ms)));
  query.add(" ORDER BY id DESC LIMIT ", k_attempts_read);
  query.add(
      ") a JOIN operation o ON o.id = a.operation_id JOIN payment p ON p.id = o.payment_id "
      "WHERE 1 = 1");
  storage::scope_filter(query, scope, "p.company_id", "p.merchant_id");
  return query;
}

std::vector<Sample> samples_of(storage::Tx& tx, const Scope& scope, Instant now) {
  storage::Query query =
      newest("a.id, a.provider_account_id, a.outcome, a.resolved_by, a.http_status, a.latency_us",
             scope, now);
  return query.all(tx, [](const storage::Row& row) {
    Sample sample;
    sample.id = row.id<AttemptId>(0);
    sample.account = row.id<ProviderAccountId>(1);
    if (!row.is_null(2)) sample.outcome = row.as_enum<providers::OutcomeKind>(2);
    sample.resolved_by = row.text(3);
    sample.http_status = static_cast<int>(row.i64(4));
    sample.latency_us = row.i64(5);
    return sample;
  });
}

bool is_yes(const Sample& sample) {
  return sample.outcome == providers::OutcomeKind::approved ||
         sample.outcome == providers::OutcomeKind::partially_approved;
}

WindowHealth health_of(const std::vector<const Sample*>& samples, std::int64_t window_ms,
                       Instant now) {
  WindowHealth health{.window_ms = window_ms};
  std::vector<std::int64_t> latencies;
  for (const Sample* sample : samples) {
    if (key_instant(sample->id.key).ms < now.ms - window_ms) continue;
    ++health.attempts;
    if (sample->was_unknown()) ++health.unknown;
    else if (is_yes(*sample)) ++health.approved;
    else if (sample->outcome == providers::OutcomeKind::declined) ++health.declined;
    if (sample->latency_us > 0) latencies.push_back(sample->latency_us);
  }
  std::sort(latencies.begin(), latencies.end());
  const auto percentile = [&](std::size_t percent) {
    return latencies.empty() ? 0 : latencies[(latencies.size() - 1) * percent / 100];
  };
  health.latency_p50_us = percentile(50);
  health.latency_p95_us = percentile(95);
  return health;
}

}  // namespace

std::vector<AccountWindows> windows_of_accounts(storage::Tx& tx, const Scope& scope, Instant now) {
  const std::vector<Sample> samples = samples_of(tx, scope, now);
  std::map<ProviderAccountId, std::vector<const Sample*>> by_account;
  for (const Sample& sample : samples) by_account[sample.account].push_back(&sample);
  std::vector<AccountWindows> all;
  for (const auto& [account, own] : by_account) {
    AccountWindows windows{.account = account};
    for (std::size_t i = 0; i < k_health_windows_ms.size(); ++i)
      windows.windows.at(i) = health_of(own, k_health_windows_ms.at(i), now);
    all.push_back(windows);
  }
  return all;
}

std::vector<Trouble> trouble_of_account(storage::Tx& tx, const Scope& scope,
                                        ProviderAccountId account, Instant now,
                                        std::int64_t limit) {
  storage::Query query = newest(
      "a.id, p.id, a.outcome, a.http_status, a.provider_code, a.provider_message", scope, now);
  query.add(" AND a.provider_account_id = ", account);
  query.add(" AND (a.outcome = ", providers::OutcomeKind::unknown);
  query.add(" OR a.outcome = ", providers::OutcomeKind::not_executed);
  query.add(" OR (a.resolved_by = 'query' AND (a.http_status = 0 OR a.http_status >= 500)))");
  query.add(" ORDER BY a.id DESC LIMIT ", limit);
  return query.all(tx, [](const storage::Row& row) {
    Trouble trouble;
    trouble.attempt = row.id<AttemptId>(0);
    trouble.payment = row.id<PaymentId>(1);
    trouble.at = key_instant(trouble.attempt.key);
    if (!row.is_null(2)) trouble.outcome = row.as_enum<providers::OutcomeKind>(2);
    trouble.http_status = static_cast<int>(row.i64(3));
    trouble.provider_code = row.text(4);
    trouble.provider_message = row.text(5);
    return trouble;
  });
}

std::optional<AttemptTarget> attempt_target(storage::Tx& tx, AttemptId id) {
  return tx.one(
      "SELECT a.provider_account_id, p.id, p.company_id, p.merchant_id, o.type, o.amount_minor, "
      "p.currency, a.provider_reference, o.same_day FROM attempt a JOIN operation o ON o.id = "
      "a.operation_id "
      "JOIN payment p ON p.id = o.payment_id WHERE a.id = $1",
      {id}, [](const storage::Row& row) {
        AttemptTarget target;
        target.account = row.id<ProviderAccountId>(0);
        target.payment = row.id<PaymentId>(1);
        target.company = row.id<CompanyId>(2);
        target.merchant = row.id<MerchantId>(3);
        Operation operation;
        operation.type = row.as_enum<OperationType>(4);
        operation.same_day = row.boolean(8);
        target.kind = order_kind(operation);
        target.amount = {row.i64(5), Currency::of(row.text(6))};
        target.provider_reference = row.text(7);
        return target;
      });
}

bool is_wanted(storage::Tx& tx, AttemptId id) {
  return tx
      .one(
          "SELECT a.phase, o.state FROM attempt a JOIN operation o ON o.id = a.operation_id "
          "WHERE a.id = $1",
          {id},
          [](const storage::Row& row) {
            return row.as_enum<AttemptPhase>(0) != AttemptPhase::resolved &&
                   !is_final(row.as_enum<OperationState>(1));
          })
      .value_or(false);
}

}  // namespace bursar::payments
