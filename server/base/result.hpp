// Result<T>: a value or an Error, with the member names of std::expected (which g++ 12 offers only
// from C++23 on). [[nodiscard]], so no refusal is dropped silently.
#pragma once

#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "base/check.hpp"
#include "base/error.hpp"

namespace bursar {

template <class T>
class [[nodiscard]] Result {
 public:
  using value_type = T;

  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }

  T& value() & { return require(), std::get<0>(state_); }
  const T& value() const& { return require(), std::get<0>(state_); }
  T&& value() && { return require(), std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const& {
    check(!has_value(), "error() of a Result that holds a value");
    return std::get<1>(state_);
  }
  Error&& error() && {
    check(!has_value(), "error() of a Result that holds a value");
    return std::get<1>(std::move(state_));
  }

 private:
  void require() const { check(has_value(), "value() of a Result that holds an error"); }
  std::variant<T, Error> state_;
};

/// Success without a value: `return ok();`.
struct Done {};
template <>
class [[nodiscard]] Result<void> : public Result<Done> {
 public:
  using value_type = void;
  Result() : Result<Done>(Done{}) {}
  Result(Done done) : Result<Done>(done) {}
  Result(Error error) : Result<Done>(std::move(error)) {}
};
inline Result<void> ok() { return {}; }

}  // namespace bursar
