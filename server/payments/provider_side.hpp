// Payments seen from a provider account: how it has been answering, what went wrong lately, and
// what one of its messages is about. Reads only.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "payments/payments.hpp"

namespace bursar::payments {

/// What became of an account's newest attempts within one window.
struct WindowHealth {
  std::int64_t window_ms = 0;
  std::int64_t attempts = 0, approved = 0, declined = 0, unknown = 0;
  std::int64_t latency_p50_us = 0, latency_p95_us = 0;
};
inline constexpr std::array k_health_windows_ms{15 * k_minute_ms, k_hour_ms, k_day_ms};
struct AccountWindows {
  ProviderAccountId account;
  std::array<WindowHealth, k_health_windows_ms.size()> windows;  ///< shortest first
};
/// Of the newest 5,000 answered attempts of the day, those of payments in scope: a shared account
/// shows nobody how much others have.
std::vector<AccountWindows> windows_of_accounts(storage::Tx& tx, const Scope& scope, Instant now);

/// An attempt that gave no usable answer.
struct Trouble {
  AttemptId attempt;
  PaymentId payment;
  Instant at;
  std::optional<providers::OutcomeKind> outcome;
  int http_status = 0;
  std::string provider_code, provider_message;
};
/// The newest of one account within the same attempts, at most `limit`.
std::vector<Trouble> trouble_of_account(storage::Tx& tx, const Scope& scope,
                                        ProviderAccountId account, Instant now, std::int64_t limit);

/// What a message about an attempt is held against.
struct AttemptTarget {
  ProviderAccountId account;
  PaymentId payment;
  CompanyId company;
  MerchantId merchant;
  providers::RequestKind kind = providers::RequestKind::sale;
  Money amount;
  std::string provider_reference;  ///< empty until the provider named it
};
std::optional<AttemptTarget> attempt_target(storage::Tx& tx, AttemptId id);

/// Whether an attempt may still be carried out: neither it nor its operation has come to its end.
/// To be asked in the transaction that writes down that it is carried out.
bool is_wanted(storage::Tx& tx, AttemptId id);

}  // namespace bursar::payments
