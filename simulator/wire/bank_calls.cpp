// The bank over HTTP: payment files in, answers, statements and notifications out, and transfers
// from outside.
#include <charconv>

#include "net/json_reader.hpp"
#include "simulator/wire/bank_xml.hpp"
#include "simulator/wire/endpoint.hpp"
#include "simulator/wire/replies.hpp"

namespace bursar::simulator {
namespace {

constexpr std::int64_t k_amount_max = 1'000'000'000'000;

Reply xml_reply(std::string xml) {
  Reply reply = json_reply(200, std::move(xml));
  reply.content_type = "application/xml; charset=utf-8";
  return reply;
}

bool is_account(std::string_view text) {
  return text.size() >= 15 && text.size() <= 34 &&
         text.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string_view::npos;
}

Reply take_file(Bank& bank, const Call& call, Instant now) {
  const auto order = parse_payment_file(call.body);
  if (!order) return invalid_request(order.error());
  const auto answers = bank.take(*order, call.body, now);
  if (!answers) return refusal(409, "duplicate_message", "this MsgId stands for another file");
  return xml_reply(render_answer(*order, *answers, now));
}

Reply receive(Bank& bank, const Call& call, Instant now) {
  net::JsonReader in(call.body);
  const std::string account = in.text("account", 15, 34);
  BankTransfer transfer;
  transfer.amount = {in.integer("amount_minor", 1, k_amount_max), Currency::of("EUR")};
  transfer.purpose = in.text_or_none("purpose", 140).value_or("");
  transfer.name = in.text_or_none("name", 70).value_or("");
  transfer.iban = in.text_or_none("iban", 34).value_or("DE02120300000000202051");
  if (transfer.name.empty()) transfer.name = "Somebody";
  if (!is_account(account))
    in.fail("account", "invalid_account", "account is not an IBAN without spaces");
  if (auto problem = in.finish()) return invalid_request(*problem);
  bank.receive(account, std::move(transfer), now);
  return json_reply(200, R"({"status":"done"})");
}

Reply close(Bank& bank, const Call& call, Instant now, bool as_file) {
  net::JsonReader in(call.body);
  const std::string account = in.text("account", 15, 34);
  if (!is_account(account))
    in.fail("account", "invalid_account", "account is not an IBAN without spaces");
  if (auto problem = in.finish()) return invalid_request(*problem);
  const BankStatement& statement = bank.close(account, now);
  if (as_file) return xml_reply(render_statement(statement));
  return json_reply(200, R"({"number":)" + std::to_string(statement.number) + "}");
}

Reply notify(Bank& bank, const Call& call, Instant now) {
  net::JsonReader in(call.body);
  const std::string account = in.text("account", 15, 34);
  if (!is_account(account))
    in.fail("account", "invalid_account", "account is not an IBAN without spaces");
  if (auto problem = in.finish()) return invalid_request(*problem);
  return xml_reply(render_notification(bank.notify(account, now)));
}

const BankStatement* statement_of(const Bank& bank, std::string_view path) {
  std::string_view number = path.substr(path.rfind('/') + 1);
  if (number.ends_with(".xml")) number.remove_suffix(4);
  std::size_t value = 0;
  const auto [end, failure] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (failure != std::errc() || end != number.data() + number.size() || value == 0 ||
      value > bank.statements().size())
    return nullptr;
  return &bank.statements()[value - 1];
}

}  // namespace

Reply Endpoint::answer_bank(const Call& call, Instant now) {
  const bool by_hand = call.path.starts_with("/control/");
  if (call.method == "POST" && call.path == "/v1/bank/files") return take_file(bank_, call, now);
  if (call.method == "GET") {
    const BankStatement* statement = statement_of(bank_, call.path);
    return statement ? xml_reply(render_statement(*statement))
                     : refusal(404, "not_found", "there is no statement of this number");
  }
  if (call.method != "POST") return refusal(405, "method_not_allowed", "read or post here");
  if (!is_json(call)) return unsupported_media_type();
  if (call.path.ends_with("/statements")) return close(bank_, call, now, !by_hand);
  if (call.path == "/v1/bank/notifications") return notify(bank_, call, now);
  if (call.path == "/control/bank/credits") return receive(bank_, call, now);
  return refusal(404, "unknown_path", "nothing is served under this path");
}

}  // namespace bursar::simulator
