// Repeats, collisions and prepared attempts.
#include "payments/accept.hpp"

#include "base/check.hpp"

namespace bursar::payments {

AttemptId prepare_attempt(storage::Tx& tx, const Call& call, OperationId operation,
                          ProviderAccountId account, int seq, bool has_cvv) {
  Attempt attempt;
  attempt.id = call.ids.next<AttemptId>();
  attempt.operation_id = operation;
  attempt.seq = seq;
  attempt.provider_account_id = account;
  attempt.prepared_at = call.now;
  store::insert_attempt(tx, attempt, has_cvv);
  return attempt.id;
}

Result<Created> replay_payment(storage::Tx& tx, const store::KeyOwner& owner,
                               const std::string& request_hash) {
  if (owner.request_hash != request_hash)
    return conflict("idempotency_key_reused",
                    "the idempotency key stands for another request already");
  auto payment = store::load_payment(tx, PaymentId{owner.id});
  check(payment.has_value(), "an idempotency key names a payment");
  const auto operations = operations_of(tx, payment->id);
  check(!operations.empty(), "a payment has an operation");
  const AttemptId attempt = store::first_attempt(tx, operations.front().id);
  return Created{std::move(*payment), attempt, true};
}

Result<Created> collided_payment(storage::Tx& tx, const Payment& payment,
                                 const store::RequestKey& key) {
  if (const auto owner = store::payment_with_key(tx, payment.merchant_id, key.idempotency_key))
    return replay_payment(tx, *owner, key.request_hash);
  const auto existing =
      store::payment_with_external_id(tx, payment.project_id, payment.external_id);
  check(existing.has_value(), "a payment collides with nothing");
  Error error = conflict("duplicate_order_id",
                         "order id '" + payment.external_id + "' has a payment already");
  error.details.emplace_back("payment_id", existing->text());
  return error;
}

Result<OperationCreated> replay_operation(storage::Tx& tx, Payment payment,
                                          const store::KeyOwner& owner,
                                          const std::string& request_hash,
                                          std::string_view another) {
  if (owner.request_hash != request_hash)
    return conflict("idempotency_key_reused",
                    "the idempotency key stands for " + std::string(another) + " already");
  auto operation = store::load_operation(tx, OperationId{owner.id});
  check(operation.has_value(), "an idempotency key names an operation");
  const AttemptId attempt = store::first_attempt(tx, operation->id);
  return OperationCreated{std::move(payment), std::move(*operation), attempt, true};
}

std::string card_label(std::string brand, std::string_view last4) {
  if (!brand.empty() && brand[0] >= 'a' && brand[0] <= 'z')
    brand[0] = static_cast<char>(brand[0] - 'a' + 'A');
  return brand + " •••• " + std::string(last4);
}

}  // namespace bursar::payments
