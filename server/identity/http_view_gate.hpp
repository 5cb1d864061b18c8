// What the Guard does differently while a session looks as somebody else: nothing is written, pages
// about oneself stay shut, what is read is put on record, and a look that is over ends.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_set>

#include "identity/http.hpp"
#include "identity/view_as.hpp"

namespace bursar::identity {

/// Thread-safe.
class ViewGate {
 public:
  explicit ViewGate(Services services) : services_(std::move(services)) {}

  /// Why the route is shut in a view; nothing when it is open.
  static std::optional<Error> refusal(const net::Route& route);
  /// The refusal of one request after the look ended under it.
  static Error ended(const Look& look);

  /// Ends a look that is over.
  net::Task<Result<void>> close(const net::Request& request, const Look& look);
  /// Puts a refused write on record in the company's trail.
  net::Task<Result<void>> note_refusal(const net::Route& route, const net::Request& request,
                                       const Look& look);
  /// Puts a read on record, each thing once per look; what cannot be recorded is not shown.
  net::Task<Result<void>> note_read(const net::Route& route, const net::Request& request,
                                    const Look& look);

 private:
  bool is_noted(const std::string& what);
  void remember(std::string what);
  Services services_;
  std::mutex mutex_;
  std::unordered_set<std::string> seen_;
};

}  // namespace bursar::identity
