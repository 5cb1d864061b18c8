// A simulated bank that is reached by files: takes credit transfers, answers them, books them, and
// says in statements what was booked. In memory alone.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/money.hpp"
#include "base/time.hpp"

namespace bursar::simulator {

struct BankTransfer {
  std::string end_to_end;
  Money amount;
  std::string iban, name, purpose;
};
struct BankOrder {
  std::string message_id, account, holder;
  std::vector<BankTransfer> transfers;
};
/// What the bank says to one transfer at once.
struct BankAnswer {
  std::string end_to_end;
  std::string status;  ///< "ACSP", "RJCT"
  std::string reason;  ///< of a rejection: "AC01"
};
struct BankBooking {
  std::string reference;  ///< the bank's own
  bool is_credit = false;
  Money amount;
  std::string end_to_end, iban, name, purpose;
  std::string return_reason;  ///< "AC04" when an earlier transfer came back
  std::string message_id;     ///< of the file it was ordered in
  Instant booked_at;
  bool is_notified = false;
};
struct BankStatement {
  std::int64_t number = 0;
  std::string account;
  Currency currency;
  Instant made_at;
  std::int64_t opening_minor = 0, closing_minor = 0;
  std::vector<BankBooking> bookings;
};

class Bank {
 public:
  /// Absence: the message id stands for another file. The same file again gets its first answer.
  std::optional<std::vector<BankAnswer>> take(const BankOrder& order, std::string_view content,
                                              Instant now);
  /// A transfer from outside.
  void receive(const std::string& account, BankTransfer transfer, Instant now);
  /// What was booked since the last statement of an account; always one, even of nothing.
  const BankStatement& close(const std::string& account, Instant now);
  /// What came in since, and was not told before; the next statement tells it again.
  BankStatement notify(const std::string& account, Instant now);

  const std::vector<BankStatement>& statements() const { return statements_; }
  const std::vector<BankOrder>& orders() const { return orders_; }
  /// Accounts that were heard of, with how many bookings wait for a statement.
  std::map<std::string, std::size_t> open() const;

 private:
  struct Account {
    std::int64_t balance_minor = 100'000'000;
    std::int64_t stated_minor = 100'000'000;
    std::vector<BankBooking> open;
    std::vector<BankBooking> next;  ///< what comes back after the next statement
  };
  struct Taken {
    std::string content;
    std::vector<BankAnswer> answers;
  };
  void book(Account& account, BankBooking booking);

  std::map<std::string, Account> accounts_;
  std::map<std::string, Taken> taken_;
  std::vector<BankOrder> orders_;
  std::vector<BankStatement> statements_;
  std::int64_t bookings_ = 0, notifications_ = 0;
};

}  // namespace bursar::simulator
