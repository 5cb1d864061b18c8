// The card numbers that make the acquirer behave in a particular way, and what response codes mean.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/time.hpp"
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
  not_served,      ///< reserved number whose behaviour does not exist yet: refused as invalid
};
/// What becomes of refunds of a sale with the card.
enum class RefundFate { approve, fail_late, stay_pending };

struct CardRule {
  std::string_view number;
  Fate fate = Fate::approve;
  std::string_view code = "00";
  std::int64_t delay_ms = 0;
  RefundFate refund_fate = RefundFate::approve;
  std::string_view meaning;  ///< for the control page
};

std::span<const CardRule> card_table();
/// The rule of a number, or null when the number means nothing special.
const CardRule* find_card(std::string_view number);

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

/// The response code of the `permille`-th (0 to 999) decline of ordinary cards.
std::string_view decline_from_mix(std::uint64_t permille);

}  // namespace bursar::simulator
