// Payloads and trails. A payload carries names and amounts, never a card number: it leaves the
// house.
#include "payments/trail.hpp"

#include <array>

#include <boost/json.hpp>

#include "audit/audit.hpp"
#include "base/check.hpp"
#include "outbox/outbox.hpp"

namespace bursar::payments {
namespace {

namespace json = boost::json;

template <class State>
std::optional<int> number_of(std::optional<State> state) {
  return state ? std::optional(static_cast<int>(*state)) : std::nullopt;
}

/// Room for the JSON of one event or entry, so that its many small parts cost no allocations.
class Room {
 public:
  json::storage_ptr storage() { return &memory_; }

 private:
  std::array<unsigned char, 8'192> bytes_;
  json::monotonic_resource memory_{bytes_.data(), bytes_.size()};
};

json::object payment_payload(const Payment& payment, json::storage_ptr storage) {
  return {{{"payment_id", payment.id.text()},
           {"external_id", payment.external_id},
           {"merchant_id", payment.merchant_id.text()},
           {"merchant_name", payment.merchant_name},
           {"company_id", payment.company_id.text()},
           {"buyer_id", payment.buyer_id},
           {"method", payment.method},
           {"card_brand", payment.card_brand},
           {"card_last4", payment.card_last4},
           {"amount_minor", payment.amount.minor},
           {"currency", payment.amount.currency.code()},
           {"captured_minor", payment.captured_minor},
           {"kind", word(payment.kind)},
           {"authorized_minor", payment.authorized_minor},
           {"refunded_minor", payment.refunded_minor},
           {"refund_pending_minor", payment.refund_pending_minor},
           {"fee_minor", payment.fee_minor},
           {"lifecycle", word(payment.lifecycle)},
           {"refund_state", word(payment.refund_state)},
           {"dispute_state", word(payment.dispute_state)},
           {"in_doubt", payment.in_doubt},
           {"orsunpay_status", orsunpay_status(payment)},
           {"decline_reason", payment.decline_reason},
           {"created_at", payment.created_at.ms},
           {"completed_at",
            payment.completed_at ? json::value(payment.completed_at->ms) : json::value(nullptr)}},
          std::move(storage)};
}

void add_operation(json::object& payload, const Operation& operation) {
  payload["operation_id"] = operation.id.text();
  payload["operation_type"] = word(operation.type);
  payload["operation_state"] = word(operation.state);
  payload["operation_minor"] = operation.effective().minor;
  payload["operation_fee_minor"] = operation.fee_minor;
  payload["refund_minor"] = operation.amount.minor;
  payload["refund_fee_minor"] = operation.fee_minor;
  payload["merchant_reference"] = operation.merchant_reference;
  payload["reason"] = operation.reason;
  payload["refund_decline_reason"] = operation.decline_reason;
}

}  // namespace

void History::moved(const Payment& payment, std::optional<Lifecycle> from,
                    std::string_view reason) {
  rows_.push_back({store::SubjectKind::payment, payment.id.key, number_of(from),
                   static_cast<int>(payment.lifecycle), reason});
}

void History::moved(const Operation& operation, std::optional<OperationState> from,
                    std::string_view reason) {
  rows_.push_back({store::SubjectKind::operation, operation.id.key, number_of(from),
                   static_cast<int>(operation.state), reason});
}

void History::write(storage::Tx& tx, const Call& call, PaymentId payment) const {
  if (!rows_.empty()) store::insert_history(tx, call, payment, rows_);
}

void tell(storage::Tx& tx, const Call& call, std::string_view type, const Payment& payment,
          const Operation* operation) {
  Room room;
  json::object payload = payment_payload(payment, room.storage());
  if (operation != nullptr) add_operation(payload, *operation);
  outbox::emit(tx, call,
               {.type = std::string(type),
                .company = payment.company_id,
                .merchant = payment.merchant_id,
                .project = payment.project_id,
                .subject_kind = operation == nullptr ? "payment" : "operation",
                .subject_id = operation == nullptr ? payment.id.text() : operation->id.text(),
                .subject_version = payment.version,
                .payload = json::serialize(payload)});
}

void audit_payment(storage::Tx& tx, const Call& call, std::string_view action,
                   const Payment& payment, std::string before, std::string after,
                   std::string reason) {
  audit::record(tx, call,
                {.action = std::string(action),
                 .subject_kind = "payment",
                 .subject_id = payment.id.text(),
                 .company = payment.company_id,
                 .merchant = payment.merchant_id,
                 .before = std::move(before),
                 .after = std::move(after),
                 .reason = std::move(reason)});
}

std::string dimensions_json(const Payment& payment) {
  Room room;
  return json::serialize(json::object({{"lifecycle", word(payment.lifecycle)},
                                       {"in_doubt", payment.in_doubt},
                                       {"amount_minor", payment.amount.minor},
                                       {"authorized_minor", payment.authorized_minor},
                                       {"voided_minor", payment.voided_minor},
                                       {"step_minor", payment.step_minor},
                                       {"captured_minor", payment.captured_minor},
                                       {"refunded_minor", payment.refunded_minor},
                                       {"refund_pending_minor", payment.refund_pending_minor},
                                       {"version", payment.version}},
                                      room.storage()));
}

}  // namespace bursar::payments
