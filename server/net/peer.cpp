// Matching of proxy addresses and reading of X-Forwarded-For.
#include "net/peer.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <stdexcept>

#include "base/text.hpp"

namespace bursar::net {

namespace asio = boost::asio;
using asio::ip::address_v6;

namespace {

std::optional<address_v6> parse_ip(std::string_view text) {
  boost::system::error_code failed;
  const asio::ip::address address = asio::ip::make_address(std::string(text), failed);
  if (failed) return std::nullopt;
  return address.is_v6() ? address.to_v6()
                         : asio::ip::make_address_v6(asio::ip::v4_mapped, address.to_v4());
}

bool same_prefix(const address_v6& a, const address_v6& b, unsigned bits) {
  const auto left = a.to_bytes();
  const auto right = b.to_bytes();
  for (unsigned bit = 0; bit < bits; ++bit) {
    const unsigned char mask = static_cast<unsigned char>(0x80 >> (bit % 8));
    if ((left[bit / 8] & mask) != (right[bit / 8] & mask)) return false;
  }
  return true;
}

std::string plain_text(const address_v6& address) {
  if (address.is_v4_mapped())
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address).to_string();
  return address.to_string();
}

}  // namespace

TrustedPeers::TrustedPeers(const std::vector<std::string>& entries) {
  for (const std::string& entry : entries) {
    const std::size_t slash = std::min(entry.find('/'), entry.size());
    const std::optional<address_v6> base = parse_ip(std::string_view(entry).substr(0, slash));
    if (!base)
      throw std::invalid_argument("trusted proxy " + entry + " is not an address or network");
    const unsigned bits_max = base->is_v4_mapped() ? 32 : 128;
    unsigned bits = bits_max;
    if (slash < entry.size()) {
      const char* const end = entry.data() + entry.size();
      const auto [stop, failed] = std::from_chars(entry.data() + slash + 1, end, bits);
      if (failed != std::errc() || stop != end || bits > bits_max)
        throw std::invalid_argument("trusted proxy " + entry + " has a malformed network length");
    }
    networks_.push_back({*base, bits + (128 - bits_max)});
  }
}

bool TrustedPeers::contains(std::string_view ip) const {
  const std::optional<address_v6> address = parse_ip(ip);
  return address && std::any_of(networks_.begin(), networks_.end(), [&](const Network& network) {
           return same_prefix(network.base, *address, network.bits);
         });
}

std::string TrustedPeers::client_ip(const std::string& peer, std::string_view forwarded_for) const {
  if (networks_.empty() || !contains(peer)) return peer;
  std::string client = peer;
  while (!forwarded_for.empty()) {
    const std::size_t comma = forwarded_for.rfind(',');
    const std::size_t start = comma == std::string_view::npos ? 0 : comma + 1;
    const std::optional<address_v6> hop = parse_ip(trim(forwarded_for.substr(start)));
    if (!hop) return client;
    client = plain_text(*hop);
    if (!contains(client)) return client;
    forwarded_for = forwarded_for.substr(0, comma == std::string_view::npos ? 0 : comma);
  }
  return client;
}

}  // namespace bursar::net
