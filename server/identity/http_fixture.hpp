// What the tests of identity's HTTP part share: a real server on loopback and a browser with
// cookies.
#pragma once

#include <boost/json/parse.hpp>
#include <map>
#include <memory>
#include <string>

#include "identity/http.hpp"
#include "identity/identity_fixture.hpp"
#include "net/loopback.hpp"

namespace bursar::identity {

/// One answer, taken apart.
struct Answer {
  int status = 0;
  std::string head;  ///< folded to lower case
  boost::json::value body;
  std::string code() const;  ///< of a problem, else ""
  std::string header(const std::string& name) const;
};

/// Speaks to one port as Chromium would: keeps cookies, says where a request comes from.
class Browser {
 public:
  explicit Browser(std::uint16_t port) : port_(port) {}
  Answer get(const std::string& path) { return send("GET", path, ""); }
  Answer post(const std::string& path, const std::string& body) { return send("POST", path, body); }
  Answer del(const std::string& path) { return send("DELETE", path, ""); }
  Answer send(const std::string& method, const std::string& path, const std::string& body);
  /// Reads the CSRF token of the present session.
  void learn_csrf();
  /// A cookie as if it had been set before.
  void set_cookie(const std::string& name, const std::string& value) { cookies_[name] = value; }
  std::string cookie(const std::string& name) const;

  /// Headers of every request; an empty value leaves the header out.
  std::map<std::string, std::string> headers{{"sec-fetch-site", "same-origin"},
                                             {"content-type", "application/json"}};

 private:
  void keep_cookies(const std::string& head);
  std::uint16_t port_;
  std::map<std::string, std::string> cookies_;
};

inline constexpr CompanyId k_acme{1001};
inline constexpr CompanyId k_globex{1002};
inline constexpr MerchantId k_acme_shop{2001};
inline constexpr MerchantId k_globex_shop{2002};

class HttpTest : public IdentityTest {
 protected:
  void SetUp() override;
  void TearDown() override;

  Services services();
  Browser browser() { return Browser(server_->port()); }
  /// A browser that holds the session of a grant and its CSRF token.
  Browser browser_with(const SessionGrant& grant);
  std::uint16_t port() const { return server_->port(); }
  std::vector<net::Route> all_routes() { return routes(services(), {}); }
  /// Routes beside identity's own, for tests of the Guard.
  virtual std::vector<net::Route> extra_routes() { return {}; }

 private:
  net::SystemRandom system_random_;
  std::unique_ptr<net::WorkerPool> pool_;
  std::unique_ptr<net::TestServer> server_;
};

}  // namespace bursar::identity
