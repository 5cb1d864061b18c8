// What stands outside the database of the payments workload and so survives every cut: the client's
// memory of what was acknowledged, the provider's book, and time.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crash/acquirer.hpp"
#include "crash/workload.hpp"
#include "payments/payments.hpp"

namespace bursar::crash {

/// An operation as last acknowledged.
struct KnownOperation {
  PaymentId payment;
  std::string external_id;         ///< of its payment
  std::string merchant_reference;  ///< of a refund
  std::int64_t amount_minor = 0;
  payments::OperationState state = payments::OperationState::queued;
};

/// How far the append-only sequences had come at the last acknowledgement.
struct Position {
  std::int64_t events = 0;
  std::int64_t audit_entries = 0;
  std::int64_t ledger_transactions = 0;
};

struct PaymentsMemory {
  ManualClock clock;
  IdSource ids{clock};
  SeededRandom secrets{20'261'122};
  Actor actor;
  std::unique_ptr<vault::KeyRing> keys;
  Acquirer acquirer;

  CompanyId company;
  MerchantId merchant;
  ProviderAccountId account;

  std::int64_t numbered = 0;
  std::map<AttemptId, KnownOperation> known;
  Position position;
  /// Sent and not answered: after a cut it is sent again as it is, as clients do.
  std::optional<payments::CreateSale> sale;
  std::optional<payments::CreateRefund> refund;
  /// Answers of the provider that the process has not recorded yet; they die with it.
  std::vector<std::pair<AttemptId, Answer>> arrived;
  /// A refusal of what had to be accepted.
  std::string surprise;

  PaymentsMemory();
  Call call() { return {actor, clock.now(), ids, secrets}; }
  /// Notes the state an operation was acknowledged in; it never goes back.
  void learn(AttemptId attempt, payments::OperationState state);
};

/// 1 to 4: queued, sent, open at the provider, final.
int stage_of(payments::OperationState state);
Position position_of(storage::Tx& tx);
Findings check_payments(storage::Db& db, const PaymentsMemory& memory);

}  // namespace bursar::crash
