// The card numbers that make the acquirer behave in a particular way, and what response codes mean.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "simulator/core/dispute.hpp"
#include "simulator/core/types.hpp"

namespace bursar::simulator {

/// What becomes of a sale with a card.
enum class Fate {
  approve,
  decline,         ///< with the rule's code
  lose_request,    ///< connection closed, nothing processed, ever
  lose_answer,     ///< processed, connection closed
  break_answer,    ///< processed, answered 500
  approve_late,    ///< pending first, approved after the rule's delay
  approve_hidden,  ///< processed, connection closed, unknown to queries for the rule's delay
  approve_part     ///< approved for half of the amount
};
/// What becomes of refunds of a sale with the card.
enum class RefundFate { approve, fail_late, stay_pending };
/// How the messages about an operation are sent.
enum class Telling { plainly, twice, out_of_order };

struct CardRule {
  std::string_view number;
  Fate fate = Fate::approve;
  std::string_view code = "00";
  std::int64_t delay_ms = 0;
  RefundFate refund_fate = RefundFate::approve;
  std::string_view meaning;  ///< for the control page
  /// transStatus of the first step of 3-D Secure; empty: the card asks for none.
  std::string_view three_ds = {};
  Telling telling = Telling::plainly;
  std::optional<DisputeStage> dispute = {};  ///< what the cardholder's bank does some days later
  std::string_view dispute_reason = {};
  bool yields_to_evidence = false;
};

std::span<const CardRule> card_table();
/// The rule of a number, or null when the number means nothing special.
const CardRule* find_card(std::string_view number);
/// The same by the masked form, in which a card is remembered.
const CardRule* find_masked_card(std::string_view masked_number);

bool passes_luhn(std::string_view digits);
/// Brand by the leading digits: "visa", "mastercard", …, "unknown".
std::string_view scheme_of(std::string_view number);
/// First six and last four digits around dots: "400000…0002"; the only form that is kept.
std::string masked(std::string_view number);
/// True once the month of expiry has ended (UTC).
bool is_expired(const Card& card, Instant now);

struct CodeMeaning {
  std::string_view code;
  std::string_view message;
  std::string_view advice;  ///< Mastercard merchant advice code
};
/// A code outside the table reads "declined".
CodeMeaning meaning_of(std::string_view code);

/// Codes of the declines of ordinary cards, with their parts of a thousand.
using DeclineMix = std::vector<std::pair<std::string, std::int64_t>>;
const DeclineMix& default_mix();
/// The response code of the `permille`-th (0 to 999) decline; an empty mix is the default one.
std::string_view decline_from_mix(std::uint64_t permille, const DeclineMix& mix = default_mix());

}  // namespace bursar::simulator
