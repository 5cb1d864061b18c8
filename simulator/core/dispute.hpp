// A dispute of the cardholder's bank, and the files in which the acquirer settles. As with
// operations, everything that will be said about a dispute is fixed, and its state follows from the
// instant at which it is looked at.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/money.hpp"
#include "base/time.hpp"

namespace bursar::simulator {

/// rapid: the scheme gave the money back by a rule set beforehand (RDR); no refund must follow.
enum class DisputeStage { alert = 1, rapid, inquiry, chargeback, fraud_report };
enum class DisputeStatus { needs_response = 1, under_review, won, lost, closed };
/// What the merchant, the issuer or the scheme does about one.
enum class DisputeAct { send_evidence = 1, win, lose, withdraw, escalate };

std::string_view word(DisputeStage stage);
std::string_view word(DisputeStatus status);
std::optional<DisputeStage> stage_of(std::string_view word);
std::optional<DisputeStatus> dispute_status_of(std::string_view word);
std::optional<DisputeAct> dispute_act_of(std::string_view word);

/// Whether it is over as soon as it is opened: nobody can answer.
inline bool is_told_only(DisputeStage stage) {
  return stage == DisputeStage::rapid || stage == DisputeStage::fraud_report;
}
/// Whether the money goes back to the cardholder when it is opened.
inline bool takes_money(DisputeStage stage) {
  return stage == DisputeStage::rapid || stage == DisputeStage::chargeback;
}

struct Dispute {
  /// Later than anything.
  static constexpr Instant k_open_end{INT64_MAX / 2};

  std::int64_t number = 0;     ///< counts from 1
  std::int64_t operation = 0;  ///< the charge
  std::int64_t cause = 0;      ///< the operation whose card asked for it; 0: by hand
  std::string provider_reference;
  std::string reference;  ///< of the charge
  DisputeStage stage = DisputeStage::chargeback;
  std::string reason;  ///< of the scheme: "10.4"
  Money amount;
  Instant opened_at;
  Instant due_at = k_open_end;       ///< without an answer it is over then
  Instant answered_at = k_open_end;  ///< evidence came
  Instant decided_at = k_open_end;
  DisputeStatus outcome = DisputeStatus::lost;
  bool yields_to_evidence = false;
  bool operator==(const Dispute&) const = default;

  DisputeStatus status_at(Instant now) const {
    if (now >= decided_at) return outcome;
    return now >= answered_at ? DisputeStatus::under_review : DisputeStatus::needs_response;
  }
};

/// What somebody reports by hand. An amount of 0: everything that is left.
struct DisputeOrder {
  std::string reference;
  DisputeStage stage = DisputeStage::chargeback;
  std::string reason;
  std::int64_t amount_minor = 0;
  bool yields_to_evidence = false;
  std::int64_t cause = 0;
};

/// Shares of the acquirer, as they stood when a file was made.
struct FeePlan {
  std::int64_t ppm = 14'000;
  std::int64_t fixed_minor = 10;
  std::int64_t dispute_minor = 1'500;
  bool operator==(const FeePlan&) const = default;
};
/// One settlement file: the effects after `after`, `last` included. Every effect is in one file.
struct SettlementFile {
  std::int64_t number = 0;  ///< counts from 1
  std::int64_t after = 0;
  std::int64_t last = 0;
  Instant made_at;
  FeePlan fees;
  bool operator==(const SettlementFile&) const = default;
};

}  // namespace bursar::simulator
