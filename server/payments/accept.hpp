// What accepting a request has in common, whatever it asks for: repeats, collisions, the attempt
// that is prepared. Private.
#pragma once

#include <string>
#include <string_view>

#include "payments/store.hpp"

namespace bursar::payments {

/// Writes a prepared attempt of an operation and returns its id.
AttemptId prepare_attempt(storage::Tx& tx, const Call& call, OperationId operation,
                          ProviderAccountId account, int seq = 1, bool has_cvv = false);

/// The payment that a key stands for again, or conflict/idempotency_key_reused.
Result<Created> replay_payment(storage::Tx& tx, const store::KeyOwner& owner,
                               const std::string& request_hash);
/// What a fresh payment collided with: its key (the first result again) or its order id
/// (conflict/duplicate_order_id).
Result<Created> collided_payment(storage::Tx& tx, const Payment& payment,
                                 const store::RequestKey& key);
/// The operation that a key stands for again, or conflict/idempotency_key_reused, which says that
/// it stands for `another` already.
Result<OperationCreated> replay_operation(storage::Tx& tx, Payment payment,
                                          const store::KeyOwner& owner,
                                          const std::string& request_hash,
                                          std::string_view another);

/// "Visa •••• 4242".
std::string card_label(std::string brand, std::string_view last4);

}  // namespace bursar::payments
