// What a node's wallet can do, and how an account at it is set up.
#include "providers/crypto/crypto.hpp"

namespace bursar::providers {
namespace {

// A call that reached the node is done within our longest exchange of 25 s.
constexpr std::int64_t k_absence_is_proof_after_ms = 60'000;

}  // namespace

Capabilities CryptoAdapter::capabilities() const {
  Capabilities can;
  can.query_by_our_reference = true;
  can.absence_is_proof_after_ms = k_absence_is_proof_after_ms;
  can.partial_refund = false;
  can.payout = true;
  return can;
}

const Description& CryptoAdapter::describe() const {
  static const Description k_description{
      .title = "Litecoin node",
      .summary = "A node of your own: an address per payment, confirmations counted, payouts.",
      .methods = {"crypto"},
      .currencies = {"LTC"},
      .fields =
          {{.name = "base_url",
            .label = "Address of the node",
            .kind = FieldKind::url,
            .required = true,
            .help = "Where its JSON-RPC listens; plain http on this machine only.",
            .initial = "http://127.0.0.1:9332",
            .moves_money = true},
           {.name = "rpc_user",
            .label = "RPC user",
            .kind = FieldKind::text,
            .required = true,
            .help = "As in rpcuser or rpcauth of the node's configuration.",
            .moves_money = true},
           {.name = "api_key",
            .label = "RPC password",
            .kind = FieldKind::secret,
            .required = true,
            .help = "Whoever has it can spend what the wallet holds.",
            .moves_money = true},
           {.name = "wallet",
            .label = "Wallet",
            .kind = FieldKind::text,
            .help = "Name of the wallet; empty for the node's only one.",
            .moves_money = true},
           {.name = "confirmations",
            .label = "Confirmations",
            .kind = FieldKind::number,
            .required = true,
            .help = "Blocks after which a payment counts. Until then a reorganisation takes it "
                    "back.",
            .initial = "6",
            .lowest = 1,
            .highest = 1'000,
            .moves_money = true},
           {.name = "outputs_per_transaction",
            .label = "Payouts in one transaction",
            .kind = FieldKind::number,
            .help = "At most; together they pay one network fee.",
            .initial = "100",
            .lowest = 1,
            .highest = 100},
           {.name = "gather_seconds",
            .label = "Seconds to gather payouts",
            .kind = FieldKind::number,
            .help = "How long the oldest waits for others before it is sent.",
            .initial = "30",
            .lowest = 0,
            .highest = 86'400},
           {.name = "funds_wait_hours",
            .label = "Hours to wait for funds",
            .kind = FieldKind::number,
            .help = "A payout that the wallet cannot pay is refused after that; 0 refuses at once.",
            .initial = "24",
            .lowest = 0,
            .highest = 720}},
      .unproven =
          "Proven against a real node on a chain of its own: payments, short and over, "
          "confirmations, reorganisations, many payouts in one transaction. Not provable there: "
          "fees "
          "and waiting on the public network, and what an exchange pays for the coins.",
      .has_ping = true};
  return k_description;
}

}  // namespace bursar::providers
