// What the acquirer without questions can do, and how its accounts are set up.
#include "providers/sim/sim_repeat.hpp"

#include "providers/description.hpp"
#include "providers/webhook.hpp"

namespace bursar::providers {

Capabilities SimRepeatAdapter::capabilities() const {
  Capabilities can = SimAdapter::capabilities();
  can.query_by_our_reference = false;
  can.absence_is_proof_after_ms = 0;
  can.webhooks = false;
  can.three_ds = false;
  return can;
}

const Description& SimRepeatAdapter::describe() const {
  static const Description k_description = [] {
    Description about{.title = "Simulated acquirer without questions",
                      .summary =
                          "Answers no questions: what got lost is sent again under the same "
                          "key, or undone. For the sandbox: no money moves.",
                      .methods = {"card"},
                      .currencies = {},
                      .fields = {},
                      .unproven = "",
                      .sandbox_only = true};
    for (Field field : SimAdapter().describe().fields)
      if (field.name != "webhook_secret") about.fields.push_back(std::move(field));
    return about;
  }();
  return k_description;
}

WebhookReading SimRepeatAdapter::parse_webhook(const WebhookMessage& message) const {
  return Adapter::parse_webhook(message);
}

}  // namespace bursar::providers
