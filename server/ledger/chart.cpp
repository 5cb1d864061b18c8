// The chart of accounts: words, types, sides and the names accounts have in the journal.
#include <array>

#include "base/check.hpp"
#include "ledger/ledger.hpp"

namespace bursar::ledger {
namespace {

struct ChartRow {
  std::string_view word;
  AccountType type;
};

constexpr auto k_asset = AccountType::asset;
constexpr auto k_liability = AccountType::liability;
constexpr auto k_income = AccountType::income;
constexpr auto k_expense = AccountType::expense;

// In the order of Bucket, whose first number is 1.
constexpr std::array<ChartRow, 37> k_chart{{
    {"provider_receivable", k_asset},
    {"provider_in_transit", k_asset},
    {"provider_reserve", k_asset},
    {"bank_client", k_asset},
    {"bank_own", k_asset},
    {"crypto_wallet", k_asset},
    {"merchant_receivable", k_asset},
    {"suspense_debit", k_asset},
    {"suspense_credit", k_liability},
    {"merchant_pending", k_liability},
    {"merchant_available", k_liability},
    {"merchant_reserve", k_liability},
    {"refund_in_transit", k_liability},
    {"payout_in_transit", k_liability},
    {"dispute_hold", k_liability},
    {"customer_unallocated", k_liability},
    {"vat_payable", k_liability},
    {"fee_processing", k_income},
    {"fee_refund", k_income},
    {"fee_chargeback", k_income},
    {"fee_payout", k_income},
    {"fee_alert", k_income},
    {"fee_monthly", k_income},
    {"fx_margin", k_income},
    {"cost_interchange", k_expense},
    {"cost_scheme", k_expense},
    {"cost_acquirer", k_expense},
    {"cost_payout", k_expense},
    {"cost_chargeback", k_expense},
    {"cost_alert", k_expense},
    {"cost_variance", k_expense},
    {"loss_merchant", k_expense},
    {"rounding", k_expense},
    {"fx_position", AccountType::equity},
    {"own_funds", AccountType::equity},
    {"memo_sales", AccountType::memo},
    {"memo_contra", AccountType::memo},
}};
static_assert(k_chart.size() == static_cast<std::size_t>(Bucket::memo_contra));

const ChartRow& row_of(Bucket bucket) {
  const auto number = static_cast<std::size_t>(bucket);
  check(number >= 1 && number <= k_chart.size(), "unknown bucket");
  return k_chart.at(number - 1);
}

std::string_view class_word(AccountType type) {
  switch (type) {
    case AccountType::asset: return "assets";
    case AccountType::liability: return "liabilities";
    case AccountType::income: return "income";
    case AccountType::expense: return "expenses";
    case AccountType::equity: return "equity";
    case AccountType::memo: return "memo";
  }
  throw Bug("unknown account type", std::source_location::current());
}

// The owner's part of a journal account, with the words a bucket of such an owner need not repeat.
struct OwnerPart {
  std::string text;
  std::string_view implied;
};

OwnerPart owner_part(const AccountKey& account) {
  switch (account.owner_kind) {
    case OwnerKind::none: return {};
    case OwnerKind::merchant:
      return {"merchant:" + MerchantId{account.owner_key}.text() + ":", "merchant_"};
    case OwnerKind::provider_account:
      return {"provider:" + ProviderAccountId{account.owner_key}.text() + ":", "provider_"};
    case OwnerKind::bank_account:
      return {"bank:" + id_text("bk_", account.owner_key) + ":", "bank_"};
    case OwnerKind::jurisdiction:
      return {"jurisdiction:" + std::to_string(account.owner_key) + ":", ""};
  }
  throw Bug("unknown owner kind", std::source_location::current());
}

}  // namespace

std::string_view bucket_word(Bucket bucket) { return row_of(bucket).word; }

AccountType account_type(Bucket bucket) { return row_of(bucket).type; }

std::string_view account_type_word(AccountType type) {
  switch (type) {
    case AccountType::asset: return "asset";
    case AccountType::liability: return "liability";
    case AccountType::income: return "income";
    case AccountType::expense: return "expense";
    case AccountType::equity: return "equity";
    case AccountType::memo: return "memo";
  }
  throw Bug("unknown account type", std::source_location::current());
}

Side normal_side(Bucket bucket) {
  const AccountType type = account_type(bucket);
  return type == AccountType::asset || type == AccountType::expense ? Side::debit : Side::credit;
}

bool is_floored(Bucket bucket) {
  return bucket >= Bucket::merchant_pending && bucket <= Bucket::dispute_hold;
}

AccountKey merchant_account(Bucket bucket, MerchantId merchant, Currency currency) {
  check(static_cast<bool>(merchant), "a merchant's account needs its merchant");
  return {bucket, OwnerKind::merchant, merchant.key, currency};
}

AccountKey provider_account(Bucket bucket, ProviderAccountId account, Currency currency) {
  check(static_cast<bool>(account), "a provider's account needs its provider account");
  return {bucket, OwnerKind::provider_account, account.key, currency};
}

AccountKey own_account(Bucket bucket, Currency currency) {
  return {bucket, OwnerKind::none, 0, currency};
}

std::string journal_account(const AccountKey& account) {
  const OwnerPart owner = owner_part(account);
  std::string_view word = bucket_word(account.bucket);
  if (word.starts_with(owner.implied)) word.remove_prefix(owner.implied.size());
  return std::string(class_word(account_type(account.bucket)))
      .append(":")
      .append(owner.text)
      .append(word);
}

}  // namespace bursar::ledger
