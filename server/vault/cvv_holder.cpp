// Verification values wait here, in memory only, for the provider call of their attempt.
#include <mutex>
#include <unordered_map>

#include "vault/vault.hpp"

namespace bursar::vault {

struct CvvHolder::Impl {
  struct Held {
    Secret cvv;
    Instant expires_at;
  };
  std::size_t entries_max;
  std::mutex mutex;
  std::unordered_map<AttemptId, Held> held;
};

CvvHolder::CvvHolder(std::size_t entries_max) : impl_(std::make_unique<Impl>()) {
  impl_->entries_max = entries_max;
}
CvvHolder::~CvvHolder() = default;

void CvvHolder::put(AttemptId attempt, Secret cvv, Instant expires_at) {
  const std::lock_guard lock(impl_->mutex);
  // When full the value is not kept: its attempt then fails without being sent, which is safe.
  if (impl_->held.size() >= impl_->entries_max) return;
  impl_->held.insert_or_assign(attempt, Impl::Held{std::move(cvv), expires_at});
}

Secret CvvHolder::take(AttemptId attempt) {
  const std::lock_guard lock(impl_->mutex);
  const auto found = impl_->held.find(attempt);
  if (found == impl_->held.end()) return Secret();
  Secret cvv = std::move(found->second.cvv);
  impl_->held.erase(found);
  return cvv;
}

void CvvHolder::drop_expired(Instant now) {
  const std::lock_guard lock(impl_->mutex);
  std::erase_if(impl_->held, [now](const auto& entry) { return entry.second.expires_at <= now; });
}

}  // namespace bursar::vault
