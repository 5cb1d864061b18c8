// Talking to the provider. What it answers is read as a stranger's bytes: bounded by the client,
// parsed by type, and used only where it fits what was configured.
#include "identity/http_sso_provider.hpp"

#include <algorithm>

#include <boost/json.hpp>

#include "base/text.hpp"

namespace bursar::identity {
namespace {

namespace json = boost::json;

constexpr std::int64_t k_kept_ms = k_hour_ms;
constexpr std::int64_t k_keys_again_ms = 5 * k_second_ms;
constexpr std::int64_t k_total_ms = 8'000;

Error unreachable(const std::string& why) {
  return {ErrorKind::unavailable,
          "sso_unreachable",
          "the sign-in provider does not answer: " + why,
          {},
          {{"retry_after_s", "5"}}};
}

std::string text_in(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

std::optional<json::object> object_of(std::string_view text) {
  boost::system::error_code failed;
  json::value value = json::parse(text, failed);
  if (failed || !value.is_object()) return std::nullopt;
  return std::move(value.as_object());
}

// The form of base64 that HTTP's own credentials come in.
std::string basic_credentials(const std::string& pair) {
  std::string text = to_base64url(pair);
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  while (text.size() % 4 != 0) text.push_back('=');
  return text;
}

bool is_loopback(std::string_view url) {
  for (const std::string_view host : {"http://127.0.0.1", "http://localhost", "http://[::1]"})
    if (url.starts_with(host) &&
        (url.size() == host.size() || url[host.size()] == ':' || url[host.size()] == '/'))
      return true;
  return false;
}

}  // namespace

std::string form_encoded(std::string_view text) {
  constexpr std::string_view k_plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  constexpr std::string_view k_hex = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (k_plain.find(c) != std::string_view::npos) {
      encoded.push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded.append({'%', k_hex[byte >> 4U], k_hex[byte & 15U]});
  }
  return encoded;
}

// Only over TLS, but for a provider on this very machine.
bool SsoProvider::may_be_reached(std::string_view url) const {
  return url.starts_with("https://") || (is_loopback(sso_.issuer) && is_loopback(url));
}

net::Task<Result<std::string>> SsoProvider::fetch(std::string url) {
  net::ClientRequest request;
  request.url = std::move(url);
  request.method = net::Method::get;
  request.headers = {{"Accept", "application/json"}};
  request.total_ms = k_total_ms;
  net::Exchange answer = co_await client_.send(std::move(request));
  if (answer.reach != net::Reach::answered) co_return unreachable(answer.failure);
  if (answer.status != 200) co_return unreachable("it answered " + std::to_string(answer.status));
  co_return std::move(answer.body);
}

net::Task<Result<SsoMetadata>> SsoProvider::metadata() {
  const Instant now = clock_.now();
  {
    const std::lock_guard lock(mutex_);
    if (metadata_ && now < metadata_until_) co_return *metadata_;
  }
  std::string base = sso_.issuer;
  while (base.ends_with('/')) base.pop_back();
  const auto body = co_await fetch(base + "/.well-known/openid-configuration");
  if (!body) co_return body.error();
  const auto document = object_of(*body);
  SsoMetadata found;
  if (document) {
    found.authorization_endpoint = text_in(*document, "authorization_endpoint");
    found.token_endpoint = text_in(*document, "token_endpoint");
    found.jwks_uri = text_in(*document, "jwks_uri");
    const auto* names = document->if_contains("authorization_response_iss_parameter_supported");
    found.names_issuer = names != nullptr && names->is_bool() && names->as_bool();
  }
  const bool fits = document && text_in(*document, "issuer") == sso_.issuer &&
                    may_be_reached(found.authorization_endpoint) &&
                    may_be_reached(found.token_endpoint) && may_be_reached(found.jwks_uri);
  if (!fits)
    co_return refused("sso_metadata_invalid",
                      "the sign-in provider describes itself as another, or incompletely");
  const std::lock_guard lock(mutex_);
  metadata_ = found;
  metadata_until_ = now.plus_ms(k_kept_ms);
  co_return found;
}

net::Task<Result<std::vector<sso::SigningKey>>> SsoProvider::keys(const SsoMetadata& found,
                                                                  std::string kid) {
  const Instant now = clock_.now();
  {
    const std::lock_guard lock(mutex_);
    const bool known = kid.empty() || std::any_of(keys_.begin(), keys_.end(),
                                                  [&](const auto& key) { return key.kid == kid; });
    const bool asked_lately = now.ms - keys_asked_at_.ms < k_keys_again_ms;
    if (!keys_.empty() && now < keys_until_ && (known || asked_lately)) co_return keys_;
    keys_asked_at_ = now;
  }
  const auto body = co_await fetch(found.jwks_uri);
  if (!body) co_return body.error();
  auto read = sso::parse_keys(*body);
  if (!read) co_return read.error();
  const std::lock_guard lock(mutex_);
  keys_ = *read;
  keys_until_ = now.plus_ms(k_kept_ms);
  co_return std::move(*read);
}

net::Task<Result<std::string>> SsoProvider::id_token(const SsoMetadata& found, std::string form) {
  net::ClientRequest request;
  request.url = found.token_endpoint;
  request.headers = {{"Accept", "application/json"},
                     {"Content-Type", "application/x-www-form-urlencoded"}};
  request.total_ms = k_total_ms;
  if (!sso_.client_secret.empty()) {
    const std::string pair =
        form_encoded(sso_.client_id) + ":" + form_encoded(sso_.client_secret.reveal());
    request.headers.emplace_back("Authorization", "Basic " + basic_credentials(pair));
  }
  request.body = std::move(form);
  const net::Exchange answer = co_await client_.send(std::move(request));
  if (answer.reach != net::Reach::answered) co_return unreachable(answer.failure);
  const auto body = object_of(answer.body);
  const std::string token = body ? text_in(*body, "id_token") : std::string();
  if (answer.status == 200 && !token.empty()) co_return token;
  const std::string why = body ? text_in(*body, "error").substr(0, 60) : std::string();
  co_return refused("sso_code_refused", "the provider does not take the code: " + why);
}

net::Task<Result<sso::Claims>> SsoProvider::redeem(std::string code, Secret verifier,
                                                   std::string nonce, std::string redirect_uri) {
  const auto found = co_await metadata();
  if (!found) co_return found.error();
  std::string form = "grant_type=authorization_code&code=" + form_encoded(code) +
                     "&redirect_uri=" + form_encoded(redirect_uri) +
                     "&code_verifier=" + form_encoded(verifier.reveal());
  if (sso_.client_secret.empty()) form += "&client_id=" + form_encoded(sso_.client_id);
  const auto token = co_await id_token(*found, std::move(form));
  if (!token) co_return token.error();
  const auto signing = co_await keys(*found, sso::key_id_of(*token));
  if (!signing) co_return signing.error();
  co_return sso::verify_id_token(*token, *signing,
                                 {sso_.issuer, sso_.client_id, std::move(nonce), clock_.now()});
}

}  // namespace bursar::identity
