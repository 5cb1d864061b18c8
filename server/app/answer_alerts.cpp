// One mail per person and look, however many merchants it is about: an outage must not flood those
// who are to mend it.
#include "app/answer_alerts.hpp"

#include <map>

#include "identity/holders.hpp"
#include "net/await.hpp"
#include "notify/notify.hpp"

namespace bursar::app {
namespace {

constexpr std::int64_t k_look_wait_ms = k_minute_ms;
constexpr std::size_t k_people_max = 20;  // of one merchant
constexpr std::int64_t k_mail_expires_ms = 12 * k_hour_ms;

std::string line_of(const payments::AnswerAlert& alert) {
  const bool day = alert.age == payments::AnswerAge::day;
  return alert.merchant_name + ": " + std::to_string(alert.operations) +
         (alert.operations == 1 ? " operation" : " operations") + " for " +
         (day ? "a day" : "an hour") + " or longer";
}

struct Letter {
  std::string to;
  std::vector<std::string> lines;
};

}  // namespace

std::size_t mail_answer_alerts(storage::Tx& tx, const Call& call, const std::string& office_url,
                               const std::vector<payments::AnswerAlert>& alerts) {
  std::map<UserId, Letter> letters;
  for (const payments::AnswerAlert& alert : alerts) {
    if (alert.age == payments::AnswerAge::quarter_hour) continue;
    identity::Place place;
    place.kind = identity::ScopeKind::merchant;
    place.company = alert.company;
    place.merchant = alert.merchant;
    for (const identity::Holder& holder :
         identity::holders_at(tx, {"exceptions:resolve"}, place, call.now, k_people_max)) {
      Letter& letter = letters[holder.id];
      letter.to = holder.email;
      letter.lines.push_back(line_of(alert));
    }
  }
  for (const auto& [person, letter] : letters) {
    notify::Message message;
    message.to = letter.to;
    message.kind = "unanswered_operations";
    message.about = person.text();
    message.subject = "Payments without an answer";
    message.text = "The provider has given no certain answer about these operations:\n\n";
    for (const std::string& line : letter.lines) message.text += line + "\n";
    message.text += "\nNothing is sent again meanwhile. What was tried and what happens next:\n\n" +
                    office_url + "/needs-answer";
    message.expires_at = call.now.plus_ms(k_mail_expires_ms);
    (void)notify::enqueue(tx, call, message);
  }
  return letters.size();
}

namespace {

net::Task<void> look_forever(Core& core, net::Server& server) {
  const Actor actor = job_actor("answer alerts");
  while (!server.stopping()) {
    try {
      auto change = [call = core.ports().call(actor),
                     url = core.settings().office_url](storage::Tx& tx) -> Result<std::size_t> {
        return mail_answer_alerts(tx, call, url, payments::raise_answer_alerts(tx, call));
      };
      (void)co_await net::write(core.db(), std::move(change));
    } catch (const std::exception& error) {
      core.log().write(net::LogLevel::error, "looking for operations without an answer failed",
                       {{"error", error.what()}});
    }
    co_await server.sleep(k_look_wait_ms);
  }
}

}  // namespace

void start_answer_alerts(Core& core, net::Server& server) {
  server.spawn("answer_alerts", [&core, &server] { return look_forever(core, server); });
}

}  // namespace bursar::app
