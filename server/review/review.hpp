// The review of the audit trail: rules that look for what a person would look for every day, and
// what they found. A finding accuses nobody; somebody looks at it and closes it with a note.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/audit.hpp"
#include "base/call.hpp"
#include "base/result.hpp"
#include "storage/storage.hpp"

namespace bursar::review {

struct FindingTag {
  static constexpr std::string_view k_prefix = "fi_";
  static constexpr const char* k_noun = "finding";
};
using FindingId = Id<FindingTag>;

enum class Rule {
  password_guessing = 1,  ///< many refused sign-ins of one account, or from one address
  money_off_hours,        ///< money sent out at night or at the weekend by one person
  mass_export,            ///< many exports by one person within an hour
  role_escalation,        ///< somebody was given the installation
  money_after_reset,      ///< a second factor was reset, and soon its owner sent money out
};
inline constexpr Rule k_rules[]{Rule::password_guessing, Rule::money_off_hours, Rule::mass_export,
                                Rule::role_escalation, Rule::money_after_reset};
enum class FindingState { open = 1, closed = 2 };

/// Words of the contract; "" for a number outside the enumeration.
std::string_view word(Rule value);
std::string_view word(FindingState value);
std::optional<Rule> rule_of(std::string_view word);
std::optional<FindingState> state_of(std::string_view word);

/// What one rule saw of one subject on one UTC day.
struct Sighting {
  Rule rule = Rule::password_guessing;
  std::string subject;  ///< e-mail or address
  CompanyId company;    ///< none when entries of several companies or of none are behind it
  std::int64_t count = 0;
  Instant first_at;
  Instant last_at;
  std::vector<AuditId> entries;  ///< oldest first, at most k_entries_max
};
inline constexpr std::size_t k_entries_max = 20;

struct Finding {
  FindingId id;
  Sighting seen;
  FindingState state = FindingState::open;
  std::string closed_by;
  std::optional<Instant> closed_at;
  std::string note;
  std::int64_t version = 1;
  Instant created_at;
};

/// What rules ask of the process.
struct Surroundings {
  /// Minute of the week in the installation's time zone, from Monday 00:00.
  std::function<std::int64_t(Instant)> minute_of_week;
  /// E-mail of a person by public id; "" when unknown.
  std::function<std::string(storage::Tx&, std::string_view user_id)> email_of;
};

/// What the rules see in the trail of the last two days; reads only. Errors: of audit::find.
Result<std::vector<Sighting>> look(storage::Tx& tx, const Call& call, const Surroundings& around);
/// Keeps what is new: a finding per rule, subject and day, which grows while it is open and opens
/// again when more comes after it was closed. Emits `review.finding` for each that is new or has
/// grown. Returns how many.
Result<std::int64_t> raise_findings(storage::Tx& tx, const Call& call,
                                    const std::vector<Sighting>& sightings);

struct ListFindings {
  std::optional<FindingState> state;
  std::optional<Rule> rule;
  FindingId before;
  std::int64_t limit = 50;
};
/// Newest first, within `scope`; findings of no company need a scope over everything.
std::vector<Finding> list_findings(storage::Tx& tx, const Scope& scope, const ListFindings& filter);
/// Errors: not_found (also outside the scope); conflict/version_changed; refused/already_closed;
/// invalid/note of more than 1,000 bytes or empty.
Result<Finding> close_finding(storage::Tx& tx, const Call& call, FindingId id, std::int64_t version,
                              const std::string& note);

const std::vector<storage::Migration>& migrations();

}  // namespace bursar::review
