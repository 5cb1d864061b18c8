// JSON forms of payments for the office API, with the member names of api/payments.yaml.
#pragma once

#include <string>

#include <boost/json.hpp>

#include "ledger/ledger.hpp"
#include "payments/payments.hpp"

namespace bursar::payments {

/// Everything the payment page shows.
struct PaymentDetail {
  Payment payment;
  std::string provider_account_title;
  Terms terms;
  std::vector<ThreeDs> three_ds;
  std::optional<PayoutDetail> payout;
  std::vector<Operation> operations;
  std::vector<Attempt> attempts;
  std::vector<HistoryStep> history;
  std::vector<ledger::EntryView> entries;
  std::vector<std::pair<OperationId, fees::FeeLine>> fee_lines;
  bool shows_buyer = true;  ///< the reader may know who paid, and not only a mask of it
};

boost::json::object row_json(const Payment& payment);
/// Who paid is masked: only the page of a payment shows it, to whom it may be shown.
boost::json::object payment_json(const Payment& payment, const std::string& provider_account_title);
boost::json::object operation_json(const Operation& operation);
std::string page_json(const PaymentPage& page);
std::string detail_json(const PaymentDetail& detail);

}  // namespace bursar::payments
