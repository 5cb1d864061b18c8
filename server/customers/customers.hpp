// The customers' front door: what a merchant's payments tell about one customer, and overwriting
// what is personal of them. A customer is the merchant's own id of a person, within that merchant.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/call.hpp"
#include "base/money.hpp"
#include "base/result.hpp"
#include "payments/payments.hpp"
#include "storage/storage.hpp"

namespace bursar::customers {

struct ErasureTag {
  static constexpr std::string_view k_prefix = "er_";
  static constexpr const char* k_noun = "erasure";
};
using ErasureId = Id<ErasureTag>;

/// One instrument, as far as it may be shown.
struct CardOnFile {
  CardId id;
  std::string brand, bin, last4, holder;
  int expiry_month = 0;
  int expiry_year = 0;
  bool is_expired = false;
  std::int64_t payments = 0;
  Instant last_used_at;
  std::vector<std::string> stored_as;  ///< one_click, unscheduled, scheduled: may be charged again
};
struct Totals {
  Currency currency;
  std::int64_t payments = 0;
  std::int64_t captured_minor = 0;
  std::int64_t refunded_minor = 0;
  std::int64_t paid_out_minor = 0;
};
/// Figures that payments alone can answer.
struct RiskFigures {
  std::int64_t payments = 0, succeeded = 0, declined = 0, failed = 0, in_doubt = 0;
  std::int64_t refunded = 0, disputed = 0;
  std::int64_t distinct_cards = 0, distinct_emails = 0, distinct_addresses = 0;
  std::int64_t declined_in_a_row = 0;  ///< up to now
};
struct Erasure {
  ErasureId id;
  CompanyId company_id;
  MerchantId merchant_id;
  std::string buyer_id;
  std::int64_t payments = 0, cards = 0;
  std::string reason, erased_by;
  Instant erased_at;
};
struct Customer {
  CompanyId company_id;
  MerchantId merchant_id;
  std::string merchant_name, buyer_id;
  std::string email, first_name, last_name, ip;  ///< of the newest payment that names them
  Instant first_seen_at, last_seen_at;
  std::vector<Totals> totals;  ///< by currency, most payments first
  RiskFigures risk;
  std::vector<CardOnFile> cards;          ///< last used first
  std::vector<payments::Payment> newest;  ///< payments, at most 50
  std::vector<Erasure> erasures;          ///< newest first
  std::int64_t under_way = 0;             ///< payments that stand against erasing
  bool is_cut = false;                    ///< only the newest 10,000 payments were read
};
/// What is known of a customer, for acts that say themselves what they did: leaves no entry, so it
/// runs where nothing is written. Errors: as read_customer.
Result<Customer> load_customer(storage::Tx& tx, const Call& call, MerchantId merchant,
                               const std::string& buyer_id);
/// Reading one is on record at the merchant. Errors: not_found (merchant, or nobody who paid
/// there); invalid/buyer_id when it is empty.
Result<Customer> read_customer(storage::Tx& tx, const Call& call, MerchantId merchant,
                               const std::string& buyer_id);

struct EraseCustomer {
  MerchantId merchant;
  std::string buyer_id;
  std::string confirmation;  ///< the customer's id, typed again
  std::string reason;        ///< 1 to 500 bytes, without personal data
  bool has_second_person = false;
};
/// Overwrites what is personal in payments, what went over the wire, and cards that nobody else
/// uses; for good. Errors: not_found; invalid/confirmation_differs, reason_invalid;
/// refused/payments_under_way (details: count), second_person_needed.
Result<Erasure> erase_customer(storage::Tx& tx, const Call& call, const EraseCustomer& command);

const std::vector<storage::Migration>& migrations();

}  // namespace bursar::customers
