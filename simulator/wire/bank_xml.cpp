// Reads payment files by the path of each element, and checks what banks check: count and sum.
#include "simulator/wire/bank_xml.hpp"

#include <expat.h>
#include <fmt/format.h>

#include <cstdlib>
#include <iterator>
#include <memory>
#include <utility>

namespace bursar::simulator {
namespace {

struct Reading {
  std::string path, text, currency, failure;
  BankOrder order;
  BankTransfer transfer;
  std::int64_t stated_count = -1, stated_sum = -1, sum = 0;
};

std::optional<std::int64_t> cents(std::string_view text) {
  std::int64_t minor = 0;
  int places = -1;
  for (const char c : text) {
    if (c == '.' && places < 0) {
      places = 0;
      continue;
    }
    if (c < '0' || c > '9' || minor > 1'000'000'000'000'000) return std::nullopt;
    if (places >= 0 && ++places > 2) return std::nullopt;
    minor = minor * 10 + (c - '0');
  }
  if (text.empty() || places == 0) return std::nullopt;
  for (int i = places < 0 ? 0 : places; i < 2; ++i) minor *= 10;
  return minor;
}

void XMLCALL on_start(void* user, const XML_Char* name, const XML_Char** attributes) {
  Reading& reading = *static_cast<Reading*>(user);
  reading.path += "/" + std::string(name);
  reading.text.clear();
  for (; *attributes != nullptr; attributes += 2)
    if (std::string_view(attributes[0]) == "Ccy") reading.currency = attributes[1];
}

void XMLCALL on_text(void* user, const XML_Char* text, int length) {
  static_cast<Reading*>(user)->text.append(text, static_cast<std::size_t>(length));
}

void take_amount(Reading& reading) {
  const auto minor = cents(reading.text);
  if (!minor || reading.currency != "EUR") {
    reading.failure = "'" + reading.text + " " + reading.currency + "' is not an amount in EUR";
    return;
  }
  reading.transfer.amount = {*minor, Currency::of("EUR")};
  reading.sum += *minor;
}

void XMLCALL on_end(void* user, const XML_Char* name) {
  Reading& reading = *static_cast<Reading*>(user);
  const auto is = [&](std::string_view end) { return reading.path.ends_with(end); };
  if (is("/GrpHdr/MsgId")) reading.order.message_id = reading.text;
  if (is("/GrpHdr/NbOfTxs")) reading.stated_count = std::atoll(reading.text.c_str());
  if (is("/GrpHdr/CtrlSum")) reading.stated_sum = cents(reading.text).value_or(-1);
  if (is("/Dbtr/Nm")) reading.order.holder = reading.text;
  if (is("/DbtrAcct/Id/IBAN")) reading.order.account = reading.text;
  if (is("/PmtId/EndToEndId")) reading.transfer.end_to_end = reading.text;
  if (is("/Amt/InstdAmt")) take_amount(reading);
  if (is("/Cdtr/Nm")) reading.transfer.name = reading.text;
  if (is("/CdtrAcct/Id/IBAN")) reading.transfer.iban = reading.text;
  if (is("/RmtInf/Ustrd")) reading.transfer.purpose = reading.text;
  if (is("/CdtTrfTxInf")) reading.order.transfers.push_back(std::exchange(reading.transfer, {}));
  reading.path.resize(reading.path.size() - std::string_view(name).size() - 1);
  reading.text.clear();
}

void XMLCALL on_document_type(void* user, const XML_Char*, const XML_Char*, const XML_Char*, int) {
  static_cast<Reading*>(user)->failure = "a document type is not allowed";
}

std::string judge(const Reading& reading) {
  const BankOrder& order = reading.order;
  if (!reading.failure.empty()) return reading.failure;
  if (order.message_id.empty() || order.message_id.size() > 35) return "MsgId is missing";
  if (order.account.empty()) return "the debtor's account is missing";
  if (order.transfers.empty()) return "there is no transfer";
  if (reading.stated_count != static_cast<std::int64_t>(order.transfers.size()))
    return "NbOfTxs is not the number of transfers";
  if (reading.stated_sum != reading.sum) return "CtrlSum is not the sum of the transfers";
  for (const BankTransfer& transfer : order.transfers)
    if (transfer.end_to_end.empty() || transfer.iban.size() < 15 || transfer.name.empty() ||
        transfer.amount.minor <= 0)
      return "a transfer lacks its reference, account, name or amount";
  return {};
}

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (c == '&') safe += "&amp;";
    else if (c == '<') safe += "&lt;";
    else if (c == '>') safe += "&gt;";
    else safe.push_back(c);
  }
  return safe;
}

std::string euros(std::int64_t minor) { return decimal_text(minor < 0 ? -minor : minor, 2); }
std::string_view sign(std::int64_t minor) { return minor < 0 ? "DBIT" : "CRDT"; }

std::string balance(std::string_view kind, const BankStatement& statement, std::int64_t minor) {
  return fmt::format(
      "<Bal><Tp><CdOrPrtry><Cd>{}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{}</Amt><CdtDbtInd>{}"
      "</CdtDbtInd><Dt><Dt>{}</Dt></Dt></Bal>\n",
      kind, euros(minor), sign(minor), to_iso8601(statement.made_at).substr(0, 10));
}

std::string details_of(const BankBooking& booking) {
  const bool came_in = booking.is_credit && booking.return_reason.empty();
  const std::string party = came_in ? "Dbtr" : "Cdtr";
  std::string xml = "<Refs>";
  if (!booking.message_id.empty())
    xml += "<PmtInfId>" + escaped(booking.message_id) + "</PmtInfId>";
  xml += "<EndToEndId>" +
         (booking.end_to_end.empty() ? "NOTPROVIDED" : escaped(booking.end_to_end)) +
         "</EndToEndId></Refs><Amt Ccy=\"EUR\">" + euros(booking.amount.minor) +
         "</Amt><CdtDbtInd>" + (booking.is_credit ? "CRDT" : "DBIT") + "</CdtDbtInd>";
  xml += "<RltdPties><" + party + "><Pty><Nm>" + escaped(booking.name) + "</Nm></Pty></" + party +
         "><" + party + "Acct><Id><IBAN>" + escaped(booking.iban) + "</IBAN></Id></" + party +
         "Acct></RltdPties>";
  if (!booking.purpose.empty())
    xml += "<RmtInf><Ustrd>" + escaped(booking.purpose) + "</Ustrd></RmtInf>";
  if (!booking.return_reason.empty())
    xml += "<RtrInf><Rsn><Cd>" + booking.return_reason + "</Cd></Rsn></RtrInf>";
  return xml;
}

std::string entries_of(const BankStatement& statement) {
  std::string xml;
  for (const BankBooking& booking : statement.bookings)
    fmt::format_to(
        std::back_inserter(xml),
        "<Ntry><Amt Ccy=\"EUR\">{}</Amt><CdtDbtInd>{}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>"
        "<BookgDt><Dt>{}</Dt></BookgDt><AcctSvcrRef>{}</AcctSvcrRef>"
        "<NtryDtls><TxDtls>{}</TxDtls></NtryDtls></Ntry>\n",
        euros(booking.amount.minor), booking.is_credit ? "CRDT" : "DBIT",
        to_iso8601(booking.booked_at).substr(0, 10), booking.reference, details_of(booking));
  return xml;
}

}  // namespace

