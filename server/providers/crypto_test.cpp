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

TEST(CryptoAdapter, AsksWithOurReferenceAsLabelAndComment) {
  // Protects finding again: each call carries the reference, and amounts are exact decimals.
  const WireRequest sale = crypto().build(order(RequestKind::sale), account());
  EXPECT_EQ(sale.headers[0].second, "Basic dTpw");
  EXPECT_EQ(sale.body.reveal(), R"({"jsonrpc":"1.0","id":"address","method":"getnewaddress",)"
                                R"("params":["at_1","bech32"]})");
  EXPECT_EQ(crypto().build(order(RequestKind::payout), account()).body.reveal(),
            R"({"jsonrpc":"1.0","id":"sent","method":"sendtoaddress",)"
            R"("params":["rltc1qexample",0.50000000,"at_1"]})");
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

TEST(CryptoAdapter, FindsAPayoutByItsCommentAndNeverGuesses) {
  // Protects against sending twice: sent is found by comment, and only a whole list proves absence.
  const auto sent = [](const std::string& rows) {
    return crypto().parse(question(RequestKind::payout),
                          answered(R"([{"result":[)" + rows + R"(],"error":null,"id":"sent:3"}])"));
  };
  const auto one = [](const std::string& amount, int confirmations) {
    return R"({"category":"send","comment":"at_1","amount":)" + amount + R"(,"confirmations":)" +
           std::to_string(confirmations) + R"(,"txid":"ab"})";
  };
  EXPECT_EQ(sent(one("-0.50000000", 1)).kind, OutcomeKind::pending);
  EXPECT_EQ(sent(one("-0.50000000", 3)).kind, OutcomeKind::approved);
  EXPECT_TRUE(sent(one("-0.60000000", 3)).contradicts);
  EXPECT_EQ(sent(one("-0.50000000", -2)).kind, OutcomeKind::unknown);
  EXPECT_FALSE(sent("").found);
  std::string many = R"({"category":"send"})";
  for (int i = 1; i < 1'000; ++i) many += R"(,{"category":"send"})";
  EXPECT_TRUE(sent(many).found);
}

TEST(CryptoAdapter, TellsRefusalsBeforeSpendingFromDoubt) {
  // Protects the reservation of a payout: it is freed only where the node certainly spent nothing.
  const auto said = [](int code) {
    return crypto()
        .parse(order(RequestKind::payout),
               answered(R"({"result":null,"error":{"code":)" + std::to_string(code) +
                            R"(,"message":"no"},"id":"sent"})",
                        500))
        .kind;
  };
  for (const int code : {-3, -5, -6, -8, -13, -18, -28, -32601})
    EXPECT_EQ(said(code), OutcomeKind::not_executed) << code;
  for (const int code : {-1, -4, -25, -26, -27})
    EXPECT_EQ(said(code), OutcomeKind::unknown) << code;
  EXPECT_EQ(crypto().parse(order(RequestKind::payout), answered("", 401)).kind,
            OutcomeKind::not_executed);
  EXPECT_EQ(crypto().parse(order(RequestKind::payout), answered("", 503)).kind,
            OutcomeKind::unknown);
  const Outcome gone = crypto().parse(
      question(RequestKind::sale),
      answered(R"([{"result":null,"error":{"code":-11,"message":"no"},"id":"addresses"},)"
               R"({"result":[],"error":null,"id":"received:3"}])"));
  EXPECT_FALSE(gone.found);
}

}  // namespace
}  // namespace bursar::providers
