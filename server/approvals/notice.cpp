// What a mail to a decider says: what kind of act, who asks, until when. Amounts and names of
// payers stay in the office, and nothing here is a link, so that nobody learns to approve from a
// mail.
#include "approvals/notice.hpp"

#include <algorithm>

#include "approvals/catalogue.hpp"
#include "notify/notify.hpp"

namespace bursar::approvals {
namespace {

constexpr std::size_t k_mailed_max = 20;
/// Whoever can ask must not be able to fill a mailbox.
constexpr std::int64_t k_mails_per_day = 20;
constexpr std::string_view k_kind = "approval_requested";

std::string one_line(std::string_view text) {
  std::string line(text);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
  return line;
}

std::string text_for(const identity::Holder& decider, const Approval& approval) {
  const Kind* kind = find_kind(approval.kind);
  std::string text = "Hello " + one_line(decider.name) + ",\n\n";
  text.append(one_line(approval.requested_by_name))
      .append(" asks for something that needs another person.\n\nWhat: ")
      .append(kind != nullptr ? kind->label : approval.kind)
      .append("\nUntil: ")
      .append(to_iso8601(approval.expires_at).substr(0, 16))
      .append(
          " UTC\n\nWhat it would change stands in the office, on the page Approvals. Decide "
          "there; nobody needs to answer this mail.\n\nBursar\n");
  return text;
}

}  // namespace

void mail_deciders(Tx& tx, const Call& call, const Approval& approval) {
  if (!notify::is_ready(tx, notify::Channel::mail)) return;
  for (const identity::Holder& decider : holders_to_decide(tx, approval, call.now, k_mailed_max)) {
    notify::Message message;
    message.to = decider.email;
    message.kind = k_kind;
    message.about = decider.id.text();
    if (notify::count_since(tx, notify::Channel::mail, message.about, k_kind,
                            call.now.plus_ms(-k_day_ms)) >= k_mails_per_day)
      continue;
    message.subject = "Somebody waits for your approval";
    message.text = text_for(decider, approval);
    message.expires_at = approval.expires_at;
    (void)notify::enqueue(tx, call, message);
  }
}

}  // namespace bursar::approvals
