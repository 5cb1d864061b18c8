// Whether a recipient may be paid now, and where its money goes.
#include "recipients/destination.hpp"
#include "recipients/store.hpp"

namespace bursar::recipients {
namespace {

Error not_now(std::string code, std::string message) {
  Error error = refused(std::move(code), std::move(message));
  error.field = "recipient_id";
  return error;
}

std::string mark_of(const Recipient& one) {
  return one.id.text() + " edition " + std::to_string(one.edition);
}

Result<void> may_be_paid(const Recipient& one, Instant now) {
  if (one.state == State::archived)
    return not_now("recipient_archived", one.name + " is archived and out of use for good");
  if (one.state != State::approved)
    return not_now("recipient_not_approved", one.name + " is " + std::string(word(one.state)) +
                                                 ": nothing is paid before it is approved");
  if (one.is_usable(now)) return ok();
  Error error = not_now("recipient_cooling",
                        one.name + " may be paid from " + to_iso8601(*one.usable_from_at) + " on");
  error.details.emplace_back("usable_from_at", std::to_string(one.usable_from_at->ms));
  return error;
}

}  // namespace

Result<Payee> payee(Tx& tx, const Call& call, const vault::KeyRing& keys, RecipientId id,
                    MerchantId merchant, Currency currency) {
  const auto one = store::load(tx, id);
  if (!one || one->merchant_id != merchant) {
    Error error = not_found(RecipientTag::k_noun);
    error.field = "recipient_id";
    return error;
  }
  if (auto may = may_be_paid(*one, call.now); !may) return std::move(may).error();
  if (one->currency != currency)
    return invalid("currency", "recipient_currency",
                   one->name + " is paid in " + std::string(one->currency.code()));
  Payee found;
  found.id = one->id;
  found.name = one->name;
  found.holder = one->holder;
  found.card_payment = one->card_payment_id;
  found.reference = one->reference;
  found.mark = mark_of(*one);
  if (one->kind == Kind::card) return found;
  const Destination destination = unseal(keys, id, store::sealed_destination(tx, id));
  found.iban = destination.iban;
  found.bic = destination.bic;
  found.address = destination.address;
  return found;
}

Result<void> judge_typed(Tx& tx, const Call& call, const vault::KeyRing& keys, MerchantId merchant,
                         Currency currency, const Destination& typed) {
  const auto checked = check_destination(keys, typed);
  if (!checked) return ok();  // the payout itself says what is wrong with it
  Recipient like;
  like.merchant_id = merchant;
  like.currency = currency;
  like.fingerprint = checked->fingerprint;
  const auto saved = store::with_destination(tx, like);
  if (!saved || saved->state == State::draft) return ok();  // nobody was asked about a draft
  auto may = may_be_paid(*saved, call.now);
  if (may) return ok();
  Error error = std::move(may).error();
  error.field = typed.iban.empty() ? "address" : "iban";
  return error;
}

std::optional<Mark> mark_of(Tx& tx, RecipientId id, Instant now) {
  const auto one = store::load(tx, id);
  if (!one) return std::nullopt;
  return Mark{one->name, mark_of(*one), one->is_usable(now)};
}

}  // namespace bursar::recipients
