// Operations of many payments, newest first, for readers of whole periods (reports, the Data API).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "payments/payments.hpp"

namespace bursar::payments {

inline constexpr std::int64_t k_operation_page_max = 1'000;

struct OperationFilter {
  /// By their numbers; empty: every project in the scope. Foreign and unknown ones hold nothing.
  std::vector<std::int64_t> projects;
  std::optional<Instant> created_from, created_before;
  /// As surfaces name them: a refund that undid its sale on the day is found among the returns.
  std::optional<OperationType> type;
  /// One payment, by the merchant's own id or ours; empty: all.
  std::string payment;
  std::int64_t limit = k_operation_page_max;
  std::int64_t offset = 0;
};

/// An operation with what its payment tells of it.
struct ListedOperation {
  Operation operation;
  std::int64_t project_number = 0;
  std::string external_id;
  std::string buyer_ip;
  std::string method;
  std::string card_brand, card_last4;
  std::string description;
};

/// Nothing outside the scope. Ids are time-ordered: a period is a range of them, and without one
/// the walk may be as long as the table.
std::vector<ListedOperation> list_operations(storage::Tx& tx, const Scope& scope,
                                             const OperationFilter& filter);

}  // namespace bursar::payments
