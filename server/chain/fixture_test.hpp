// What the tests of the desk share: a node in memory that keeps what it is sent, a merchant with
// coins, and the work of the desk's runner, which may die at any call.
#pragma once

#include "chain/chain.hpp"

#include <map>
#include <set>

#include "base/text.hpp"
#include "chain/ask.hpp"
#include "payments/fixture_test.hpp"
#include "payments/manual_status.hpp"
#include "providers/accounts.hpp"
#include "providers/crypto/exact_json.hpp"
#include "vault/seal.hpp"

namespace bursar::chain {

namespace json = boost::json;
using payments::Created;
using payments::Lifecycle;

inline const Currency k_ltc = Currency::of("LTC");
inline constexpr std::int64_t k_coin = 100'000'000;
inline constexpr std::int64_t k_fee = 1'003;
inline constexpr std::int64_t k_dust = 1'000;

/// A wallet's node as far as the desk speaks with it.
class Node {
 public:
  std::int64_t balance = 10 * k_coin;
  std::string test_refuses;  ///< what testmempoolaccept says to everything
  std::string send_refuses;  ///< what sendrawtransaction says to everything
  bool inputs_are_there = true;
  bool swaps_outputs = false;  ///< makes another transaction than was ordered
  std::map<std::string, std::int64_t> confirmations;  ///< of what the wallet knows
  std::map<std::string, json::array> sent;            ///< outputs by transaction
  std::vector<std::string> sends;                     ///< the bytes of every send, in order
  std::set<std::string> locked;
  std::vector<std::string> methods;

  providers::WireResponse answer(const providers::WireRequest& wire) {
    const json::value asked = *providers::parse_exact(wire.body.reveal());
    std::string body;
    if (asked.is_array()) {
      for (const json::value& call : asked.get_array())
        body += (body.empty() ? "[" : ",") + one(call.get_object());
      body += "]";
    } else {
      body = one(asked.get_object());
    }
    return payments::answered(200, body);
  }

 private:
  static std::string error(std::int64_t code, const std::string& message) {
    return R"("result":null,"error":{"code":)" + std::to_string(code) + R"(,"message":")" +
           message + R"("})";
  }
  static std::string result(const std::string& text) {
    return R"("result":)" + text + R"(,"error":null)";
  }
  static std::string text(const json::value& value) { return std::string(value.get_string()); }
  std::string one(const json::object& call) {
    const std::string method = text(call.at("method"));
    methods.push_back(method);
    return "{" + said(method, call.at("params").get_array()) + R"(,"id":")" + text(call.at("id")) +
           R"("})";
  }
  std::string said(const std::string& method, const json::array& in) {
    if (method == "validateaddress") return result(address(text(in.at(0))));
    if (method == "getbalances")
      return result(R"({"mine":{"trusted":)" + decimal_text(balance, 8) + "}}");
    if (method == "createrawtransaction")
      return result(json::serialize(json::string("raw" + json::serialize(in.at(1)))));
    if (method == "fundrawtransaction") return fund(text(in.at(0)));
    if (method == "signrawtransactionwithwallet")
      return result(json::serialize(json::object{
          {"complete", true}, {"hex", "s" + std::to_string(++signatures_) + text(in.at(0))}}));
    if (method == "decoderawtransaction") return result(decode(text(in.at(0))));
    if (method == "lockunspent") return lock(in);
    if (method == "testmempoolaccept") return test(text(in.at(0).get_array().at(0)));
    if (method == "sendrawtransaction") return send(text(in.at(0)));
    if (method == "gettransaction") return find(text(in.at(0)));
    if (method == "gettxout") return result(inputs_are_there ? R"({"value":1})" : "null");
    return error(-32601, "no such method");
  }
  static std::string address(const std::string& text) {
    if (text.starts_with("wrong")) return R"({"isvalid":false})";
    std::string lower = text;
    for (char& c : lower) c = static_cast<char>(std::tolower(c));
    return R"({"isvalid":true,"scriptPubKey":"0014)" + to_hex(lower) + R"("})";
  }
  static std::int64_t amount(const json::value& value) {
    return *providers::minor_of(value.is_string() ? text(value) : std::to_string(value.get_int64()),
                                8);
  }
  static json::array outputs_in(const std::string& hex) {
    return json::parse(hex.substr(hex.find('['))).get_array();
  }
  std::string fund(const std::string& hex) {
    std::int64_t sum = k_fee;
    for (const json::value& output : outputs_in(hex)) {
      const std::int64_t minor = amount(output.get_object().begin()->value());
      if (minor < k_dust) return error(-4, "Transaction amount too small");
      sum += minor;
    }
    if (sum > balance) return error(-4, "Insufficient funds");
    return result(R"({"fee":)" + decimal_text(k_fee, 8) + R"(,"changepos":0,"hex":)" +
                  json::serialize(json::string(hex)) + "}");
  }
  static std::string txid_of(const std::string& hex) { return to_hex(vault::digest(hex)); }
  std::string decode(const std::string& hex) const {
    std::string outputs;
    json::array list = outputs_in(hex);
    if (swaps_outputs && list.size() > 1) std::swap(list[0], list[1]);
    for (const json::value& output : list) {
      const auto* member = output.get_object().begin();
      const json::value said = json::parse(address(std::string(member->key())));
      outputs += (outputs.empty() ? "" : ",") + std::string(R"({"value":)") +
                 decimal_text(amount(member->value()), 8) + R"(,"scriptPubKey":{"hex":")" +
                 text(said.at("scriptPubKey")) + R"("}})";
    }
    return R"({"txid":")" + txid_of(hex) + R"(","vin":[{"txid":"in","vout":)" +
           std::to_string(signatures_) + R"(}],"vout":[)" + outputs + "]}";
  }
  std::string lock(const json::array& in) {
    const std::string inputs = json::serialize(in.at(1));
    if (in.at(0).get_bool()) locked.erase(inputs);
    else locked.insert(inputs);
    return result("true");
  }
  std::string test(const std::string& hex) const {
    const std::string txid = txid_of(hex);
    std::string why = test_refuses;
    if (sent.contains(txid)) why = "txn-already-in-mempool";
    return result(R"([{"txid":")" + txid + R"(","allowed":)" +
                  (why.empty() ? "true}]" : R"(false,"reject-reason":")" + why + R"("}])"));
  }
  std::string send(const std::string& hex) {
    sends.push_back(hex);
    const std::string txid = txid_of(hex);
    if (confirmations.contains(txid) && confirmations[txid] > 0)
      return error(-27, "Transaction already in block chain");
    if (!send_refuses.empty()) return error(-26, send_refuses);
    if (!sent.contains(txid)) {
      sent[txid] = outputs_in(hex);
      confirmations[txid] = 0;
      balance -= k_fee;
      for (const json::value& output : sent[txid])
        balance -= amount(output.get_object().begin()->value());
    }
    return result("\"" + txid + "\"");
  }
  std::string find(const std::string& txid) const {
    const auto found = confirmations.find(txid);
    if (found == confirmations.end()) return error(-5, "Invalid or non-wallet transaction id");
    return result(R"({"confirmations":)" + std::to_string(found->second) + "}");
  }

  int signatures_ = 0;
};

