// follow_lines: what became of operations under way. Asked at growing intervals, a third of a
// second at first and every ten minutes at last, because some rails take days.
#include <algorithm>
#include <map>

#include "base/check.hpp"
#include "batches/finish.hpp"
#include "batches/tally_change.hpp"
#include "batches/trail.hpp"

namespace bursar::batches {
namespace {

constexpr std::int64_t k_first_wait_ms = 300;
constexpr std::int64_t k_doublings_max = 11;

ItemState state_for(payments::OperationState state) {
  using payments::OperationState;
  switch (state) {
    case OperationState::succeeded: return ItemState::succeeded;
    case OperationState::declined: return ItemState::declined;
    case OperationState::failed:
    case OperationState::canceled:
    case OperationState::reversed: return ItemState::failed;
    case OperationState::in_doubt: return ItemState::in_doubt;
    case OperationState::created:
    case OperationState::approval:
    case OperationState::queued:
    case OperationState::sent:
    case OperationState::action:
    case OperationState::pending: return ItemState::open;
  }
  return ItemState::open;
}

payments::Operation operation_of(Tx& tx, const Item& item) {
  for (payments::Operation& operation : payments::operations_of(tx, item.payment_id))
    if (operation.id == item.operation_id) return std::move(operation);
  check(false, "a line's operation belongs to its payment");
  return {};
}

// The reason of a refusal stands on the line, for the result file.
void conclude(store::ItemRow& row, const payments::Operation& operation) {
  row.look_at = std::nullopt;
  if (row.item.state == ItemState::succeeded) return;
  std::string code = operation.decline_reason.empty() ? std::string(word(row.item.state))
                                                      : operation.decline_reason;
  const std::string& message =
      operation.provider_message.empty() ? code : operation.provider_message;
  row.item.faults = {{"", code, message}};
}

/// Looks at one line; true when its state changed.
bool look(Tx& tx, const Call& call, store::ItemRow& row) {
  const ItemState from = row.item.state;
  const payments::Operation operation = operation_of(tx, row.item);
  row.item.state = state_for(operation.state);
  const bool goes_on = row.item.state == ItemState::open || row.item.state == ItemState::in_doubt;
  if (goes_on) {
    row.looks = std::min(row.looks + 1, k_doublings_max);
    row.look_at = call.now.plus_ms(k_first_wait_ms << row.looks);
  } else {
    conclude(row, operation);
  }
  return store::save_item(tx, row, from) && row.item.state != from;
}

}  // namespace

bool has_lines_to_follow(Tx& tx, Instant now) { return !store::due_looks(tx, now, 1).empty(); }

Result<std::int64_t> follow_lines(Tx& tx, const Call& call, std::int64_t limit) {
  std::map<BatchId, TallyChange> changes;
  auto rows = store::due_looks(tx, call.now, limit);
  for (store::ItemRow& row : rows) {
    const ItemState from = row.item.state;
    if (look(tx, call, row)) changes[row.batch].moved(from, row.item.state, row.item.amount);
  }
  for (const auto& [id, change] : changes) {
    change.write(tx, id);
    auto batch = store::find_batch(tx, id);
    check(batch.has_value(), "a line belongs to a batch");
    tell(tx, call, "batch.progressed", *batch);
    if (auto over = finish_if_over(tx, call, *batch); !over) return std::move(over).error();
  }
  return static_cast<std::int64_t>(rows.size());
}

}  // namespace bursar::batches
