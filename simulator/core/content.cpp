// The lines of each kind of request. What only decorates a request (buyer, return address) is left
// out.
#include "simulator/core/content.hpp"

#include "simulator/core/cards.hpp"

namespace bursar::simulator {
namespace {

std::string money_text(const Money& money) {
  return std::to_string(money.minor) + " " + std::string(money.currency.code());
}

std::string card_text(const Card& card) {
  return "card " + masked(card.number) + " " + std::to_string(card.expiry_month) + "/" +
         std::to_string(card.expiry_year);
}

std::string terms_text(const ChargeTerms& terms) {
  std::string text;
  if (!terms.capture) text += " held";
  if (terms.moto) text += " moto";
  if (terms.three_ds)
    text += " 3ds [" + terms.three_ds->preference + "/" + terms.three_ds->exemption + "]";
  if (const auto& stored = terms.stored_credential)
    text += " stored [" + stored->kind + (stored->by_merchant ? "/merchant/" : "/customer/") +
            stored->network_transaction_id + "]";
  return text;
}

std::string line_of(const ChargeRequest& request) {
  std::string text = "charge " + money_text(request.amount) + " ";
  if (request.terms.method != "card") text += "by " + request.terms.method;
  else text += request.card ? card_text(*request.card) : "payer test";
  return text + " for " + request.descriptor + terms_text(request.terms);
}

std::string line_of(const RefundRequest& request) {
  return "refund " + money_text(request.amount) + " of " + request.charge_reference;
}

std::string line_of(const CaptureRequest& request) {
  return "capture " + money_text(request.amount) + " of " + request.charge_reference +
         (request.final ? "" : " not final");
}

std::string line_of(const VoidRequest& request) {
  return "void " + (request.amount_minor ? std::to_string(*request.amount_minor) : "all") + " " +
         std::string(request.currency.code()) + " of " + request.charge_reference;
}

std::string line_of(const IncrementRequest& request) {
  return "increment " + money_text(request.amount) + " of " + request.charge_reference;
}

std::string line_of(const VerificationRequest& request) {
  return "verification " + std::string(request.currency.code()) + " " + card_text(request.card) +
         terms_text(request.terms);
}

std::string line_of(const PayoutRequest& request) {
  std::string text = "payout " + money_text(request.amount) + " to ";
  if (request.card) text += card_text(*request.card);
  else if (!request.iban.empty()) text += "iban " + request.iban;
  else text += "address " + request.address;
  return text + " for " + request.descriptor;
}

std::string line_of(const ReversalRequest& request) {
  return "reversal of " + request.original_reference;
}

std::string line_of(const QueryRequest& request) { return "query " + request.reference; }

}  // namespace

std::string content_of(const Request& request) {
  return std::visit([](const auto& any) { return line_of(any); }, request);
}

}  // namespace bursar::simulator
