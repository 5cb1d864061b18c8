// Waiting on a timer that a signal cuts short.
#include "net/wake.hpp"

#include <chrono>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace bursar::net {

namespace asio = boost::asio;

struct Wake::State {
  explicit State(const asio::any_io_executor& executor) : timer(executor) {}
  asio::steady_timer timer;
  std::atomic<bool> given{false};
};

Wake::Wake(const asio::any_io_executor& executor) : state_(std::make_shared<State>(executor)) {}

Wake::~Wake() = default;

void Wake::notify() {
  if (state_->given.exchange(true)) return;  // the waiter has not taken the last signal yet
  asio::post(state_->timer.get_executor(), [state = state_] { state->timer.cancel(); });
}

Task<bool> Wake::wait(std::int64_t wait_ms) {
  const std::shared_ptr<State> state = state_;
  if (!state->given.load()) {
    state->timer.expires_after(std::chrono::milliseconds(wait_ms));
    co_await state->timer.async_wait(asio::as_tuple(asio::use_awaitable));
  }
  co_return state->given.exchange(false);
}

}  // namespace bursar::net
