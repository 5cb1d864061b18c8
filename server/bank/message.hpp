// What a bank's file says, in our words: answers to payment files (pain.002), statements (camt.053)
// and notifications (camt.054), whatever their version. Private.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bank/bank.hpp"
#include "bank/xml.hpp"

namespace bursar::bank {

/// One booked movement, or one answer to an order.
struct Entry {
  Direction direction = Direction::credit;
  Money amount;                  ///< of an answer: nothing
  std::string booked_on;         ///< "2026-11-22"
  std::string end_to_end;        ///< as the order had it; empty when none is named
  std::string original_message;  ///< of the payment file an answer is about
  std::string payment_block;     ///< the file that a sum was booked for; empty when none is named
  std::string bank_reference;    ///< the bank's own
  std::string status;            ///< of an answer: "ACSP", "RJCT"
  std::string reason;            ///< why rejected or returned: "AC04"
  std::string purpose;           ///< remittance information
  std::string party_name, party_iban;
  bool is_return = false;
  std::int64_t line = 0;
};

struct Message {
  StatementKind kind = StatementKind::statement;
  std::string id;
  std::string account_iban;  ///< empty in answers
  std::optional<Money> opening, closing;
  std::vector<Entry> entries;
  std::int64_t skipped = 0;  ///< announced only, not booked
};

/// Errors: invalid `content`: unknown_message (another kind of file), statement_invalid (details
/// "line N" → what is wrong there, at most 20), statement_unbalanced, several_accounts.
Result<Message> read_message(const Element& root);

/// Minor units of a decimal amount; nothing for signs, exponents and more digits than the currency
/// has.
std::optional<std::int64_t> minor_units(std::string_view decimal, int exponent);

}  // namespace bursar::bank
