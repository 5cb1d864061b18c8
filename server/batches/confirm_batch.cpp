// confirm_batch: starts a batch over exactly the content that was on the screen. Lines are not
// touched; a valid line of a batch that runs is one that is still to be carried out.
#include "batches/content_hash.hpp"
#include "batches/state_machine.hpp"
#include "batches/store.hpp"
#include "batches/tally_change.hpp"
#include "batches/trail.hpp"
#include "merchants/merchants.hpp"

namespace bursar::batches {
namespace {

Result<void> may_run(Tx& tx, const Call& call, const Batch& batch) {
  using merchants::MerchantState;
  const auto merchant = merchants::load_merchant(tx, call.actor.scope, batch.merchant_id);
  if (!merchant) return merchant.error();
  if (merchant->state == MerchantState::active || merchant->state == MerchantState::limited)
    return ok();
  return refused(
      "merchant_inactive",
      "the merchant is " + std::string(merchants::word(merchant->state)) + " and moves no money");
}

/// The batch, and whether this very confirmation started it before.
Result<Confirmed> confirmable(Tx& tx, const Call& call, const ConfirmBatch& command) {
  auto batch = store::load_batch(tx, call.actor.scope, command.id);
  if (!batch) return not_found(BatchTag::k_noun);
  if (!batch->idempotency_key.empty() && batch->idempotency_key == command.idempotency_key) {
    if (batch->request_hash != command.request_hash)
      return conflict("idempotency_key_reused",
                      "the idempotency key stands for another confirmation already");
    return Confirmed{std::move(*batch), true};
  }
  if (!next(batch->state, Event::confirmed))
    return refused("not_ready", "the batch is " + std::string(word(batch->state)) +
                                    "; only one that is ready can be confirmed");
  if (command.content_hash != batch->content_hash)
    return conflict("content_changed", "this is not the content that was on the screen");
  if (auto may = may_run(tx, call, *batch); !may) return std::move(may).error();
  return Confirmed{std::move(*batch), false};
}

std::string noun_of(Kind kind) { return std::string(word(kind)) + " batch"; }

std::string recipient_of(const Batch& batch) {
  switch (batch.kind) {
    case Kind::payout: return "everybody in " + batch.file_name;
    case Kind::refund: return "the payers in " + batch.file_name;
    case Kind::capture:
    case Kind::void_: return "the payments in " + batch.file_name;
  }
  return batch.file_name;
}

Error changed_meanwhile() {
  return conflict("version_changed", "the batch changed meanwhile; look at it again");
}

}  // namespace

Result<std::optional<BatchAct>> batch_act(Tx& tx, const Call& call, const ConfirmBatch& command) {
  const auto found = confirmable(tx, call, command);
  if (!found) return found.error();
  if (found->replayed) return std::optional<BatchAct>();
  const Batch& batch = found->batch;
  const auto tallies = store::tallies(tx, batch.id);
  BatchAct act;
  act.id = batch.id;
  act.noun = noun_of(batch.kind);
  act.recipient = recipient_of(batch);
  act.totals = totals_of(tallies);
  act.count = lines_in(tallies, ItemState::valid);
  // Told anew from the rows: whatever changed since the check makes another content of it.
  act.content_hash = content_hash_of(batch, tallies);
  act.company = batch.company_id;
  act.merchant = batch.merchant_id;
  act.intent = batch.id.text() + ":" + command.idempotency_key;
  if (act.content_hash != batch.content_hash)
    return conflict("content_changed", "the lines are not those that were checked");
  return std::optional(std::move(act));
}

Result<Confirmed> confirm_batch(Tx& tx, const Call& call, const ConfirmBatch& command) {
  auto found = confirmable(tx, call, command);
  if (!found || found->replayed) return found;
  Batch& batch = found->batch;
  if (content_hash_of(batch, store::tallies(tx, batch.id)) != batch.content_hash)
    return conflict("content_changed", "the lines are not those that were checked");
  const State from = batch.state;
  batch.state = *next(from, Event::confirmed);
  batch.idempotency_key = command.idempotency_key;
  batch.request_hash = command.request_hash;
  batch.asked_by_key = call.actor.key;
  batch.confirmed_by = call.actor.name;
  batch.confirmed_at = call.now;
  if (!store::save_batch(tx, batch, call.now)) return changed_meanwhile();
  record(tx, call, "confirm_batch", "batch.confirmed", batch, from);
  return found;
}

Result<Batch> hold_batch(Tx& tx, const Call& call, BatchId id, const std::string& approval_id) {
  auto batch = store::load_batch(tx, call.actor.scope, id);
  if (!batch) return not_found(BatchTag::k_noun);
  const State from = batch->state;
  const auto to = next(from, Event::held);
  if (!to) return refused("not_ready", "the batch is " + std::string(word(from)));
  if (from == *to && batch->approval_id == approval_id) return std::move(*batch);
  batch->state = *to;
  batch->approval_id = approval_id;
  batch->asked_by_key = call.actor.key;
  batch->confirmed_by = call.actor.name;
  if (!store::save_batch(tx, *batch, call.now)) return changed_meanwhile();
  record(tx, call, "hold_batch", "batch.held", *batch, from);
  return std::move(*batch);
}

Result<void> release_batch(Tx& tx, const Call& call, BatchId id) {
  auto batch = store::find_batch(tx, id);
  if (!batch) return not_found(BatchTag::k_noun);
  const State from = batch->state;
  const auto to = next(from, Event::released);
  if (!to) return ok();
  batch->state = *to;
  batch->confirmed_by.clear();
  batch->asked_by_key = 0;
  if (!store::save_batch(tx, *batch, call.now)) return changed_meanwhile();
  record(tx, call, "release_batch", "batch.released", *batch, from, "nobody agreed to it in time");
  return ok();
}

std::vector<Waiting> waiting_batches(Tx& tx, std::int64_t limit) {
  return store::waiting(tx, limit);
}

}  // namespace bursar::batches
