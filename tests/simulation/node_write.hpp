// One write of the process, with the moments at which it may die. For the files of Node.
#pragma once

#include <string>

#include "simulation/node.hpp"

namespace bursar::simulation {

inline Error crashed() {
  return Error{ErrorKind::unavailable, "crashed", "the process died", {}, {}};
}

template <class F>
storage::TxResult<F> Node::write(std::string_view what, F fn) {
  using R = storage::TxResult<F>;
  const auto crash = crash_now();
  if (crash == true) {
    const R lost = world_.scratch.db().write([&](storage::Tx& tx) -> R {
      const R ran = fn(tx);
      return crashed();
    });
    world_.note(std::string(what) + " lost before its commit");
    throw Crashed{};
  }
  R result = world_.scratch.db().write(fn);
  world_.note(std::string(what) + (result ? " done" : " refused " + result.error().code));
  if (!result) world_.reach("refused " + result.error().code);
  if (crash == false) throw Crashed{};
  return result;
}

template <class F>
void Node::guarded(F body) {
  if (!up_) return;
  try {
    body();
  } catch (const Crashed&) {
    die();
  }
}

template <class F>
auto Node::served(std::string_view what, F fn) -> Heard<typename storage::TxResult<F>::value_type> {
  if (!up_) return std::nullopt;
  try {
    auto result = write(what, fn);
    wake_after_ms(static_cast<std::int64_t>(world_.random.below(20)));
    if (world_.fires(FaultKind::lose_reply)) return std::nullopt;
    return result;
  } catch (const Crashed&) {
    die();
    return std::nullopt;
  }
}

}  // namespace bursar::simulation
