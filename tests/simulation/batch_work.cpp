// Files drawn from a stream of their own, so that runs without them stay what they were.
#include "simulation/batch_work.hpp"

#include <algorithm>

namespace bursar::simulation {
namespace {

using batches::ItemState;
using batches::Kind;
using batches::State;
using payments::OperationState;

constexpr int k_files = 3;
constexpr int k_tries_max = 40;
constexpr std::int64_t k_look_ms = 20'000;
/// Accounts that arrive, are refused, and are pending first; none comes back.
constexpr std::array<std::string_view, 3> k_ibans{
    "DE89370400440532013000", "DE02120300000000202051", "FR1420041010050500013M02606"};

bool has_operation(ItemState state) {
  return state == ItemState::open || state == ItemState::in_doubt ||
         state == ItemState::succeeded || state == ItemState::declined ||
         state == ItemState::failed;
}

// What the operation of a line in this state is.
bool fits(ItemState state, OperationState operation) {
  switch (state) {
    case ItemState::succeeded: return operation == OperationState::succeeded;
    case ItemState::declined: return operation == OperationState::declined;
    case ItemState::failed:
      return operation == OperationState::failed || operation == OperationState::reversed;
    case ItemState::in_doubt: return operation == OperationState::in_doubt;
    default: return false;
  }
}

std::string amount_text(std::int64_t cents) { return std::to_string(cents); }

}  // namespace

void BatchWork::plan(Instant until) {
  const auto span = static_cast<std::uint64_t>(until.ms - world_.timeline.now().ms);
  for (int number = 1; number <= k_files; ++number) {
    const auto wait_ms = static_cast<std::int64_t>(span / 4 + random_.below(span / 2));
    const std::uint64_t drawn = random_.below(4);
    const MerchantId merchant = random_.below(4) == 0 ? world_.shops.strict : world_.shops.trusting;
    world_.timeline.after_ms(wait_ms, [this, number, drawn, merchant] {
      const bool holds = world_.features.holds;
      const Kind kind = drawn == 0            ? Kind::refund
                        : drawn == 1 && holds ? Kind::capture
                        : drawn == 2 && holds ? Kind::void_
                                              : Kind::payout;
      send(kind == Kind::payout ? payouts(number) : steps_of(kind, number), merchant, 0);
    });
  }
}

BatchWork::File BatchWork::payouts(int number) {
  File file;
  file.mark = "file-" + std::to_string(number);
  file.text = "order_id,amount,currency,iban,holder,description\n";
  file.lines = 1 + static_cast<std::int64_t>(random_.below(7));
  for (std::int64_t line = 1; line <= file.lines; ++line) {
    file.text += file.mark + "-" + std::to_string(line) + ",";
    file.text += amount_text(100 + static_cast<std::int64_t>(random_.below(9'000))) + ",EUR,";
    file.text += std::string(k_ibans.at(random_.below(k_ibans.size()))) + ",Ada Lovelace,";
    file.text += file.mark + "\n";
  }
  return file;
}

// Refunds, captures and voids of what the shops sold so far; one line is about nothing.
BatchWork::File BatchWork::steps_of(Kind kind, int number) {
  File file;
  file.kind = kind;
  file.mark = "file-" + std::to_string(number);
  file.text = "payment_id,amount,currency,description\n";
  std::vector<PaymentId> sold;
  for (const auto& [key, id] : shoppers_.acknowledged()) sold.push_back(id);
  for (int i = 0; i < 6 && !sold.empty(); ++i) {
    const auto at = static_cast<std::ptrdiff_t>(random_.below(sold.size()));
    const auto payment = node_.read(sold[static_cast<std::size_t>(at)]);
    sold.erase(sold.begin() + at);
    if (!payment || payment->amount.minor == 0) continue;
    const std::int64_t minor =
        1 +
        static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(payment->amount.minor)));
    file.text += payment->id.text() + "," + amount_text(minor) + "," +
                 std::string(payment->amount.currency.code()) + "," + file.mark + "\n";
    ++file.lines;
  }
  file.text += "tx_1,100,EUR," + file.mark + "\n";
  ++file.lines;
  return file;
}

void BatchWork::send(const File& file, MerchantId merchant, int tries) {
  Actor actor;
  actor.name = "merchant";
  actor.scope = ScopeIssuer::installation();
  const auto read = batches::read_upload(world_.call(actor), *world_.keys, file.kind, merchant,
                                         file.mark + ".csv", file.text);
  check(read.has_value(), read ? "" : "a file is read: " + read.error().message);
  const auto heard = node_.upload(*read);
  if (!heard) {  // nobody answered: the same file again
    if (tries < k_tries_max)
      world_.timeline.after_ms(soon_ms(60'000),
                               [this, file, merchant, tries] { send(file, merchant, tries + 1); });
    return;
  }
  batches::BatchId id;
  if (*heard) {
    id = (*heard)->id;
  } else if (heard->error().code == "duplicate_file") {
    for (const auto& [name, value] : heard->error().details)
      if (name == "batch_id")
        if (const auto known = batches::BatchId::parse(value)) id = *known;
  }
  if (!id) return;
  if (tries > 0) world_.reach("a file was sent again");
  if (sent_.emplace(id, file).second) look_after(id, "confirm-" + id.text());
}

// A person at the screen: confirms what is ready, now and then twice, pauses, goes on, cancels.
void BatchWork::look_after(batches::BatchId id, const std::string& key) {
  world_.timeline.after_ms(k_look_ms + soon_ms(60'000), [this, id, key] {
    const auto row = node_.read(id);
    const State state = row ? row->batch.state : State::uploaded;
    const std::uint64_t drawn = random_.below(12);
    if (state == State::ready && drawn == 0) (void)node_.change(Node::BatchAct::cancel, id);
    else if (state == State::ready)
      (void)node_.confirm({id, row->batch.content_hash, key, "content of " + id.text()});
    else if (state == State::processing && drawn == 1)
      (void)node_.change(Node::BatchAct::pause, id);
    else if (state == State::processing && drawn == 2)
      (void)node_.change(Node::BatchAct::cancel, id);
    else if (state == State::processing && drawn < 6)
      (void)node_.confirm({id, row->batch.content_hash, key, "content of " + id.text()});
    else if (state == State::paused) (void)node_.change(Node::BatchAct::resume, id);
    const bool over = state == State::completed || state == State::completed_with_errors ||
                      state == State::canceled || state == State::invalid;
    if (!over && world_.timeline.now() < k_start.plus_ms(12 * k_hour_ms)) look_after(id, key);
  });
}

void BatchWork::check_end() {
  const Scope everything = ScopeIssuer::installation();
  world_.scratch.db().read([&](storage::Tx& tx) {
    for (const auto& [id, file] : sent_) {
      const auto row = batches::read_batch(tx, everything, id);
      if (row) check_batch(tx, *row, file);
      else world_.report.findings.push_back("the batch " + id.text() + " is gone");
    }
    for (const batches::Finding& finding : batches::verify(tx))
      world_.report.findings.push_back("batch " + finding.check + " " + finding.detail);
    return true;
  });
}

void BatchWork::check_batch(storage::Tx& tx, const batches::BatchRow& row, const File& file) {
  const auto add = [&](const std::string& what) {
    world_.report.findings.push_back("batch " + row.batch.id.text() + " (" +
                                     std::string(word(row.batch.state)) + ") " + what);
  };
  const Scope everything = ScopeIssuer::installation();
  batches::ListItems filter;
  filter.id = row.batch.id;
  filter.limit = 100;
  const auto items = batches::list_items(tx, everything, filter);
  if (static_cast<std::int64_t>(items->size()) != file.lines)
    add("has " + std::to_string(items->size()) + " lines of " + std::to_string(file.lines));
  bool waits = false;
  std::set<OperationId> made;
  for (const batches::Item& item : *items) {
    const std::string line = "line " + std::to_string(item.line_no) + " ";
    if (!has_operation(item.state)) {
      if (item.operation_id) add(line + "has an operation and is " + std::string(word(item.state)));
      continue;
    }
    if (!made.insert(item.operation_id).second) add(line + "shares its operation");
    OperationState operation = OperationState::queued;
    for (const payments::Operation& one : payments::operations_of(tx, item.payment_id))
      if (one.id == item.operation_id) operation = one.state;
    waits = waits || operation == OperationState::in_doubt;
    if (!fits(item.state, operation))
      add(line + "is " + std::string(word(item.state)) + ", its operation " +
          std::string(payments::word(operation)));
    if (item.state == ItemState::succeeded)
      world_.reach("a " + std::string(word(row.batch.kind)) + " of a file succeeded");
  }
  const State state = row.batch.state;
  const bool over = state == State::completed || state == State::completed_with_errors ||
                    state == State::canceled || state == State::invalid;
  if (!over && !waits) add("never came to an end");
  if (row.batch.kind != Kind::payout) return;
  // However often the process died, no line was paid out under another name.
  std::int64_t paid = 0;
  payments::PaymentFilter payouts;
  payouts.limit = 200;
  const auto page = payments::list_payments(tx, everything, payouts);
  for (const payments::Payment& payment : page->rows)
    if (payment.kind == payments::PaymentKind::payout &&
        payment.external_id.starts_with(file.mark + "-"))
      ++paid;
  if (paid != static_cast<std::int64_t>(made.size()))
    add("made " + std::to_string(made.size()) + " payouts, and there are " + std::to_string(paid));
}

}  // namespace bursar::simulation
