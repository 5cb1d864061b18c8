// The workload of a run, legal and illegal.
#include "simulation/shoppers.hpp"

#include <algorithm>
#include <array>

namespace bursar::simulation {
namespace {

constexpr int k_tries_max = 60;

// Card numbers that make the acquirer behave in each of its ways; the plain ones follow the mix.
constexpr std::array<std::string_view, 17> k_cards{
    "4242424242424242", "4242424242424242", "5555555555554444", "4111111111111111",
    "5105105105105100", "4000000000009995", "4000000000000119", "4000000000930018",
    "4000000000930026", "4000000000930034", "4000000000930042", "4000000000950016",
    "4000000000920027", "4000000000920019", "4000000000950032", "4000000000930059",
    "4000000000930067"};
constexpr std::array<std::string_view, 2> k_stolen_cards{"4000000000910416", "4000000000910432"};
constexpr std::string_view k_hiding_card = "4000000000930075";

}  // namespace

void Shoppers::plan(int sales, Instant until) {
  until_ = until;
  const auto span = static_cast<std::uint64_t>(until.ms - world_.timeline.now().ms);
  for (int number = 1; number <= sales; ++number) {
    const auto wait_ms = static_cast<std::int64_t>(world_.random.below(span));
    const bool illegal = world_.random.below(8) == 0;
    const auto& only = world_.options.only_orders;
    if (only && std::find(only->begin(), only->end(), number) == only->end()) continue;
    world_.timeline.after_ms(wait_ms, [this, number, illegal] {
      sell(illegal ? illegal_sale(number) : sale_command(number), 0);
    });
  }
}

payments::CreateSale Shoppers::sale_command(int number) {
  payments::CreateSale command;
  command.merchant_id = world_.random.below(4) == 0 ? world_.shops.strict : world_.shops.trusting;
  command.external_id = "order-" + std::to_string(number);
  command.buyer_id = "buyer-" + std::to_string(world_.random.below(5));
  command.amount = {100 + static_cast<std::int64_t>(world_.random.below(20'000)),
                    currencies().at(world_.random.below(3))};
  command.payment_method = "card";
  command.idempotency_key = "sale-" + std::to_string(number);
  command.request_hash = "content-" + std::to_string(number);
  choose_operation(command);
  if (command.payment_method != "card") return command;
  const bool verification = command.kind == payments::PaymentKind::verification;
  if (!verification && world_.random.below(10) == 0) return command;  // the test payer
  choose_terms(command);
  if (command.terms.parent) return command;
  vault::CardInput card;
  const bool hiding = world_.hides && world_.random.below(8) == 0;
  const std::string_view drawn = k_cards.at(world_.random.below(k_cards.size()));
  card.number = Secret(std::string(hiding ? k_hiding_card : drawn));
  if (world_.features.stolen && stolen_.below(3) == 0)
    card.number = Secret(std::string(k_stolen_cards.at(stolen_.below(k_stolen_cards.size()))));
  card.expiry_month = 12;
  card.expiry_year = 2030;
  if (world_.random.below(2) == 0) card.cvv = Secret("123");
  command.card = std::move(card);
  return command;
}

// Which operation an order begins with: a sale, a hold, a verification, or another method.
void Shoppers::choose_operation(payments::CreateSale& command) {
  const Features& features = world_.features;
  const std::uint64_t drawn = world_.random.below(8);
  const std::uint64_t which = world_.random.below(4);
  if (features.holds && drawn < 4) {
    command.capture_mode = payments::CaptureMode::manual;
    constexpr std::array<payments::HoldStep, 4> k_ends{
        payments::HoldStep::none, payments::HoldStep::capture, payments::HoldStep::cancel,
        payments::HoldStep::expire};
    command.hold_step = k_ends.at(which);
  } else if (features.methods && drawn < 6) {
    constexpr std::array<std::string_view, 4> k_methods{"wallet", "bnpl", "bank_transfer",
                                                        "crypto"};
    command.payment_method = k_methods.at(which);
    // The endings of transfers: never, short, over, returned, late, in full.
    if (which >= 2)
      command.amount.minor +=
          1 - command.amount.minor % 100 + static_cast<std::int64_t>(world_.random.below(7));
  } else if (features.verifications && drawn < 7) {
    command.kind = payments::PaymentKind::verification;
    command.amount.minor = 0;
  }
}

// Whether the customer is there to be authenticated, and what becomes of the card.
void Shoppers::choose_terms(payments::CreateSale& command) {
  payments::Terms& terms = command.terms;
  const std::uint64_t drawn = world_.random.below(6);
  if (world_.features.challenges && drawn < 4) {
    command.return_url = "https://shop.example/back";
    if (drawn == 0) terms.three_ds_preference = "challenge";
    if (drawn == 1) terms.three_ds_exemption = "tra";
  }
  if (!world_.features.stored || drawn < 2) return;
  terms.stored_credential = drawn % 2 == 0 ? providers::StoredCredential::unscheduled
                                           : providers::StoredCredential::one_click;
  if (stored_.empty() || drawn != 5) return;
  terms.parent = stored_.at(world_.random.below(stored_.size()));
  terms.customer_present = false;
  terms.stored_credential = providers::StoredCredential::unscheduled;
}

payments::CreateSale Shoppers::illegal_sale(int number) {
  payments::CreateSale command = sale_command(number);
  switch (world_.random.below(5)) {
    case 0: command.amount.minor = 0; break;
    case 1: command.amount.currency = Currency::of("USD"); break;
    case 2: command.merchant_id.key += 1; break;
    case 3: command.metadata = R"({"note":"4242424242424242"})"; break;
    // Another content under somebody's key: refused, unless it is there first.
    default: command.idempotency_key = "sale-" + std::to_string(1 + world_.random.below(8)); break;
  }
  return command;
}

void Shoppers::sell(const payments::CreateSale& command, int tries) {
  const auto heard = node_.create_sale(command);
  if (!heard) {  // nobody answered: the same again, under the same key
    if (tries < k_tries_max)
      world_.timeline.after_ms(soon_ms(30'000),
                               [this, command, tries] { sell(command, tries + 1); });
    return;
  }
  if (!*heard) return;
  const payments::Payment& payment = (*heard)->payment;
  // A key belongs to its merchant; another merchant may use the same.
  const std::string key = command.merchant_id.text() + " " + command.idempotency_key;
  const auto [content, fresh] = content_of_key_.emplace(key, command.request_hash);
  if (!fresh && content->second != command.request_hash)
    world_.report.findings.push_back("key " + key + " was accepted with two contents");
  // An increment may have raised the amount since.
  const bool fits = payment.amount.currency == command.amount.currency &&
                    payment.amount.minor >= command.amount.minor;
  if (!fits || payment.merchant_id != command.merchant_id)
    world_.report.findings.push_back("key " + key + " was answered with another sale");
  const auto [place, first] = acknowledged_.emplace(key, payment.id);
  if (place->second != payment.id)
    world_.report.findings.push_back("key " + key + " gave two payments");
  if (!first) return;
  ++world_.report.sales;
  if (tries > 0) world_.reach("acknowledged after a retry");
  after_sale(command, payment.id, payment.amount);
  if (world_.random.below(4) == 0)  // a nervous merchant repeats what was answered already
    world_.timeline.after_ms(soon_ms(600'000), [this, command] { sell(command, k_tries_max); });
}

void Shoppers::after_sale(const payments::CreateSale& command, PaymentId id, Money amount) {
  watch(id);
  if (command.kind == payments::PaymentKind::verification) return;
  if (command.terms.stored_credential != providers::StoredCredential::none && !command.terms.parent)
    stored_.push_back(id);
  if (command.capture_mode == payments::CaptureMode::manual) steps_.follow(command, id, amount);
  const std::uint64_t refunds = world_.random.below(4);
  for (std::uint64_t i = 0; i < refunds; ++i) {
    payments::CreateRefund refunding;
    refunding.payment_id = id;
    switch (world_.random.below(4)) {
      case 0: break;  // all that is left
      case 1: refunding.amount_minor = amount.minor + 1; break;
      default: refunding.amount_minor = 1 + amount.minor / 2; break;
    }
    refunding.idempotency_key = command.idempotency_key + "-refund-" + std::to_string(i);
    refunding.request_hash = refunding.idempotency_key;
    if (world_.random.below(2) == 0) refunding.merchant_reference = "ref-" + std::to_string(i / 2);
    world_.timeline.after_ms(soon_ms(1'800'000), [this, refunding] { refund(refunding, 0); });
  }
}

void Shoppers::refund(const payments::CreateRefund& command, int tries) {
  const auto heard = node_.create_refund(command);
  // Refused for now (not captured yet, in doubt, no balance) or not heard: tried again for a while.
  const bool again = !heard || (!*heard && heard->error().kind == ErrorKind::refused);
  if (again && tries < k_tries_max && (tries < 5 || !heard)) {
    world_.timeline.after_ms(soon_ms(120'000),
                             [this, command, tries] { refund(command, tries + 1); });
    return;
  }
  if (!heard || !*heard) return;
  const payments::Operation& operation = (*heard)->operation;
  const std::string key = command.payment_id.text() + " " + command.idempotency_key;
  const auto [place, first] = refunds_.emplace(
      key, AcknowledgedRefund{operation.payment_id, operation.id, operation.amount});
  if (place->second.operation != operation.id || place->second.amount != operation.amount)
    world_.report.findings.push_back("key " + key + " gave two refunds");
  if (!first) return;
  ++world_.report.refunds;
  if (world_.random.below(4) == 0)
    world_.timeline.after_ms(soon_ms(600'000), [this, command] { refund(command, k_tries_max); });
  if (world_.random.below(4) == 0) {
    payments::CreateRefund other = command;
    other.request_hash += "-other";
    world_.timeline.after_ms(soon_ms(600'000), [this, other] {
      const auto repeated = node_.create_refund(other);
      if (repeated && (*repeated || repeated->error().code != "idempotency_key_reused"))
        world_.report.findings.push_back("key " + other.idempotency_key + " took another content");
    });
  }
}

// Looks at a payment now and then: what was told to be captured stays captured.
void Shoppers::watch(PaymentId id) {
  world_.timeline.after_ms(soon_ms(900'000), [this, id] {
    if (const auto payment = node_.read(id)) {
      const bool captured = payment->lifecycle == payments::Lifecycle::captured;
      if (seen_captured_[id] && !captured)
        world_.report.findings.push_back(id.text() + " was captured and is not any more");
      seen_captured_[id] = seen_captured_[id] || captured;
      if (payment->in_doubt) ++world_.report.doubted;
    }
    if (world_.timeline.now() < until_.plus_ms(k_hour_ms)) watch(id);
  });
}

}  // namespace bursar::simulation
