// What the process does with batches: accepts them, and checks, carries out and follows them in the
// background. A death in between leaves them to its next life.
#include "simulation/node_write.hpp"

namespace bursar::simulation {
namespace {

using storage::Tx;

/// Fewer than a file has, so that a batch takes several transactions.
constexpr std::int64_t k_lines_at_once = 2;
constexpr std::int64_t k_follow_at_once = 50;

}  // namespace

batches::Tools Node::tools() const {
  return {*world_.keys, [](CompanyId company, MerchantId merchant, ProjectId project) {
            return ScopeIssuer::of({}, {}, {{company, merchant, project}});
          }};
}

Node::Heard<batches::Batch> Node::upload(const batches::Upload& upload) {
  return served("upload", [&](Tx& tx) { return batches::create_batch(tx, call(), upload); });
}

Node::Heard<batches::Confirmed> Node::confirm(const batches::ConfirmBatch& command) {
  return served("confirm", [&](Tx& tx) { return batches::confirm_batch(tx, call(), command); });
}

Node::Heard<batches::Batch> Node::change(BatchAct act, batches::BatchId id) {
  return served("change batch", [&](Tx& tx) {
    return act == BatchAct::pause    ? batches::pause_batch(tx, call(), id)
           : act == BatchAct::resume ? batches::resume_batch(tx, call(), id)
                                     : batches::cancel_batch(tx, call(), id, "not wanted");
  });
}

std::optional<batches::BatchRow> Node::read(batches::BatchId id) {
  if (!up_) return std::nullopt;
  auto row =
      world_.scratch.db().read([&](Tx& tx) { return batches::read_batch(tx, actor_.scope, id); });
  if (!row) return std::nullopt;
  return std::move(*row);
}

void Node::carry_batches_after_ms(std::int64_t wait_ms) {
  world_.timeline.after_ms(wait_ms, [this, epoch = epoch_] {
    if (epoch == epoch_) guarded([this] { carry_batches(); });
  });
}

void Node::carry_batches() {
  const auto due =
      world_.scratch.db().read([&](Tx& tx) { return batches::due_batches(tx, call(), 8); });
  for (const batches::Due& one : due) {
    if (one.step == batches::Step::check) {
      (void)write("check lines",
                  [&](Tx& tx) { return batches::check_lines(tx, call(), tools(), one.id); });
      continue;
    }
    const auto ran = write("run lines", [&](Tx& tx) {
      return batches::run_lines(tx, call(), tools(), one.id, k_lines_at_once);
    });
    check(ran.has_value(), "lines are carried out");
    if (ran->lines > 0) world_.reach("lines of a batch were carried out");
    for (const AttemptId attempt : ran->attempts) fresh_.push_back(attempt);
    if (world_.options.twin == Twin::pays_lines_again) pay_again(one.id);
    if (!ran->attempts.empty()) wake_after_ms(1);
  }
  const bool follows = world_.scratch.db().read(
      [&](Tx& tx) { return batches::has_lines_to_follow(tx, world_.wall.now()); });
  if (follows)
    (void)write("follow lines",
                [&](Tx& tx) { return batches::follow_lines(tx, call(), k_follow_at_once); });
  // A batch that never ends is looked at less and less often: the books are compared all the same.
  const bool busy = !due.empty() || follows;
  carry_batches_after_ms(busy ? 500 + static_cast<std::int64_t>(world_.random.below(2'000))
                              : 60'000);
}

// The twin: a server that does not know which lines it has carried out makes a payout once more.
void Node::pay_again(batches::BatchId id) {
  batches::ListItems filter;
  filter.id = id;
  filter.states = {batches::ItemState::open};
  const auto payments = world_.scratch.db().read([&](Tx& tx) {
    std::vector<payments::Payment> found;
    const auto items = batches::list_items(tx, actor_.scope, filter);
    for (const batches::Item& item : *items)
      if (auto payment = payments::load_payment(tx, actor_.scope, item.payment_id))
        if (payment->kind == payments::PaymentKind::payout) found.push_back(std::move(*payment));
    return found;
  });
  for (const payments::Payment& payment : payments) {
    payments::CreatePayout again;
    again.merchant_id = payment.merchant_id;
    again.external_id = payment.external_id + "-again";
    again.amount = payment.amount;
    again.payment_method = "card";
    again.holder = "Ada Lovelace";
    again.iban = "DE89370400440532013000";
    again.idempotency_key = again.request_hash = again.external_id;
    (void)create_payout(again);
  }
}

}  // namespace bursar::simulation
