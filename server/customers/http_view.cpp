// Writes the office forms of customers: one name end to end.
#include "customers/http_view.hpp"

namespace bursar::customers {
namespace {

namespace json = boost::json;

template <class Row, class Write>
json::array rows(const std::vector<Row>& all, Write write) {
  json::array views;
  for (const Row& one : all) views.push_back(write(one));
  return views;
}

json::object totals_json(const Totals& totals) {
  return {{"currency", totals.currency.code()},
          {"payments", totals.payments},
          {"captured_minor", totals.captured_minor},
          {"refunded_minor", totals.refunded_minor},
          {"paid_out_minor", totals.paid_out_minor}};
}

json::object card_json(const CardOnFile& card) {
  const auto word = [](const std::string& text) { return json::value(text); };
  return {{"card_id", card.id.text()},
          {"brand", card.brand},
          {"bin", card.bin},
          {"last4", card.last4},
          {"holder", card.holder},
          {"expiry_month", card.expiry_month},
          {"expiry_year", card.expiry_year},
          {"is_expired", card.is_expired},
          {"payments", card.payments},
          {"last_used_at", card.last_used_at.ms},
          {"stored_as", rows(card.stored_as, word)}};
}

json::object risk_json(const RiskFigures& risk) {
  return {{"payments", risk.payments},
          {"succeeded", risk.succeeded},
          {"declined", risk.declined},
          {"failed", risk.failed},
          {"in_doubt", risk.in_doubt},
          {"refunded", risk.refunded},
          {"disputed", risk.disputed},
          {"distinct_cards", risk.distinct_cards},
          {"distinct_emails", risk.distinct_emails},
          {"distinct_addresses", risk.distinct_addresses},
          {"declined_in_a_row", risk.declined_in_a_row}};
}

json::object payment_json(const payments::Payment& payment) {
  return {{"payment_id", payment.id.text()},
          {"external_id", payment.external_id},
          {"kind", payments::word(payment.kind)},
          {"method", payment.method},
          {"card_brand", payment.card_brand},
          {"card_last4", payment.card_last4},
          {"amount_minor", payment.amount.minor},
          {"currency", payment.amount.currency.code()},
          {"lifecycle", payments::word(payment.lifecycle)},
          {"refund_state", payments::word(payment.refund_state)},
          {"dispute_state", payments::word(payment.dispute_state)},
          {"in_doubt", payment.in_doubt},
          {"decline_reason", payment.decline_reason},
          {"created_at", payment.created_at.ms}};
}

}  // namespace

json::object erasure_json(const Erasure& erasure) {
  return {{"erasure_id", erasure.id.text()}, {"payments", erasure.payments},
          {"cards", erasure.cards},          {"reason", erasure.reason},
          {"erased_by", erasure.erased_by},  {"erased_at", erasure.erased_at.ms}};
}

json::object customer_json(const Customer& customer) {
  return {{"company_id", customer.company_id.text()},
          {"merchant_id", customer.merchant_id.text()},
          {"merchant_name", customer.merchant_name},
          {"buyer_id", customer.buyer_id},
          {"email", customer.email},
          {"first_name", customer.first_name},
          {"last_name", customer.last_name},
          {"ip", customer.ip},
          {"first_seen_at", customer.first_seen_at.ms},
          {"last_seen_at", customer.last_seen_at.ms},
          {"totals", rows(customer.totals, totals_json)},
          {"risk", risk_json(customer.risk)},
          {"cards", rows(customer.cards, card_json)},
          {"payments", rows(customer.newest, payment_json)},
          {"erasures", rows(customer.erasures, erasure_json)},
          {"under_way", customer.under_way},
          {"is_cut", customer.is_cut}};
}

}  // namespace bursar::customers