class ChainTest : public payments::PaymentsTest {
 protected:
  std::vector<storage::Migration> migrations() const override {
    return join({PaymentsTest::migrations(), chain::migrations()});
  }
  void SetUp() override {
    PaymentsTest::SetUp();
    must([&](storage::Tx& tx) -> Result<void> {
      merchants::UpdateMerchant change;
      change.id = merchant_;
      change.version = merchants::load_merchant(tx, everything(), merchant_)->version;
      change.allowed_currencies = std::vector<Currency>{payments::k_eur, k_ltc};
      if (auto updated = merchants::update_merchant(tx, call(), change); !updated)
        return updated.error();
      // The tests' clock stands before the day this database was made.
      tx.exec("UPDATE schema_migration SET applied_at = 0 WHERE module = 'chain'");
      return ok();
    });
    payments::CreateSale command = sale_command(1);
    command.amount = {20 * k_coin, k_ltc};
    const Created sale = must_sell(command);
    answer(sale.attempt, payments::approved(claim_one(sale.attempt).request));
    clock().advance_ms(400 * k_day_ms);
    mature_all();
    start_ = available();
    start_cost_ = network_cost();
    make_account();
  }
  void make_account(std::string outputs = "100", std::string funds_wait_hours = "24") {
    providers::CreateAccount create;
    create.account.adapter = "crypto";
    create.account.title = "Our node";
    create.account.method = "crypto";
    create.account.base_url = "http://127.0.0.1:9";
    create.account.settings = {{"rpc_user", "u"},
                               {"confirmations", "2"},
                               {"outputs_per_transaction", std::move(outputs)},
                               {"gather_seconds", "30"},
                               {"funds_wait_hours", std::move(funds_wait_hours)}};
    create.api_key = Secret("p");
    must([&](storage::Tx& tx) -> Result<void> {
      if (chain_) providers::set_enabled(tx, call(), chain_, false);
      const auto made = providers::create_account(tx, call(), *keys_, true, create);
      if (!made) return made.error();
      chain_ = made->id;
      return ok();
    });
  }
  Created pay_out(std::int64_t minor = k_coin / 10, std::string address = "") {
    payments::CreatePayout command;
    command.merchant_id = merchant_;
    command.external_id = "payout-" + std::to_string(++orders_);
    command.amount = {minor, k_ltc};
    command.payment_method = "crypto";
    command.address =
        address.empty() ? "rltc1qreceiver000000" + std::to_string(orders_) : std::move(address);
    const auto created = db().write(
        [&](storage::Tx& tx) { return payments::create_payout(tx, call(), *keys_, command); });
    EXPECT_TRUE(created) << (created ? "" : created.error().message);
    hand_over(created->attempt);
    return *created;
  }
  /// What the runner of payments does with a claimed attempt of this adapter.
  void hand_over(AttemptId attempt) {
    const payments::Dispatch sent = claim_one(attempt);
    const auto wire = providers::find_adapter("crypto")->build(sent.request, sent.config);
    EXPECT_EQ(wire.method, providers::k_desk_method);
    for (int turn = 0; turn < 2; ++turn) {  // a repeat finds what the first one made
      const auto response =
          db().write([&](storage::Tx& tx) { return desk(tx, call(), *keys_, wire); });
      ASSERT_TRUE(response) << response.error().message;
      answer(attempt, *response);
    }
  }
  /// Works like the desk's runner until nothing is left to do. It dies in front of a call of the
  /// kind `before`, or after the node carried one of the kind `after` out and before it is told.
  void work(std::optional<AskKind> before = {}, std::optional<AskKind> after = {}) {
    for (int looks = 0; looks < 500; ++looks) {
      Turn turn = begin();
      if (!turn.next) return;
      while (turn.next) {
        if (turn.next->kind == before) return;
        const auto response = node_.answer(turn.next->wire);
        if (turn.next->kind == after) return;
        const Ask ask = *turn.next;
        auto next = db().write(
            [&](storage::Tx& tx) { return take_answer(tx, call(), *keys_, ask, response); });
        EXPECT_TRUE(next) << (next ? "" : next.error().message);
        turn = *next;
      }
      if (turn.rests) return;
    }
    ADD_FAILURE() << "there is always something to do";
  }
  Turn begin() {
    auto turn = db().write([&](storage::Tx& tx) { return next_ask(tx, call(), *keys_, chain_); });
    EXPECT_TRUE(turn) << (turn ? "" : turn.error().message);
    return *turn;
  }
  /// Everything due after the time to gather.
  void gather_and_work() {
    clock().advance_ms(30 * k_second_ms);
    work();
  }
  void confirm(std::int64_t count) {
    for (auto& [txid, confirmations] : node_.confirmations) confirmations = count;
    clock().advance_ms(k_minute_ms);
    work();
  }
  /// A person says that a payout which nobody asks about any more was never carried out.
  void decline_by_hand(const Created& created) {
    must([&](storage::Tx& tx) -> Result<void> {
      tx.exec("UPDATE attempt SET next_check_at = NULL WHERE id = $1",
              {last_attempt(created.payment.id).id});
      return ok();
    });
    payments::ChangeState command;
    command.operation = last_operation(created.payment.id).id;
    command.verdict = payments::Verdict::declined;
    command.reason = "it has waited for too long";
    command.evidence = "the wallet's list";
    command.has_second_person = true;
    must([&](storage::Tx& tx) -> Result<void> {
      auto done = payments::change_transaction_state(tx, call(), command);
      return done ? ok() : Result<void>(done.error());
    });
    EXPECT_EQ(lifecycle(created), Lifecycle::declined);
  }
  Turn take(const Ask& ask, const providers::WireResponse& response) {
    const auto turn =
        db().write([&](storage::Tx& tx) { return take_answer(tx, call(), *keys_, ask, response); });
    EXPECT_TRUE(turn) << (turn ? "" : turn.error().message);
    return turn ? *turn : Turn{};
  }
  std::vector<Transaction> transactions() {
    return *read([&](storage::Tx& tx) { return list_transactions(tx, everything(), chain_, 100); });
  }
  TransactionDetail detail(TransactionId id) {
    return *read([&](storage::Tx& tx) { return read_transaction(tx, everything(), id); });
  }
  Placement placement(const Created& created) {
    return **read(
        [&](storage::Tx& tx) { return read_placement(tx, everything(), created.payment.id); });
  }
  Summary summary() {
    return *read([&](storage::Tx& tx) { return read_summary(tx, everything(), chain_); });
  }
  Lifecycle lifecycle(const Created& created) { return payment(created.payment.id).lifecycle; }
  std::int64_t available() {
    return read([&](storage::Tx& tx) {
      return ledger::balance(
          tx, ledger::merchant_account(ledger::Bucket::merchant_available, merchant_, k_ltc));
    });
  }
  /// Beside what the sale cost that everything is paid from.
  std::int64_t network_cost() {
    return read([&](storage::Tx& tx) {
             return ledger::balance(tx, ledger::own_account(ledger::Bucket::cost_scheme, k_ltc));
           }) -
           start_cost_;
  }
  std::string all_findings() {
    std::string text = findings();
    for (const Finding& one : read([](storage::Tx& tx) { return verify(tx); }))
      text += one.check + ": " + one.detail + "\n";
    return text;
  }
  /// How often an address was paid, over everything that was sent.
  std::int64_t times_paid(const std::string& address) {
    std::int64_t times = 0;
    for (const auto& [txid, outputs] : node_.sent)
      for (const json::value& output : outputs)
        if (output.get_object().contains(address)) ++times;
    return times;
  }
  std::string address_of(int number) { return "rltc1qreceiver000000" + std::to_string(number); }

  Node node_;
  ProviderAccountId chain_;
  std::int64_t start_ = 0, start_cost_ = 0;
};

}  // namespace bursar::chain
