// Who is at the other end: which peers are trusted proxies, and the client address they report.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/ip/address.hpp>

namespace bursar::net {

/// Addresses and networks ("10.0.0.5", "10.0.0.0/8", "fd00::/8").
class TrustedPeers {
 public:
  TrustedPeers() = default;
  /// Throws std::invalid_argument naming the entry that is not an address or network.
  explicit TrustedPeers(const std::vector<std::string>& entries);
  bool contains(std::string_view ip) const;
  bool empty() const { return networks_.empty(); }

  /// The address of the client: the right-most entry of `forwarded_for` that is no trusted proxy,
  /// when `peer` is one; `peer` itself otherwise or when the header is malformed.
  std::string client_ip(const std::string& peer, std::string_view forwarded_for) const;

 private:
  struct Network {
    boost::asio::ip::address_v6 base;  // IPv4 as mapped addresses
    unsigned bits = 0;
  };
  std::vector<Network> networks_;
};

}  // namespace bursar::net
