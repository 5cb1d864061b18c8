// One decoder for trial and execution, so what was checked is what is done.
#include "batches/act.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "base/text.hpp"
#include "vault/seal.hpp"

namespace bursar::batches {
namespace {

constexpr std::size_t k_amount_digits_max = 15;

// Minor units; nothing where the cell is empty.
Result<std::optional<std::int64_t>> amount_of(const std::string& text) {
  if (text.empty()) return std::optional<std::int64_t>();
  const bool digits =
      text.size() <= k_amount_digits_max &&
      std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits)
    return invalid("amount", "invalid_amount",
                   "must be a whole number of minor units, such as 1250 for 12.50");
  const std::int64_t minor = std::stoll(text);
  if (minor < 1) return invalid("amount", "invalid_amount", "must be 1 or more");
  return std::optional(minor);
}

Result<Currency> currency_of(const std::string& text) {
  return text.empty() ? Result<Currency>(invalid("currency", "missing", "is missing"))
                      : Currency::parse(text);
}

Result<payments::Payment> payment_named(Tx& tx, const Call& call, const Batch& batch,
                                        const std::string& name, const std::string& column) {
  if (name.empty()) return invalid(column, "missing", "is missing");
  const Scope& scope = call.actor.scope;
  const auto id = PaymentId::parse(name);
  auto payment = id ? payments::load_payment(tx, scope, *id)
                    : payments::find_by_external_id(tx, scope, batch.merchant_id, name);
  if (!payment || payment->merchant_id != batch.merchant_id)
    return invalid(column, "payment_not_found", "this merchant has no such payment");
  return payment;
}

std::string idempotency_key(const Batch& batch, const Line& line) {
  return "batch:" + batch.id.text() + ":" + std::to_string(line.line_no);
}

std::string request_hash(const Batch& batch, const Line& line) {
  return to_hex(vault::digest(line_text(batch.kind, line)));
}

// ---- payouts

Result<payments::CreatePayout> payout_of(Tx& tx, const Call& call, const Batch& batch,
                                         const Line& line) {
  payments::CreatePayout command;
  command.merchant_id = batch.merchant_id;
  if (line.payment_id.empty()) return invalid("payment_id", "missing", "is missing");
  command.external_id = line.payment_id;
  const auto minor = amount_of(line.amount);
  if (!minor) return minor.error();
  if (!*minor) return invalid("amount", "missing", "is missing");
  const auto currency = currency_of(line.currency);
  if (!currency) return currency.error();
  command.amount = {**minor, *currency};
  command.buyer_id = line.customer_id;
  command.description = line.description;
  command.iban = line.iban;
  command.bic = line.bic;
  command.address = line.address;
  command.holder = line.holder;
  if (!line.token.empty()) {
    const auto payment = payment_named(tx, call, batch, line.token, "token");
    if (!payment) return payment.error();
    command.card_of = payment->id;
  }
  command.payment_method = !line.iban.empty()      ? "bank_transfer"
                           : !line.address.empty() ? "crypto"
                                                   : "card";
  command.idempotency_key = idempotency_key(batch, line);
  command.request_hash = request_hash(batch, line);
  return command;
}

Result<Planned> plan_payout(Tx& tx, const Call& call, const Tools& tools, const Batch& batch,
                            Line line) {
  const auto command = payout_of(tx, call, batch, line);
  if (!command) return command.error();
  const auto target = payments::payout_target(tx, call, tools.keys, *command);
  if (!target) return target.error();
  // The holder stays in the sealed line: rows of a batch name nobody.
  return Planned{std::move(line), command->amount, target->display};
}

Result<Made> pay_out(Tx& tx, const Call& call, const Tools& tools, const Batch& batch,
                     const Line& line) {
  const auto command = payout_of(tx, call, batch, line);
  if (!command) return command.error();
  const auto created = payments::create_payout(tx, call, tools.keys, *command);
  if (!created) return created.error();
  const auto operations = payments::operations_of(tx, created->payment.id);
  check(!operations.empty(), "a payout has an operation");
  return Made{created->payment.id, operations.front().id, created->attempt};
}

// ---- acts on payments that are there

std::int64_t left_of(Kind kind, const payments::Payment& payment) {
  return kind == Kind::refund ? payment.refundable_minor() : payment.capturable_minor();
}

std::string recipient_of(const payments::Payment& payment) {
  if (!payment.card_last4.empty()) return payment.card_brand + " •••• " + payment.card_last4;
  std::string method = payment.method;
  std::replace(method.begin(), method.end(), '_', ' ');
  return method;
}

Result<Planned> plan_second(Tx& tx, const Call& call, const Batch& batch, Line line) {
  const auto payment = payment_named(tx, call, batch, line.payment_id, "payment_id");
  if (!payment) return payment.error();
  const Currency currency = payment->amount.currency;
  if (!line.currency.empty()) {
    const auto named = Currency::parse(line.currency);
    if (!named) return named.error();
    if (*named != currency)
      return invalid("currency", "wrong_currency",
                     "the payment is in " + std::string(currency.code()));
  }
  const auto minor = amount_of(line.amount);
  if (!minor) return minor.error();
  // An empty cell means all that is left now; it is filled in, so that totals stand.
  const std::int64_t amount_minor = minor->value_or(left_of(batch.kind, *payment));
  line.amount = amount_minor > 0 ? std::to_string(amount_minor) : std::string();
  line.currency = currency.code();
  return Planned{std::move(line), {amount_minor, currency}, recipient_of(*payment)};
}

Result<Made> do_second(Tx& tx, const Call& call, const Batch& batch, const Line& line) {
  const auto payment = payment_named(tx, call, batch, line.payment_id, "payment_id");
  if (!payment) return payment.error();
  const auto minor = amount_of(line.amount);
  if (!minor) return minor.error();
  if (batch.kind == Kind::refund) {
    payments::CreateRefund command;
    command.payment_id = payment->id;
    command.amount_minor = *minor;
    command.reason = line.description;
    command.merchant_reference = line.merchant_refund_id;
    command.idempotency_key = idempotency_key(batch, line);
    command.request_hash = request_hash(batch, line);
    const auto made = payments::create_refund(tx, call, command);
    if (!made) return made.error();
    return Made{made->payment.id, made->operation.id, made->attempt};
  }
  payments::CreateStep command;
  command.payment_id = payment->id;
  command.amount_minor = *minor;
  command.reason = line.description;
  command.idempotency_key = idempotency_key(batch, line);
  command.request_hash = request_hash(batch, line);
  const auto made = batch.kind == Kind::capture ? payments::create_capture(tx, call, command)
                                                : payments::create_void(tx, call, command);
  if (!made) return made.error();
  return Made{made->payment.id, made->operation.id, made->attempt};
}

}  // namespace

Result<Planned> plan_line(Tx& tx, const Call& call, const Tools& tools, const Batch& batch,
                          Line line) {
  return batch.kind == Kind::payout ? plan_payout(tx, call, tools, batch, std::move(line))
                                    : plan_second(tx, call, batch, std::move(line));
}

Result<Made> carry_out(Tx& tx, const Call& call, const Tools& tools, const Batch& batch,
                       const Line& line) {
  return batch.kind == Kind::payout ? pay_out(tx, call, tools, batch, line)
                                    : do_second(tx, call, batch, line);
}

Actor actor_of(const Call& call, const Tools& tools, const Batch& batch) {
  Actor actor = call.actor;
  actor.name = "batch of " + (batch.confirmed_by.empty() ? batch.created_by : batch.confirmed_by);
  actor.scope = tools.scope_of(batch.company_id, batch.merchant_id, batch.project_id);
  return actor;
}

}  // namespace bursar::batches
