// Judging what begins something: charges and authorisations, verifications, payouts.
#include <utility>

#include "simulator/core/acquirer.hpp"
#include "simulator/core/cards.hpp"
#include "simulator/core/three_ds.hpp"

namespace bursar::simulator {
namespace {

constexpr std::int64_t k_challenge_ms = 10 * k_minute_ms;
constexpr std::int64_t k_redirect_ms = 30 * k_minute_ms;
constexpr std::int64_t k_transfer_ms = k_day_ms;
constexpr std::int64_t k_paid_after_ms = 5 * k_second_ms;
constexpr std::int64_t k_paid_late_ms = k_minute_ms;
constexpr std::int64_t k_late_ms = 90 * k_second_ms;
constexpr std::string_view k_digits = "0123456789";

std::string cvv_result_of(const Card& card, std::string_view code) {
  if (card.cvv.empty()) return "P";
  return code == "N7" ? "N" : "M";
}

// An account number of Germany with right check digits.
std::string iban_of(std::string_view provider_reference) {
  const std::string account = "50010517" + derived_text(provider_reference, "iban", 10, k_digits);
  int rest = 0;
  for (const char c : account + "131400") rest = (rest * 10 + (c - '0')) % 97;
  const int check = 98 - rest;
  return "DE" + std::string(check < 10 ? "0" : "") + std::to_string(check) + account;
}

std::string asset_of(Currency currency) {
  for (const std::string_view asset : {"BTC", "LTC", "ETH", "USDT", "USDC"})
    if (currency.code() == asset) return std::string(asset);
  return "LTC";
}

}  // namespace

// A bad number comes before a past expiry, and both before what the number or the mix asks for.
void Acquirer::judge_card(Verdict& verdict, const Card& card, const Draws& draws) const {
  Operation& operation = verdict.operation;
  const CardRule* rule = find_card(card.number);
  operation.card_number = masked(card.number);
  operation.scheme = scheme_of(card.number);
  if (rule) {
    verdict.fate = rule->fate;
    operation.code = rule->code;
    operation.refund_fate = rule->refund_fate;
    operation.refund_delay_ms = rule->delay_ms;
    operation.telling = rule->telling;
    if (rule->dispute) operation.dispute_after_ms = settings_.dispute_after_ms;
    if (rule->fate == Fate::approve_late) verdict.delays.resolve_ms = late_ms(rule->delay_ms);
  } else if (draws.declined) {
    operation.code = draws.decline_code;
  }
  if (is_expired(card, latest_)) operation.code = "54";
  if (!passes_luhn(card.number)) operation.code = "14";
  if (operation.code != "00") verdict.delays = {};
  operation.avs_result = "U";
  operation.cvv_result = cvv_result_of(card, operation.code);
}

Acquirer::Verdict Acquirer::judge(const ChargeRequest& request, const Draws& draws) const {
  Verdict verdict;
  Operation& operation = verdict.operation;
  const ChargeTerms& terms = request.terms;
  operation.kind = Kind::charge;
  operation.amount = request.amount;
  operation.holds = !terms.capture;
  operation.return_url = terms.return_url;
  operation.code = "00";
  operation.scheme = "test";
  operation.provider_reference = draws.provider_reference;
  if (terms.method != "card") {
    operation.method = operation.scheme = terms.method;
    await_customer(verdict, draws);
    return verdict;
  }
  if (!request.card) return verdict;
  judge_card(verdict, *request.card, draws);
  if (verdict.fate == Fate::approve_part && operation.code == "00") {
    operation.code = "10";
    operation.received_minor = std::max<std::int64_t>(request.amount.minor / 2, 1);
  }
  authenticate(verdict, terms, draws);
  return verdict;
}

Acquirer::Verdict Acquirer::judge(const VerificationRequest& request, const Draws& draws) const {
  Verdict verdict;
  Operation& operation = verdict.operation;
  operation.kind = Kind::verification;
  operation.amount = {0, request.currency};
  operation.return_url = request.terms.return_url;
  operation.code = "00";
  operation.provider_reference = draws.provider_reference;
  judge_card(verdict, request.card, draws);
  operation.dispute_after_ms = 0;
  authenticate(verdict, request.terms, draws);
  return verdict;
}

// Strong customer authentication, and what a stored card is registered as. Mail and telephone
// orders and what a merchant starts are out of its scope.
void Acquirer::authenticate(Verdict& verdict, const ChargeTerms& terms, const Draws& draws) const {
  Operation& operation = verdict.operation;
  if (const auto& stored = terms.stored_credential) {
    operation.by_merchant = stored->by_merchant;
    operation.network_transaction_id =
        stored->network_transaction_id.empty()
            ? derived_text(draws.provider_reference, "network", 15, k_digits)
            : stored->network_transaction_id;
  }
  if (operation.code == "14" || operation.code == "54") return;
  const CardRule* rule = find_masked_card(operation.card_number);
  const bool enrolled = rule && !rule->three_ds.empty();
  const bool wants_more = rule && rule->code == "65";  // limit, or authentication required
  const std::string refusal(step_up_code(operation.scheme));
  if (!terms.three_ds) {
    const auto& stored = terms.stored_credential;
    const bool out_of_scope = terms.moto || (stored && stored->by_merchant);
    if (enrolled && !out_of_scope) operation.code = refusal;
    return;
  }
  const ThreeDsWish& wish = *terms.three_ds;
  if (wish.preference == "challenge") {
    operation.first_step = "C";
  } else if (enrolled) {
    operation.first_step = rule->three_ds;
  } else if (wants_more) {
    operation.code = refusal;
    return;
  } else {
    operation.three_ds = three_ds_result(draws.provider_reference, operation.scheme,
                                         wish.exemption.empty() ? "Y" : "I", "frictionless");
    operation.three_ds.exemption = wish.exemption;
    return;
  }
  // Without the customer nothing happens: authentication times out.
  operation.three_ds =
      three_ds_result(draws.provider_reference, operation.scheme, "N", "challenge");
  operation.three_ds.status_reason = "14";
  operation.code_after = wants_more ? "00" : operation.code;
  operation.resolve_delay_ms = verdict.delays.resolve_ms;
  operation.code = "E1";
  operation.action.type = "three_ds";
  operation.action.expires_at = Instant{k_challenge_ms};
  verdict.delays = {};
  verdict.delays.resolve_ms = k_challenge_ms;
}

// Methods other than cards: the customer pays at the wallet, from an account, or in coins.
void Acquirer::await_customer(Verdict& verdict, const Draws& draws) const {
  Operation& operation = verdict.operation;
  Action& action = operation.action;
  operation.code = "E1";
  operation.code_after = "00";
  if (operation.method == "wallet" || operation.method == "bnpl") {
    action.type = "redirect";
    action.expires_at = Instant{k_redirect_ms};
    verdict.delays.resolve_ms = k_redirect_ms;
    return;
  }
  if (operation.method == "crypto") {
    action.type = "crypto";
    action.asset = asset_of(operation.amount.currency);
    action.address = "ltc1q" + derived_text(draws.provider_reference, "address", 38,
                                            "023456789acdefghjklmnpqrstuvwxyz");
  } else {
    action.type = "transfer";
    action.iban = iban_of(draws.provider_reference);
    action.bic = "SIMBDEFFXXX";
    action.holder = "Simulated Collections";
    action.reference = "SIM " + derived_text(draws.provider_reference, "purpose", 10, k_digits);
  }
  await_transfer(verdict);
}

// The last two digits of the amount choose how a transfer ends.
void Acquirer::await_transfer(Verdict& verdict) const {
  Operation& operation = verdict.operation;
  Delays& delays = verdict.delays;
  const std::int64_t lifetime_ms =
      operation.action.type == "crypto" ? k_redirect_ms : k_transfer_ms;
  operation.action.expires_at = Instant{lifetime_ms};
  delays.resolve_ms = lifetime_ms;
  const std::int64_t minor = operation.amount.minor;
  const std::int64_t ending = minor % 100;
  if (ending == 1) return;
  if (ending == 2 || ending == 3) {
    const std::int64_t tenth = std::max<std::int64_t>(minor / 10, 1);
    operation.received_minor =
        ending == 2 ? std::max<std::int64_t>(minor - tenth, 1) : minor + tenth;
  }
  if (ending == 5) {
    delays.late_ms = lifetime_ms + std::max<std::int64_t>(late_ms(k_paid_late_ms), 1);
    return;
  }
  operation.code = "00";
  delays.resolve_ms = std::min(late_ms(k_paid_after_ms), lifetime_ms);
  if (ending == 4) delays.return_ms = std::max<std::int64_t>(late_ms(k_late_ms), 1);
}

Acquirer::Verdict Acquirer::judge(const PayoutRequest& request, const Draws& draws) const {
  Verdict verdict;
  Operation& operation = verdict.operation;
  operation.kind = Kind::payout;
  operation.amount = request.amount;
  operation.code = "00";
  if (request.card) {
    judge_card(verdict, *request.card, draws);
    operation.avs_result.clear();
    operation.cvv_result.clear();
    operation.dispute_after_ms = 0;
  } else {
    operation.scheme = request.iban.empty() ? "crypto" : "sepa";
    judge_destination(verdict, request.iban.empty() ? request.address : request.iban);
  }
  return verdict;
}

// The last two characters of an account or address choose what becomes of a payout.
void Acquirer::judge_destination(Verdict& verdict, std::string_view destination) const {
  Operation& operation = verdict.operation;
  const std::string_view ending = destination.substr(destination.size() - 2);
  if (ending == "01") verdict.delays.resolve_ms = late_ms(k_late_ms);
  if (ending == "02") verdict.delays.never_resolves = true;
  if (ending == "03") verdict.fate = Fate::lose_answer;
  if (ending == "04") verdict.delays.return_ms = std::max<std::int64_t>(late_ms(k_late_ms), 1);
  for (const std::string_view code : {"05", "14", "51", "57", "91"})
    if (ending == code) operation.code = code;
}

}  // namespace bursar::simulator
