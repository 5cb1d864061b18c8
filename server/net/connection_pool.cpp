// Shelves of idle connections, owned by their contexts.
#include "net/connection_pool.hpp"

#include <algorithm>
#include <map>

#include <boost/asio/execution/context.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/query.hpp>

namespace bursar::net {

namespace asio = boost::asio;

namespace {

/// Owns the shelves of all clients on one context and empties them before the context goes.
class ShelfService final : public asio::execution_context::service {
 public:
  using key_type = ShelfService;
  inline static asio::execution_context::id id;
  explicit ShelfService(asio::execution_context& owner) : service(owner) {}

  std::shared_ptr<Shelf> find(const ConnectionPool* pool) {
    const std::lock_guard lock(mutex_);
    const auto found = shelves_.find(pool);
    return found == shelves_.end() ? nullptr : found->second;
  }
  void keep(const ConnectionPool* pool, std::shared_ptr<Shelf> shelf) {
    const std::lock_guard lock(mutex_);
    shelves_[pool] = std::move(shelf);
  }

 private:
  void shutdown() override {
    const std::lock_guard lock(mutex_);
    for (const auto& [pool, shelf] : shelves_) shelf->close();
    shelves_.clear();
  }
  std::mutex mutex_;
  std::map<const ConnectionPool*, std::shared_ptr<Shelf>> shelves_;
};

}  // namespace

std::shared_ptr<Outbound> Shelf::take(const std::string& key, Tick now) {
  const std::lock_guard lock(mutex_);
  for (std::size_t i = idle_.size(); i-- > 0;) {
    const bool overdue = now.ns - idle_[i].since.ns > idle_ms_ * 1'000'000;
    const bool wanted = idle_[i].key == key;
    if (!overdue && !wanted) continue;
    std::shared_ptr<Outbound> connection = std::move(idle_[i].connection);
    idle_.erase(idle_.begin() + static_cast<std::ptrdiff_t>(i));
    if (wanted && !overdue && connection->still_open()) return connection;
  }
  return nullptr;
}

void Shelf::put(std::string key, std::shared_ptr<Outbound> connection, Tick now) {
  const std::lock_guard lock(mutex_);
  if (closed_) return;
  if (idle_.size() >= count_max_ && !idle_.empty()) idle_.erase(idle_.begin());
  if (idle_.size() < count_max_) idle_.push_back({std::move(key), std::move(connection), now});
}

void Shelf::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  idle_.clear();
}

ConnectionPool::~ConnectionPool() {
  for (const std::weak_ptr<Shelf>& known : shelves_)
    if (const std::shared_ptr<Shelf> shelf = known.lock()) shelf->close();
}

std::shared_ptr<Shelf> ConnectionPool::shelf(const asio::any_io_executor& executor) {
  auto& service = asio::use_service<ShelfService>(asio::query(executor, asio::execution::context));
  const std::lock_guard lock(mutex_);
  std::shared_ptr<Shelf> found = service.find(this);
  // One of an earlier pool at this address is closed and not among ours.
  const bool ours = found && std::any_of(shelves_.begin(), shelves_.end(),
                                         [&](const auto& known) { return known.lock() == found; });
  if (ours) return found;
  auto fresh = std::make_shared<Shelf>(count_max_, idle_ms_);
  service.keep(this, fresh);
  std::erase_if(shelves_, [](const auto& known) { return known.expired(); });
  shelves_.push_back(fresh);
  return fresh;
}

}  // namespace bursar::net