Result<BankOrder> parse_payment_file(std::string_view xml) {
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(
      XML_ParserCreate(nullptr), &XML_ParserFree);
  Reading reading;
  XML_SetUserData(parser.get(), &reading);
  XML_SetElementHandler(parser.get(), on_start, on_end);
  XML_SetCharacterDataHandler(parser.get(), on_text);
  XML_SetStartDoctypeDeclHandler(parser.get(), on_document_type);
  if (XML_Parse(parser.get(), xml.data(), static_cast<int>(xml.size()), XML_TRUE) != XML_STATUS_OK)
    return invalid("body", "malformed_xml", "the file is not XML");
  if (xml.find("urn:iso:std:iso:20022:tech:xsd:pain.001.001.") == std::string_view::npos)
    return invalid("body", "unknown_message", "the file is not a pain.001");
  if (std::string why = judge(reading); !why.empty())
    return invalid("body", "invalid_file", std::move(why));
  return std::move(reading.order);
}

std::string render_answer(const BankOrder& order, const std::vector<BankAnswer>& answers,
                          Instant now) {
  std::string xml;
  const auto out = std::back_inserter(xml);
  std::size_t rejected = 0;
  for (const BankAnswer& answer : answers) rejected += answer.status == "RJCT" ? 1 : 0;
  const std::string_view group = rejected == 0                ? "ACSP"
                                 : rejected == answers.size() ? "RJCT"
                                                              : "PART";
  fmt::format_to(
      out,
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.10\">"
      "<CstmrPmtStsRpt><GrpHdr><MsgId>SIMB-{3}</MsgId><CreDtTm>{1}</CreDtTm></GrpHdr>\n"
      "<OrgnlGrpInfAndSts><OrgnlMsgId>{0}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09"
      "</OrgnlMsgNmId></OrgnlGrpInfAndSts>\n"
      "<OrgnlPmtInfAndSts><OrgnlPmtInfId>{0}</OrgnlPmtInfId><PmtInfSts>{2}</PmtInfSts>\n",
      escaped(order.message_id), to_iso8601(now), group, escaped(order.message_id.substr(0, 29)));
  for (const BankAnswer& answer : answers) {
    fmt::format_to(out, "<TxInfAndSts><OrgnlEndToEndId>{}</OrgnlEndToEndId><TxSts>{}</TxSts>",
                   escaped(answer.end_to_end), answer.status);
    if (!answer.reason.empty())
      fmt::format_to(out, "<StsRsnInf><Rsn><Cd>{}</Cd></Rsn></StsRsnInf>", answer.reason);
    xml += "</TxInfAndSts>\n";
  }
  return xml + "</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>\n";
}

