// Thresholds are constants on purpose: a rule that can be turned down quietly reviews nothing.
#include "review/rules.hpp"

#include <algorithm>

#include "base/time.hpp"

namespace bursar::review {
namespace {

using audit::Outcome;
using audit::StoredEntry;

constexpr std::size_t k_guesses_per_account = 10;
constexpr std::size_t k_guesses_per_address = 30;
constexpr std::int64_t k_guessing_ms = 10 * k_minute_ms;
constexpr std::size_t k_off_hours_acts = 3;
constexpr std::size_t k_exports = 5;
constexpr std::int64_t k_exporting_ms = k_hour_ms;
constexpr std::int64_t k_after_reset_ms = k_day_ms;
constexpr std::int64_t k_day_minutes = 24 * 60;
constexpr std::int64_t k_opens_minute = 7 * 60;
constexpr std::int64_t k_closes_minute = 20 * 60;
constexpr std::int64_t k_working_days = 5;

bool is_money_out(const StoredEntry& entry) {
  return entry.actor_kind == ActorKind::user && entry.entry.outcome == Outcome::ok &&
         entry.entry.action == "create_refund";
}

bool is_guess(const StoredEntry& entry) {
  return entry.entry.action == "sign_in" && entry.entry.outcome == Outcome::denied;
}

bool is_off_hours(std::int64_t minute_of_week) {
  const std::int64_t minute = minute_of_week % k_day_minutes;
  return minute_of_week >= k_working_days * k_day_minutes || minute < k_opens_minute ||
         minute >= k_closes_minute;
}

/// The person an entry is about, as people know them.
std::string person_of(const Case& seen, const StoredEntry& entry) {
  const auto email = seen.emails.find(entry.entry.subject_id);
  return email == seen.emails.end() || email->second.empty() ? entry.entry.subject_id
                                                             : email->second;
}

/// Entries by whom or what they are about, in the order of the trail.
using Heaps = std::map<std::string, std::vector<const StoredEntry*>>;

Sighting sighting_of(Rule rule, const std::string& subject,
                     const std::vector<const StoredEntry*>& entries) {
  Sighting seen;
  seen.rule = rule;
  seen.subject = subject;
  seen.company = entries.front()->entry.company;
  seen.count = static_cast<std::int64_t>(entries.size());
  seen.first_at = entries.front()->at;
  seen.last_at = entries.back()->at;
  for (const StoredEntry* entry : entries) {
    if (entry->entry.company != seen.company) seen.company = {};
    if (seen.entries.size() < k_entries_max) seen.entries.push_back(entry->id);
  }
  return seen;
}

/// The heaps of one UTC day each: a finding belongs to a day.
void add_by_day(std::vector<Sighting>& all, Rule rule, const Heaps& heaps, std::size_t least,
                std::int64_t within_ms) {
  for (const auto& [subject, entries] : heaps) {
    std::map<std::int64_t, std::vector<const StoredEntry*>> days;
    for (const StoredEntry* entry : entries) days[utc_day(entry->at)].push_back(entry);
    for (const auto& [day, of_day] : days) {
      bool dense = false;
      for (std::size_t i = 0; i + least <= of_day.size() && !dense; ++i)
        dense = of_day[i + least - 1]->at.ms - of_day[i]->at.ms <= within_ms;
      if (dense) all.push_back(sighting_of(rule, subject, of_day));
    }
  }
}

void find_guessing(std::vector<Sighting>& all, const Case& seen) {
  Heaps accounts;
  Heaps addresses;
  for (const StoredEntry& entry : seen.entries) {
    if (!is_guess(entry)) continue;
    if (!entry.entry.subject_id.empty()) accounts[person_of(seen, entry)].push_back(&entry);
    if (!entry.ip.empty()) addresses[entry.ip].push_back(&entry);
  }
  add_by_day(all, Rule::password_guessing, accounts, k_guesses_per_account, k_guessing_ms);
  add_by_day(all, Rule::password_guessing, addresses, k_guesses_per_address, k_guessing_ms);
}

void find_off_hours(std::vector<Sighting>& all, const Case& seen) {
  Heaps people;
  for (const StoredEntry& entry : seen.entries)
    if (is_money_out(entry) && is_off_hours(seen.minute_of_week(entry.at)))
      people[entry.actor_name].push_back(&entry);
  add_by_day(all, Rule::money_off_hours, people, k_off_hours_acts, k_day_ms);
}

void find_exports(std::vector<Sighting>& all, const Case& seen) {
  Heaps people;
  for (const StoredEntry& entry : seen.entries)
    if (entry.entry.action.starts_with("export_")) people[entry.actor_name].push_back(&entry);
  add_by_day(all, Rule::mass_export, people, k_exports, k_exporting_ms);
}

bool gives_installation(const StoredEntry& entry) {
  if (entry.entry.outcome != Outcome::ok || entry.actor_kind != ActorKind::user) return false;
  if (entry.entry.action != "add_membership" && entry.entry.action != "change_membership" &&
      entry.entry.action != "invite_user" && entry.entry.action != "create_user")
    return false;
  const auto holds = [](const std::string& text) {
    return text.find("\"administrator\"") != std::string::npos;
  };
  return holds(entry.entry.after) && !holds(entry.entry.before);
}

void find_escalation(std::vector<Sighting>& all, const Case& seen) {
  Heaps people;
  for (const StoredEntry& entry : seen.entries)
    if (gives_installation(entry)) people[person_of(seen, entry)].push_back(&entry);
  add_by_day(all, Rule::role_escalation, people, 1, 0);
}

void find_money_after_reset(std::vector<Sighting>& all, const Case& seen) {
  std::map<std::string, const StoredEntry*> resets;  // by e-mail
  Heaps people;
  for (const StoredEntry& entry : seen.entries) {
    if (entry.entry.action == "reset_second_factor" && entry.entry.outcome == Outcome::ok) {
      resets[person_of(seen, entry)] = &entry;
    }
    if (!is_money_out(entry)) continue;
    const auto reset = resets.find(entry.actor_name);
    if (reset == resets.end() || entry.at.ms - reset->second->at.ms > k_after_reset_ms) continue;
    auto& heap = people[entry.actor_name];
    if (std::find(heap.begin(), heap.end(), reset->second) == heap.end())
      heap.push_back(reset->second);
    heap.push_back(&entry);
  }
  for (const auto& [email, entries] : people)
    all.push_back(sighting_of(Rule::money_after_reset, email, entries));
}

}  // namespace

const std::vector<std::string>& reviewed_actions() {
  static const std::vector<std::string> k_all{
      "sign_in",           "create_refund", "export_audit_entries", "add_membership", "invite_user",
      "change_membership", "create_user",   "reset_second_factor",  "export_payments"};
  return k_all;
}

std::vector<Sighting> judge(const Case& seen) {
  std::vector<Sighting> all;
  find_guessing(all, seen);
  find_off_hours(all, seen);
  find_exports(all, seen);
  find_escalation(all, seen);
  find_money_after_reset(all, seen);
  return all;
}

}  // namespace bursar::review
