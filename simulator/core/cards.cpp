// The tables behind cards.hpp: marked numbers, response codes, brands, and the mix of declines.
#include "simulator/core/cards.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace bursar::simulator {
namespace {

constexpr std::int64_t k_late_ms = 90 * k_second_ms;
constexpr std::int64_t k_hidden_ms = 60 * k_second_ms;

CardRule declining(std::string_view number, std::string_view code, std::string_view meaning) {
  return {number, Fate::decline, code, 0, RefundFate::approve, meaning};
}
CardRule faring(std::string_view number, Fate fate, std::int64_t delay_ms,
                std::string_view meaning) {
  return {number, fate, "00", delay_ms, RefundFate::approve, meaning};
}
CardRule authenticating(std::string_view number, std::string_view status,
                        std::string_view meaning) {
  CardRule rule = faring(number, Fate::approve, 0, meaning);
  rule.three_ds = status;
  return rule;
}
CardRule telling(std::string_view number, Telling how, std::string_view meaning) {
  CardRule rule = faring(number, Fate::approve, 0, meaning);
  rule.telling = how;
  return rule;
}
CardRule refunding(std::string_view number, RefundFate fate, std::string_view meaning) {
  return {number, Fate::approve, "00", k_late_ms, fate, meaning};
}

CardRule disputing(std::string_view number, DisputeStage stage, std::string_view reason,
                   std::string_view meaning) {
  CardRule rule = faring(number, Fate::approve, 0, meaning);
  rule.dispute = stage;
  rule.dispute_reason = reason;
  return rule;
}
CardRule yielding(CardRule rule) {
  rule.yields_to_evidence = true;
  return rule;
}

std::vector<CardRule> make_table() {
  return {
      faring("4242424242424242", Fate::approve, 0, "approved"),
      faring("5555555555554444", Fate::approve, 0, "approved"),
      declining("4000000000000002", "05", "declined: do not honour"),
      declining("4000000000009995", "51", "declined: insufficient funds"),
      declining("4000000000000069", "54", "declined: expired card"),
      declining("4000000000000127", "N7", "declined: wrong security code"),
      declining("4000000000000119", "96", "declined: processing error"),
      faring("4000000000900003", Fate::approve, 0, "approved"),
      declining("4000000000910051", "05", "declined: do not honour"),
      declining("4000000000910515", "51", "declined: insufficient funds"),
      declining("4000000000910549", "54", "declined: expired card"),
      declining("4000000000910416", "41", "declined: lost card"),
      declining("4000000000910432", "43", "declined: stolen card"),
      declining("4000000000910622", "62", "declined: restricted card"),
      declining("4000000000910655", "65", "declined: limit, or authentication required"),
      declining("4000000000910911", "91", "declined: issuer unavailable"),
      declining("4000000000910960", "96", "declined: system malfunction"),
      authenticating("4000000000920019", "Y", "3-D Secure: frictionless"),
      authenticating("4000000000920027", "C", "3-D Secure: challenge"),
      authenticating("4000000000920035", "N", "3-D Secure: not authenticated, declined"),
      authenticating("4000000000920043", "U", "3-D Secure: unavailable, approved without"),
      authenticating("4000000000920050", "R", "3-D Secure: rejected, declined"),
      authenticating("4000000000920068", "A", "3-D Secure: attempted, approved"),
      faring("4000000000930018", Fate::lose_request, 0, "connection closed, not processed"),
      faring("4000000000930026", Fate::lose_answer, 0, "approved, connection closed"),
      faring("4000000000930034", Fate::break_answer, 0, "approved, answered 500"),
      faring("4000000000930042", Fate::approve_late, k_late_ms, "pending, approved later"),
      telling("4000000000930059", Telling::twice, "approved, every webhook twice"),
      telling("4000000000930067", Telling::out_of_order, "approved, webhooks out of order"),
      faring("4000000000930075", Fate::approve_hidden, k_hidden_ms,
             "approved, connection closed, queries say not found at first"),
      disputing("4000000000940017", DisputeStage::chargeback, "10.4",
                "approved, charged back later: fraud (10.4)"),
      disputing("4000000000940025", DisputeStage::chargeback, "13.1",
                "approved, charged back later: not received (13.1)"),
      disputing("4000000000940033", DisputeStage::rapid, "10.4",
                "approved, given back later by the scheme's rule (RDR)"),
      disputing("4000000000940041", DisputeStage::fraud_report, "10.4",
                "approved, reported as fraud later (TC40), money stays"),
      yielding(disputing("4000000000940058", DisputeStage::chargeback, "13.1",
                         "approved, charged back later, won after evidence")),
      refunding("4000000000950016", RefundFate::fail_late,
                "approved; refund pending, then declined"),
      refunding("4000000000950024", RefundFate::stay_pending, "approved; refund stays pending"),
      faring("4000000000950032", Fate::approve_part, 0, "approved for half of the amount"),
  };
}

constexpr std::array<CodeMeaning, 27> k_codes = {{
    {"00", "approved", ""},
    {"05", "do not honour", "02"},
    {"10", "approved for a part", ""},
    {"12", "invalid transaction", ""},
    {"13", "invalid amount", ""},
    {"14", "invalid card number", "03"},
    {"17", "cancelled by the customer", ""},
    {"1A", "additional customer authentication required", ""},
    {"25", "original transaction not found", ""},
    {"41", "lost card", "03"},
    {"43", "stolen card", "03"},
    {"51", "insufficient funds", "02"},
    {"54", "expired card", "01"},
    {"57", "not permitted to cardholder", "03"},
    {"59", "suspected fraud", "03"},
    {"61", "exceeds amount limit", "25"},
    {"62", "restricted card", "03"},
    {"65", "exceeds frequency limit or authentication required", "25"},
    {"82", "wrong security code", "01"},
    {"91", "issuer unavailable", "02"},
    {"92", "issuer cannot be reached", "02"},
    {"94", "duplicate transaction", ""},
    {"96", "system malfunction", "02"},
    {"E1", "the customer did not act in time", ""},
    {"N7", "wrong security code", "01"},
    {"R1", "authorisation revoked", "21"},
    {"R5", "reversed", ""},
}};

int leading(std::string_view number, std::size_t digits) {
  int value = 0;
  for (const char c : number.substr(0, digits)) value = value * 10 + (c - '0');
  return value;
}

bool between(int value, int lowest, int highest) { return value >= lowest && value <= highest; }

}  // namespace

