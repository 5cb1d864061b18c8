// The network between the process and the acquirer: it delays, loses, repeats and tears what
// passes, and hands the caller what an HTTP client would see of that. What an acquirer does wrong
// (other amounts, silence, denial) is done here too, so that its own book stays the truth.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>

#include "providers/providers.hpp"
#include "simulation/world.hpp"

namespace bursar::simulation {

class Network {
 public:
  /// Gets the end of an exchange; possibly again later (a late or repeated answer).
  using Done = std::function<void(const providers::WireResponse&)>;
  /// Takes what the acquirer tells unasked about a reference; false: not now, tell again.
  using Message = std::function<bool(const std::string&, const providers::WireResponse&)>;
  explicit Network(World& world) : world_(world) {}
  void exchange(const providers::WireRequest& request, Done done);
  void on_message(Message message) { message_ = std::move(message); }
  /// Takes a signed message; the HTTP status it is answered with, 0: not at all.
  using Webhook = std::function<int(const simulator::Post&)>;
  void on_webhook(Webhook webhook) { webhook_ = std::move(webhook); }
  /// Carries the acquirer's messages from now on.
  void carry_webhooks();

 private:
  struct Exchange;
  void judge_order(const Exchange& exchange);
  bool denies(const std::shared_ptr<Exchange>& exchange);
  void arrive(const std::shared_ptr<Exchange>& exchange);
  void travel_back(const std::shared_ptr<Exchange>& exchange, const simulator::Reply& reply);
  void tell_truth(const std::string& reference);
  void carry(const simulator::Post& post);
  void deliver(const simulator::Post& post, bool until_taken);
  std::string altered(const std::string& reference, std::string body);
  std::int64_t short_way_ms() { return 1 + static_cast<std::int64_t>(world_.random.below(40)); }

  World& world_;
  Message message_;
  Webhook webhook_;
  std::map<std::string, Instant> silent_until_;
  std::map<std::string, Instant> denied_until_;
  std::string former_reference_;
};

}  // namespace bursar::simulation
