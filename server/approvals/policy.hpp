// A policy and its judgement: pure functions of what is known about an act.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/money.hpp"
#include "base/time.hpp"
#include "identity/user.hpp"

namespace bursar::approvals {

struct PolicyTag {
  static constexpr std::string_view k_prefix = "pl_";
  static constexpr const char* k_noun = "approval policy";
};
using PolicyId = Id<PolicyTag>;

struct Threshold {
  Currency currency;
  std::int64_t amount_minor = 0;  ///< this much or more
  bool operator==(const Threshold&) const = default;
};

/// A window of the day, past midnight when it ends before it begins.
struct Hours {
  std::int64_t days = 0;  ///< bits of the days it begins on, Monday first: 1 to 127
  std::int64_t from_minute = 0;
  std::int64_t until_minute = 0;
  bool operator==(const Hours&) const = default;
};

/// Which acts of a kind need consent. Every condition that is set must hold.
struct Policy {
  PolicyId id;
  std::string kind;
  std::string name;
  bool is_active = true;
  identity::Place place;
  std::vector<Threshold> thresholds;  ///< a currency that is not among them needs consent always
  std::int64_t older_than_days = 0;
  std::vector<std::string> requester_roles;  ///< any of these; empty: whoever asks
  std::optional<Hours> hours;
  std::string condition;  ///< in the language of rules, canonical; empty: whatever it is about
  std::int64_t approvers = 1;
  std::int64_t expires_after_h = 72;
  std::int64_t version = 1;
  Instant created_at, updated_at;
  std::string updated_by;
};

/// What an act is judged on.
struct Facts {
  identity::Place place;
  std::optional<Money> amount;
  std::optional<Instant> since;
  std::vector<std::string> requester_roles;
  Instant now;
  std::int64_t minute_of_week = 0;  ///< in the installation's time zone, from Monday 00:00
  /// gate::Subject::fits; where it is unset, a condition holds.
  std::function<bool(const std::string& condition)> fits = {};
};

bool applies(const Policy& policy, const Facts& facts);
bool is_within(const Hours& hours, std::int64_t minute_of_week);

/// What the policies demand together: the most people, the shortest time.
struct Requirement {
  std::int64_t approvers = 1;
  std::int64_t expires_after_h = 72;
  std::string because;  ///< names of the policies, one per line
};
/// `is_guarded` demands one person even where no policy speaks.
std::optional<Requirement> judge(const std::vector<Policy>& policies, const Facts& facts,
                                 bool is_guarded);

/// Errors: invalid, naming the member.
Result<void> validate(const Policy& policy);

}  // namespace bursar::approvals
