// run_lines: a line, its operation and its reservation are one transaction. Whatever stops a server
// leaves a line either untouched or with its one operation; nothing has to be found out afterwards.
#include "base/check.hpp"
#include "batches/act.hpp"
#include "batches/faults.hpp"
#include "batches/finish.hpp"
#include "batches/lease.hpp"
#include "batches/sealing.hpp"
#include "batches/state_machine.hpp"
#include "batches/tally_change.hpp"
#include "batches/trail.hpp"

namespace bursar::batches {
namespace {

constexpr std::int64_t k_first_look_ms = 300;

void mark_refused(store::ItemRow& row, Fault fault) {
  row.item.state = ItemState::refused;
  row.item.faults.push_back(std::move(fault));
  row.content_sealed.clear();
}

// The attempt to be sent, or none where the line was refused.
AttemptId run_line(Tx& tx, const Call& call, const Tools& tools, const Batch& batch,
                   store::ItemRow& row) {
  Line line =
      line_of(batch.kind, open_line(tools.keys, batch.id, row.item.line_no, row.content_sealed));
  line.line_no = row.item.line_no;
  store::begin_line(tx);
  const auto made = carry_out(tx, call, tools, batch, line);
  if (!made) {
    store::undo_line(tx);
    mark_refused(row, fault_of(made.error()));
    return {};
  }
  store::keep_line(tx);
  row.item.state = ItemState::open;
  row.item.payment_id = made->payment;
  row.item.operation_id = made->operation;
  row.content_sealed.clear();
  row.look_at = call.now.plus_ms(k_first_look_ms);
  return made->attempt;
}

}  // namespace

std::vector<Due> due_batches(Tx& tx, const Call& call, std::int64_t limit) {
  return store::due(tx, static_cast<std::int64_t>(call.ids.node()) + 1, call.now, limit);
}

Result<Ran> run_lines(Tx& tx, const Call& call, const Tools& tools, BatchId id,
                      std::int64_t limit) {
  Ran ran;
  auto batch = store::find_batch(tx, id);
  if (!batch || batch->state != State::processing || !hold_lease(tx, call, id)) return ran;
  const Actor actor = actor_of(call, tools, *batch);
  const Call own{actor, call.now, call.ids, call.random, call.now_us};
  TallyChange change;
  for (store::ItemRow& row : store::next_valid(tx, id, limit)) {
    const AttemptId attempt = run_line(tx, own, tools, *batch, row);
    if (attempt) ran.attempts.push_back(attempt);
    check(store::save_item(tx, row, ItemState::valid), "nobody else runs a leased batch's line");
    change.moved(ItemState::valid, row.item.state, row.item.amount);
    ++ran.lines;
  }
  if (ran.lines == 0) return ran;
  change.write(tx, id);
  tell(tx, call, "batch.progressed", *batch);
  if (auto over = finish_if_over(tx, call, *batch); !over) return std::move(over).error();
  return ran;
}

Result<void> set_aside(Tx& tx, const Call& call, BatchId id) {
  auto batch = store::find_batch(tx, id);
  if (!batch || batch->state != State::processing || !hold_lease(tx, call, id)) return ok();
  auto rows = store::next_valid(tx, id, 1);
  if (rows.empty()) return ok();
  store::ItemRow& row = rows.front();
  mark_refused(row, {"", "internal_error", "could not be carried out; the log says why"});
  check(store::save_item(tx, row, ItemState::valid), "nobody else runs a leased batch's line");
  TallyChange change;
  change.moved(ItemState::valid, row.item.state, row.item.amount);
  change.write(tx, id);
  tell(tx, call, "batch.progressed", *batch);
  return finish_if_over(tx, call, *batch);
}

}  // namespace bursar::batches
