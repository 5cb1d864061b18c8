// The mail that tells of a review that is due: once a week, to those who could do it.
#include "access_reviews/access_reviews.hpp"
#include "identity/holders.hpp"
#include "notify/notify.hpp"

namespace bursar::access_reviews {
namespace {

constexpr std::size_t k_mailed_max = 20;
constexpr std::string_view k_kind = "access_review_due";

std::string text_for(const Due& due) {
  std::string text = "Hello,\n\nwho may do what here is due for a review since " +
                     to_iso8601(due.due_at).substr(0, 10) + ".\n\n";
  text.append(due.signed_at ? "The last one was signed off on " +
                                  to_iso8601(*due.signed_at).substr(0, 10) + ".\n\n"
                            : "There has been none yet.\n\n")
      .append(
          "It stands in the office, on the page Access reviews: decide about every role, key and "
          "token, and sign it off.\n\nBursar\n");
  return text;
}

}  // namespace

std::int64_t remind_of_review(Tx& tx, const Call& call) {
  const Due next = due(tx, call.now);
  if (!next.is_due || !notify::is_ready(tx, notify::Channel::mail)) return 0;
  std::int64_t mailed = 0;
  for (const identity::Holder& one :
       identity::holders_at(tx, {"access_reviews:write"}, {}, call.now, k_mailed_max)) {
    notify::Message message;
    message.to = one.email;
    message.kind = k_kind;
    message.about = one.id.text();
    if (notify::count_since(tx, notify::Channel::mail, message.about, k_kind,
                            call.now.plus_ms(-7 * k_day_ms)) > 0)
      continue;
    message.subject = "A review of access is due";
    message.text = text_for(next);
    message.expires_at = call.now.plus_ms(3 * k_day_ms);
    if (notify::enqueue(tx, call, message)) ++mailed;
  }
  return mailed;
}

}  // namespace bursar::access_reviews
