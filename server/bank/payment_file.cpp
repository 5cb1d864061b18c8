// Writing of payment files. Texts pass bank_text(), which knows no character that XML gives a
// meaning to; numbers, ids and accounts are ours or were checked.
#include "bank/payment_file.hpp"

#include <fmt/format.h>

#include <array>
#include <iterator>

namespace bursar::bank {
namespace {

struct Letter {
  std::string_view utf8, plain;
};
constexpr auto k_letters = std::to_array<Letter>({
    {"à", "a"}, {"á", "a"}, {"â", "a"}, {"ã", "a"},  {"ä", "ae"}, {"å", "a"}, {"æ", "ae"},
    {"ą", "a"}, {"ă", "a"}, {"ç", "c"}, {"ć", "c"},  {"č", "c"},  {"ď", "d"}, {"đ", "d"},
    {"è", "e"}, {"é", "e"}, {"ê", "e"}, {"ë", "e"},  {"ę", "e"},  {"ě", "e"}, {"ì", "i"},
    {"í", "i"}, {"î", "i"}, {"ï", "i"}, {"ł", "l"},  {"ñ", "n"},  {"ń", "n"}, {"ň", "n"},
    {"ò", "o"}, {"ó", "o"}, {"ô", "o"}, {"õ", "o"},  {"ö", "oe"}, {"ø", "o"}, {"ő", "o"},
    {"ř", "r"}, {"ś", "s"}, {"š", "s"}, {"ș", "s"},  {"ß", "ss"}, {"ť", "t"}, {"ț", "t"},
    {"ù", "u"}, {"ú", "u"}, {"û", "u"}, {"ü", "ue"}, {"ů", "u"},  {"ű", "u"}, {"ý", "y"},
    {"ź", "z"}, {"ż", "z"}, {"ž", "z"}, {"À", "A"},  {"Á", "A"},  {"Â", "A"}, {"Ä", "Ae"},
    {"Å", "A"}, {"Ç", "C"}, {"Č", "C"}, {"È", "E"},  {"É", "E"},  {"Ê", "E"}, {"Í", "I"},
    {"Ł", "L"}, {"Ñ", "N"}, {"Ó", "O"}, {"Ô", "O"},  {"Ö", "Oe"}, {"Ø", "O"}, {"Ř", "R"},
    {"Ś", "S"}, {"Š", "S"}, {"Ú", "U"}, {"Ü", "Ue"}, {"Ý", "Y"},  {"Ź", "Z"}, {"Ż", "Z"},
    {"Ž", "Z"}, {"–", "-"}, {"—", "-"}, {"’", "'"},
});

bool is_carried(char c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return letter || std::string_view("/-?:().,'+ ").find(c) != std::string_view::npos;
}

std::size_t width_of(char lead) {
  const auto byte = static_cast<unsigned char>(lead);
  return byte < 0x80U ? 1 : byte < 0xE0U ? 2 : byte < 0xF0U ? 3 : 4;
}

std::string name_of(std::string_view text) {
  std::string name = bank_text(text, 70);
  return name.empty() ? "NOTPROVIDED" : name;
}

std::string agent(const std::string& bic) {
  return bic.empty() ? "<FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId>"
                     : "<FinInstnId><BICFI>" + bic + "</BICFI></FinInstnId>";
}

void append_transfer(std::string& xml, const Transfer& transfer) {
  const auto out = std::back_inserter(xml);
  fmt::format_to(out,
                 "      <CdtTrfTxInf>\n"
                 "        <PmtId><InstrId>{0}</InstrId><EndToEndId>{0}</EndToEndId></PmtId>\n"
                 "        <Amt><InstdAmt Ccy=\"{1}\">{2}</InstdAmt></Amt>\n",
                 transfer.end_to_end, transfer.amount.currency.code(),
                 decimal_text(transfer.amount.minor, transfer.amount.currency.exponent()));
  if (!transfer.bic.empty())
    fmt::format_to(out, "        <CdtrAgt>{}</CdtrAgt>\n", agent(transfer.bic));
  fmt::format_to(out,
                 "        <Cdtr><Nm>{}</Nm></Cdtr>\n"
                 "        <CdtrAcct><Id><IBAN>{}</IBAN></Id></CdtrAcct>\n",
                 name_of(transfer.name), transfer.iban);
  if (const std::string purpose = bank_text(transfer.purpose, 140); !purpose.empty())
    fmt::format_to(out, "        <RmtInf><Ustrd>{}</Ustrd></RmtInf>\n", purpose);
  xml += "      </CdtTrfTxInf>\n";
}

}  // namespace

std::string bank_text(std::string_view text, std::size_t length_max) {
  std::string plain;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t width = width_of(text[at]);
    const std::string_view one = text.substr(at, width);
    at += width;
    std::string_view put = " ";
    if (width == 1 && is_carried(one[0])) put = one;
    for (const Letter& letter : k_letters)
      if (letter.utf8 == one) put = letter.plain;
    if (put == " " && (plain.empty() || plain.back() == ' ')) continue;
    plain += put;
  }
  if (plain.size() > length_max) plain.resize(length_max);
  while (!plain.empty() && plain.back() == ' ') plain.pop_back();
  return plain;
}

std::string payment_file_xml(const TransferFile& file) {
  std::int64_t sum = 0;
  for (const Transfer& transfer : file.transfers) sum += transfer.amount.minor;
  const Currency currency = file.transfers.front().amount.currency;
  const std::string total = decimal_text(sum, currency.exponent());
  const std::string holder = name_of(file.holder);
  std::string xml;
  fmt::format_to(std::back_inserter(xml),
                 "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                 "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09\">\n"
                 "  <CstmrCdtTrfInitn>\n"
                 "    <GrpHdr>\n"
                 "      <MsgId>{0}</MsgId>\n"
                 "      <CreDtTm>{1}Z</CreDtTm>\n"
                 "      <NbOfTxs>{2}</NbOfTxs>\n"
                 "      <CtrlSum>{3}</CtrlSum>\n"
                 "      <InitgPty><Nm>{4}</Nm></InitgPty>\n"
                 "    </GrpHdr>\n"
                 "    <PmtInf>\n"
                 "      <PmtInfId>{0}</PmtInfId>\n"
                 "      <PmtMtd>TRF</PmtMtd>\n"
                 "      <BtchBookg>false</BtchBookg>\n"
                 "      <NbOfTxs>{2}</NbOfTxs>\n"
                 "      <CtrlSum>{3}</CtrlSum>\n"
                 "      <PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl></PmtTpInf>\n"
                 "      <ReqdExctnDt><Dt>{5}</Dt></ReqdExctnDt>\n"
                 "      <Dbtr><Nm>{4}</Nm></Dbtr>\n"
                 "      <DbtrAcct><Id><IBAN>{6}</IBAN></Id></DbtrAcct>\n"
                 "      <DbtrAgt>{7}</DbtrAgt>\n"
                 "      <ChrgBr>SLEV</ChrgBr>\n",
                 file.message_id, to_iso8601(file.made_at).substr(0, 19), file.transfers.size(),
                 total, holder, file.execute_on, file.iban, agent(file.bic));
  for (const Transfer& transfer : file.transfers) append_transfer(xml, transfer);
  xml += "    </PmtInf>\n  </CstmrCdtTrfInitn>\n</Document>\n";
  return xml;
}

}  // namespace bursar::bank