std::span<const CardRule> card_table() {
  static const std::vector<CardRule> table = make_table();
  return table;
}

const CardRule* find_card(std::string_view number) {
  const auto table = card_table();
  const auto rule = std::find_if(table.begin(), table.end(), [&](const CardRule& candidate) {
    return candidate.number == number;
  });
  return rule == table.end() ? nullptr : &*rule;
}

const CardRule* find_masked_card(std::string_view masked_number) {
  if (masked_number.empty()) return nullptr;
  const auto table = card_table();
  const auto rule = std::find_if(table.begin(), table.end(), [&](const CardRule& candidate) {
    return masked(candidate.number) == masked_number;
  });
  return rule == table.end() ? nullptr : &*rule;
}

bool passes_luhn(std::string_view digits) {
  if (digits.empty()) return false;
  int sum = 0;
  bool doubled = false;
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, doubled = !doubled) {
    if (*digit < '0' || *digit > '9') return false;
    const int value = (*digit - '0') * (doubled ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 == 0;
}

std::string_view scheme_of(std::string_view number) {
  if (number.starts_with('4')) return "visa";
  const int two = leading(number, 2);
  const int four = leading(number, 4);
  if (between(two, 51, 55) || between(four, 2221, 2720)) return "mastercard";
  if (two == 34 || two == 37) return "amex";
  if (between(four, 3528, 3589)) return "jcb";
  if (two == 36 || two == 38 || two == 39 || between(four, 3000, 3059)) return "diners";
  if (four == 6011 || two == 65 || between(leading(number, 3), 644, 649)) return "discover";
  if (two == 62) return "unionpay";
  if (two == 50 || between(two, 56, 69)) return "maestro";
  return "unknown";
}

std::string masked(std::string_view number) {
  if (number.size() < 10) return "…";
  return std::string(number.substr(0, 6)) + "…" + std::string(number.substr(number.size() - 4));
}

bool is_expired(const Card& card, Instant now) {
  const std::string today = day_text(utc_day(now));  // "2026-11-21"
  const int year = std::stoi(today.substr(0, 4));
  const int month = std::stoi(today.substr(5, 2));
  return card.expiry_year < year || (card.expiry_year == year && card.expiry_month < month);
}

CodeMeaning meaning_of(std::string_view code) {
  const auto* const found =
      std::find_if(k_codes.begin(), k_codes.end(),
                   [&](const CodeMeaning& meaning) { return meaning.code == code; });
  return found == k_codes.end() ? CodeMeaning{code, "declined", ""} : *found;
}

const DeclineMix& default_mix() {
  static const DeclineMix mix = {{"51", 440}, {"05", 200}, {"59", 90}, {"14", 80},
                                 {"61", 50},  {"54", 40},  {"41", 10}, {"43", 10},
                                 {"1A", 40},  {"91", 20},  {"96", 20}};
  return mix;
}

std::string_view decline_from_mix(std::uint64_t permille, const DeclineMix& mix) {
  std::int64_t left = static_cast<std::int64_t>(permille);
  for (const auto& [code, share] : mix.empty() ? default_mix() : mix) {
    if (left < share) return code;
    left -= share;
  }
  return "05";
}

}  // namespace bursar::simulator
