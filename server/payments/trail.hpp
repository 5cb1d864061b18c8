// What every transition leaves behind: history rows, an event for the outside, an audit entry.
// Private.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "payments/store.hpp"

namespace bursar::payments {

/// Collects the history of one use case and writes it in one statement.
class History {
 public:
  void moved(const Payment& payment, std::optional<Lifecycle> from, std::string_view reason = "");
  void moved(const Operation& operation, std::optional<OperationState> from,
             std::string_view reason = "");
  void write(storage::Tx& tx, const Call& call, PaymentId payment) const;

 private:
  std::vector<store::HistoryRow> rows_;
};

/// Emits `type` with what the live monitor, webhooks and projections need; `operation` is the
/// refund of a refund event.
void tell(storage::Tx& tx, const Call& call, std::string_view type, const Payment& payment,
          const Operation* operation = nullptr);
/// Audit entry of a use case about a payment; `before` and `after` are JSON objects or empty.
void audit_payment(storage::Tx& tx, const Call& call, std::string_view action,
                   const Payment& payment, std::string before, std::string after,
                   std::string reason = "");
/// The dimensions of a payment that use cases change, for the audit trail.
std::string dimensions_json(const Payment& payment);

}  // namespace bursar::payments
