// Office routes of messages: which channels are set up, the delivery log, a test message.
#pragma once

#include <string>
#include <vector>

#include "net/http.hpp"
#include "notify/notify.hpp"

namespace bursar::notify {

/// What the office shows of a channel that is set up; empty members when it is not.
struct ChannelView {
  std::string server;  ///< host and port, or the gateway's address
  std::string from;
};

struct Services {
  storage::Db& db;
  Ports ports;
  ChannelView mail;
  ChannelView sms;
};

std::vector<net::Route> routes(Services services);

}  // namespace bursar::notify
