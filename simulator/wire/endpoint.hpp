// The acquirer as an HTTP endpoint without HTTP: one call in, one reply out, time passed in. The
// process serves it over sockets; simulations call it directly and get byte-identical replies.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "simulator/core/acquirer.hpp"
#include "simulator/core/bank.hpp"
#include "simulator/wire/inbox.hpp"

namespace bursar::simulator {

struct Call {
  std::string method;  ///< "GET" or "POST"
  std::string path;
  std::vector<std::pair<std::string, std::string>> query;  ///< decoded
  std::string host = "127.0.0.1";                          ///< Host header
  std::string authorization;                               ///< Authorization header
  std::string idempotency_key;                             ///< Idempotency-Key header
  std::string content_type;                                ///< Content-Type header
  std::string body;
};

struct Reply {
  Delivery delivery = Delivery::answer;
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::string location;         ///< of a 302
  std::int64_t latency_ms = 0;  ///< answer or close this long after the call arrived
};

/// A message to the merchant, ready to be sent.
struct Post {
  std::int64_t notice = 0;
  std::string url;
  std::string signature;  ///< header Sim-Signature
  std::string body;
};

class Endpoint {
 public:
  /// `key`: what callers of /v1 must present as bearer token.
  Endpoint(Acquirer acquirer, std::string key);

  /// Where customers find the pages of this process ("http://127.0.0.1:4100"); without it the Host
  /// header of each call is used.
  void set_public_url(std::string url) { public_url_ = std::move(url); }

  /// `now` is real time; the virtual clock adds the clock offset of the settings. The caller
  /// journals acquirer().take_changes() before it lets the reply leave.
  Reply answer(const Call& call, Instant now);

  /// Messages to the merchant that are due at `now` (real time); each is posted once and its result
  /// told with posted().
  std::vector<Post> take_posts(Instant now);
  void posted(std::int64_t notice, int http_status, Instant now);

  Acquirer& acquirer() { return acquirer_; }
  const Acquirer& acquirer() const { return acquirer_; }

 private:
  Reply answer_payments(const Call& call, Instant now);
  Reply answer_book(const Call& call) const;
  Reply answer_messages(const Call& call, Instant now);
  Reply answer_control(const Call& call, Instant now);
  Reply answer_customer(const Call& call, Instant now);
  Reply answer_open(const Call& call, Instant now);
  Reply answer_disputes(const Call& call, Instant now);
  Reply answer_bank(const Call& call, Instant now);
  Reply answer_settlements(const Call& call, std::string_view folder, Instant now);
  std::string list_actions(const Call& call) const;
  Reply planned(const Request& request, const Call& call, Instant now);
  std::string base_url(const Call& call) const;
  bool knows(std::string_view authorization) const;

  Acquirer acquirer_;
  Inbox inbox_;
  Bank bank_;
  std::string key_;
  std::string public_url_;
};

}  // namespace bursar::simulator
