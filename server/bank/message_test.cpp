// Foreign XML and what is read out of it: hostile files end in words, and money is exact.
#include "bank/message.hpp"

#include <gtest/gtest.h>

#include "bank/payment_file.hpp"

namespace bursar::bank {
namespace {

std::string code_of(std::string_view xml) {
  const auto root = read_xml(xml);
  if (!root) return root.error().code;
  const auto message = read_message(*root);
  return message ? "read" : message.error().code;
}

std::string statement(std::string_view inner, std::string_view version = "053.001.08") {
  return "<?xml version=\"1.0\"?><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt." +
         std::string(version) +
         "\"><BkToCstmrStmt><GrpHdr><MsgId>S1</MsgId></GrpHdr><Stmt>"
         "<Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>" +
         std::string(inner) + "</Stmt></BkToCstmrStmt></Document>";
}
std::string balance(std::string_view kind, std::string_view amount,
                    std::string_view direction = "CRDT") {
  return "<Bal><Tp><CdOrPrtry><Cd>" + std::string(kind) +
         "</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">" + std::string(amount) + "</Amt><CdtDbtInd>" +
         std::string(direction) + "</CdtDbtInd></Bal>";
}
std::string entry(std::string_view amount, std::string_view direction, std::string_view more = "",
                  std::string_view status = "<Sts><Cd>BOOK</Cd></Sts>") {
  return "<Ntry><Amt Ccy=\"EUR\">" + std::string(amount) + "</Amt><CdtDbtInd>" +
         std::string(direction) + "</CdtDbtInd>" + std::string(status) +
         "<BookgDt><Dt>2026-11-20</Dt></BookgDt>" + std::string(more) + "</Ntry>";
}

TEST(BankXml, HostileFilesEndInWords) {
  // Protects the process: no entity expands, nothing is fetched, nothing grows without bound.
  EXPECT_EQ(code_of(""), "xml_malformed");
  EXPECT_EQ(code_of("<a>"), "xml_malformed");
  EXPECT_EQ(code_of("<a></a><b/>"), "xml_malformed");
  EXPECT_EQ(code_of("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>"),
            "xml_document_type");
  EXPECT_EQ(code_of("<!DOCTYPE a [<!ENTITY l \"ll\"><!ENTITY m \"&l;&l;\">]><a>&m;</a>"),
            "xml_document_type");
  std::string deep;
  for (int i = 0; i < 60; ++i) deep += "<a>";
  EXPECT_EQ(code_of(deep), "xml_too_deep");
  std::string wide = "<a>";
  for (std::size_t i = 0; i <= k_xml_elements_max; ++i) wide += "<b/>";
  EXPECT_EQ(code_of(wide + "</a>"), "xml_too_many_elements");
  EXPECT_EQ(code_of(std::string(k_xml_bytes_max + 1, ' ')), "xml_too_large");
  EXPECT_EQ(code_of("<a>\xff\xfe</a>"), "xml_malformed");
  EXPECT_EQ(code_of("<html/>"), "unknown_message");
}

TEST(BankMessage, AmountsAreExact) {
  // Protects money: what has more digits than its currency, a sign or an exponent is no amount.
  EXPECT_EQ(minor_units("12.34", 2), 1'234);
  EXPECT_EQ(minor_units("12.3", 2), 1'230);
  EXPECT_EQ(minor_units("12", 2), 1'200);
  EXPECT_EQ(minor_units("0.01", 2), 1);
  EXPECT_EQ(minor_units("12.340", 2), 1'234);
  EXPECT_EQ(minor_units("1250", 0), 1'250);
  EXPECT_EQ(minor_units("9999999999999999.99", 2), 999'999'999'999'999'999);
  for (const char* wrong : {"", ".", "1.", ".5", "-1", "+1", "1e3", "12.345", "1,00", "1 0",
                            "9999999999999999999", "1.2.3", "0x1", "１２"})
    EXPECT_FALSE(minor_units(wrong, 2)) << wrong;
}

TEST(BankMessage, AStatementIsReadWithItsEntries) {
  // Protects the reading of both generations of the message, batches and announced entries.
  const std::string details =
      "<NtryDtls><TxDtls><Refs><EndToEndId>E1</EndToEndId></Refs>"
      "<AmtDtls><TxAmt><Amt Ccy=\"EUR\">10.00</Amt></TxAmt></AmtDtls>"
      "<RltdPties><Cdtr><Pty><Nm>Ada</Nm></Pty></Cdtr>"
      "<CdtrAcct><Id><IBAN>DE00</IBAN></Id></CdtrAcct></RltdPties></TxDtls>"
      "<TxDtls><Refs><EndToEndId>E2</EndToEndId></Refs><Amt Ccy=\"EUR\">5.50</Amt></TxDtls>"
      "</NtryDtls>";
  const std::string back =
      "<AcctSvcrRef>B9</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>E3</EndToEndId></Refs>"
      "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf><RmtInf><Ustrd>one</Ustrd><Ustrd>two</Ustrd>"
      "</RmtInf></TxDtls></NtryDtls>";
  const auto root = read_xml(
      statement(balance("OPBD", "100.00") +
                entry("15.50", "DBIT", "<AcctSvcrRef>B1</AcctSvcrRef>" + details) +
                entry("2.00", "CRDT", back, "<Sts>BOOK</Sts>") +
                entry("7.00", "CRDT", "", "<Sts><Cd>PDNG</Cd></Sts>") + balance("CLBD", "86.50")));
  ASSERT_TRUE(root) << root.error().message;
  const auto message = read_message(*root);
  ASSERT_TRUE(message) << message.error().message;
  EXPECT_EQ(message->account_iban, "DE89370400440532013000");
  EXPECT_EQ(message->closing->minor, 8'650);
  EXPECT_EQ(message->skipped, 1);
  ASSERT_EQ(message->entries.size(), 3U);
  EXPECT_EQ(message->entries[0].end_to_end, "E1");
  EXPECT_EQ(message->entries[0].amount.minor, 1'000);
  EXPECT_EQ(message->entries[0].party_name, "Ada");
  EXPECT_EQ(message->entries[1].amount.minor, 550);
  EXPECT_NE(message->entries[0].bank_reference, message->entries[1].bank_reference);
  EXPECT_TRUE(message->entries[2].is_return);
  EXPECT_EQ(message->entries[2].reason, "AC04");
  EXPECT_EQ(message->entries[2].purpose, "one two");
  EXPECT_EQ(message->entries[2].booked_on, "2026-11-20");
}

TEST(BankMessage, ANotificationIsReadLikeAStatementWithoutBalances) {
  // Protects camt.054, and answers about a whole file or one order of it.
  const auto root = read_xml(
      "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.054.001.08\"><BkToCstmrDbtCdtNtfctn>"
      "<GrpHdr><MsgId>N1</MsgId></GrpHdr><Ntfctn><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id>"
      "</Acct>" +
      entry("3.00", "DBIT",
            "<NtryDtls><TxDtls><Refs><EndToEndId>E1</EndToEndId></Refs></TxDtls>"
            "</NtryDtls>") +
      "</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>");
  ASSERT_TRUE(root);
  const auto message = read_message(*root);
  ASSERT_TRUE(message) << message.error().message;
  EXPECT_EQ(message->kind, StatementKind::notification);
  EXPECT_EQ(message->id, "N1");
  ASSERT_EQ(message->entries.size(), 1U);
  EXPECT_EQ(message->entries[0].direction, Direction::debit);
  EXPECT_EQ(message->entries[0].end_to_end, "E1");
  EXPECT_EQ(code_of("<Document><CstmrPmtStsRpt/></Document>"), "statement_invalid");
}

TEST(BankMessage, WhatDoesNotAddUpIsRefusedWhole) {
  // Protects against lost lines: balances and batches must add up, and every wrong line is named.
  EXPECT_EQ(
      code_of(statement(balance("OPBD", "1.00") + entry("1.00", "CRDT") + balance("CLBD", "3.00"))),
      "statement_unbalanced");
  EXPECT_EQ(code_of(statement(balance("OPBD", "1.00", "DBIT") + entry("3.00", "CRDT") +
                              balance("CLBD", "2.00"))),
            "read");
  EXPECT_EQ(code_of(statement(entry("3.00", "CRDT",
                                    "<NtryDtls><TxDtls><Amt Ccy=\"EUR\">1.00</Amt></TxDtls>"
                                    "<TxDtls><Amt Ccy=\"EUR\">1.00</Amt></TxDtls></NtryDtls>"))),
            "statement_invalid");
  const auto root = read_xml(statement("\n" + entry("1,00", "CRDT") + "\n" + entry("1.00", "IN")));
  ASSERT_TRUE(root);
  const auto message = read_message(*root);
  ASSERT_FALSE(message);
  ASSERT_EQ(message.error().details.size(), 2U);
  EXPECT_EQ(message.error().details[0].first, "line 2");
  EXPECT_EQ(message.error().details[1].first, "line 3");
}

TEST(BankText, OnlyWhatBanksCarryLeaves) {
  // Protects payment files: accents are folded, and no character has a meaning in XML.
  EXPECT_EQ(bank_text("Łukasz Müller & Söhne <GmbH>", 70), "Lukasz Mueller Soehne GmbH");
  EXPECT_EQ(bank_text("  日本 ", 70), "");
  EXPECT_EQ(bank_text("abc def", 4), "abc");
  EXPECT_EQ(bank_text("\xc3", 10), "");
}

}  // namespace
}  // namespace bursar::bank
