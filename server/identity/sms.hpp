// The seam to whatever carries text messages: identity decides to whom and what; tests read the
// messages here instead of a phone.
#pragma once

#include <functional>
#include <string>

#include "base/call.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "storage/storage.hpp"

namespace bursar::identity {

/// One message with a code in it: not to be kept, shown or sent after it has expired.
struct SmsNotice {
  UserId user;
  std::string to;    ///< E.164
  std::string kind;  ///< "operation_code", "sign_in_code", "phone_code"
  Secret text;
  Instant expires_at;
};

/// Queues a message in the caller's transaction, so that it goes out exactly when the code exists;
/// false when no gateway is set up.
using DeliverSms = std::function<bool(storage::Tx&, const Call&, const SmsNotice&)>;

/// Without it no message leaves.
struct SmsPort {
  DeliverSms deliver = {};
  std::function<bool(storage::Tx&)> is_ready = {};  ///< a gateway is set up
};
/// The product's own: the queue of outgoing messages.
SmsPort sms_by_notify();

}  // namespace bursar::identity
