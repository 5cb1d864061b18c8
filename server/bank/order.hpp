// One order at the desk, and how payments hear of it. Private.
#pragma once

#include "bank/bank.hpp"
#include "bank/payer_reference.hpp"

namespace bursar::bank {

/// Whom money goes to, or who sent it.
struct Party {
  std::string iban, bic, name;
};

struct Order {
  std::int64_t key = 0;
  ProviderAccountId account;
  AttemptId attempt;
  std::string end_to_end;  ///< what the bank carries
  OrderKind kind = OrderKind::payout;
  Money amount;
  OrderState state = OrderState::waiting;
  std::string sealed_party;
  std::string purpose;
  BankFileId file;
  std::string bank_reference, reason;
  std::int64_t booked_minor = 0;  ///< paid, received or returned last
  std::optional<Instant> expires_at;
  Instant created_at;
};

std::string seal_party(const Call& call, const vault::KeyRing& keys, std::int64_t row,
                       const Party& party);
Party open_party(const vault::KeyRing& keys, std::int64_t row, std::string_view sealed);

/// The order in the words of the adapter's protocol; `account` says where transfers in go to.
std::string order_json(const Order& order, const providers::ProviderAccount& account);

/// The payment it belongs to; none when that is gone.
PaymentId payment_of(storage::Tx& tx, const Order& order);

/// Tells payments what the order says now.
Result<void> tell(storage::Tx& tx, const Call& call, const Order& order);

/// An account of this adapter that the scope owns. Errors: not_found; refused/shared_account,
/// not_a_bank.
Result<providers::ProviderAccount> bank_account(storage::Tx& tx, const Scope& scope,
                                                ProviderAccountId id);
std::string setting(const providers::ProviderAccount& account, std::string_view name);

}  // namespace bursar::bank
