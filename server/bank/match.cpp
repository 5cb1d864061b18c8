// Matching and its effects. An order only moves along its own way; what would move it elsewhere is
// left for a person, and nothing is ever applied to another account's order.
#include "bank/match.hpp"

#include <algorithm>

#include "bank/store.hpp"

namespace bursar::bank {
namespace {

Match waits(std::string note, std::int64_t order = 0) { return {false, order, std::move(note)}; }
Match did(const Order& order, std::string note) { return {true, order.key, std::move(note)}; }

bool is_out(const Order& order) { return order.kind != OrderKind::expected; }

Result<Match> advance(storage::Tx& tx, const Call& call, Order& order, OrderState to,
                      std::string note) {
  order.state = to;
  store::save_order(tx, call, order);
  if (auto told = tell(tx, call, order); !told) return std::move(told).error();
  return did(order, std::move(note));
}

// What a status of pain.002 means for an order; nothing: it was received, and that is all.
enum class Answer { received, accepted, rejected, unknown };
Answer answer_of(std::string_view status) {
  if (status == "RJCT") return Answer::rejected;
  if (status == "ACCP" || status == "ACSP" || status == "ACSC" || status == "ACCC")
    return Answer::accepted;
  if (status == "RCVD" || status == "ACTC" || status == "ACWC" || status == "PDNG" ||
      status == "PART")
    return Answer::received;
  return Answer::unknown;
}

Result<Match> apply_answer(storage::Tx& tx, const Call& call, Order order, const Entry& entry) {
  if (!entry.bank_reference.empty()) order.bank_reference = entry.bank_reference;
  switch (answer_of(entry.status)) {
    case Answer::received: return did(order, "the bank has it");
    case Answer::accepted:
      if (order.state == OrderState::paid) return did(order, "already booked");
      if (order.state != OrderState::in_file && order.state != OrderState::accepted)
        return waits("accepted, but here it is " + std::string(word(order.state)), order.key);
      return advance(tx, call, order, OrderState::accepted, "accepted by the bank");
    case Answer::rejected:
      if (order.state == OrderState::rejected) return did(order, "already rejected");
      if (order.state != OrderState::in_file && order.state != OrderState::accepted)
        return waits("rejected, but here it is " + std::string(word(order.state)), order.key);
      order.reason = entry.reason.empty() ? "MS03" : entry.reason;
      return advance(tx, call, order, OrderState::rejected, "rejected: " + order.reason);
    case Answer::unknown: break;
  }
  return waits("the status " + entry.status + " is not known", order.key);
}

FileState state_of(const std::vector<Order>& orders) {
  const auto count = [&](OrderState state) {
    return std::count_if(orders.begin(), orders.end(),
                         [&](const Order& order) { return order.state == state; });
  };
  const auto rejected = count(OrderState::rejected);
  if (rejected == static_cast<std::ptrdiff_t>(orders.size())) return FileState::rejected;
  if (rejected > 0) return FileState::partly_accepted;
  return count(OrderState::in_file) == 0 ? FileState::accepted : FileState::submitted;
}

void note_answer(storage::Tx& tx, const Call& call, PaymentFile file, std::string answer) {
  file.answered_at = call.now;
  if (!answer.empty()) file.answer = std::move(answer);
  file.state = state_of(store::orders_of_file(tx, file.id));
  store::save_file(tx, file);
}

// About the file as a whole.
Result<Match> apply_group(storage::Tx& tx, const Call& call, const PaymentFile& file,
                          const Entry& entry) {
  const Answer answer = answer_of(entry.status);
  std::string said = entry.status;
  if (!entry.reason.empty()) said += " " + entry.reason;
  if (!entry.purpose.empty()) said += ": " + entry.purpose;
  if (answer == Answer::unknown) return waits("the status " + entry.status + " is not known");
  std::int64_t moved = 0;
  if (answer != Answer::received)
    for (const Order& order : store::orders_of_file(tx, file.id)) {
      if (order.state != OrderState::in_file && order.state != OrderState::accepted) continue;
      if (order.state == OrderState::accepted && answer == Answer::accepted) continue;
      const auto applied = apply_answer(tx, call, order, entry);
      if (!applied) return applied.error();
      ++moved;
    }
  note_answer(tx, call, file, said);
  return Match{
      true, 0,
      "the file " + file.message_id + ": " + said + ", orders moved: " + std::to_string(moved)};
}

Result<Match> match_answer(storage::Tx& tx, const Call& call, ProviderAccountId account,
                           const Entry& entry) {
  const auto file = store::file_of_message(tx, entry.original_message);
  if (!file || file->account != account)
    return waits("no payment file of this account is called " + entry.original_message);
  if (entry.end_to_end.empty()) return apply_group(tx, call, *file, entry);
  const auto order = store::order_of_end_to_end(tx, entry.end_to_end);
  if (!order || order->account != account || order->file != file->id)
    return waits("the file has no order " + entry.end_to_end);
  auto match = apply_answer(tx, call, *order, entry);
  if (match && match->applied) note_answer(tx, call, *file, "");
  return match;
}

// One booking for a whole payment file: every order of it that the bank has not rejected is paid,
// if they are exactly what was booked.
Result<Match> match_sum(storage::Tx& tx, const Call& call, ProviderAccountId account,
                        const Entry& entry) {
  const auto file = store::file_of_message(tx, entry.payment_block);
  if (!file || file->account != account)
    return waits("no payment file of this account is called " + entry.payment_block);
  std::vector<Order> open;
  Money sum{0, entry.amount.currency};
  for (Order& order : store::orders_of_file(tx, file->id)) {
    if (order.state == OrderState::rejected) continue;
    if (order.state != OrderState::in_file && order.state != OrderState::accepted)
      return waits("a sum, but a transfer of the file is " + std::string(word(order.state)));
    if (order.amount.currency != sum.currency) return waits("a sum in another currency");
    sum = sum + order.amount;
    open.push_back(std::move(order));
  }
  if (open.empty() || sum != entry.amount)
    return waits("booked " + to_text(entry.amount) + ", the transfers of the file are " +
                 to_text(sum));
  for (Order& order : open) {
    order.bank_reference = entry.bank_reference;
    order.booked_minor = order.amount.minor;
    const auto paid = advance(tx, call, order, OrderState::paid, "paid");
    if (!paid) return paid.error();
  }
  return Match{true, 0, "paid: all " + std::to_string(open.size()) + " transfers of the file"};
}

Result<Match> match_debit(storage::Tx& tx, const Call& call, ProviderAccountId account,
                          const Entry& entry) {
  if (entry.end_to_end.empty() && !entry.payment_block.empty())
    return match_sum(tx, call, account, entry);
  auto order =
      entry.end_to_end.empty() ? std::nullopt : store::order_of_end_to_end(tx, entry.end_to_end);
  if (!order || order->account != account || !is_out(*order))
    return waits("no transfer of ours has this reference");
  if (order->amount != entry.amount)
    return waits("booked " + to_text(entry.amount) + ", ordered " + to_text(order->amount),
                 order->key);
  if (order->state == OrderState::paid || order->state == OrderState::returned)
    return waits("booked once more: it was booked before", order->key);
  if (order->state != OrderState::in_file && order->state != OrderState::accepted)
    return waits("booked, but here it is " + std::string(word(order->state)), order->key);
  order->bank_reference = entry.bank_reference;
  order->booked_minor = entry.amount.minor;
  return advance(tx, call, *order, OrderState::paid, "paid");
}

Result<Match> match_credit(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                           ProviderAccountId account, const Entry& entry) {
  const auto sent =
      entry.end_to_end.empty() ? std::nullopt : store::order_of_end_to_end(tx, entry.end_to_end);
  if (sent && sent->account == account && is_out(*sent)) {
    if (!entry.is_return)
      return waits("money with the reference of a transfer of ours, and no word that it came back",
                   sent->key);
    return take_back(tx, call, *sent, entry.amount, entry.reason);
  }
  if (entry.is_return) return waits("money came back, but no transfer of ours has this reference");
  std::vector<std::string> named = payer_references(entry.end_to_end);
  for (std::string& reference : payer_references(entry.purpose)) named.push_back(reference);
  std::vector<Order> orders;
  for (const std::string& reference : named) {
    auto order = store::order_of_end_to_end(tx, reference);
    if (order && order->account == account && order->kind == OrderKind::expected &&
        std::none_of(orders.begin(), orders.end(),
                     [&](const Order& one) { return one.key == order->key; }))
      orders.push_back(*std::move(order));
  }
  if (orders.empty()) return waits("no payment has a reference that stands here");
  if (orders.size() > 1) return waits("several payments have references that stand here");
  return receive(tx, call, keys, orders.front(), entry.amount, entry.bank_reference,
                 {entry.party_iban, "", entry.party_name});
}

}  // namespace

Result<Match> receive(storage::Tx& tx, const Call& call, const vault::KeyRing& keys, Order order,
                      const Money& amount, std::string bank_reference, const Party& payer) {
  if (order.kind != OrderKind::expected) return waits("this payment goes out", order.key);
  if (order.amount.currency != amount.currency)
    return waits("it is in " + std::string(amount.currency.code()) + ", asked for was " +
                     std::string(order.amount.currency.code()),
                 order.key);
  if (order.state != OrderState::expected)
    return waits("this payment has its money already", order.key);
  order.bank_reference = std::move(bank_reference);
  order.booked_minor = amount.minor;
  if (!payer.iban.empty() || !payer.name.empty())
    order.sealed_party = seal_party(call, keys, order.key, payer);
  std::string note = "received";
  if (amount.minor < order.amount.minor)
    note = "received " + to_text({order.amount.minor - amount.minor, amount.currency}) + " less";
  if (amount.minor > order.amount.minor)
    note = "received " + to_text({amount.minor - order.amount.minor, amount.currency}) + " more";
  if (order.expires_at && call.now > *order.expires_at) note += ", late";
  return advance(tx, call, order, OrderState::received, std::move(note));
}

Result<Match> take_back(storage::Tx& tx, const Call& call, Order order, const Money& amount,
                        std::string reason) {
  if (!is_out(order)) return waits("this payment comes in", order.key);
  if (order.amount != amount)
    return waits(to_text(amount) + " came back of " + to_text(order.amount), order.key);
  if (order.state == OrderState::returned) return waits("it came back before", order.key);
  if (order.state == OrderState::waiting || order.state == OrderState::rejected)
    return waits("came back, but here it is " + std::string(word(order.state)), order.key);
  order.reason = reason.empty() ? "MS03" : std::move(reason);
  order.booked_minor = amount.minor;
  return advance(tx, call, order, OrderState::returned, "came back: " + order.reason);
}

Result<Match> apply_entry(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                          ProviderAccountId account, const Entry& entry) {
  switch (entry.direction) {
    case Direction::answer: return match_answer(tx, call, account, entry);
    case Direction::debit:
      if (entry.is_return) return waits("a booking that was undone");
      return match_debit(tx, call, account, entry);
    case Direction::credit: break;
  }
  return match_credit(tx, call, keys, account, entry);
}

}  // namespace bursar::bank
