// Which address passkeys are bound to. Browsers give none to an IP address, nor to a page without
// TLS unless its host is localhost.
#include <algorithm>

#include "base/text.hpp"
#include "identity/settings.hpp"

namespace bursar::identity {
namespace {

constexpr std::string_view k_https = "https://";
constexpr std::string_view k_http = "http://";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// A host name in the form browsers compare: lower case, labels of letters, digits and dashes, and
// not an address in digits.
bool is_domain(std::string_view host) {
  if (host.empty() || host.size() > 253 || host.front() == '.' || host.back() == '.') return false;
  const bool fits = std::all_of(host.begin(), host.end(), [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '.';
  });
  const std::string_view last = host.substr(host.rfind('.') + 1);
  return fits && host.find("..") == std::string_view::npos &&
         !std::all_of(last.begin(), last.end(), is_digit);
}

bool is_port(std::string_view port) {
  return !port.empty() && port.size() <= 5 && std::all_of(port.begin(), port.end(), is_digit);
}

}  // namespace

RelyingParty relying_party_of(std::string_view url) {
  std::string origin = fold_case(trim(url));
  while (origin.ends_with('/')) origin.pop_back();
  const bool is_secure = origin.starts_with(k_https);
  if (!is_secure && !origin.starts_with(k_http)) return {};
  const std::string_view scheme = is_secure ? k_https : k_http;
  std::string_view host = std::string_view(origin).substr(scheme.size());
  const std::size_t colon = host.find(':');
  const std::string_view port = colon == std::string_view::npos ? "" : host.substr(colon + 1);
  host = host.substr(0, colon);
  if (!is_domain(host) || (colon != std::string_view::npos && !is_port(port))) return {};
  if (!is_secure && host != "localhost" && !host.ends_with(".localhost")) return {};
  RelyingParty party{std::string(host), {}};
  // Browsers leave the usual port out of an origin.
  const bool is_usual = port == (is_secure ? "443" : "80");
  party.origin = std::string(scheme) + std::string(host);
  if (!port.empty() && !is_usual) party.origin.append(":").append(port);
  return party;
}

}  // namespace bursar::identity
