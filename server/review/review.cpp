// Reading the trail for the rules, keeping what they see, and closing it.
#include "review/review.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <boost/json.hpp>

#include "base/text.hpp"
#include "outbox/outbox.hpp"
#include "review/rules.hpp"
#include "review/store.hpp"

namespace bursar::review {
namespace {

namespace json = boost::json;

constexpr std::int64_t k_look_back_ms = 2 * k_day_ms;
constexpr std::int64_t k_page = 1'000;
constexpr std::size_t k_entries_read_max = 50'000;
constexpr std::size_t k_note_max = 1'000;

constexpr std::array<std::pair<Rule, std::string_view>, 5> k_rule_words{
    {{Rule::password_guessing, "password_guessing"},
     {Rule::money_off_hours, "money_off_hours"},
     {Rule::mass_export, "mass_export"},
     {Rule::role_escalation, "role_escalation"},
     {Rule::money_after_reset, "money_after_reset"}}};

/// The reviewed entries of the last two days, oldest first; the newest when there are too many.
Result<std::vector<audit::StoredEntry>> read_trail(storage::Tx& tx, const Call& call) {
  audit::Filter filter;
  filter.actions = reviewed_actions();
  filter.from = call.now.plus_ms(-k_look_back_ms);
  filter.limit = k_page;
  const audit::Reach nobody = [](storage::Tx&, const std::vector<CompanyId>&, std::size_t) {
    return std::vector<MerchantId>();
  };
  std::vector<audit::StoredEntry> all;
  for (bool more = true; more && all.size() < k_entries_read_max;) {
    auto page = audit::find(tx, call.actor.scope, filter, nobody);
    if (!page) return page.error();
    more = page->has_older;
    if (!page->rows.empty()) filter.before = page->rows.back().id;
    if (page->searched_to) filter.before = page->searched_to;
    std::move(page->rows.begin(), page->rows.end(), std::back_inserter(all));
  }
  std::reverse(all.begin(), all.end());
  return all;
}

Case case_of(storage::Tx& tx, std::vector<audit::StoredEntry> entries, const Surroundings& around) {
  Case seen;
  for (const audit::StoredEntry& entry : entries)
    if (entry.entry.subject_kind == "user" && !seen.emails.contains(entry.entry.subject_id))
      seen.emails[entry.entry.subject_id] = around.email_of(tx, entry.entry.subject_id);
  seen.entries = std::move(entries);
  seen.minute_of_week = around.minute_of_week;
  return seen;
}

void tell(storage::Tx& tx, const Call& call, const Finding& finding) {
  outbox::emit(tx, call,
               {.type = "review.finding",
                .company = finding.seen.company,
                .merchant = {},
                .subject_kind = "finding",
                .subject_id = finding.id.text(),
                .subject_version = finding.version,
                .payload = json::serialize(json::object{{"finding_id", finding.id.text()},
                                                        {"rule", word(finding.seen.rule)},
                                                        {"state", word(finding.state)}})});
}

void note_in_trail(storage::Tx& tx, const Call& call, std::string_view action,
                   const Finding& finding, std::string reason) {
  const json::object after{{"rule", word(finding.seen.rule)},
                           {"subject", finding.seen.subject},
                           {"count", finding.seen.count},
                           {"state", word(finding.state)}};
  audit::record(tx, call,
                {.action = std::string(action),
                 .subject_kind = "finding",
                 .subject_id = finding.id.text(),
                 .company = finding.seen.company,
                 .before = {},
                 .after = json::serialize(after),
                 .reason = std::move(reason)});
}

/// True when there was something to keep.
bool keep(storage::Tx& tx, const Call& call, const Sighting& seen) {
  auto known = store::find(tx, seen);
  if (known && known->seen.count >= seen.count) return false;
  Finding finding;
  if (known) {
    finding = *std::move(known);
    finding.seen = seen;
    finding.state = FindingState::open;
    ++finding.version;
    store::save(tx, finding);
  } else {
    finding.id = call.ids.next<FindingId>();
    finding.seen = seen;
    finding.created_at = call.now;
    store::insert(tx, finding);
  }
  note_in_trail(tx, call, "raise_finding", finding, {});
  tell(tx, call, finding);
  return true;
}

}  // namespace

std::string_view word(Rule value) {
  for (const auto& [rule, name] : k_rule_words)
    if (rule == value) return name;
  return "";
}

std::string_view word(FindingState value) {
  return value == FindingState::open ? "open" : value == FindingState::closed ? "closed" : "";
}

std::optional<Rule> rule_of(std::string_view text) {
  for (const auto& [rule, name] : k_rule_words)
    if (name == text) return rule;
  return std::nullopt;
}

std::optional<FindingState> state_of(std::string_view text) {
  for (const FindingState state : {FindingState::open, FindingState::closed})
    if (word(state) == text) return state;
  return std::nullopt;
}

Result<std::vector<Sighting>> look(storage::Tx& tx, const Call& call, const Surroundings& around) {
  auto entries = read_trail(tx, call);
  if (!entries) return entries.error();
  return judge(case_of(tx, *std::move(entries), around));
}

Result<std::int64_t> raise_findings(storage::Tx& tx, const Call& call,
                                    const std::vector<Sighting>& sightings) {
  std::int64_t kept = 0;
  for (const Sighting& seen : sightings) kept += keep(tx, call, seen) ? 1 : 0;
  return kept;
}

std::vector<Finding> list_findings(storage::Tx& tx, const Scope& scope,
                                   const ListFindings& filter) {
  return store::list(tx, scope, filter);
}

Result<Finding> close_finding(storage::Tx& tx, const Call& call, FindingId id, std::int64_t version,
                              const std::string& note) {
  if (trim(note).empty() || note.size() > k_note_max || !is_printable_utf8(note))
    return invalid("note", "invalid_note", "must be 1 to 1,000 bytes of text");
  auto found = store::load(tx, call.actor.scope, id);
  if (!found) return found.error();
  Finding finding = *std::move(found);
  if (finding.version != version)
    return conflict("version_changed", "the finding has changed since it was read");
  if (finding.state == FindingState::closed)
    return refused("already_closed", "the finding is closed already");
  finding.state = FindingState::closed;
  finding.closed_by = call.actor.name;
  finding.closed_at = call.now;
  finding.note = note;
  ++finding.version;
  store::save(tx, finding);
  note_in_trail(tx, call, "close_finding", finding, note);
  tell(tx, call, finding);
  return finding;
}

}  // namespace bursar::review
