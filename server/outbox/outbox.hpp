// The outbox's front door: domain events written in the transaction of the change. Readers follow
// the gap-free `seq`, so nothing is seen before its commit and nothing is missed after it.
#pragma once

#include <string>
#include <vector>

#include "base/call.hpp"
#include "storage/storage.hpp"

namespace bursar::outbox {

/// One event as the writer gives it; `payload` is a JSON object without secrets or card numbers.
struct Event {
  std::string type;  ///< "payment.captured"
  CompanyId company;
  MerchantId merchant;
  ProjectId project = {};    ///< none: about the merchant as a whole
  std::string subject_kind;  ///< "payment"
  std::string subject_id;    ///< public id
  std::int64_t subject_version = 0;
  std::string payload;
};

EventId emit(storage::Tx& tx, const Call& call, const Event& event);

struct StoredEvent {
  EventId id;
  std::int64_t seq = 0;
  Instant at;
  Event event;
};

/// Events with seq > `after`, ascending, at most `limit`. The reader filters by scope itself,
/// because the live feed reads once for all its subscribers.
std::vector<StoredEvent> after(storage::Tx& tx, std::int64_t after, std::int64_t limit);
/// Position of the newest numbered event; 0 when there is none.
std::int64_t last_seq(storage::Tx& tx);
/// Gives committed events without a position the next ones (PostgreSQL; SQLite numbers at once).
void assign_sequence(storage::Tx& tx);

const std::vector<storage::Migration>& migrations();

}  // namespace bursar::outbox
