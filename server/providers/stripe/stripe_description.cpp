// What the charges API can do, and how an account is set up.
#include "providers/stripe/stripe.hpp"

namespace bursar::providers {
namespace {

// Our longest exchange lasts 25 s; what has not appeared in the lists by then will not any more.
constexpr std::int64_t k_absence_is_proof_after_ms = 120'000;

}  // namespace

Capabilities StripeAdapter::capabilities() const {
  Capabilities can;
  can.query_by_our_reference = true;
  can.absence_is_proof_after_ms = k_absence_is_proof_after_ms;
  // The recorded answer comes back, a recorded failure as well: a repeat brings no news of it.
  can.same_key_is_safe = true;
  can.authorize = true;
  can.partial_capture = true;
  can.webhooks = true;
  return can;
}

const Description& StripeAdapter::describe() const {
  static const Description k_description{
      .title = "Stripe",
      .summary = "Cards through the charges API.",
      .methods = {"card"},
      // Those whose minor unit there is ISO 4217's; some others are counted differently.
      .currencies = {"AUD", "CAD", "CHF", "CZK", "DKK", "EUR", "GBP", "HKD", "JPY", "NOK", "NZD",
                     "PLN", "RON", "SEK", "SGD", "USD"},
      .fields =
          {{.name = "base_url",
            .label = "Address",
            .kind = FieldKind::url,
            .required = true,
            .help = "Where the API is; change it for a stand-in only.",
            .initial = "https://api.stripe.com",
            .moves_money = true},
           {.name = "api_key",
            .label = "Secret key",
            .kind = FieldKind::secret,
            .required = true,
            .help = "Starts with sk_test_ or sk_live_; a restricted key needs charges and refunds.",
            .moves_money = true},
           {.name = "webhook_secret",
            .label = "Signing secret of the webhook",
            .kind = FieldKind::secret,
            .help = "Starts with whsec_. Without one, outcomes are asked for instead. Choose the "
                    "events charge.*, refund.* and charge.dispute.*.",
            .moves_money = true},
           {.name = "test_tokens",
            .label = "Further test numbers",
            .kind = FieldKind::text,
            .help = "NUMBER=TOKEN, parted by spaces: card numbers to be sent as a test token. The "
                    "documented test numbers are known."}},
      .unproven =
          "Proven against a stand-in that keeps state: authorise, capture, void, refund, declines, "
          "keys; and the signature of webhooks as documented. Without an account nobody can prove: "
          "real networks and their decline codes, raw card numbers (the account must be allowed to "
          "send them), that real webhooks look as documented, disputes, payouts to your bank, and "
          "currencies with minor units of their own.",
      .has_ping = true};
  return k_description;
}

}  // namespace bursar::providers
