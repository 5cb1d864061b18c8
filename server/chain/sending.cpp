// Sending signed bytes. Before the first send the node is asked whether it would take them: what it
// refuses then is certainly not out. From the first send on they may be out whatever comes back,
// and nothing but the same bytes is sent again.
#include <algorithm>
#include <array>

#include "base/check.hpp"
#include "chain/steps.hpp"

namespace bursar::chain {
namespace {

namespace json = boost::json;
using providers::node_call;
using providers::quoted;
using providers::text_member;

constexpr std::int64_t k_already_in_chain = -27;
constexpr std::int64_t k_not_in_wallet = -5;
// Never taken in this form, however long one waits.
constexpr std::array<std::string_view, 4> k_never{"dust", "scriptpubkey", "bad-txns-vout",
                                                  "tx-size"};
constexpr std::array<std::string_view, 4> k_inputs_gone{"missing-inputs", "txn-mempool-conflict",
                                                        "bad-txns-inputs-missingorspent",
                                                        "bad-txns-inputs-spent"};
constexpr std::array<std::string_view, 2> k_known{"txn-already-in-mempool", "txn-already-known"};

template <std::size_t N>
bool begins_with_one(const std::array<std::string_view, N>& list, std::string_view text) {
  return std::any_of(list.begin(), list.end(),
                     [&](std::string_view one) { return text.starts_with(one); });
}

Ask about(const Desk& desk, const Transaction& one, AskKind kind, std::string body) {
  Ask ask = ask_of(desk, kind, std::move(body));
  ask.transaction = one.id;
  return ask;
}

std::string with_bytes(const Desk& desk, const Transaction& one, std::string_view method) {
  const std::string hex = quoted(open_raw(desk, one.id).hex);
  return node_call("0", method, method == "testmempoolaccept" ? "[" + hex + "]" : hex);
}

Turn send_next(const Desk& desk, const Transaction& one) {
  return {about(desk, one, AskKind::send, with_bytes(desk, one, "sendrawtransaction")), false};
}

Turn after_lock(const Desk& desk, const Transaction& one) {
  if (one.state == TransactionState::sending) return send_next(desk, one);
  if (one.state != TransactionState::signed_) return {};
  return {about(desk, one, AskKind::test, with_bytes(desk, one, "testmempoolaccept")), false};
}

Turn after_unlock(const Desk& desk, Transaction one) {
  one.is_locked = false;
  store::save_transaction(desk.tx, desk.call, one, TransactionState::dissolved);
  return {};
}

// Durable before the first byte leaves: from here on it may be out. A payout may have come to an
// end since it was given its place, and what was signed cannot be sent without it.
Result<Turn> begin_sending(Desk& desk, Transaction one) {
  const auto ended = dissolve_unwanted(desk, one);
  if (!ended) return ended.error();
  if (*ended) return Turn{};
  one.state = TransactionState::sending;
  one.sent_at = desk.call.now;
  one.look_at = desk.call.now;
  one.note.clear();
  const auto moved = move(desk, one, TransactionState::signed_, "send_chain_transaction");
  if (!moved) return moved.error();
  if (!*moved) return Turn{};
  return send_next(desk, one);
}

Result<Turn> after_test(Desk& desk, const Transaction& one, const Heard& heard) {
  if (one.state != TransactionState::signed_) return Turn{};
  if (heard.one.failed()) return keep(desk, one, heard.one.error);
  const json::value& result = *heard.one.result;
  if (!result.is_array() || result.get_array().size() != 1 || !result.at(0).is_object())
    return Turn{std::nullopt, true};
  const json::object& said = result.at(0).get_object();
  const json::value* allowed = said.if_contains("allowed");
  const bool is_allowed = allowed != nullptr && allowed->is_bool() && allowed->get_bool();
  const std::string why = text_member(said, "reject-reason");
  if (text_member(said, "txid") != one.txid)
    return keep(desk, one, "the node speaks of another transaction");
  if (is_allowed || begins_with_one(k_known, why)) return begin_sending(desk, one);
  const bool never = begins_with_one(k_never, why);
  if (!never && !begins_with_one(k_inputs_gone, why)) return keep(desk, one, why);
  if (auto ended = dissolve(desk, one, never ? Cause::rules : Cause::inputs, why); !ended)
    return std::move(ended).error();
  return Turn{};
}

Result<Turn> is_out(Desk& desk, const Transaction& one, std::int64_t confirmations) {
  if (auto noted = note_confirmations(desk, one, confirmations); !noted)
    return std::move(noted).error();
  return Turn{};
}

Result<Turn> after_send(Desk& desk, const Transaction& one, const Heard& heard) {
  if (one.state != TransactionState::sending) return Turn{};
  const providers::NodeAnswer& said = heard.one;
  if (!said.failed() && said.result->is_string() && said.result->get_string() == one.txid)
    return is_out(desk, one, 0);
  if (said.error_code == k_already_in_chain) return is_out(desk, one, 0);
  Ask find = about(desk, one, AskKind::find, node_call("0", "gettransaction", quoted(one.txid)));
  find.refusal = said.failed() ? said.error : "the node names another transaction";
  return Turn{std::move(find), false};
}

Result<Turn> after_find(Desk& desk, const Ask& ask, const Transaction& one, const Heard& heard) {
  if (one.state != TransactionState::sending) return Turn{};
  if (!heard.one.failed() && heard.one.result->is_object()) {
    const auto confirmations =
        providers::integer_member(heard.one.result->get_object(), "confirmations");
    if (confirmations && *confirmations >= 0) return is_out(desk, one, *confirmations);
    if (!confirmations) return Turn{std::nullopt, true};
    if (auto told = conflict(desk, one, ask.refusal); !told) return std::move(told).error();
    return Turn{};
  }
  if (heard.one.error_code != k_not_in_wallet) return keep(desk, one, heard.one.error);
  std::string calls;
  std::size_t number = 0;
  for (const Input& input : open_raw(desk, one.id).inputs) {
    calls += (number == 0 ? "[" : ",") +
             node_call(std::to_string(number), "gettxout",
                       quoted(input.txid) + "," + std::to_string(input.vout) + ",true");
    ++number;
  }
  Ask next = about(desk, one, AskKind::inputs, calls + "]");
  next.refusal = ask.refusal;
  next.subjects.assign(number, 0);
  return Turn{std::move(next), false};
}

Result<Turn> after_inputs(Desk& desk, const Ask& ask, const Transaction& one, const Heard& heard) {
  if (one.state != TransactionState::sending) return Turn{};
  for (std::size_t i = 0; i < ask.subjects.size(); ++i) {
    const auto answer = heard.of(i);
    if (!answer || answer->failed() || answer->result == nullptr) return Turn{std::nullopt, true};
    if (!answer->result->is_null()) continue;
    if (auto told = conflict(desk, one, ask.refusal + ", and its inputs are spent"); !told)
      return std::move(told).error();
    return Turn{};
  }
  return keep(desk, one, ask.refusal);
}

}  // namespace

Ask ask_lock(const Desk& desk, const Transaction& transaction, bool unlock) {
  std::string list;
  for (const Input& input : open_raw(desk, transaction.id).inputs)
    list += (list.empty() ? R"({"txid":)" : R"(,{"txid":)") + quoted(input.txid) + R"(,"vout":)" +
            std::to_string(input.vout) + "}";
  return about(desk, transaction, unlock ? AskKind::unlock : AskKind::lock,
               node_call("0", "lockunspent", (unlock ? "true,[" : "false,[") + list + "]"));
}

Result<Turn> take_sending(Desk& desk, const Ask& ask, const Heard& heard) {
  const auto one = store::load_transaction(desk.tx, ask.transaction);
  check(one.has_value(), "a transaction that is sent has its row");
  switch (ask.kind) {
    // Whether they were locked before, or are spent by this very transaction, does not matter.
    case AskKind::lock: return after_lock(desk, *one);
    case AskKind::unlock: return after_unlock(desk, *one);
    case AskKind::test: return after_test(desk, *one, heard);
    case AskKind::send: return after_send(desk, *one, heard);
    case AskKind::find: return after_find(desk, ask, *one, heard);
    default: return after_inputs(desk, ask, *one, heard);
  }
}

}  // namespace bursar::chain
