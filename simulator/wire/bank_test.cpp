// Tests of the simulated bank: what it takes, answers, books and states.
#include <gtest/gtest.h>

#include "simulator/wire/bank_xml.hpp"
#include "simulator/wire/endpoint.hpp"

namespace bursar::simulator {
namespace {

constexpr Instant k_start{1'790'000'000'000};

std::string transfer(const std::string& name, const std::string& amount, const std::string& iban) {
  return "<CdtTrfTxInf><PmtId><EndToEndId>" + name +
         "</EndToEndId></PmtId><Amt><InstdAmt "
         "Ccy=\"EUR\">" +
         amount + "</InstdAmt></Amt><Cdtr><Nm>Ada</Nm></Cdtr><CdtrAcct><Id><IBAN>" + iban +
         "</IBAN></Id></CdtrAcct></CdtTrfTxInf>";
}
std::string file(const std::string& count, const std::string& sum, const std::string& transfers) {
  return "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09\"><CstmrCdtTrfInitn>"
         "<GrpHdr><MsgId>M1</MsgId><NbOfTxs>" +
         count + "</NbOfTxs><CtrlSum>" + sum +
         "</CtrlSum></GrpHdr><PmtInf><DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id>"
         "</DbtrAcct>" +
         transfers + "</PmtInf></CstmrCdtTrfInitn></Document>";
}

class BankFilesTest : public testing::Test {
 protected:
  Reply post(const std::string& path, const std::string& body, const std::string& type) {
    Call call;
    call.method = "POST";
    call.path = path;
    call.authorization = "Bearer sim_key";
    call.content_type = type;
    call.body = body;
    return endpoint_.answer(call, k_start);
  }
  std::string statement() {
    return post("/v1/bank/statements", R"({"account":"DE89370400440532013000"})",
                "application/json")
        .body;
  }
  Endpoint endpoint_{Acquirer(1), "sim_key"};
};

TEST_F(BankFilesTest, AccountsDecideWhatBecomesOfTransfers) {
  // Protects the stories of marked accounts: booked, rejected, returned in the next statement.
  const std::string orders = transfer("e1", "10.00", "DE00000000000000000099") +
                             transfer("e2", "2.50", "DE00000000000000000014") +
                             transfer("e3", "3.00", "DE00000000000000000004");
  const Reply answer = post("/v1/bank/files", file("3", "15.50", orders), "application/xml");
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_NE(answer.body.find("<OrgnlEndToEndId>e2</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf>"
                             "<Rsn><Cd>AC04"),
            std::string::npos);
  EXPECT_EQ(post("/v1/bank/files", file("3", "15.50", orders), "application/xml").body,
            answer.body);
  EXPECT_EQ(post("/v1/bank/files", file("1", "1.00", transfer("x", "1.00", "DE000000000000099")),
                 "application/xml")
                .status,
            409);
  const std::string first = statement();
  EXPECT_NE(first.find("<Amt Ccy=\"EUR\">1000000.00</Amt><CdtDbtInd>CRDT"), std::string::npos);
  EXPECT_NE(first.find("<Amt Ccy=\"EUR\">999987.00</Amt>"), std::string::npos);
  EXPECT_EQ(first.find("RtrInf"), std::string::npos);
  EXPECT_EQ(first.find(">e2<"), std::string::npos);
  const std::string second = statement();
  EXPECT_NE(second.find("<RtrInf><Rsn><Cd>AC04"), std::string::npos);
  EXPECT_NE(second.find("<Amt Ccy=\"EUR\">999990.00</Amt>"), std::string::npos);
}

TEST_F(BankFilesTest, FilesThatDoNotAddUpAreRefused) {
  // Protects the honesty of the bank: count, sum, form and type are checked as banks check them.
  const std::string one = transfer("e1", "10.00", "DE02120300000000202099");
  for (const std::string& wrong :
       {file("2", "10.00", one), file("1", "10.01", one), file("0", "0.00", ""),
        file("1", "10.00", transfer("e1", "10,00", "DE02120300000000202099")), std::string("<a/>"),
        std::string("no xml"), "<!DOCTYPE a []>" + file("1", "10.00", one)})
    EXPECT_EQ(post("/v1/bank/files", wrong, "application/xml").status, 400) << wrong;
}

TEST_F(BankFilesTest, TransfersFromOutsideAreStated) {
  // Protects incoming money: by hand, with its purpose, in the next statement.
  EXPECT_EQ(post("/control/bank/credits",
                 R"({"account":"DE89370400440532013000","amount_minor":1250,"purpose":"RF<1>"})",
                 "application/json")
                .status,
            200);
  EXPECT_EQ(post("/control/bank/credits", R"({"account":"x","amount_minor":1})", "application/json")
                .status,
            400);
  const std::string text = statement();
  EXPECT_NE(text.find("<Ustrd>RF&lt;1&gt;</Ustrd>"), std::string::npos);
  EXPECT_NE(text.find("<Dbtr><Pty><Nm>Somebody"), std::string::npos);
}

TEST_F(BankFilesTest, WhatCameInIsNotifiedOnceBeforeItIsStated) {
  // Protects early word of money: credits alone, once, and under the reference of the statement.
  const std::string account = R"({"account":"DE89370400440532013000")";
  post("/control/bank/credits", account + R"(,"amount_minor":1250,"purpose":"RF1"})",
       "application/json");
  post("/v1/bank/files", file("1", "10.00", transfer("e1", "10.00", "DE00000000000000000099")),
       "application/xml");
  const auto notification = [&] {
    return post("/v1/bank/notifications", account + "}", "application/json").body;
  };
  const std::string first = notification();
  EXPECT_NE(first.find("camt.054"), std::string::npos);
  EXPECT_NE(first.find("<Ustrd>RF1</Ustrd>"), std::string::npos);
  EXPECT_EQ(first.find("DBIT"), std::string::npos);
  EXPECT_EQ(notification().find("<Ntry>"), std::string::npos) << "told once";
  const std::size_t at = first.find("<AcctSvcrRef>");
  ASSERT_NE(at, std::string::npos);
  const std::string reference = first.substr(at, first.find("</AcctSvcrRef>") - at);
  EXPECT_NE(statement().find(reference), std::string::npos) << "the statement tells it again";
}

}  // namespace
}  // namespace bursar::simulator
