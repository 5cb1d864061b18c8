// The endpoint shared by the server's threads: one call at a time, journalled before its reply is
// handed out.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "simulator/process/journal_file.hpp"
#include "simulator/wire/endpoint.hpp"

namespace bursar::simulator {

class Host {
 public:
  /// With a journal, its changes are restored first and the virtual clock never falls behind them.
  /// The clock must outlive the host.
  Host(Endpoint endpoint, std::unique_ptr<JournalFile> journal, const Clock& clock);

  /// Thread-safe. A journal that cannot be written ends the process: an answer that would be
  /// forgotten must not leave.
  Reply answer(const Call& call);
  /// Messages to the merchant that are due, and what came of one. Thread-safe.
  std::vector<Post> take_posts();
  void posted(std::int64_t notice, int http_status);
  /// Where customers find the pages of this process; before the first call.
  void set_public_url(std::string url) { endpoint_.set_public_url(std::move(url)); }

 private:
  void keep();

  std::mutex mutex_;
  Endpoint endpoint_;
  std::unique_ptr<JournalFile> journal_;
  const Clock& clock_;
};

}  // namespace bursar::simulator