std::string render_statement(const BankStatement& statement) {
  std::string xml;
  const auto out = std::back_inserter(xml);
  fmt::format_to(out,
                 "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                 "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\">"
                 "<BkToCstmrStmt><GrpHdr><MsgId>SIMB-STMT-{0}</MsgId><CreDtTm>{1}</CreDtTm>"
                 "</GrpHdr>\n<Stmt><Id>{0}</Id><ElctrncSeqNb>{0}</ElctrncSeqNb>"
                 "<Acct><Id><IBAN>{2}</IBAN></Id><Ccy>EUR</Ccy></Acct>\n",
                 statement.number, to_iso8601(statement.made_at), escaped(statement.account));
  xml += balance("OPBD", statement, statement.opening_minor);
  xml += balance("CLBD", statement, statement.closing_minor);
  xml += entries_of(statement);
  return xml + "</Stmt></BkToCstmrStmt></Document>\n";
}

std::string render_notification(const BankStatement& notification) {
  return fmt::format(
             "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
             "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.054.001.08\">"
             "<BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>SIMB-NTFN-{0}</MsgId><CreDtTm>{1}</CreDtTm>"
             "</GrpHdr>\n<Ntfctn><Id>{0}</Id><Acct><Id><IBAN>{2}</IBAN></Id><Ccy>EUR</Ccy></"
             "Acct>\n",
             notification.number, to_iso8601(notification.made_at), escaped(notification.account)) +
         entries_of(notification) + "</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>\n";
}

}  // namespace bursar::simulator
