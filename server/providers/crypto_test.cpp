// The adapter of a node: what it asks, how it counts what arrived, and that fractions stay exact.
#include <gtest/gtest.h>

#include "providers/crypto/crypto.hpp"
#include "providers/crypto/exact_json.hpp"

namespace bursar::providers {
namespace {

const Adapter& crypto() { return *find_adapter("crypto"); }
constexpr std::int64_t k_coin = 100'000'000;

ProviderRequest order(RequestKind kind) {
  ProviderRequest request;
  request.kind = request.about = kind;
  request.our_reference = "at_1";
  request.amount = {k_coin / 2, Currency::of("LTC")};
  request.destination.address = "rltc1qexample";
  return request;
}
ProviderRequest question(RequestKind about) {
  ProviderRequest request = order(about);
  request.kind = RequestKind::query;
  return request;
}
AccountConfig account() {
  return {"http://127.0.0.1:1", Secret("p"), {{"rpc_user", "u"}, {"confirmations", "3"}}};
}
WireResponse answered(std::string body, int status = 200) {
  return {Reach::answered, status, std::move(body), "", 1};
}
std::string received(const std::string& rows) {
  return R"([{"result":[)" + rows +
         R"(],"error":null,"id":"received:3"},)"
         R"({"result":{"rltc1qa":{"purpose":"receive"}},"error":null,"id":"addresses"}])";
}
std::string row(const std::string& amount, int confirmations, const std::string& label = "at_1") {
  return R"({"category":"receive","label":")" + label + R"(","amount":)" + amount +
         R"(,"confirmations":)" + std::to_string(confirmations) + R"(,"txid":"ab"})";
}
Outcome arrived(const std::string& rows) {
  return crypto().parse(question(RequestKind::sale), answered(received(rows)));
}

TEST(ExactJson, KeepsFractionsAsText) {
  // Protects money: no amount passes through a binary fraction, in any spelling.
  const auto parsed = parse_exact(R"({"a":0.10000000,"b":-1e-8,"c":12,"d":"0.1 \" 2.5"})");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->at("a"), "0.10000000");
  EXPECT_EQ(parsed->at("b"), "-1e-8");
  EXPECT_EQ(parsed->at("c"), 12);
  EXPECT_EQ(parsed->at("d"), "0.1 \" 2.5");
  EXPECT_FALSE(parse_exact("{0.1"));
  EXPECT_EQ(minor_of("0.10000000", 8), 10'000'000);
  EXPECT_EQ(minor_of("-1e-8", 8), -1);
  EXPECT_EQ(minor_of("84000000", 8), 8'400'000'000'000'000);
  EXPECT_EQ(minor_of("0.100000000", 8), 10'000'000);
  EXPECT_EQ(minor_of("1.5E1", 8), 15 * k_coin);
  EXPECT_EQ(minor_of("0.0", 8), 0);
  for (const char* wrong : {"", "-", ".", "1.2.3", "0x1", "0.123456789", "1e999", "99999999999"})
    EXPECT_EQ(minor_of(wrong, 8), std::nullopt) << wrong;
}

TEST(CryptoAdapter, AsksWithOurReferenceAsLabel) {
  // Protects finding again: each call carries the reference, and goes to the wallet that is meant.
  const WireRequest sale = crypto().build(order(RequestKind::sale), account());
  EXPECT_EQ(sale.headers[0].second, "Basic dTpw");
  EXPECT_EQ(sale.body.reveal(), R"({"jsonrpc":"1.0","id":"address","method":"getnewaddress",)"
                                R"("params":["at_1","bech32"]})");
  AccountConfig named = account();
  named.settings["wallet"] = "shop";
  EXPECT_EQ(crypto().build(question(RequestKind::sale), named).path, "/wallet/shop");
  const Outcome waits = crypto().parse(
      order(RequestKind::sale), answered(R"({"result":"rltc1qa","error":null,"id":"address"})"));
  EXPECT_EQ(waits.kind, OutcomeKind::action);
  EXPECT_EQ(waits.action.address, "rltc1qa");
  EXPECT_EQ(waits.action.asset, "LTC");
}

TEST(CryptoAdapter, CountsWhatArrivedByItsConfirmations) {
  // Protects the merchant: nothing counts early, short and over are told, foreign rows are not
  // ours.
  EXPECT_EQ(arrived("").kind, OutcomeKind::action);
  const Outcome young = arrived(row("0.5", 0));
  EXPECT_EQ(young.kind, OutcomeKind::pending);
  EXPECT_EQ(young.provider_message, "0 of 3 confirmations");
  EXPECT_EQ(arrived(row("0.5", 2)).kind, OutcomeKind::pending);
  EXPECT_EQ(arrived(row("0.5", 3)).kind, OutcomeKind::approved);
  const Outcome over = arrived(row("0.5", 3) + "," + row("0.25", 3));
  EXPECT_EQ(over.kind, OutcomeKind::approved);
  EXPECT_EQ(over.received->minor, 75'000'000);
  const Outcome part = arrived(row("0.4", 3));
  EXPECT_EQ(part.kind, OutcomeKind::partially_approved);
  EXPECT_EQ(part.received->minor, 40'000'000);
  EXPECT_EQ(arrived(row("0.4", 3) + "," + row("0.1", 1)).kind, OutcomeKind::pending);
  EXPECT_EQ(arrived(row("0.5", -1)).kind, OutcomeKind::action) << "left the chain";
  EXPECT_EQ(arrived(row("0.5", 9, "at_2")).kind, OutcomeKind::action);
  EXPECT_EQ(arrived(row("0.5000000001", 9)).kind, OutcomeKind::unknown);
}

TEST(CryptoAdapter, PayoutsGoToTheDeskAndNeverToTheNode) {
  // Protects against sending twice: no payout leaves by a call of the adapter's own.
  for (const RequestKind kind : {RequestKind::payout, RequestKind::query}) {
    ProviderRequest request = order(RequestKind::payout);
    request.kind = kind;
    const WireRequest wire = crypto().build(request, account());
    EXPECT_EQ(wire.method, k_desk_method);
    EXPECT_EQ(wire.path, k_chain_desk_path);
    EXPECT_TRUE(wire.headers.empty()) << "no password leaves with it";
  }
  EXPECT_EQ(crypto().build(order(RequestKind::payout), account()).body.reveal(),
            R"({"kind":"payout","reference":"at_1","address":"rltc1qexample"})");
  EXPECT_EQ(crypto().build(question(RequestKind::payout), account()).body.reveal(),
            R"({"kind":"query","reference":"at_1"})");
}

TEST(CryptoAdapter, ReadsWhatTheDeskSaysOfAPayout) {
  // Protects the reservation: paid when confirmed, declined when refused, in doubt when the chain
  // says otherwise, and nothing at all of another order.
  const auto said = [](const std::string& more, int status = 200) {
    return crypto().parse(
        question(RequestKind::payout),
        answered(R"({"reference":"at_1","amount_minor":50000000,"currency":"LTC",)" + more + "}",
                 status));
  };
  EXPECT_EQ(said(R"("state":"waiting")").kind, OutcomeKind::pending);
  EXPECT_EQ(said(R"("state":"signed")").kind, OutcomeKind::pending);
  const Outcome sent =
      said(R"("state":"sent","confirmations":1,"needed":3,"output":"ab:4","fee_minor":7)");
  EXPECT_EQ(sent.kind, OutcomeKind::pending);
  EXPECT_EQ(sent.provider_message, "1 of 3 confirmations");
  EXPECT_EQ(sent.provider_reference, "ab:4");
  EXPECT_FALSE(sent.cost);
  const Outcome paid =
      said(R"("state":"confirmed","confirmations":3,"needed":3,"output":"ab:4","fee_minor":7)");
  EXPECT_EQ(paid.kind, OutcomeKind::approved);
  EXPECT_EQ(paid.cost->minor, 7);
  const Outcome refused = said(R"("state":"refused","code":"address_invalid","note":"no such")");
  EXPECT_EQ(refused.kind, OutcomeKind::declined);
  EXPECT_EQ(refused.decline_reason, "closed_account");
  const Outcome doubted = said(R"("state":"conflicting")");
  EXPECT_EQ(doubted.kind, OutcomeKind::unknown);
  EXPECT_TRUE(doubted.doubts_earlier);
  EXPECT_TRUE(doubted.found);
  EXPECT_EQ(said(R"("state":"lost")").kind, OutcomeKind::unknown);
  const Outcome other = crypto().parse(
      question(RequestKind::payout),
      answered(R"({"reference":"at_1","amount_minor":1,"currency":"LTC","state":"confirmed"})"));
  EXPECT_TRUE(other.contradicts);
  EXPECT_FALSE(crypto().parse(question(RequestKind::payout), answered("{}", 404)).found);
  const Outcome before = crypto().parse(question(RequestKind::payout), answered("{}", 410));
  EXPECT_EQ(before.kind, OutcomeKind::unknown);
  EXPECT_TRUE(before.found) << "sent before the desk: absence here proves nothing";
}

TEST(CryptoAdapter, TellsRefusalsFromDoubt) {
  // Protects a payout's reservation: it is freed only where nothing can have been taken.
  WireResponse silent;
  silent.reach = Reach::unknown;
  EXPECT_EQ(crypto().parse(order(RequestKind::payout), silent).kind, OutcomeKind::unknown);
  EXPECT_EQ(crypto().parse(order(RequestKind::payout), {}).kind, OutcomeKind::not_executed);
  EXPECT_EQ(crypto()
                .parse(order(RequestKind::payout),
                       answered(R"({"rejected":true,"code":"c","message":"m"})", 400))
                .kind,
            OutcomeKind::not_executed);
  EXPECT_EQ(crypto().parse(order(RequestKind::sale), answered("", 401)).kind,
            OutcomeKind::not_executed);
  EXPECT_EQ(crypto().parse(order(RequestKind::sale), answered("", 503)).kind, OutcomeKind::unknown);
  const Outcome gone = crypto().parse(
      question(RequestKind::sale),
      answered(R"([{"result":null,"error":{"code":-11,"message":"no"},"id":"addresses"},)"
               R"({"result":[],"error":null,"id":"received:3"}])"));
  EXPECT_FALSE(gone.found);
}

}  // namespace
}  // namespace bursar::providers
