// Postings of sales and refunds. A fact is never refused for lack of balance: what the merchant's
// available money cannot carry is owed (merchant_receivable) instead.
#include "payments/books.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "fees/fees.hpp"
#include "ledger/ledger.hpp"
#include "providers/providers.hpp"

namespace bursar::payments::books {
namespace {

using ledger::Bucket;
using ledger::Side;

/// Account keys of one payment.
struct Accounts {
  MerchantId merchant;
  ProviderAccountId provider;
  Currency currency;

  explicit Accounts(const Payment& payment)
      : merchant(payment.merchant_id),
        provider(payment.provider_account_id),
        currency(payment.amount.currency) {}
  ledger::AccountKey of_merchant(Bucket bucket) const {
    return ledger::merchant_account(bucket, merchant, currency);
  }
  ledger::AccountKey of_provider(Bucket bucket) const {
    return ledger::provider_account(bucket, provider, currency);
  }
  ledger::AccountKey own(Bucket bucket) const { return ledger::own_account(bucket, currency); }
};

void move(std::vector<ledger::Line>& lines, const ledger::AccountKey& debit,
          const ledger::AccountKey& credit, std::int64_t amount_minor) {
  if (amount_minor == 0) return;
  lines.push_back({debit, Side::debit, amount_minor});
  lines.push_back({credit, Side::credit, amount_minor});
}

ledger::Posting posting_of(const Call& call, std::string kind, const Payment& payment,
                           const Operation& operation) {
  ledger::Posting posting;
  posting.kind = std::move(kind);
  posting.subject_kind = "operation";
  posting.subject_key = operation.id.key;
  posting.payment = payment.id;
  posting.company = payment.company_id;
  posting.merchant = payment.merchant_id;
  posting.effective_at = call.now;
  return posting;
}

// The version that charges at the moment the operation is booked.
fees::Plan plan_of(storage::Tx& tx, const Call& call, std::int64_t plan_key) {
  auto plan = fees::load_plan_at(tx, plan_key, call.now);
  check(plan.has_value(), "a merchant has a fee plan");
  return std::move(*plan);
}

void must_post(storage::Tx& tx, const Call& call, const ledger::Posting& posting) {
  const auto posted = ledger::post(tx, call, posting);
  check(posted.has_value(), "the books refuse a fact: " + (posted ? "" : posted.error().message));
}

// What is left of a sale for the merchant once fee and reserve are taken.
struct Shares {
  std::int64_t fee_minor = 0;
  std::int64_t reserve_minor = 0;
  std::int64_t owed_minor = 0;  ///< part of the fee that a small sale does not cover
  std::int64_t net_minor = 0;
};
Shares shares_of(const fees::Plan& plan, const Money& gross, std::int64_t fee_minor) {
  Shares shares;
  shares.fee_minor = fee_minor;
  shares.owed_minor = std::max<std::int64_t>(0, fee_minor - gross.minor);
  const std::int64_t after_fee = gross.minor - fee_minor + shares.owed_minor;
  shares.reserve_minor = std::min(fees::reserve_share(plan, gross), after_fee);
  shares.net_minor = after_fee - shares.reserve_minor;
  return shares;
}

std::vector<ledger::Line> sale_lines(const Accounts& accounts, const Money& gross,
                                     const Shares& shares, const fees::Costs& costs) {
  const auto pending = accounts.of_merchant(Bucket::merchant_pending);
  const auto receivable = accounts.of_provider(Bucket::provider_receivable);
  std::vector<ledger::Line> lines;
  move(lines, receivable, pending, gross.minor);
  move(lines, pending, accounts.own(Bucket::fee_processing), shares.fee_minor);
  move(lines, accounts.of_merchant(Bucket::merchant_receivable), pending, shares.owed_minor);
  move(lines, pending, accounts.of_merchant(Bucket::merchant_reserve), shares.reserve_minor);
  const std::int64_t cost = costs.interchange_minor + costs.scheme_minor + costs.acquirer_minor;
  const auto add_cost = [&](Bucket bucket, std::int64_t amount_minor) {
    if (amount_minor > 0) lines.push_back({accounts.own(bucket), Side::debit, amount_minor});
  };
  add_cost(Bucket::cost_interchange, costs.interchange_minor);
  add_cost(Bucket::cost_scheme, costs.scheme_minor);
  add_cost(Bucket::cost_acquirer, costs.acquirer_minor);
  if (cost > 0) lines.push_back({receivable, Side::credit, cost});
  return lines;
}

// What a refund costs the merchant and gives back of the sale fee.
struct RefundFees {
  fees::FeeLine line;
  std::int64_t returned_minor = 0;
};
RefundFees refund_fees(storage::Tx& tx, const Call& call, const store::Context& context) {
  RefundFees made;
  made.line = fees::refund_fee(plan_of(tx, call, context.fee_plan_key), context.operation.amount);
  const auto sale = store::sale_fee(tx, context.payment.id);
  check(sale.has_value(), "a refunded payment has a successful sale");
  const auto lines = fees::lines_of(tx, sale->operation);
  if (lines.empty() || sale->fee_minor == 0) return made;
  // The plan of the day of the sale says whether its fee comes back.
  const auto plan = fees::load_plan(tx, lines.front().plan_key, lines.front().plan_version);
  check(plan.has_value(), "a fee line names a stored plan");
  const Payment& payment = context.payment;
  made.returned_minor = fees::returned_fee(
      *plan, {sale->fee_minor, payment.captured_minor,
              payment.refunded_minor + context.operation.amount.minor, sale->returned_minor});
  return made;
}

// The refund itself from `from`, then its fee and the returned fee; the fee is owed when the
// available balance cannot carry it.
void post_refund(storage::Tx& tx, const Call& call, store::Context& context,
                 const std::vector<ledger::AccountKey>& sources) {
  const Accounts accounts(context.payment);
  const RefundFees charged = refund_fees(tx, call, context);
  const auto available = accounts.of_merchant(Bucket::merchant_available);
  bool posted = false;
  for (const ledger::AccountKey& fee_from :
       {available, accounts.of_merchant(Bucket::merchant_receivable)}) {
    for (const ledger::AccountKey& source : sources) {
      ledger::Posting posting = posting_of(call, "refund", context.payment, context.operation);
      move(posting.lines, source, accounts.of_provider(Bucket::provider_receivable),
           context.operation.amount.minor);
      move(posting.lines, fee_from, accounts.own(Bucket::fee_refund), charged.line.amount_minor);
      move(posting.lines, accounts.own(Bucket::fee_processing), available, charged.returned_minor);
      posted = ledger::post(tx, call, posting).has_value();
      if (posted) break;
    }
    if (posted) break;
  }
  check(posted, "the books refuse a refund that happened");
  context.operation.fee_minor = charged.line.amount_minor;
  context.operation.fee_returned_minor = charged.returned_minor;
  if (charged.line.amount_minor > 0)
    fees::save_lines(tx, call, context.operation.id, {charged.line});
}

}  // namespace

Result<HoldId> reserve_refund(storage::Tx& tx, const Call& call, const Payment& payment,
                              const Operation& operation) {
  const Accounts accounts(payment);
  const auto available = accounts.of_merchant(Bucket::merchant_available);
  const auto merchant = merchants::load_merchant(tx, call.actor.scope, payment.merchant_id);
  if (!merchant) return merchant.error();
  // Refunds may take the balance as far down as the merchant is trusted, and no further.
  if (auto set = ledger::set_floor(tx, call, available, merchant->refund_overdraft_minor); !set) {
    Error error = refused("insufficient_balance",
                          "the available balance is below what refunds may take it down to");
    error.details.emplace_back("currency", payment.amount.currency.code());
    return error;
  }
  ledger::Posting posting = posting_of(call, "refund_reserved", payment, operation);
  move(posting.lines, available, accounts.of_merchant(Bucket::refund_in_transit),
       operation.amount.minor);
  if (auto posted = ledger::post(tx, call, posting); !posted) return std::move(posted).error();
  return ledger::open_hold(
      tx, call, {available, operation.amount.minor, "refund", "operation", operation.id.key});
}

void book_capture(storage::Tx& tx, const Call& call, store::Context& context) {
  const Payment& payment = context.payment;
  const Accounts accounts(payment);
  const Money arrived = context.operation.effective();
  // A hold was agreed on; what a payer sends may be more than was asked for.
  const bool sale = context.operation.type == OperationType::sale;
  const std::int64_t surplus_minor =
      sale ? std::max<std::int64_t>(0, arrived.minor - payment.amount.minor) : 0;
  const Money gross{arrived.minor - surplus_minor, arrived.currency};
  const fees::Plan plan = plan_of(tx, call, context.fee_plan_key);
  const auto account = providers::load_account(tx, context.attempt.provider_account_id);
  check(account.has_value(), "an attempt has a provider account");
  const fees::FeeLine fee = fees::sale_fee(plan, gross);
  const Shares shares = shares_of(plan, gross, fee.amount_minor);

  ledger::Posting posting = posting_of(call, sale ? "sale" : "capture", payment, context.operation);
  posting.lines = sale_lines(accounts, gross, shares, fees::sale_costs(account->cost, gross));
  move(posting.lines, accounts.of_provider(Bucket::provider_receivable),
       accounts.of_provider(Bucket::customer_unallocated), surplus_minor);
  must_post(tx, call, posting);
  if (fee.amount_minor > 0) fees::save_lines(tx, call, context.operation.id, {fee});
  ledger::schedule_maturity(tx, call, payment.merchant_id, payment.company_id,
                            {shares.net_minor, gross.currency}, context.operation.id.key,
                            call.now.plus_ms(plan.settle_days * k_day_ms));
  context.operation.fee_minor = fee.amount_minor;
}

void book_refund(storage::Tx& tx, const Call& call, store::Context& context) {
  post_refund(tx, call, context,
              {Accounts(context.payment).of_merchant(Bucket::refund_in_transit)});
  const auto closed = ledger::resolve_hold(tx, call, context.hold, ledger::HoldState::posted);
  check(closed.has_value(), "a refund succeeds while its hold is open");
}

void release_refund(storage::Tx& tx, const Call& call, const store::Context& context) {
  const Accounts accounts(context.payment);
  ledger::Posting posting = posting_of(call, "refund_released", context.payment, context.operation);
  move(posting.lines, accounts.of_merchant(Bucket::refund_in_transit),
       accounts.of_merchant(Bucket::merchant_available), context.operation.amount.minor);
  must_post(tx, call, posting);
  const auto closed = ledger::resolve_hold(tx, call, context.hold, ledger::HoldState::voided);
  check(closed.has_value(), "a refund is given up while its hold is open");
}

void book_late_refund(storage::Tx& tx, const Call& call, store::Context& context) {
  const Accounts accounts(context.payment);
  post_refund(tx, call, context,
              {accounts.of_merchant(Bucket::merchant_available),
               accounts.of_merchant(Bucket::merchant_receivable)});
}

Result<HoldId> reserve_payout(storage::Tx& tx, const Call& call, const Payment& payment,
                              const Operation& operation) {
  const Accounts accounts(payment);
  const auto available = accounts.of_merchant(Bucket::merchant_available);
  // Refunds may have been allowed to overdraw the account; payouts never are.
  if (ledger::balance(tx, available) < operation.amount.minor) {
    Error error = refused("insufficient_balance",
                          "the available balance is " +
                              to_text({ledger::balance(tx, available), operation.amount.currency}) +
                              ", less than the payout of " + to_text(operation.amount));
    error.details.emplace_back("currency", operation.amount.currency.code());
    return error;
  }
  ledger::Posting posting = posting_of(call, "payout_reserved", payment, operation);
  move(posting.lines, available, accounts.of_merchant(Bucket::payout_in_transit),
       operation.amount.minor);
  if (auto posted = ledger::post(tx, call, posting); !posted) return std::move(posted).error();
  return ledger::open_hold(
      tx, call, {available, operation.amount.minor, "payout", "operation", operation.id.key});
}

void book_payout(storage::Tx& tx, const Call& call, store::Context& context, bool late) {
  const Accounts accounts(context.payment);
  const std::int64_t minor = context.operation.amount.minor;
  const auto available = accounts.of_merchant(Bucket::merchant_available);
  const auto owed = accounts.of_merchant(Bucket::merchant_receivable);
  std::vector<ledger::AccountKey> sources{accounts.of_merchant(Bucket::payout_in_transit)};
  if (late) sources = {available, owed};
  const fees::FeeLine fee =
      fees::payout_fee(plan_of(tx, call, context.fee_plan_key), context.operation.amount);
  bool posted = false;
  for (const ledger::AccountKey& source : sources)
    for (const ledger::AccountKey& fee_from : {available, owed}) {
      if (posted) break;
      ledger::Posting posting = posting_of(call, "payout", context.payment, context.operation);
      move(posting.lines, source, accounts.of_provider(Bucket::provider_receivable), minor);
      move(posting.lines, fee_from, accounts.own(Bucket::fee_payout), fee.amount_minor);
      move(posting.lines, accounts.own(Bucket::cost_scheme),
           accounts.of_provider(Bucket::provider_receivable), context.cost_minor);
      posted = ledger::post(tx, call, posting).has_value();
    }
  check(posted, "the books refuse a payout that happened");
  context.operation.fee_minor = fee.amount_minor;
  if (fee.amount_minor > 0) fees::save_lines(tx, call, context.operation.id, {fee});
  if (late) return;
  const auto closed = ledger::resolve_hold(tx, call, context.hold, ledger::HoldState::posted);
  check(closed.has_value(), "a payout succeeds while its hold is open");
}

void release_payout(storage::Tx& tx, const Call& call, const store::Context& context) {
  const Accounts accounts(context.payment);
  ledger::Posting posting = posting_of(call, "payout_released", context.payment, context.operation);
  move(posting.lines, accounts.of_merchant(Bucket::payout_in_transit),
       accounts.of_merchant(Bucket::merchant_available), context.operation.amount.minor);
  must_post(tx, call, posting);
  const auto closed = ledger::resolve_hold(tx, call, context.hold, ledger::HoldState::voided);
  check(closed.has_value(), "a payout is given up while its hold is open");
}

void return_payout(storage::Tx& tx, const Call& call, const store::Context& context) {
  const Accounts accounts(context.payment);
  ledger::Posting posting = posting_of(call, "payout_returned", context.payment, context.operation);
  move(posting.lines, accounts.of_provider(Bucket::provider_receivable),
       accounts.of_merchant(Bucket::merchant_available), context.operation.amount.minor);
  must_post(tx, call, posting);
}

void bounce_refund(storage::Tx& tx, const Call& call, const store::Context& context) {
  const Accounts accounts(context.payment);
  ledger::Posting posting = posting_of(call, "refund_bounced", context.payment, context.operation);
  move(posting.lines, accounts.of_provider(Bucket::provider_receivable),
       accounts.of_merchant(Bucket::merchant_available), context.operation.amount.minor);
  must_post(tx, call, posting);
}

void book_return(storage::Tx& tx, const Call& call, const Payment& payment, const Operation& sale,
                 std::int64_t minor) {
  const Accounts accounts(payment);
  bool posted = false;
  for (const Bucket bucket : {Bucket::merchant_available, Bucket::merchant_receivable}) {
    ledger::Posting posting = posting_of(call, "return", payment, sale);
    move(posting.lines, accounts.of_merchant(bucket),
         accounts.of_provider(Bucket::provider_receivable), minor);
    posted = ledger::post(tx, call, posting).has_value();
    if (posted) break;
  }
  check(posted, "the books refuse a return that happened");
}

}  // namespace bursar::payments::books
