// Pausing, going on, taking back what is left, and ending.
#include "base/text.hpp"
#include "batches/finish.hpp"
#include "batches/state_machine.hpp"
#include "batches/store.hpp"
#include "batches/tally_change.hpp"
#include "batches/trail.hpp"

namespace bursar::batches {
namespace {

constexpr std::size_t k_reason_max = 200;

Error wrong_state(const Batch& batch, std::string_view what) {
  return refused("wrong_state", "a batch that is " + std::string(word(batch.state)) +
                                    " cannot be " + std::string(what));
}

Result<void> save(Tx& tx, const Call& call, Batch& batch, bool keeps_file = true) {
  if (store::save_batch(tx, batch, call.now, keeps_file)) return ok();
  return conflict("version_changed", "the batch changed meanwhile; look at it again");
}

Result<void> check_reason(const std::string& reason) {
  if (code_points(reason) > k_reason_max)
    return invalid("reason", "too_long", "must have at most 200 characters");
  if (!is_printable_utf8(reason) || vault::contains_card_number(reason))
    return invalid("reason", "invalid_text", "must be printable text without card numbers");
  return ok();
}

bool has_operation(const std::vector<Tally>& tallies) {
  return lines_in(tallies, ItemState::open, ItemState::in_doubt, ItemState::succeeded,
                  ItemState::declined, ItemState::failed) > 0;
}

void take_back(Tx& tx, BatchId id, const std::vector<Tally>& tallies) {
  store::cancel_valid(tx, id);
  for (const Tally& tally : tallies) {
    if (tally.state != ItemState::valid) continue;
    store::add_tally(tx, id, {tally.state, tally.currency, -tally.lines, -tally.amount_minor});
    store::add_tally(tx, id,
                     {ItemState::canceled, tally.currency, tally.lines, tally.amount_minor});
  }
}

}  // namespace

Result<void> finish_if_over(Tx& tx, const Call& call, Batch& batch, std::string_view reason) {
  if (batch.state != State::processing) return ok();
  const auto tallies = store::tallies(tx, batch.id);
  if (lines_in(tallies, ItemState::valid, ItemState::open, ItemState::in_doubt) > 0) return ok();
  const bool moved = has_operation(tallies);
  const bool clean = lines_in(tallies, ItemState::succeeded) == batch.lines;
  const bool is_canceled = !moved && lines_in(tallies, ItemState::canceled) > 0;
  const State from = batch.state;
  batch.state = *next(from, is_canceled ? Event::canceled
                            : clean     ? Event::ended_well
                                        : Event::ended_with_errors);
  batch.completed_at = call.now;
  // What never made an operation may be tried again with the same file.
  if (auto saved = save(tx, call, batch, moved); !saved) return saved;
  record(tx, call, "finish_batch", "batch.finished", batch, from, reason);
  return ok();
}

Result<Batch> pause_batch(Tx& tx, const Call& call, BatchId id) {
  auto batch = store::load_batch(tx, call.actor.scope, id);
  if (!batch) return not_found(BatchTag::k_noun);
  const State from = batch->state;
  const auto to = next(from, Event::paused);
  if (!to) return wrong_state(*batch, "paused");
  if (lines_in(store::tallies(tx, id), ItemState::valid) == 0)
    return refused("wrong_state", "every line is carried out; there is nothing left to pause");
  batch->state = *to;
  if (auto saved = save(tx, call, *batch); !saved) return std::move(saved).error();
  record(tx, call, "pause_batch", "batch.paused", *batch, from);
  return std::move(*batch);
}

Result<Batch> resume_batch(Tx& tx, const Call& call, BatchId id) {
  auto batch = store::load_batch(tx, call.actor.scope, id);
  if (!batch) return not_found(BatchTag::k_noun);
  const State from = batch->state;
  const auto to = next(from, Event::resumed);
  if (!to) return wrong_state(*batch, "resumed");
  batch->state = *to;
  if (auto saved = save(tx, call, *batch); !saved) return std::move(saved).error();
  record(tx, call, "resume_batch", "batch.resumed", *batch, from);
  return std::move(*batch);
}

Result<Batch> cancel_batch(Tx& tx, const Call& call, BatchId id, const std::string& reason) {
  if (auto fits = check_reason(reason); !fits) return std::move(fits).error();
  auto batch = store::load_batch(tx, call.actor.scope, id);
  if (!batch) return not_found(BatchTag::k_noun);
  const State from = batch->state;
  if (!next(from, Event::canceled)) return wrong_state(*batch, "canceled");
  const auto tallies = store::tallies(tx, id);
  if (from == State::processing && lines_in(tallies, ItemState::valid) == 0)
    return refused("wrong_state", "every line is carried out; there is nothing left to cancel");
  take_back(tx, id, tallies);
  batch->reason = reason;
  const bool ends = !has_operation(tallies);
  batch->state = ends ? State::canceled : State::processing;
  if (ends) batch->completed_at = call.now;
  if (auto saved = save(tx, call, *batch, !ends); !saved) return std::move(saved).error();
  record(tx, call, "cancel_batch", "batch.canceled", *batch, from, reason);
  if (auto over = finish_if_over(tx, call, *batch, reason); !over) return std::move(over).error();
  return std::move(*batch);
}

}  // namespace bursar::batches
