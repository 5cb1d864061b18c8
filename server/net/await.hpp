// Bridges callback-style work (storage, pools) into coroutines: the completion may come from any
// thread; the coroutine continues on its own executor.
#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <utility>

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/http.hpp"

namespace bursar::net {

/// `start(done)` must arrange for `done(T, std::exception_ptr)` to be called once. Rethrows.
/// Use: `co_await await_callback<Result<X>>([&](auto done) { db.write_async(fn, std::move(done));
/// })`.
template <class T, class Start>
Task<T> await_callback(Start start) {
  using boost::asio::use_awaitable;
  auto box = std::make_shared<std::pair<std::optional<T>, std::exception_ptr>>();
  const auto executor = co_await boost::asio::this_coro::executor;
  co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&, void()>(
      [&](auto handler) {
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        start([box, shared, executor](T value, std::exception_ptr failure) {
          box->first.emplace(std::move(value));
          box->second = std::move(failure);
          boost::asio::post(executor, [shared] { std::move (*shared)(); });
        });
      },
      use_awaitable);
  if (box->second) std::rethrow_exception(box->second);
  co_return std::move(*box->first);
}

/// Runs `fn(Tx&) -> Result<T>` as a durable write and continues with its result.
/// With g++ 12 a lambda written inside a co_await expression destroys its captures twice (a double
/// free as soon as one owns memory): name it first, then `co_await net::write(db,
/// std::move(record))`. `db` is a storage::Db; a template so that net need not include storage.
template <class D, class F>
auto write(D& db, F fn) {
  using R = typename std::invoke_result_t<F, decltype(db.tx_type())>;
  return await_callback<R>([&db, fn = std::move(fn)](auto done) mutable {
    db.write_async(std::move(fn), std::move(done));
  });
}

/// Runs `fn(Tx&) -> Result<T>` on a read snapshot.
template <class D, class F>
auto read(D& db, F fn) {
  using R = typename std::invoke_result_t<F, decltype(db.tx_type())>;
  return await_callback<R>([&db, fn = std::move(fn)](auto done) mutable {
    db.read_async(std::move(fn), std::move(done));
  });
}

/// Gives up before `fn` begins when nobody waits for the request any more.
template <class R, class Tx, class F>
auto unless_over(std::shared_ptr<RequestLife> life, F fn) {
  return [life = std::move(life), fn = std::move(fn)](Tx& tx) mutable -> R {
    if (life && life->over()) return request_expired();
    return fn(tx);
  };
}

/// write() for a request: dropped, before it costs anything, once the request is over. Errors
/// beside those of `fn`: unavailable/request_expired, and then nothing was done.
template <class D, class F>
auto write(D& db, const Request& request, F fn) {
  using Tx = std::remove_reference_t<decltype(db.tx_type())>;
  using R = std::invoke_result_t<F, Tx&>;
  return write(db, unless_over<R, Tx>(request.life, std::move(fn)));
}

/// read() for a request, dropped likewise; one that gives way waits behind those that do not.
template <class D, class F>
auto read(D& db, const Request& request, F fn) {
  using Tx = std::remove_reference_t<decltype(db.tx_type())>;
  using R = std::invoke_result_t<F, Tx&>;
  const bool sheddable = request.life && request.life->sheddable();
  auto work = unless_over<R, Tx>(request.life, std::move(fn));
  return await_callback<R>([&db, sheddable, work = std::move(work)](auto done) mutable {
    db.read_async(std::move(work), std::move(done), sheddable);
  });
}

}  // namespace bursar::net
