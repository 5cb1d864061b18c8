// One counter for the process: every way to a card number goes through open_card().
#include "vault/openings.hpp"

#include <atomic>
#include <string>

#include "audit/audit.hpp"

namespace bursar::vault {
namespace {

std::atomic<std::int64_t>& counter() {
  static std::atomic<std::int64_t> count{0};
  return count;
}

}  // namespace

void note_opening(std::int64_t count) { counter().fetch_add(count, std::memory_order_relaxed); }

std::int64_t take_openings() { return counter().exchange(0, std::memory_order_relaxed); }

void record_openings(storage::Tx& tx, const Call& call, std::int64_t count) {
  if (count <= 0) return;
  audit::Entry entry;
  entry.action = "open_cards";
  entry.subject_kind = "card";
  entry.after = R"({"purpose":"provider_call","count":")" + std::to_string(count) + R"("})";
  audit::record(tx, call, entry);
}

}  // namespace bursar::vault
