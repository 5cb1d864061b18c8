// Rows of messages and channels. Private to notify. A message changes hands by one conditional
// statement, so of two servers one gets it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "notify/notify.hpp"

namespace bursar::notify::store {

using storage::Tx;

void save_channel(Tx& tx, Channel channel, bool is_ready, std::string_view public_key, Instant now);
/// The key of a channel that is ready.
std::optional<std::string> ready_key(Tx& tx, Channel channel);

struct Row {
  Delivery delivery;
  std::string sealed;
  std::optional<std::int64_t> leased_by;
};
void insert(Tx& tx, const Row& row);
std::int64_t count_since(Tx& tx, Channel channel, std::string_view about, std::string_view kind,
                         Instant since);
std::vector<Delivery> list(Tx& tx, const ListDeliveries& filter);

bool has_due(Tx& tx, Channel channel, Instant now);
std::optional<Row> next_due(Tx& tx, Channel channel, Instant now);
/// True when the row was still as it was read; it is in this node's hands now.
bool take(Tx& tx, const Row& row, unsigned node, Instant lease_until);
/// Back into the queue; only while in the hands of `node` at this attempt.
bool put_back(Tx& tx, const Delivery& delivery, unsigned node);
/// Over, and its text erased; for a row that nobody holds, or that `node` holds.
bool end(Tx& tx, const Delivery& delivery, unsigned node);
std::int64_t expire_waiting(Tx& tx, Instant now, std::string_view why);
std::int64_t adopt(Tx& tx, Instant now, unsigned node);
std::int64_t forget_ended(Tx& tx, Instant before);
std::optional<Delivery> find(Tx& tx, MessageId id);

}  // namespace bursar::notify::store
