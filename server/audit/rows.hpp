// How a row of audit_entry becomes an entry; column list and reader stand together. Private to
// audit.
#pragma once

#include <string_view>

#include "audit/audit.hpp"

namespace bursar::audit {

/// What lists and pages show, of an entry e.
inline constexpr std::string_view k_entry_columns =
    "e.id, e.seq, e.at, e.at_us, e.actor_kind, e.actor_name, e.impersonator_name, e.session_key, "
    "e.ip, e.device, e.request_id, e.action, e.subject_kind, e.subject_id, e.company_id, "
    "e.merchant_id, e.outcome, e.before_json, e.after_json, e.reason";

inline StoredEntry read_entry(const storage::Row& row) {
  StoredEntry stored;
  stored.id = row.id<AuditId>(0);
  stored.seq = row.i64_or_null(1);
  stored.at = row.instant(2);
  stored.at_us = row.i64(3);
  stored.actor_kind = row.as_enum<ActorKind>(4);
  stored.actor_name = row.text(5);
  stored.impersonator_name = row.text(6);
  stored.session = row.id<SessionId>(7);
  stored.ip = row.text(8);
  stored.device = row.text(9);
  stored.request_id = row.text(10);
  stored.entry.action = row.text(11);
  stored.entry.subject_kind = row.text(12);
  stored.entry.subject_id = row.text(13);
  stored.entry.company = row.id<CompanyId>(14);
  stored.entry.merchant = row.id<MerchantId>(15);
  stored.entry.outcome = row.as_enum<Outcome>(16);
  stored.entry.before = row.text(17);
  stored.entry.after = row.text(18);
  stored.entry.reason = row.text(19);
  return stored;
}

}  // namespace bursar::audit
