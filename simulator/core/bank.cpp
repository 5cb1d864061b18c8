// The last two characters of the receiver's account choose what becomes of a transfer.
#include "simulator/core/bank.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace bursar::simulator {
namespace {

constexpr auto k_rejections = std::to_array<std::pair<std::string_view, std::string_view>>(
    {{"05", "AC01"}, {"06", "AC06"}, {"14", "AC04"}, {"51", "AM04"}, {"57", "AG01"}});
constexpr std::string_view k_never_booked = "02";
constexpr std::string_view k_comes_back = "04";

std::string_view ending_of(std::string_view iban) {
  return iban.size() < 2 ? iban : iban.substr(iban.size() - 2);
}

std::string rejection_of(std::string_view iban) {
  for (const auto& [ending, reason] : k_rejections)
    if (ending_of(iban) == ending) return std::string(reason);
  return {};
}

}  // namespace

void Bank::book(Account& account, BankBooking booking) {
  std::string number = std::to_string(++bookings_);
  booking.reference =
      "SIMB" + std::string(8 - std::min<std::size_t>(number.size(), 8), '0') + number;
  account.balance_minor += booking.is_credit ? booking.amount.minor : -booking.amount.minor;
  account.open.push_back(std::move(booking));
}

std::optional<std::vector<BankAnswer>> Bank::take(const BankOrder& order, std::string_view content,
                                                  Instant now) {
  if (const auto known = taken_.find(order.message_id); known != taken_.end()) {
    if (known->second.content != content) return std::nullopt;
    return known->second.answers;
  }
  Account& account = accounts_[order.account];
  std::vector<BankAnswer> answers;
  for (const BankTransfer& transfer : order.transfers) {
    const std::string reason = rejection_of(transfer.iban);
    answers.push_back({transfer.end_to_end, reason.empty() ? "ACSP" : "RJCT", reason});
    if (!reason.empty() || ending_of(transfer.iban) == k_never_booked) continue;
    BankBooking booking{"",
                        false,
                        transfer.amount,
                        transfer.end_to_end,
                        transfer.iban,
                        transfer.name,
                        transfer.purpose,
                        "",
                        order.message_id,
                        now};
    if (ending_of(transfer.iban) == k_comes_back) {
      BankBooking back = booking;
      back.is_credit = true;
      back.return_reason = "AC04";
      account.next.push_back(std::move(back));
    }
    book(account, std::move(booking));
  }
  orders_.push_back(order);
  taken_[order.message_id] = {std::string(content), answers};
  return answers;
}

void Bank::receive(const std::string& account, BankTransfer transfer, Instant now) {
  book(accounts_[account], {"", true, transfer.amount, transfer.end_to_end, transfer.iban,
                            transfer.name, transfer.purpose, "", "", now});
}

const BankStatement& Bank::close(const std::string& account, Instant now) {
  Account& closing = accounts_[account];
  BankStatement statement;
  statement.number = static_cast<std::int64_t>(statements_.size()) + 1;
  statement.account = account;
  statement.currency = Currency::of("EUR");
  statement.made_at = now;
  statement.opening_minor = closing.stated_minor;
  statement.bookings = std::exchange(closing.open, {});
  statement.closing_minor = closing.stated_minor = closing.balance_minor;
  for (BankBooking& back : std::exchange(closing.next, {})) {
    back.booked_at = now;
    book(closing, std::move(back));
  }
  statements_.push_back(std::move(statement));
  return statements_.back();
}

BankStatement Bank::notify(const std::string& account, Instant now) {
  BankStatement notification;
  notification.number = ++notifications_;
  notification.account = account;
  notification.currency = Currency::of("EUR");
  notification.made_at = now;
  for (BankBooking& booking : accounts_[account].open) {
    if (!booking.is_credit || std::exchange(booking.is_notified, true)) continue;
    notification.bookings.push_back(booking);
  }
  return notification;
}

std::map<std::string, std::size_t> Bank::open() const {
  std::map<std::string, std::size_t> open;
  for (const auto& [iban, account] : accounts_) open[iban] = account.open.size();
  return open;
}

}  // namespace bursar::simulator
