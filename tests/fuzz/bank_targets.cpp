// Files of banks, and texts on their way into ours.
#include "bank/message.hpp"
#include "bank/payer_reference.hpp"
#include "bank/payment_file.hpp"
#include "base/check.hpp"
#include "fuzz/targets.hpp"
#include "simulator/wire/bank_xml.hpp"

namespace bursar::fuzz {

// Whatever a bank sends: read in bounds or refused in words, and amounts are never negative.
void bank_file(std::string_view input) {
  (void)simulator::parse_payment_file(input);
  const auto root = bank::read_xml(input);
  check(root || (!root.error().code.empty() && root.error().field == "content"), "a reason");
  if (!root) return;
  const auto message = bank::read_message(*root);
  if (!message) {
    check(!message.error().message.empty(), "a refusal says why");
    return;
  }
  for (const bank::Entry& entry : message->entries) {
    check(entry.amount.minor >= 0, "an amount has no sign");
    check(entry.direction == bank::Direction::answer || entry.amount.currency != Currency(),
          "a booking has a currency");
    check(entry.end_to_end.size() <= 35 && entry.purpose.size() <= 1'000, "texts are bounded");
    (void)bank::payer_references(entry.purpose);
  }
}

// Texts of ours in a payment file: it stays XML, and what was written is what is read.
void payment_file(std::string_view input) {
  bank::TransferFile file;
  file.message_id = "M1";
  file.execute_on = "2026-11-22";
  file.holder = input;
  file.iban = "DE89370400440532013000";
  file.transfers.push_back({"at-1",
                            {1'250, Currency::of("EUR")},
                            "DE02120300000000202051",
                            "",
                            std::string(input),
                            std::string(input)});
  const std::string xml = bank::payment_file_xml(file);
  const auto root = bank::read_xml(xml);
  check(root.has_value(), "a payment file is XML");
  const auto order = simulator::parse_payment_file(xml);
  check(order && order->transfers.size() == 1, "and a bank can read it");
  check(order->transfers[0].purpose == bank::bank_text(input, 140), "word for word");
  for (const std::string& reference : bank::payer_references(input))
    check(reference.size() == 17 && reference.starts_with("RF"), "a reference has its form");
}

}  // namespace bursar::fuzz
