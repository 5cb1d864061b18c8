// Confirmations. A reorganisation takes them back; one that conflicts with the chain is for people.
#include "chain/steps.hpp"

namespace bursar::chain {
namespace {

constexpr std::int64_t k_not_in_wallet = -5;

// The wallet has never heard of what was sent: the same bytes go out again, which is safe.
Result<void> send_again(Desk& desk, Transaction one) {
  const TransactionState from = one.state;
  one.look_at = desk.call.now.plus_ms(k_watch_confirmed_ms);
  one.note = "the wallet does not know it";
  if (from == TransactionState::sent) {
    one.state = TransactionState::sending;
    one.look_at = desk.call.now;
  }
  store::save_transaction(desk.tx, desk.call, one, from);
  return ok();
}

}  // namespace

Ask ask_watch(const Desk& desk, const std::vector<Transaction>& transactions) {
  std::string calls;
  std::vector<std::int64_t> keys;
  for (const Transaction& one : transactions) {
    calls += (keys.empty() ? "[" : ",") + providers::node_call(std::to_string(keys.size()),
                                                               "gettransaction",
                                                               providers::quoted(one.txid));
    keys.push_back(one.id.key);
  }
  Ask ask = ask_of(desk, AskKind::watch, calls + "]");
  ask.subjects = std::move(keys);
  return ask;
}

Result<Turn> take_watch(Desk& desk, const Ask& ask, const Heard& heard) {
  for (std::size_t i = 0; i < ask.subjects.size(); ++i) {
    const auto one = store::load_transaction(desk.tx, TransactionId{ask.subjects[i]});
    const auto answer = heard.of(i);
    if (!one || !answer) return Turn{std::nullopt, true};
    if (one->state != TransactionState::sent && one->state != TransactionState::confirmed &&
        one->state != TransactionState::conflicting)
      continue;
    Result<void> done = ok();
    if (answer->error_code == k_not_in_wallet) {
      done = send_again(desk, *one);
    } else if (answer->failed() || answer->result == nullptr || !answer->result->is_object()) {
      return Turn{std::nullopt, true};
    } else {
      const auto confirmations =
          providers::integer_member(answer->result->get_object(), "confirmations");
      if (!confirmations) return Turn{std::nullopt, true};
      done = *confirmations < 0
                 ? conflict(desk, *one, "another transaction took its place in the chain")
                 : note_confirmations(desk, *one, *confirmations);
    }
    if (!done) return std::move(done).error();
  }
  return Turn{};
}

}  // namespace bursar::chain
