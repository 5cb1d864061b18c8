// How an account at the simulated acquirer is set up.
#include "providers/description.hpp"
#include "providers/sim/sim.hpp"

namespace bursar::providers {

const Description& SimAdapter::describe() const {
  static const Description k_description{
      .title = "Simulated acquirer",
      .summary = "Every method and every fault, for the sandbox: no money moves.",
      .methods = {"card", "bank_transfer", "wallet", "bnpl", "crypto"},
      .currencies = {},
      .fields = {{.name = "base_url",
                  .label = "Address",
                  .kind = FieldKind::url,
                  .required = true,
                  .help = "Where the simulator listens, as it prints it when it starts.",
                  .moves_money = true},
                 {.name = "api_key",
                  .label = "Key",
                  .kind = FieldKind::secret,
                  .required = true,
                  .help = "The key that the simulator prints beside its address.",
                  .moves_money = true},
                 {.name = "webhook_secret",
                  .label = "Webhook secret",
                  .kind = FieldKind::secret,
                  .help =
                      "Proves that a message comes from the simulator. Without it none is taken; "
                      "outcomes are asked for instead.",
                  .moves_money = true}},
      .unproven = "",
      .sandbox_only = true};
  return k_description;
}

}  // namespace bursar::providers
