// The limits as they come with the product, and the judgement over declines.
#include "routing/retry_cap.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "base/text.hpp"
#include "providers/providers.hpp"

namespace bursar::routing {
namespace {

constexpr std::size_t k_rows_max = 40;
constexpr std::size_t k_source_max = 200;
constexpr std::int64_t k_attempts_max = 100;
constexpr std::string_view k_pages = "public help pages of acquirers";

constexpr std::array<std::string_view, 8> k_schemes{"visa", "mastercard", "amex",     "discover",
                                                    "jcb",  "diners",     "unionpay", "maestro"};

// A stopped series binds what merchants start by themselves under the agreement that was stopped;
// the customer may still pay, and may agree anew.
bool is_about_series(const RetryCap& cap, const Decline& decline) {
  return cap.covers == CapCovers::merchant_initiated ||
         (cap.kind == CapKind::category &&
          providers::decline_reason(decline.reason).decline_class == "end_series");
}

bool is_of_kind(const RetryCap& cap, const Decline& decline, const CapQuestion& question) {
  switch (cap.kind) {
    case CapKind::card: return true;
    case CapKind::amount: return decline.amount == question.amount;
    case CapKind::category:
      return providers::decline_reason(decline.reason).visa_category == cap.code;
    case CapKind::advice: return decline.advice == cap.code;
  }
  return false;
}

bool counts(const RetryCap& cap, const Decline& decline, const CapQuestion& question) {
  if (decline.at.plus_ms(cap.window_hours * k_hour_ms) <= question.now) return false;
  if (!is_of_kind(cap, decline, question)) return false;
  if (!is_about_series(cap, decline)) return true;
  return question.is_merchant_initiated &&
         (!question.agreed_at || *question.agreed_at <= decline.at);
}

// Free again when so many have left the window that fewer than the limit remain.
std::optional<CapHit> hit_of(const RetryCap& cap, const std::vector<Decline>& declines,
                             const CapQuestion& question) {
  if (cap.scheme != question.scheme || (question.never_only && cap.attempts_max > 0)) return {};
  std::vector<const Decline*> counted;
  for (const Decline& decline : declines)
    if (counts(cap, decline, question)) counted.push_back(&decline);
  const auto limit = static_cast<std::size_t>(std::max<std::int64_t>(cap.attempts_max, 1));
  if (counted.size() < limit) return {};
  std::sort(counted.begin(), counted.end(),
            [](const Decline* a, const Decline* b) { return a->at > b->at; });
  return CapHit{cap, static_cast<std::int64_t>(counted.size()),
                counted[limit - 1]->at.plus_ms(cap.window_hours * k_hour_ms),
                counted.front()->reason};
}

bool has_code(CapKind kind) { return kind == CapKind::category || kind == CapKind::advice; }

bool is_code(const RetryCap& cap) {
  if (!has_code(cap.kind)) return cap.code.empty();
  if (cap.kind == CapKind::category)
    return cap.code.size() == 1 && cap.code[0] >= '1' && cap.code[0] <= '4';
  return cap.code.size() == 2 &&
         std::all_of(cap.code.begin(), cap.code.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Result<void> check_row(const RetryCap& cap, const std::string& at) {
  if (std::find(k_schemes.begin(), k_schemes.end(), cap.scheme) == k_schemes.end())
    return invalid(at + "scheme", "unknown_value", "'" + cap.scheme + "' is no card scheme");
  if (!is_code(cap))
    return invalid(at + "code", "out_of_range",
                   cap.kind == CapKind::category ? "must be a category from 1 to 4"
                   : has_code(cap.kind)          ? "must be an advice code of two digits"
                                                 : "must be empty for this kind");
  // One decline of any kind must not shut a card out.
  const std::int64_t least = has_code(cap.kind) ? 0 : 1;
  if (cap.attempts_max < least || cap.attempts_max > k_attempts_max)
    return invalid(at + "attempts_max", "out_of_range",
                   fmt::format("must be from {} to {}", least, k_attempts_max));
  if (cap.window_hours < 1 || cap.window_hours > k_cap_window_hours_max)
    return invalid(at + "window_hours", "out_of_range",
                   fmt::format("must be from 1 to {}", k_cap_window_hours_max));
  if (cap.source.size() > k_source_max || !is_printable_utf8(cap.source))
    return invalid(at + "source", "too_long",
                   fmt::format("must be a text of at most {} bytes", k_source_max));
  return ok();
}

}  // namespace

std::string_view word(CapKind value) {
  constexpr std::array<std::string_view, 5> k_words{"", "card", "amount", "category", "advice"};
  return k_words.at(static_cast<std::size_t>(value));
}

std::optional<CapKind> cap_kind_of(std::string_view name) {
  for (const CapKind kind : {CapKind::card, CapKind::amount, CapKind::category, CapKind::advice})
    if (word(kind) == name) return kind;
  return std::nullopt;
}

std::string_view word(CapCovers value) {
  return value == CapCovers::all ? "all" : "merchant_initiated";
}

std::optional<CapCovers> cap_covers_of(std::string_view name) {
  for (const CapCovers covers : {CapCovers::all, CapCovers::merchant_initiated})
    if (word(covers) == name) return covers;
  return std::nullopt;
}

const std::vector<RetryCap>& shipped_caps() {
  constexpr std::int64_t k_month = 30 * 24;
  static const std::vector<RetryCap> k_rows{
      {"visa", CapKind::category, "1", CapCovers::all, 0, k_month,
       "public help pages of acquirers say none; the time is that of other limits"},
      {"visa", CapKind::card, "", CapCovers::all, 20, k_month,
       "public help pages of two acquirers, since 2025-05-25; older pages say 15"},
      {"mastercard", CapKind::card, "", CapCovers::all, 10, 24,
       "public help pages of acquirers; some count a calendar day"},
      {"mastercard", CapKind::amount, "", CapCovers::all, 35, k_month, std::string(k_pages)},
      {"mastercard", CapKind::advice, "03", CapCovers::all, 0, k_month,
       "public help pages of acquirers say none; the time is that of other limits"},
      {"mastercard", CapKind::advice, "21", CapCovers::merchant_initiated, 0, k_month,
       "public help pages of acquirers; a fresh agreement begins another series"},
  };
  return k_rows;
}

Result<void> check_caps(const std::vector<RetryCap>& rows) {
  if (rows.size() > k_rows_max)
    return invalid("rows", "too_many", fmt::format("at most {} are kept", k_rows_max));
  std::set<std::tuple<std::string, CapKind, std::string, CapCovers, std::int64_t>> seen;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const RetryCap& cap = rows[i];
    const std::string at = fmt::format("rows.{}.", i);
    if (auto fits = check_row(cap, at); !fits) return fits;
    if (!seen.emplace(cap.scheme, cap.kind, cap.code, cap.covers, cap.window_hours).second)
      return invalid(at + "window_hours", "twice", "says the same as another row");
  }
  return ok();
}

std::optional<CapHit> cap_hit(const std::vector<RetryCap>& caps,
                              const std::vector<Decline>& declines, const CapQuestion& question) {
  std::optional<CapHit> longest;
  for (const RetryCap& cap : caps) {
    auto hit = hit_of(cap, declines, question);
    if (hit && (!longest || hit->until > longest->until)) longest = std::move(hit);
  }
  return longest;
}

std::string text_of(const CapHit& hit) {
  const RetryCap& cap = hit.cap;
  const std::string what = cap.kind == CapKind::category ? "category " + cap.code
                           : cap.kind == CapKind::advice ? "advice code " + cap.code
                           : cap.kind == CapKind::amount ? std::string("one amount of one card")
                                                         : std::string("one card of one merchant");
  if (hit.is_never())
    return fmt::format("declined as {}; {} allows no further attempt ({})", hit.reason, cap.scheme,
                       what);
  return fmt::format("declined {} times in {} hours; {} allows {} ({})", hit.declined,
                     cap.window_hours, cap.scheme, cap.attempts_max, what);
}

}  // namespace bursar::routing
