// Bodies of the HTTP fixture.
#include "identity/http_fixture.hpp"

#include "base/text.hpp"

namespace bursar::identity {

std::string Answer::code() const {
  if (!body.is_object()) return {};
  const auto* found = body.as_object().if_contains("code");
  return found != nullptr && found->is_string() ? std::string(found->as_string()) : std::string();
}

std::string Answer::header(const std::string& name) const {
  const std::string start = "\r\n" + name + ": ";
  const std::size_t at = head.find(start);
  if (at == std::string::npos) return {};
  const std::size_t from = at + start.size();
  return head.substr(from, head.find("\r\n", from) - from);
}

std::string Browser::cookie(const std::string& name) const {
  const auto found = cookies_.find(name);
  return found == cookies_.end() ? std::string() : found->second;
}

void Browser::keep_cookies(const std::string& head) {
  constexpr std::string_view k_start = "set-cookie: ";
  for (std::size_t at = 0; at < head.size();) {
    const std::size_t end = std::min(head.find("\r\n", at), head.size());
    const std::string line = head.substr(at, end - at);
    at = end + 2;
    if (fold_case(line.substr(0, k_start.size())) != k_start) continue;
    const std::string pair = line.substr(k_start.size(), line.find(';') - k_start.size());
    const std::size_t equals = pair.find('=');
    const std::string name = pair.substr(0, equals);
    if (line.find("Max-Age=0") != std::string::npos) cookies_.erase(name);
    else cookies_[name] = pair.substr(equals + 1);
  }
}

Answer Browser::send(const std::string& method, const std::string& path, const std::string& body) {
  std::string request =
      method + " " + path + " HTTP/1.1\r\nhost: bursar.test\r\nconnection: close\r\n";
  for (const auto& [name, value] : headers)
    if (!value.empty()) request += name + ": " + value + "\r\n";
  std::string cookie_line;
  for (const auto& [name, value] : cookies_)
    cookie_line += (cookie_line.empty() ? "" : "; ") + name + "=" + value;
  if (!cookie_line.empty()) request += "cookie: " + cookie_line + "\r\n";
  if (method != "GET") request += "content-length: " + std::to_string(body.size()) + "\r\n";
  request += "\r\n" + body;
  net::RawClient client(port_);
  client.send(request);
  const std::string response = client.read_to_end();
  const std::size_t split = response.find("\r\n\r\n");
  Answer answer;
  answer.status = net::status_of(response);
  keep_cookies(response.substr(0, split));
  answer.head = fold_case(response.substr(0, split));
  boost::system::error_code failed;
  if (split != std::string::npos)
    answer.body = boost::json::parse(response.substr(split + 4), failed);
  return answer;
}

void Browser::learn_csrf() {
  const Answer state = get("/api/session");
  if (state.status == 200)
    headers["x-csrf-token"] = std::string(state.body.at("csrf_token").as_string());
}

void HttpTest::SetUp() {
  IdentityTest::SetUp();
  pool_ = std::make_unique<net::WorkerPool>(2, 32);
  net::Surface surface;
  surface.routes = all_routes();
  for (auto& route : extra_routes()) surface.routes.push_back(std::move(route));
  surface.guard = std::make_shared<OfficeGuard>(services());
  server_ = std::make_unique<net::TestServer>(std::move(surface));
}

void HttpTest::TearDown() {
  server_.reset();
  pool_.reset();
  IdentityTest::TearDown();
}

Services HttpTest::services() {
  const auto company_of = [](Tx&, MerchantId merchant) -> std::optional<CompanyId> {
    if (merchant == k_acme_shop) return k_acme;
    if (merchant == k_globex_shop) return k_globex;
    return std::nullopt;
  };
  return {db(), Ports{clock(), ids(), system_random_}, settings(), *pool_, company_of};
}

Browser HttpTest::browser_with(const SessionGrant& grant) {
  Browser made = browser();
  const bool full = grant.visitor.kind == SessionKind::full;
  made.set_cookie(full ? "__Host-bursar" : "__Host-bursar-pre", std::string(grant.token.reveal()));
  made.headers["x-csrf-token"] = csrf_token(settings(), grant.token);
  return made;
}

}  // namespace bursar::identity
