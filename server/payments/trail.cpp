// Payloads and trails. A payload carries names and amounts, never a card number: it leaves the
// house.
#include "payments/trail.hpp"

#include "audit/audit.hpp"
#include "base/check.hpp"
#include "outbox/outbox.hpp"

namespace bursar::payments {
namespace {

template <class State>
std::optional<int> number_of(std::optional<State> state) {
  return state ? std::optional(static_cast<int>(*state)) : std::nullopt;
}

/// One flat JSON object written member by member: two events of every payment are made this way,
/// in the one thread that writes.
class Members {
 public:
  Members() { text_.reserve(1'536); }
  void add(std::string_view name, std::string_view value) {
    begin(name);
    text_ += '"';
    std::size_t plain = 0;  // start of what needs no escape
    for (std::size_t i = 0; i < value.size(); ++i) {
      const auto byte = static_cast<unsigned char>(value[i]);
      if (byte >= ' ' && byte != '"' && byte != '\\') continue;
      text_ += value.substr(plain, i - plain);
      add_escaped(byte);
      plain = i + 1;
    }
    text_ += value.substr(plain);
    text_ += '"';
  }
  void add(std::string_view name, const char* value) { add(name, std::string_view(value)); }
  void add(std::string_view name, std::int64_t value) {
    begin(name);
    text_ += std::to_string(value);
  }
  void add(std::string_view name, bool value) {
    begin(name);
    text_ += value ? "true" : "false";
  }
  void add(std::string_view name, const std::optional<Instant>& value) {
    if (value) return add(name, value->ms);
    begin(name);
    text_ += "null";
  }
  std::string finished() && { return std::move(text_ += '}'); }

 private:
  void begin(std::string_view name) {
    text_ += text_.empty() ? "{\"" : ",\"";
    text_ += name;
    text_ += "\":";
  }
  void add_escaped(unsigned char byte) {
    constexpr std::string_view k_hex = "0123456789abcdef";
    text_ += '\\';
    if (byte >= ' ') {
      text_ += static_cast<char>(byte);
      return;
    }
    text_ += "u00";
    text_ += k_hex[byte >> 4];
    text_ += k_hex[byte & 15];
  }

  std::string text_;
};

Members payment_payload(const Payment& payment) {
  Members payload;
  payload.add("payment_id", payment.id.text());
  payload.add("external_id", payment.external_id);
  payload.add("merchant_id", payment.merchant_id.text());
  payload.add("merchant_name", payment.merchant_name);
  payload.add("company_id", payment.company_id.text());
  payload.add("buyer_id", payment.buyer_id);
  payload.add("method", payment.method);
  payload.add("card_brand", payment.card_brand);
  payload.add("card_last4", payment.card_last4);
  payload.add("amount_minor", payment.amount.minor);
  payload.add("currency", payment.amount.currency.code());
  payload.add("captured_minor", payment.captured_minor);
  payload.add("kind", word(payment.kind));
  payload.add("authorized_minor", payment.authorized_minor);
  payload.add("refunded_minor", payment.refunded_minor);
  payload.add("refund_pending_minor", payment.refund_pending_minor);
  payload.add("fee_minor", payment.fee_minor);
  payload.add("lifecycle", word(payment.lifecycle));
  payload.add("refund_state", word(payment.refund_state));
  payload.add("dispute_state", word(payment.dispute_state));
  payload.add("in_doubt", payment.in_doubt);
  payload.add("orsunpay_status", orsunpay_status(payment));
  payload.add("decline_reason", payment.decline_reason);
  payload.add("created_at", payment.created_at.ms);
  payload.add("completed_at", payment.completed_at);
  return payload;
}

void add_operation(Members& payload, const Operation& operation) {
  payload.add("operation_id", operation.id.text());
  payload.add("operation_type", word(operation.type));
  payload.add("operation_state", word(operation.state));
  payload.add("operation_minor", operation.effective().minor);
  payload.add("operation_fee_minor", operation.fee_minor);
  payload.add("refund_minor", operation.amount.minor);
  payload.add("refund_fee_minor", operation.fee_minor);
  payload.add("merchant_reference", operation.merchant_reference);
  payload.add("reason", operation.reason);
  payload.add("refund_decline_reason", operation.decline_reason);
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
  Members payload = payment_payload(payment);
  if (operation != nullptr) add_operation(payload, *operation);
  outbox::emit(tx, call,
               {.type = std::string(type),
                .company = payment.company_id,
                .merchant = payment.merchant_id,
                .project = payment.project_id,
                .subject_kind = operation == nullptr ? "payment" : "operation",
                .subject_id = operation == nullptr ? payment.id.text() : operation->id.text(),
                .subject_version = payment.version,
                .payload = std::move(payload).finished()});
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
  Members dimensions;
  dimensions.add("lifecycle", word(payment.lifecycle));
  dimensions.add("in_doubt", payment.in_doubt);
  dimensions.add("amount_minor", payment.amount.minor);
  dimensions.add("authorized_minor", payment.authorized_minor);
  dimensions.add("voided_minor", payment.voided_minor);
  dimensions.add("step_minor", payment.step_minor);
  dimensions.add("captured_minor", payment.captured_minor);
  dimensions.add("refunded_minor", payment.refunded_minor);
  dimensions.add("refund_pending_minor", payment.refund_pending_minor);
  dimensions.add("version", payment.version);
  return std::move(dimensions).finished();
}

}  // namespace bursar::payments
