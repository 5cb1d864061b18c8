// Restoring at the start, then one locked call after the other.
#include "simulator/process/host.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <utility>

namespace bursar::simulator {

Host::Host(Endpoint endpoint, std::unique_ptr<JournalFile> journal, const Clock& clock)
    : endpoint_(std::move(endpoint)), journal_(std::move(journal)), clock_(clock) {
  if (!journal_) return;
  Acquirer& acquirer = endpoint_.acquirer();
  for (Change& change : journal_->take_changes()) acquirer.restore(std::move(change));
  Settings settings = acquirer.settings();
  const std::int64_t behind_ms = acquirer.latest().ms - clock_.now().ms;
  settings.clock_offset_ms = std::max(settings.clock_offset_ms, behind_ms);
  acquirer.change_settings(std::move(settings));
}

Reply Host::answer(const Call& call) {
  const std::lock_guard lock(mutex_);
  Reply reply = endpoint_.answer(call, clock_.now());
  keep();
  return reply;
}

std::vector<Post> Host::take_posts() {
  const std::lock_guard lock(mutex_);
  std::vector<Post> posts = endpoint_.take_posts(clock_.now());
  keep();
  return posts;
}

void Host::posted(std::int64_t notice, int http_status) {
  const std::lock_guard lock(mutex_);
  endpoint_.posted(notice, http_status, clock_.now());
  keep();
}

// Journals what changed.
void Host::keep() {
  const std::vector<Change> changes = endpoint_.acquirer().take_changes();
  if (!journal_ || changes.empty()) return;
  try {
    journal_->append(changes);
  } catch (const std::runtime_error& failure) {
    std::fprintf(stderr, "bursar-sim: %s\n", failure.what());
    std::_Exit(1);
  }
}

}  // namespace bursar::simulator
