// Text messages go through the queue of outgoing messages, which seals and expires them.
#include "identity/sms.hpp"

#include "notify/notify.hpp"

namespace bursar::identity {

SmsPort sms_by_notify() {
  const auto deliver = [](storage::Tx& tx, const Call& call, const SmsNotice& notice) {
    notify::Message message;
    message.channel = notify::Channel::sms;
    message.to = notice.to;
    message.kind = notice.kind;
    message.about = notice.user.text();
    message.text = std::string(notice.text.reveal());
    message.expires_at = notice.expires_at;
    return notify::enqueue(tx, call, message).has_value();
  };
  const auto is_ready = [](storage::Tx& tx) { return notify::is_ready(tx, notify::Channel::sms); };
  return {deliver, is_ready};
}

}  // namespace bursar::identity
