// check_lines: each line is tried in a savepoint and undone, so what passes is what would be done
// now. A balance that is too low is no fault of a line: it may be there when the batch runs.
#include "base/check.hpp"
#include "base/text.hpp"
#include "batches/act.hpp"
#include "batches/content_hash.hpp"
#include "batches/faults.hpp"
#include "batches/lease.hpp"
#include "batches/sealing.hpp"
#include "batches/state_machine.hpp"
#include "batches/tally_change.hpp"
#include "batches/trail.hpp"
#include "vault/seal.hpp"

namespace bursar::batches {
namespace {

Result<void> try_out(Tx& tx, const Call& call, const Tools& tools, const Batch& batch,
                     const Line& line) {
  store::begin_line(tx);
  const auto made = carry_out(tx, call, tools, batch, line);
  store::undo_line(tx);
  if (made || made.error().code == "insufficient_balance") return ok();
  return made.error();
}

store::ItemRow checked(Tx& tx, const Call& call, const Tools& tools, const Batch& batch,
                       const Line& line) {
  store::ItemRow row;
  row.batch = batch.id;
  row.item.line_no = line.line_no;
  row.item.reference = line.payment_id;
  row.item.faults = line.faults;
  const auto planned = plan_line(tx, call, tools, batch, line);
  if (!planned) {
    row.item.faults.push_back(fault_of(planned.error()));
  } else {
    row.item.amount = planned->amount;
    row.item.recipient = planned->recipient;
    if (row.item.faults.empty())
      if (auto fits = try_out(tx, call, tools, batch, planned->line); !fits)
        row.item.faults.push_back(fault_of(fits.error()));
  }
  row.item.state = row.item.faults.empty() ? ItemState::valid : ItemState::invalid;
  if (row.item.state == ItemState::valid)
    row.content_sealed =
        seal_line(call, tools.keys, batch.id, line.line_no, line_text(batch.kind, planned->line));
  return row;
}

void end_check(Tx& tx, Batch& batch) {
  const auto tallies = store::tallies(tx, batch.id);
  const bool any = lines_in(tallies, ItemState::valid) > 0;
  batch.state = *next(batch.state, any ? Event::found_lines : Event::found_none);
  if (any) batch.content_hash = content_hash_of(batch, tallies);
}

}  // namespace

std::vector<Money> totals_of(const std::vector<Tally>& tallies) {
  std::vector<Money> totals;
  for (const Tally& tally : tallies)
    if (tally.state == ItemState::valid && tally.currency)
      totals.push_back({tally.amount_minor, *tally.currency});
  return totals;
}

std::string content_hash_of(const Batch& batch, const std::vector<Tally>& tallies) {
  std::string text = batch.id.text() + "\n" + batch.file_hash + "\n" +
                     std::to_string(lines_in(tallies, ItemState::valid)) + "\n";
  for (const Money& total : totals_of(tallies))
    text += std::string(total.currency.code()) + " " + std::to_string(total.minor) + "\n";
  return to_hex(vault::digest(text));
}

Result<bool> check_lines(Tx& tx, const Call& call, const Tools& tools, BatchId id) {
  auto batch = store::find_batch(tx, id);
  if (!batch || (batch->state != State::uploaded && batch->state != State::validating))
    return false;
  if (!hold_lease(tx, call, id)) return false;
  const State from = batch->state;
  if (from == State::uploaded) batch->state = *next(from, Event::check_began);
  const auto piece = store::next_piece(tx, id);
  check(piece.has_value(), "a batch that is checked has a piece left");
  const Actor actor = actor_of(call, tools, *batch);
  const Call own{actor, call.now, call.ids, call.random, call.now_us};
  TallyChange change;
  for (const Line& line :
       lines_of(batch->kind, open_piece(tools.keys, id, piece->piece_no, piece->sealed))) {
    const store::ItemRow row = checked(tx, own, tools, *batch, line);
    store::insert_item(tx, row);
    change.came(row.item.state, row.item.amount);
    ++batch->lines_checked;
  }
  change.write(tx, id);
  store::delete_piece(tx, id, piece->piece_no);
  const bool is_last = batch->lines_checked == batch->lines;
  if (is_last) end_check(tx, *batch);
  if (!store::save_batch(tx, *batch, call.now, batch->state != State::invalid))
    return conflict("version_changed", "the batch changed meanwhile");
  if (is_last) record(tx, call, "check_batch", "batch.checked", *batch, State::validating);
  else tell(tx, call, "batch.checking", *batch);
  return true;
}

}  // namespace bursar::batches
