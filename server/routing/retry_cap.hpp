// The schemes' limits on trying a declined card again: data of the installation, in versions, and
// the one judgement over what a card was declined for at a merchant.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

#include "base/call.hpp"
#include "base/money.hpp"
#include "storage/storage.hpp"

namespace bursar::routing {

/// Which declines a limit speaks of: all of a card, those of one amount, those of a Visa category,
/// those with an advice code of Mastercard.
enum class CapKind { card = 1, amount, category, advice };
std::string_view word(CapKind value);
std::optional<CapKind> cap_kind_of(std::string_view word);
/// Which further payments it refuses.
enum class CapCovers { all = 1, merchant_initiated };
std::string_view word(CapCovers value);
std::optional<CapCovers> cap_covers_of(std::string_view word);

/// At most `attempts_max` declines within `window_hours`; 0: after one, nothing more in that time.
struct RetryCap {
  std::string scheme;  ///< "visa"
  CapKind kind = CapKind::card;
  std::string code;  ///< category "1" or advice "03"; empty for the other kinds
  CapCovers covers = CapCovers::all;
  std::int64_t attempts_max = 0;
  std::int64_t window_hours = 0;
  std::string source;  ///< who says so
  bool operator==(const RetryCap&) const = default;
};
inline constexpr std::int64_t k_cap_window_hours_max = 366 * 24;

/// What the product comes with, from public pages; each row names its source.
const std::vector<RetryCap>& shipped_caps();

struct CapTable {
  std::int64_t version = 0;  ///< 0: nobody ever changed it
  bool is_shipped = true;    ///< the rows are those the product comes with, also when these change
  std::vector<RetryCap> rows;
  std::string created_by, reason;
  std::optional<Instant> created_at;
};
CapTable caps_now(storage::Tx& tx);
/// Newest first, at most 50.
std::vector<CapTable> cap_history(storage::Tx& tx);

struct ChangeCaps {
  std::int64_t version = 0;  ///< the one that was on the screen
  std::vector<RetryCap> rows;
  std::string reason;
};
/// A new version holds from the next payment on. Errors: forbidden (not for the whole
/// installation), conflict/version_changed, invalid (rows.0.scheme, rows.0.code, …), refused/
/// nothing_changed.
Result<CapTable> change_caps(storage::Tx& tx, const Call& call, const ChangeCaps& command);
/// Back to what the product comes with, by a version of its own. Errors: as change_caps.
Result<CapTable> reset_caps(storage::Tx& tx, const Call& call, std::int64_t version,
                            const std::string& reason);
/// Errors: invalid, naming the member.
Result<void> check_caps(const std::vector<RetryCap>& rows);

// ---- the judgement

/// What a card was declined for at its merchant.
struct Decline {
  Instant at;
  Money amount;
  std::string reason;  ///< of the decline table
  std::string advice;
};
struct DeclinedTry {
  CardId card;
  AttemptId attempt;
  Money amount;
  std::string_view reason, advice;
};
/// Counts an issuer's decline once, whoever told of it.
void note_decline(storage::Tx& tx, const DeclinedTry& declined);

struct CapQuestion {
  CardId card;
  std::string scheme;
  Money amount;
  /// By the merchant, with a stored card; and since when its holder agrees to that.
  bool is_merchant_initiated = false;
  std::optional<Instant> agreed_at;
  Instant now;
  bool never_only = false;  ///< passes over limits by number, which a profile may leave to others
};
struct CapHit {
  RetryCap cap;
  std::int64_t declined = 0;
  Instant until;
  std::string reason;  ///< of the newest decline that counts

  /// A decline that forbids further attempts, not the number of them.
  bool is_never() const { return cap.attempts_max == 0; }
};
/// The limit that holds longest, if one does. Pure; `declines` are the card's, in any order.
std::optional<CapHit> cap_hit(const std::vector<RetryCap>& caps,
                              const std::vector<Decline>& declines, const CapQuestion& question);
/// The same over what is stored. A card without declines costs one read.
std::optional<CapHit> cap_hit(storage::Tx& tx, const CapQuestion& question);
/// "declined 10 times in 24 hours; mastercard allows 10 (one card of one merchant)".
std::string text_of(const CapHit& hit);
/// As the plan of a payment keeps it and pages show it; rows of the table in the same form.
boost::json::object refusal_json(const CapHit& hit);
boost::json::object cap_json(const RetryCap& cap);

}  // namespace bursar::routing
