// The idempotency front door: what an actor made under a key is found again by a repeat, so that a
// lost answer never ends in a second company or merchant.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/call.hpp"
#include "storage/storage.hpp"

namespace bursar::idempotency {

/// The client's key and a digest of the request it stands for. An empty key asks for nothing.
struct Token {
  std::string key;
  std::string content_hash;
};
/// `content` is what tells one request from another: method, path, body.
Token token(std::string_view key, std::initializer_list<std::string_view> content);

/// Row key of what this actor made under the token; 0 when the key is fresh.
/// Errors: conflict/idempotency_key_reused.
Result<std::int64_t> made_before(storage::Tx& tx, const Call& call, const Token& token);
/// Binds the token to what was made, for ever.
void keep(storage::Tx& tx, const Call& call, const Token& token, std::int64_t made_key);

template <class T>
struct Made {
  T value;
  bool replayed = false;  ///< the answer to a repeat
};

/// Runs `make() -> Result<T>` (a T with an `id`) for a fresh token and keeps it; for a repeat,
/// `load(row key) -> Result<T>` finds what the first request made. Errors: theirs and
/// made_before's.
template <class Make, class Load>
auto once(storage::Tx& tx, const Call& call, const Token& token, Make make, Load load)
    -> Result<Made<typename decltype(make())::value_type>> {
  using T = typename decltype(make())::value_type;
  const auto before = made_before(tx, call, token);
  if (!before) return before.error();
  if (*before != 0) {
    auto loaded = load(*before);
    if (!loaded) return std::move(loaded).error();
    return Made<T>{std::move(*loaded), true};
  }
  auto made = make();
  if (!made) return std::move(made).error();
  keep(tx, call, token, made->id.key);
  return Made<T>{std::move(*made), false};
}

const std::vector<storage::Migration>& migrations();

}  // namespace bursar::idempotency
