// The second half of the workload: steps on holds, and payouts.
#include "simulation/steps.hpp"

#include <algorithm>
#include <array>

namespace bursar::simulation {
namespace {

constexpr int k_tries_max = 60;
constexpr int k_refusals_max = 5;

// Accounts whose last two digits choose what becomes of a payout; most just arrive. The check
// digits make the whole modulo 97 one.
std::string iban_ending(std::uint64_t ending) {
  const std::string tail = std::to_string(100 + ending).substr(1);
  const std::string account = "5001051700000000" + tail;
  int rest = 0;
  for (const char c : account + "131400") rest = (rest * 10 + (c - '0')) % 97;
  return "DE" + std::to_string(198 - rest).substr(1) + account;
}
constexpr std::array<std::uint64_t, 10> k_endings{0, 0, 4, 10, 20, 1, 3, 14, 51, 91};

}  // namespace

void Steps::follow(const payments::CreateSale& command, PaymentId id, Money amount) {
  const std::uint64_t count = world_.random.below(5);
  for (std::uint64_t i = 0; i < count; ++i) {
    payments::CreateStep step;
    step.payment_id = id;
    const std::uint64_t drawn = world_.random.below(8);
    const StepKind kind = drawn < 5   ? StepKind::capture
                          : drawn < 7 ? StepKind::void_
                                      : StepKind::increment;
    switch (world_.random.below(4)) {
      case 0: break;  // all that is held
      case 1: step.amount_minor = amount.minor + 1; break;
      default: step.amount_minor = 1 + amount.minor / 3; break;
    }
    step.is_final = kind != StepKind::capture || world_.random.below(2) == 0;
    step.idempotency_key = command.idempotency_key + "-step-" + std::to_string(i);
    step.request_hash = step.idempotency_key;
    if (world_.random.below(2) == 0) step.merchant_reference = "step-" + std::to_string(i / 2);
    world_.timeline.after_ms(soon_ms(1'800'000), [this, kind, step] { this->step(kind, step, 0); });
  }
}

void Steps::step(StepKind kind, const payments::CreateStep& command, int tries) {
  const auto heard = node_.create_step(kind, command);
  // Refused for now (not held yet, in doubt, another step is open) or not heard: tried again.
  const bool again = !heard || (!*heard && heard->error().kind == ErrorKind::refused);
  if (again && tries < k_tries_max && (tries < k_refusals_max || !heard)) {
    world_.timeline.after_ms(soon_ms(240'000),
                             [this, kind, command, tries] { step(kind, command, tries + 1); });
    return;
  }
  if (!heard || !*heard) return;
  const payments::Operation& operation = (*heard)->operation;
  const std::string key = command.payment_id.text() + " " + command.idempotency_key;
  const auto [place, first] =
      steps_.emplace(key, Acknowledged{operation.payment_id, operation.id, operation.amount});
  if (place->second.operation != operation.id || place->second.amount != operation.amount)
    world_.report.findings.push_back("key " + key + " gave two steps");
  if (!first) return;
  ++world_.report.steps;
  if (world_.random.below(4) == 0)
    world_.timeline.after_ms(soon_ms(600'000),
                             [this, kind, command] { step(kind, command, k_tries_max); });
}

payments::CreatePayout Steps::payout_command(int number) {
  payments::CreatePayout command;
  command.merchant_id = world_.random.below(4) == 0 ? world_.shops.strict : world_.shops.trusting;
  command.external_id = "payout-" + std::to_string(number);
  command.amount = {100 + static_cast<std::int64_t>(world_.random.below(30'000)),
                    currencies().at(world_.random.below(3))};
  command.payment_method = "card";
  command.holder = "Ada Lovelace";
  command.idempotency_key = "payout-" + std::to_string(number);
  command.request_hash = command.idempotency_key;
  if (world_.random.below(3) != 0) {
    command.iban = iban_ending(k_endings.at(world_.random.below(k_endings.size())));
    return command;
  }
  constexpr std::array<std::string_view, 5> k_cards{"4242424242424242", "4000000000930026",
                                                    "4000000000930042", "4000000000910416",
                                                    "4111111111111111"};
  vault::CardInput card;
  card.number = Secret(std::string(k_cards.at(world_.random.below(k_cards.size()))));
  card.expiry_month = 12;
  card.expiry_year = 2030;
  command.card = std::move(card);
  return command;
}

void Steps::plan_payouts(int payouts, Instant until) {
  const auto span = static_cast<std::uint64_t>(until.ms - world_.timeline.now().ms);
  for (int number = 1; number <= payouts; ++number) {
    const payments::CreatePayout command = payout_command(number);
    const auto wait_ms = static_cast<std::int64_t>(world_.random.below(span));
    world_.timeline.after_ms(wait_ms, [this, command] { pay_out(command, 0); });
  }
}

void Steps::pay_out(const payments::CreatePayout& command, int tries) {
  const auto heard = node_.create_payout(command);
  if (!heard) {
    if (tries < k_tries_max)
      world_.timeline.after_ms(soon_ms(30'000),
                               [this, command, tries] { pay_out(command, tries + 1); });
    return;
  }
  if (!*heard) return;
  const payments::Payment& payment = (*heard)->payment;
  const std::string key = command.merchant_id.text() + " " + command.idempotency_key;
  const auto [place, first] = payouts_.emplace(key, payment.id);
  if (place->second != payment.id || payment.amount != command.amount)
    world_.report.findings.push_back("key " + key + " gave two payouts");
  if (!first) return;
  ++world_.report.payouts;
  if (world_.random.below(3) == 0)
    world_.timeline.after_ms(soon_ms(600'000), [this, command] { pay_out(command, k_tries_max); });
}

}  // namespace bursar::simulation
