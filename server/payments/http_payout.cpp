// Payouts over HTTP: confirmed by whoever asks, kept when others have to agree, else done at once.
#include "payments/http_payout.hpp"

#include <boost/json.hpp>

#include "gate/http.hpp"
#include "ledger/ledger.hpp"
#include "net/json_reader.hpp"
#include "payments/http_gated.hpp"
#include "payments/http_view.hpp"
#include "payments/payout_target.hpp"
#include "payments/request_check.hpp"
#include "payments/review.hpp"

namespace bursar::payments {
namespace {

using net::Request;
using net::Response;
using net::Task;
using storage::Tx;

Result<CreatePayout> decode(const Request& request) {
  CreatePayout command;
  const auto merchant = MerchantId::parse(request.param("merchant_id"));
  if (!merchant) return merchant.error();
  command.merchant_id = *merchant;
  net::JsonReader in(request.body);
  command.amount.minor = in.integer("amount_minor", 1, k_amount_max_minor);
  const std::string code = in.text("currency", 3, 4);
  command.payment_method = in.text_or_none("payment_method", 255).value_or("");
  command.external_id = in.text_or_none("external_id", 255).value_or("");
  command.buyer_id = in.text_or_none("buyer_id", 255).value_or("");
  const std::string recipient = in.text_or_none("recipient_id", 64).value_or("");
  const std::string card_of = in.text_or_none("card_payment_id", 64).value_or("");
  command.iban = in.text_or_none("iban", 42).value_or("");
  command.bic = in.text_or_none("bic", 11).value_or("");
  command.address = in.text_or_none("address", 110).value_or("");
  command.holder = in.text_or_none("holder", 140).value_or("");
  command.description = in.text_or_none("description", 140).value_or("");
  if (auto error = in.finish()) return *error;
  const auto currency = Currency::parse(code);
  if (!currency) return currency.error();
  command.amount.currency = *currency;
  if (!card_of.empty()) {
    const auto payment = PaymentId::parse(card_of);
    if (!payment) return payment.error();
    command.card_of = *payment;
  }
  if (!recipient.empty()) {
    auto id = recipients::RecipientId::parse(recipient);
    if (!id) {
      Error error = std::move(id).error();
      error.field = "recipient_id";
      return error;
    }
    command.recipient = *id;
  }
  command.idempotency_key = request.header("idempotency-key");
  command.request_hash = hash_of(request);
  return command;
}

Result<gate::Subject> describe(Tx& tx, const Call& call, const vault::KeyRing& keys,
                               const std::string& content) {
  const auto command = decode(gate::thawed(content));
  if (!command) return command.error();
  const auto merchant = merchants::load_merchant(tx, call.actor.scope, command->merchant_id);
  if (!merchant) return merchant.error();
  const auto whole = addressed(tx, call, keys, *command);
  if (!whole) return whole.error();
  const std::string& holder = whole->command.holder;
  gate::Subject subject;
  subject.kind = "payout";
  subject.label = "to " + whole->target.label + (holder.empty() ? std::string() : ", " + holder);
  subject.company = merchant->company_id;
  subject.merchant = merchant->id;
  subject.target = "merchant " + std::to_string(merchant->version);
  if (!whole->mark.empty()) subject.target += ", " + whole->mark;
  subject.amount = command->amount;
  subject.reason = whole->command.description;
  subject.fits = [facts = payout_facts(tx, call, whole->command, *merchant)](
                     const std::string& text) { return routing::holds(text, facts); };
  return subject;
}

std::vector<gate::Figure> figures(Tx& tx, const Call& call, const std::string& content) {
  const auto command = decode(gate::thawed(content));
  if (!command || !merchants::load_merchant(tx, call.actor.scope, command->merchant_id)) return {};
  const Currency currency = command->amount.currency;
  std::vector<gate::Figure> found;
  for (const ledger::Bucket bucket :
       {ledger::Bucket::merchant_available, ledger::Bucket::payout_in_transit})
    found.push_back({std::string(ledger::bucket_word(bucket)),
                     std::to_string(ledger::balance(
                         tx, ledger::merchant_account(bucket, command->merchant_id, currency))),
                     gate::FigureKind::money, currency, true});
  return found;
}

}  // namespace

gate::Action payout_action(const vault::KeyRing& keys,
                           const std::function<void(AttemptId)>& dispatch) {
  gate::Action action;
  action.key = "create_payout";
  action.kind = "payout";
  action.permission = "payouts:create";
  action.describe = [&keys](Tx& tx, const Call& call, const std::string& content) {
    return describe(tx, call, keys, content);
  };
  action.figures = figures;
  action.execute = [&keys, dispatch](Tx& tx, const Call& call, const std::string& content,
                                     const gate::Consent&) -> Result<gate::Done> {
    const auto command = decode(gate::thawed(content));
    if (!command) return command.error();
    const auto created = create_payout(tx, call, keys, *command);
    if (!created) return created.error();
    gate::Done done{"payment", created->payment.id.text(), created->replayed, {}};
    if (created->attempt && !created->replayed)
      done.after_commit = [dispatch, attempt = created->attempt] { dispatch(attempt); };
    return done;
  };
  return action;
}

Task<Response> answer_create_payout(const Services& services, Request& request) {
  const auto command = decode(request);
  if (!command) co_return net::to_problem(command.error(), request.request_id);
  const auto money_act = [&services, &command](Tx& tx, const Call& call) {
    return payout_act(tx, call, services.keys, *command);
  };
  const auto act = [&services, &command](Tx& tx, const Call& call) -> Result<Recorded> {
    const auto created = create_payout(tx, call, services.keys, *command);
    if (!created) return created.error();
    return Recorded{created->attempt, created->replayed, payment_json(created->payment, "")};
  };
  GatedRequest gated{"create_payout", money_act, act};
  co_return co_await answer_gated(services, request, std::move(gated));
}

}  // namespace bursar::payments
