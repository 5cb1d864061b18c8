// Cookies, views and the sign-in throttle of identity's HTTP part.
#include "identity/http_parts.hpp"

#include <array>

#include <arpa/inet.h>

#include "net/http.hpp"

namespace bursar::identity {
namespace {

namespace json = boost::json;

constexpr std::int64_t k_network_failures_max = 20;
constexpr std::int64_t k_failures_before_delay = 300;
constexpr std::int64_t k_delay_ms = 500;
constexpr std::size_t k_networks_max = 100'000;

json::object scope_json(const Capability& capability) {
  return {{"permission", capability.permission},
          {"everything", capability.scope.everything()},
          {"company_ids", ids_json(capability.scope.companies())},
          {"merchant_ids", ids_json(capability.scope.merchants())}};
}

template <class IdType>
json::array texts_of(const std::vector<IdType>& ids) {
  json::array texts;
  for (const auto& id : ids) texts.emplace_back(id.text());
  return texts;
}

json::value text_or_null(const std::string& text) {
  if (text.empty()) return nullptr;
  return json::value(text);
}

json::value at_or_null(const std::optional<Instant>& at) {
  if (!at) return nullptr;
  return at->ms;
}

}  // namespace

void set_cookie(net::Response& response, std::string_view name, std::string_view value,
                std::int64_t max_age_s) {
  std::string text(name);
  text.append("=").append(value).append("; Path=/; Secure; HttpOnly; SameSite=Strict");
  if (value.empty()) text.append("; Max-Age=0");
  else if (max_age_s > 0) text.append("; Max-Age=").append(std::to_string(max_age_s));
  response.with("set-cookie", std::move(text));
}

void set_session_cookies(net::Response& response, const SessionGrant& grant) {
  const bool full = grant.visitor.kind == SessionKind::full;
  set_cookie(response, full ? k_full_cookie : k_pre_cookie, grant.token.reveal());
  set_cookie(response, full ? k_pre_cookie : k_full_cookie, {});
}

void clear_session_cookies(net::Response& response) {
  set_cookie(response, k_full_cookie, {});
  set_cookie(response, k_pre_cookie, {});
}

SessionView session_view(Tx& tx, const Visitor& visitor, Instant now) {
  SessionView view{visitor, {}, installation(tx).demo};
  if (visitor.stage == Stage::full) view.capabilities = capabilities(tx, visitor.user, now);
  return view;
}

json::object session_json(const Settings& settings, const SessionView& view, const Secret& token) {
  const Visitor& visitor = view.visitor;
  json::array capability_list;
  for (const Capability& capability : view.capabilities)
    capability_list.push_back(scope_json(capability));
  json::object user{{"user_id", visitor.user.text()}, {"email", visitor.email},
                    {"name", visitor.name},           {"locale", visitor.locale},
                    {"time_zone", visitor.time_zone}, {"totp_enrolled", visitor.totp_enrolled}};
  return {{"session_id", visitor.session.text()},
          {"user", std::move(user)},
          {"stage", stage_name(visitor.stage)},
          {"capabilities", std::move(capability_list)},
          {"csrf_token", csrf_token(settings, token)},
          {"environment", environment_name(settings.environment)},
          {"is_demo", view.demo},
          {"idle_deadline_at", visitor.idle_deadline.ms},
          {"absolute_deadline_at", visitor.absolute_deadline.ms},
          {"fresh_until_at", visitor.fresh_until.ms}};
}

json::object user_json(const User& user) {
  json::array memberships;
  for (const Membership& membership : user.memberships)
    memberships.push_back(
        json::object{{"membership_id", membership.id.text()},
                     {"role_key", membership.role_key},
                     {"scope_kind", scope_kind_name(membership.place.kind)},
                     {"company_id", text_or_null(membership.place.company.text())},
                     {"merchant_id", text_or_null(membership.place.merchant.text())},
                     {"expires_at", at_or_null(membership.expires_at)}});
  return {{"user_id", user.id.text()},
          {"email", user.email},
          {"name", user.name},
          {"state", user_state_name(user.state)},
          {"totp_enrolled", user.totp_enrolled},
          {"must_change_password", user.must_change_password},
          {"memberships", std::move(memberships)},
          {"created_at", user.created_at.ms},
          {"last_login_at", at_or_null(user.last_login_at)},
          {"version", user.version}};
}

json::object api_key_json(const ApiKey& key) {
  json::array scopes;
  for (const auto& scope : key.scopes) scopes.emplace_back(scope);
  return {{"api_key_id", key.id.text()},
          {"merchant_id", key.merchant.text()},
          {"environment", environment_name(key.environment)},
          {"public_id", key.public_id},
          {"last4", key.last4},
          {"label", key.label},
          {"scopes", std::move(scopes)},
          {"state", api_key_state_name(key.state)},
          {"created_at", key.created_at.ms},
          {"expires_at", key.expires_at.ms},
          {"replaced_by", key.replaced_by ? json::value(key.replaced_by->text()) : json::value()},
          {"overlap_until_at", at_or_null(key.overlap_until)},
          {"last_used_at", at_or_null(key.last_used_at)},
          {"last_ip", text_or_null(key.last_ip)},
          {"calls", key.calls}};
}

json::array ids_json(const std::vector<CompanyId>& ids) { return texts_of(ids); }
json::array ids_json(const std::vector<MerchantId>& ids) { return texts_of(ids); }

Error pool_busy() {
  return {ErrorKind::unavailable,
          "sign_in_busy",
          "too many passwords are being checked, try again",
          {},
          {{"retry_after_s", "1"}}};
}

net::Task<net::Response> refuse(const Services& services, const net::Request& request,
                                std::string operation, Error error) {
  if (error.kind == ErrorKind::forbidden && error.code != "confirmation_required") {
    Denial denial{std::move(operation), {}, error.code};
    for (const auto& [name, value] : error.details)
      if (name == "required_permission") denial.permission = value;
    const Call call = services.ports.call(request.actor);
    auto write_entry = [call, denial](Tx& tx) { return record_denial(tx, call, denial); };
    const auto recorded = co_await net::write(services.db, std::move(write_entry));
    if (!recorded) error = recorded.error();
  }
  co_return net::to_problem(error, request.request_id);
}

std::string network_of(std::string_view ip) {
  const std::string text(ip);
  std::array<unsigned char, 16> address{};
  std::array<char, INET6_ADDRSTRLEN> shown{};
  if (inet_pton(AF_INET, text.c_str(), address.data()) == 1) {
    address[3] = 0;
    inet_ntop(AF_INET, address.data(), shown.data(), shown.size());
    return std::string(shown.data()) + "/24";
  }
  if (inet_pton(AF_INET6, text.c_str(), address.data()) != 1) return text;
  std::fill(address.begin() + 7, address.end(), static_cast<unsigned char>(0));
  inet_ntop(AF_INET6, address.data(), shown.data(), shown.size());
  return std::string(shown.data()) + "/56";
}

void SignInThrottle::start_minute(Instant now) {
  const std::int64_t minute = now.ms / k_minute_ms;
  if (minute == minute_) return;
  minute_ = minute;
  failures_ = 0;
  by_network_.clear();
}

std::optional<Error> SignInThrottle::refusal(std::string_view ip, Instant now) {
  const std::lock_guard lock(mutex_);
  start_minute(now);
  const auto found = by_network_.find(network_of(ip));
  if (found == by_network_.end() || found->second < k_network_failures_max) return std::nullopt;
  const std::int64_t wait_s = (k_minute_ms - now.ms % k_minute_ms + 999) / 1000;
  return Error{ErrorKind::limited,
               "too_many_attempts",
               "too many failed sign-ins from this network, try later",
               {},
               {{"retry_after_s", std::to_string(wait_s)}}};
}

void SignInThrottle::count_failure(std::string_view ip, Instant now) {
  const std::lock_guard lock(mutex_);
  start_minute(now);
  ++failures_;
  if (by_network_.size() < k_networks_max) ++by_network_[network_of(ip)];
}

std::int64_t SignInThrottle::delay_ms(Instant now) {
  const std::lock_guard lock(mutex_);
  start_minute(now);
  return failures_ > k_failures_before_delay ? k_delay_ms : 0;
}

}  // namespace bursar::identity
