// Starting, counting and cancelling coroutines.
#include "net/tasks.hpp"

#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

namespace bursar::net {

namespace asio = boost::asio;

struct Tasks::Entry {
  std::string name;
  asio::any_io_executor executor;
  asio::cancellation_signal signal;
};

void Tasks::start(const asio::any_io_executor& executor, std::string name,
                  std::function<Task<void>()> body) {
  auto entry = std::make_shared<Entry>();
  entry->name = std::move(name);
  entry->executor = executor;
  Place place;
  {
    const std::lock_guard lock(mutex_);
    place = entries_.insert(entries_.end(), entry);
  }
  asio::co_spawn(executor, std::move(body),
                 asio::bind_cancellation_slot(
                     entry->signal.slot(), [this, place, entry](const std::exception_ptr& failure) {
                       ended(place, failure);
                     }));
}

void Tasks::ended(Place place, std::exception_ptr failure) {
  std::string name = (*place)->name;
  bool expected = false;
  {
    const std::lock_guard lock(mutex_);
    expected = cancelled_;
    entries_.erase(place);
    if (entries_.empty()) idle_.notify_all();
  }
  // A cancelled coroutine ends by throwing; that is what was asked of it.
  if (failure && !expected)
    log_.write(LogLevel::error, "a coroutine ended by an exception",
               {{"task", name}, {"exception", describe(failure)}});
}

bool Tasks::wait_idle(std::chrono::milliseconds wait) {
  std::unique_lock lock(mutex_);
  return idle_.wait_for(lock, wait, [this] { return entries_.empty(); });
}

void Tasks::cancel_all() {
  const std::lock_guard lock(mutex_);
  cancelled_ = true;
  for (const std::shared_ptr<Entry>& entry : entries_)
    asio::post(entry->executor, [entry] { entry->signal.emit(asio::cancellation_type::terminal); });
}

std::size_t Tasks::running() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

std::string describe(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& exception) {
    return exception.what();
  } catch (...) {
    return "an exception of unknown type";
  }
}

}  // namespace bursar::net
