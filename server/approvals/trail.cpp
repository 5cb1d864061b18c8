// Entries carry what was decided on (its hash), events only what a list needs to look again.
#include "approvals/trail.hpp"

#include <boost/json.hpp>

#include "approvals/store_text.hpp"
#include "audit/audit.hpp"
#include "outbox/outbox.hpp"

namespace bursar::approvals {
namespace {

namespace json = boost::json;

std::string facts_of(const Approval& approval) {
  json::object facts{{"kind", approval.kind},
                     {"action", approval.action},
                     {"state", word(approval.state)},
                     {"subject_kind", approval.subject.kind},
                     {"subject_id", approval.subject.id},
                     {"content_hash", approval.content_hash},
                     {"requested_by", approval.requested_by_name},
                     {"needed", approval.needed},
                     {"given", approval.given()}};
  if (approval.subject.amount) {
    facts.emplace("amount_minor", approval.subject.amount->minor);
    facts.emplace("currency", approval.subject.amount->currency.code());
  }
  if (!approval.result_id.empty()) facts.emplace("result_id", approval.result_id);
  return json::serialize(facts);
}

std::string facts_of(const Policy& policy) {
  return json::serialize(
      json::object{{"name", policy.name},
                   {"kind", policy.kind},
                   {"is_active", policy.is_active},
                   {"scope_kind", identity::scope_kind_name(policy.place.kind)},
                   {"thresholds", json::parse(thresholds_text(policy.thresholds))},
                   {"older_than_days", policy.older_than_days},
                   {"requester_roles", json::parse(words_text(policy.requester_roles))},
                   {"hours", hours_text(policy.hours)},
                   {"condition", policy.condition},
                   {"approvers", policy.approvers},
                   {"expires_after_h", policy.expires_after_h}});
}

}  // namespace

void record(Tx& tx, const Call& call, std::string_view action, std::string_view event,
            const Approval& approval, std::string_view reason) {
  audit::Entry entry;
  entry.action = action;
  entry.subject_kind = "approval";
  entry.subject_id = approval.id.text();
  entry.company = approval.subject.company;
  entry.merchant = approval.subject.merchant;
  entry.after = facts_of(approval);
  entry.reason = reason;
  audit::record(tx, call, entry);
  outbox::emit(tx, call,
               {.type = std::string(event),
                .company = approval.subject.company,
                .merchant = approval.subject.merchant,
                .subject_kind = "approval",
                .subject_id = approval.id.text(),
                .subject_version = approval.version,
                .payload = json::serialize(json::object{{"kind", approval.kind},
                                                        {"state", word(approval.state)},
                                                        {"about", approval.subject.id}})});
}

void record_policy(Tx& tx, const Call& call, std::string_view action, const Policy* before,
                   const Policy* after) {
  const Policy& policy = after != nullptr ? *after : *before;
  audit::Entry entry;
  entry.action = action;
  entry.subject_kind = "approval_policy";
  entry.subject_id = policy.id.text();
  entry.company = policy.place.company;
  entry.merchant = policy.place.merchant;
  if (before != nullptr) entry.before = facts_of(*before);
  if (after != nullptr) entry.after = facts_of(*after);
  audit::record(tx, call, entry);
  outbox::emit(tx, call,
               {.type = "approval_policy.changed",
                .company = policy.place.company,
                .merchant = policy.place.merchant,
                .subject_kind = "approval_policy",
                .subject_id = policy.id.text(),
                .subject_version = policy.version,
                .payload = json::serialize(json::object{{"kind", policy.kind}})});
}

}  // namespace bursar::approvals
