// From payments to the documented JSON of the Orsunpay surface.
#pragma once

#include <string>

#include "merchants/merchants.hpp"
#include "payments/payments.hpp"

namespace bursar::orsunpay {

/// {"status": true, "transaction": {…}} with exactly the documented members.
std::string encode_sale(const payments::Payment& payment);
/// A transaction of the resource API without its parts.
std::string encode_transaction(const payments::Payment& payment);

struct TransactionParts {
  payments::Payment payment;
  std::vector<payments::Operation> operations;
  std::vector<payments::HistoryStep> history;
};
/// A transaction with its refunds and its ordered status history.
std::string encode_transaction(const TransactionParts& parts);
std::string encode_list(const payments::PaymentPage& page);
std::string encode_refund(const payments::RefundCreated& refund);
/// {"operation": {…}, "transaction": {…}} of a capture or void.
std::string encode_step(const payments::StepCreated& step);
std::string encode_merchant(const merchants::Merchant& merchant);

}  // namespace bursar::orsunpay
