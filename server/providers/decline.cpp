// The decline table: what a refusal means, what may be done about it, and the codes it has at
// networks and on surfaces. Data, so that one place answers every "why was it declined".
#include <algorithm>
#include <array>

#include "base/check.hpp"
#include "providers/providers.hpp"

namespace bursar::providers {
namespace {

constexpr std::array<DeclineReason, 29> k_table{{
    {"do_not_honor", "05", "soft", "card_declined",
     "The card's bank refused without giving a reason.",
     "Ask the customer to call the bank or to pay with another card; one later retry may work.",
     "4", "10000 10100", "do_not_honor generic_decline"},
    {"refer_to_issuer", "01 02", "soft", "card_declined",
     "The card's bank wants to speak to its customer first.",
     "Ask the customer to call the bank, then try again.", "4", "10201", "call_issuer"},
    {"insufficient_funds", "51 AM04", "soft_later", "insufficient_funds",
     "The account does not hold enough money.",
     "Try a smaller amount, or again after payday; another card works at once.", "2",
     "10105 10112 10113", "insufficient_funds"},
    {"limit_exceeded", "61 65", "soft_later", "card_declined",
     "The amount or the number of payments is above a limit of the card.",
     "Try again when the limit starts anew, usually the next day, or use another card.", "2",
     "10101", "card_velocity_exceeded withdrawal_count_limit_exceeded"},
    {"invalid_card", "14", "hard", "card_declined", "No such card number exists.",
     "Do not retry. Ask the customer to type the number again.", "1", "10102 10812",
     "incorrect_number"},
    {"expired_card", "54", "hard", "expired_card",
     "The card's validity has ended, or the expiry date was typed wrongly.",
     "Do not retry with the same data. Ask for the card's current expiry date or another card.",
     "3", "10106", "expired_card"},
    {"wrong_cvv", "82 N7", "correct_card", "incorrect_cvc",
     "The security code does not belong to the card.",
     "Ask the customer to type the code again; do not send the same one twice.", "3", "10103",
     "incorrect_cvc"},
    {"lost_or_stolen", "04 07 41 43", "hard", "card_declined",
     "The card was reported lost or stolen, or is to be withdrawn.",
     "Never retry. Treat the order as possible fraud and do not tell the payer the reason.", "1",
     "10203", "lost_card stolen_card pickup_card"},
    {"closed_account", "46 78 AC01 AC04 RC01 BE04", "hard", "card_declined",
     "The account behind the card is closed or does not exist.",
     "Never retry. Delete the stored card and ask for another one.", "1", "10405",
     "account_closed"},
    {"not_permitted", "57 58 AG01", "hard", "card_declined",
     "The card may not be used for this kind of payment.",
     "Do not retry here. Offer another card or another method.", "1", "10204",
     "transaction_not_allowed"},
    {"no_such_issuer", "15", "hard", "card_declined", "No bank is known for this card number.",
     "Do not retry. Ask the customer to type the number again.", "1", "10102", ""},
    {"restricted", "62 AC06 RR04", "hard", "card_declined",
     "The bank restricts the card, for example to certain countries or shops.",
     "Do not retry for now. The customer can ask the bank to lift the restriction.", "2", "10204",
     "restricted_card"},
    {"suspected_fraud", "34 59", "hard", "card_declined",
     "The card's bank suspects that somebody else is paying.",
     "Do not retry. Look at the order before accepting another card from the same customer.", "2",
     "10402 10404", "fraudulent"},
    {"sca_required", "1A", "step_up", "card_declined",
     "The bank wants the customer to confirm the payment (strong authentication).",
     "Repeat the payment with 3-D Secure; without it the answer stays the same.", "", "10709 10722",
     "authentication_required"},
    {"stop_order", "R0 R1 R3", "end_series", "card_declined",
     "The customer told the bank to stop these payments.",
     "End the series of payments. Do not charge the card again without a fresh agreement.", "1",
     "10110", "revocation_of_authorization"},
    {"issuer_unavailable", "91 92", "technical", "processing_error",
     "The card's bank could not be reached.", "Try again in a few minutes or by another route.",
     "2", "10202", "issuer_not_available"},
    {"system_error", "06 96", "technical", "processing_error",
     "A system on the way to the bank failed and said so; nothing was charged.",
     "Try again in a few minutes or by another route.", "2", "10505 10601", "processing_error"},
    {"duplicate", "94 AM05", "inspect", "processing_error",
     "The network takes the request for a repeat of one it has already seen.",
     "Look for the earlier payment before trying anything again.", "", "3041",
     "duplicate_transaction"},
    {"timeout", "68", "in_doubt", "processing_error",
     "The bank's answer came too late for the network; the payment may have happened.",
     "Wait: the outcome is being asked for. Do not charge again.", "", "10602", ""},
    {"amount_error", "13", "fix", "processing_error",
     "The amount is not acceptable to the bank or the network.",
     "Correct the amount or currency, then send a new payment.", "3", "2642", "invalid_amount"},
    {"risk_declined", "", "ours", "card_declined",
     "Our own risk rules refused the payment; no bank was asked.",
     "Look at the risk decision. Release the customer or the rule if it was wrong.", "", "402 14xx",
     ""},
    {"rejected_in_review", "", "ours", "card_declined",
     "A person had to look at the payment first and refused it; no provider was asked.",
     "Read the reason on the payment. If it was a mistake, start the payment again.", "", "402",
     ""},
    {"retry_cap_reached", "", "ours", "card_declined",
     "The card was declined so often at this merchant that its scheme allows no further try for "
     "now; no bank was asked.",
     "Ask for another card, or wait until the scheme's time has passed.", "", "402", ""},
    {"retry_forbidden", "", "ours", "card_declined",
     "The card was declined here with a reason or a code after which its scheme allows no further "
     "attempt for now; no bank was asked.",
     "Ask for another card. The payment says until when this card is refused.", "", "402", ""},
    {"canceled_by_merchant", "", "ours", "card_declined",
     "The payment was canceled before it was carried out.",
     "Nothing to do. Start a new payment if the order still stands.", "", "301", ""},
    {"canceled_by_customer", "17", "customer", "card_declined",
     "The customer left or pressed cancel before paying.",
     "Nothing to do; the customer may start again.", "", "20301 301", ""},
    {"action_expired", "E1", "customer", "card_declined",
     "The customer did not finish what was asked for in time.",
     "Send the customer a new payment page; nothing was taken.", "", "301", ""},
    {"reversed_by_us", "R5", "ours", "card_declined",
     "We had undone this request before it was carried out.",
     "Nothing was taken. Start a new payment if the order still stands.", "", "", ""},
    {"provider_unconfirmed", "", "in_doubt", "processing_error",
     "The provider cannot say whether the payment happened.",
     "Wait: the outcome is being asked for. Do not charge again.", "", "20802 20812", ""},
}};

bool lists(std::string_view codes, std::string_view code) {
  while (!codes.empty()) {
    const std::size_t space = codes.find(' ');
    if (codes.substr(0, space) == code) return true;
    codes = space == std::string_view::npos ? "" : codes.substr(space + 1);
  }
  return false;
}

}  // namespace

const std::vector<DeclineReason>& decline_table() {
  static const std::vector<DeclineReason> k_rows(k_table.begin(), k_table.end());
  return k_rows;
}

const DeclineReason& decline_reason(std::string_view reason) {
  const auto* row = std::find_if(k_table.begin(), k_table.end(),
                                 [&](const DeclineReason& one) { return one.reason == reason; });
  return row == k_table.end() ? k_table.front() : *row;
}

const DeclineReason& decline_of_code(std::string_view code, std::string_view scheme) {
  // Mastercard's 65 asks for authentication where Visa's means "too often".
  if (code == "65" && scheme == "mastercard") return decline_reason("sca_required");
  const auto* row = std::find_if(k_table.begin(), k_table.end(),
                                 [&](const DeclineReason& one) { return lists(one.codes, code); });
  return row == k_table.end() ? k_table.front() : *row;
}

}  // namespace bursar::providers
