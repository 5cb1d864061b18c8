// Cookies, views and the sign-in throttle of identity's HTTP part.
#include "gate/http.hpp"
#include "identity/assurance_level.hpp"
#include "identity/http_parts.hpp"
#include "identity/trail.hpp"

#include <array>
#include <charconv>

#include <arpa/inet.h>

#include <boost/json/serialize.hpp>

#include "net/http.hpp"

namespace bursar::identity {
namespace {

namespace json = boost::json;

constexpr std::int64_t k_network_failures_max = 20;
constexpr std::int64_t k_failures_before_delay = 300;
constexpr std::int64_t k_delay_ms = 500;
constexpr std::size_t k_networks_max = 100'000;

json::array project_ids(const Scope& scope) {
  json::array texts;
  for (const ProjectReach& one : scope.projects()) texts.emplace_back(one.project.text());
  return texts;
}

json::object scope_json(const Capability& capability) {
  return {{"permission", capability.permission},
          {"everything", capability.scope.everything()},
          {"company_ids", ids_json(capability.scope.companies())},
          {"merchant_ids", ids_json(capability.scope.merchants())},
          {"project_ids", project_ids(capability.scope)}};
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
  // What the profile keeps back until there is a factor or a phone is not offered.
  std::erase_if(view.capabilities, [&](const Capability& capability) {
    return factor_problem(visitor, capability.permission).has_value();
  });
  return view;
}

json::object session_json(const Settings& settings, const SessionView& view, const Secret& token) {
  const Visitor& visitor = view.visitor;
  json::array capability_list;
  for (const Capability& capability : view.capabilities)
    capability_list.push_back(scope_json(capability));
  json::object user{{"user_id", visitor.user.text()}, {"email", visitor.email},
                    {"name", visitor.name},           {"locale", visitor.locale},
                    {"time_zone", visitor.time_zone}, {"totp_enrolled", visitor.totp_enrolled},
                    {"passkeys", visitor.passkeys},   {"has_sms", visitor.has_sms},
                    {"has_phone", visitor.has_phone}, {"phone_confirmed", visitor.phone_confirmed}};
  return {{"session_id", visitor.session.text()},
          {"user", std::move(user)},
          {"stage", stage_name(visitor.stage)},
          {"capabilities", std::move(capability_list)},
          {"view_as", view.look_json},
          {"csrf_token", view.look ? view_csrf_token(settings, token, view.look->id)
                                   : csrf_token(settings, token)},
          {"environment", environment_name(settings.environment)},
          {"is_demo", view.demo},
          {"security_profile", profile_of(visitor.profile).key},
          {"passkey_origin", text_or_null(settings.relying_party.origin)},
          {"idle_deadline_at", visitor.idle_deadline.ms},
          {"absolute_deadline_at", visitor.absolute_deadline.ms},
          {"fresh_until_at", visitor.fresh_until.ms}};
}

std::string PlaceNames::name(const Place& place) {
  if (!services_.name_of) return {};
  const std::string key = place.kind == ScopeKind::company    ? place.company.text()
                          : place.kind == ScopeKind::merchant ? place.merchant.text()
                                                              : place.project.text();
  const auto known = known_.find(key);
  if (known != known_.end()) return known->second;
  return known_.emplace(key, services_.name_of(tx_, place).value_or("")).first->second;
}

void PlaceNames::add(json::object& object, const Place& place) {
  object["scope_kind"] = scope_kind_name(place.kind);
  object["company_id"] = text_or_null(place.company.text());
  object["company_name"] = nullptr;
  object["merchant_id"] = text_or_null(place.merchant.text());
  object["merchant_name"] = nullptr;
  object["project_id"] = text_or_null(place.project.text());
  object["project_name"] = nullptr;
  if (place.company)
    object["company_name"] = text_or_null(name({ScopeKind::company, place.company, {}, {}}));
  if (place.merchant)
    object["merchant_name"] =
        text_or_null(name({ScopeKind::merchant, place.company, place.merchant, {}}));
  if (place.project) object["project_name"] = text_or_null(name(place));
}

json::object user_json(const User& user, PlaceNames& names) {
  json::array memberships;
  for (const Membership& membership : user.memberships) {
    json::object row{{"membership_id", membership.id.text()},
                     {"role_id", membership.role.text()},
                     {"role_key", membership.role_key},
                     {"role_name", membership.role_name},
                     {"created_at", membership.created_at.ms},
                     {"expires_at", at_or_null(membership.expires_at)}};
    names.add(row, membership.place);
    memberships.push_back(std::move(row));
  }
  return {{"user_id", user.id.text()},
          {"email", user.email},
          {"name", user.name},
          {"state", user_state_name(user.state)},
          {"totp_enrolled", user.totp_enrolled},
          {"passkeys", user.passkeys},
          {"must_change_password", user.must_change_password},
          {"has_phone", user.has_phone},
          {"memberships", std::move(memberships)},
          {"created_at", user.created_at.ms},
          {"last_login_at", at_or_null(user.last_login_at)},
          {"version", user.version}};
}

json::object session_summary_json(const SessionSummary& session, SessionId current) {
  return {{"session_id", session.id.text()},
          {"created_at", session.created_at.ms},
          {"last_seen_at", session.last_seen_at.ms},
          {"ip", session.ip},
          {"user_agent", session.user_agent},
          {"second_factor", session.mfa_level == MfaLevel::second_factor},
          {"current", session.id == current}};
}

// Which of the ids a place takes depends on its kind.
Place decode_place(net::JsonReader& in) {
  const std::string kind = in.text("scope_kind", 1, 20);
  const auto company = in.text_or_none("company_id", 40);
  const auto merchant = in.text_or_none("merchant_id", 40);
  const auto project = in.text_or_none("project_id", 40);
  const int given = (company ? 1 : 0) + (merchant ? 1 : 0) + (project ? 1 : 0);
  Place place;
  if (kind == "installation" && given == 0) return place;
  if (kind == "company" && company && given == 1) {
    place.kind = ScopeKind::company;
    if (const auto id = CompanyId::parse(*company)) place.company = *id;
    else in.fail("company_id", "invalid_parameter", "must be an id");
    return place;
  }
  if (kind == "merchant" && merchant && given == 1) {
    place.kind = ScopeKind::merchant;
    if (const auto id = MerchantId::parse(*merchant)) place.merchant = *id;
    else in.fail("merchant_id", "invalid_parameter", "must be an id");
    return place;
  }
  if (kind == "project" && project && given == 1) {
    place.kind = ScopeKind::project;
    if (const auto id = ProjectId::parse(*project)) place.project = *id;
    else in.fail("project_id", "invalid_parameter", "must be an id");
    return place;
  }
  in.fail("scope_kind", "scope_invalid",
          "must be installation, or company, merchant or project with its own id");
  return place;
}

Result<Place> resolve_place(const Services& services, Tx& tx, const Scope& scope, Place place) {
  if (place.kind == ScopeKind::project) {
    const auto whole =
        services.project_place ? services.project_place(tx, place.project) : std::nullopt;
    if (!whole || !covers(scope, *whole)) return not_found("project");
    return *whole;
  }
  if (place.kind == ScopeKind::merchant) {
    const auto company = services.company_of(tx, place.merchant);
    if (!company || !scope.contains(*company, place.merchant)) return not_found("merchant");
    place.company = *company;
  }
  if (place.kind == ScopeKind::company) {
    const bool known = !services.name_of || services.name_of(tx, place);
    if (!known || !scope.contains(place.company)) return not_found("company");
  }
  return place;
}

std::optional<Instant> decode_expiry(net::JsonReader& in) {
  const auto ms = in.integer_or_none("expires_at", 1, INT64_MAX / 2);
  return ms ? std::optional(Instant{*ms}) : std::nullopt;
}

Result<std::int64_t> query_number(const std::string& name, std::string_view value,
                                  std::int64_t lowest, std::int64_t highest) {
  // Keys of rows have 19 digits.
  std::int64_t number = -1;
  const auto [end, failure] = std::from_chars(value.data(), value.data() + value.size(), number);
  const bool whole = failure == std::errc() && end == value.data() + value.size();
  if (!whole || value.starts_with('-') || number < lowest || number > highest)
    return invalid(name, "out_of_range",
                   "must be from " + std::to_string(lowest) + " to " + std::to_string(highest));
  return number;
}

net::Route office_route(net::Method method, std::string path, std::string operation,
                        std::string permission, net::Level level, net::Handler handler) {
  net::Route route{};
  route.method = method;
  route.path = std::move(path);
  route.operation_id = std::move(operation);
  route.permission = std::move(permission);
  route.level = level;
  route.handler = std::move(handler);
  return route;
}

namespace {

json::array idle_json(const std::vector<IdleScope>& idle) {
  json::array rows;
  for (const IdleScope& one : idle)
    rows.push_back({{"scope", one.scope},
                    {"permission", one.permission},
                    {"reason", one.is_maker_inactive ? "maker_inactive" : "permission_missing"}});
  return rows;
}

}  // namespace

json::object api_key_json(const ApiKey& key) {
  const auto words = [](const std::vector<std::string>& list) {
    json::array array;
    for (const auto& word : list) array.emplace_back(word);
    return array;
  };
  return {{"api_key_id", key.id.text()},
          {"merchant_id", key.merchant.text()},
          {"project_id", text_or_null(key.project.text())},
          {"environment", environment_name(key.environment)},
          {"public_id", key.public_id},
          {"last4", key.last4},
          {"label", key.label},
          {"scopes", words(key.scopes)},
          {"effective_scopes", words(key.effective_scopes)},
          {"idle_scopes", idle_json(key.idle_scopes)},
          {"allowed_addresses", words(key.allowed_addresses)},
          {"signing_key", text_or_null(key.signing_key)},
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

idempotency::Token idempotency_of(const net::Request& request) {
  return idempotency::token(request.header("idempotency-key"),
                            {net::method_name(request.method), request.path, request.body});
}

Error pool_busy() {
  return {ErrorKind::unavailable,
          "sign_in_busy",
          "too many passwords are being checked, try again",
          {},
          {{"retry_after_s", "1"}}};
}

namespace {

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text.append(text.empty() ? "" : ", ").append(name);
  return text;
}

/// A refusal with what its reader can do about it; its own type, for a Result cannot hold an Error.
struct Explained {
  Error error;
};

// Records the denial and says which right was missing in words, and who can give it.
Result<Explained> explain(Tx& tx, const Call& call, const Denial& denial, Error error) {
  if (auto recorded = record_denial(tx, call, denial); !recorded) return recorded.error();
  const Permission* permission = find_permission(denial.permission);
  if (permission == nullptr || call.actor.kind != ActorKind::user || call.actor.key == 0)
    return Explained{std::move(error)};
  const Granters granters = who_can_grant(tx, UserId{call.actor.key}, denial.permission, call.now);
  error.details.emplace_back("permission_label", permission->label);
  if (!granters.roles.empty()) error.details.emplace_back("roles", listed(granters.roles));
  if (!granters.people.empty()) error.details.emplace_back("people", listed(granters.people));
  return Explained{std::move(error)};
}

}  // namespace

net::Task<net::Response> refuse(const Services& services, const net::Request& request,
                                std::string operation, Error error) {
  if (error.kind == ErrorKind::forbidden && error.code != "step_up_required") {
    Denial denial{std::move(operation), {}, error.code};
    for (const auto& [name, value] : error.details)
      if (name == "required_permission") denial.permission = value;
    const Call call = services.ports.call(request.actor);
    auto write_entry = [call, denial, error](Tx& tx) { return explain(tx, call, denial, error); };
    const auto explained = co_await net::write(services.db, std::move(write_entry));
    error = explained ? explained->error : explained.error();
  }
  co_return net::to_problem(error, request.request_id);
}

json::object hand_over(LinkPurpose purpose, const IssuedLink& link) {
  // The part behind # never reaches a server or proxy log.
  std::string path = purpose == LinkPurpose::invite ? "/invitation#token=" : "/reset#token=";
  path.append(link.token.reveal());
  return {{"link_path", link.is_mailed ? json::value() : json::value(path)},
          {"link_expires_at", link.expires_at.ms},
          {"is_delivered", link.is_mailed}};
}

net::Task<net::Response> change_person(const Services& services, net::Request& request,
                                       std::string operation, int status, PersonChange change,
                                       PersonConfirm confirm) {
  struct Changed {
    std::optional<gate::Held> held;
    json::object user;
    std::optional<Error> refusal = {};
  };
  const Call call = services.ports.call(request.actor);
  const gate::Ask ask = gate::ask(operation, request);
  auto work = [call, ask, services, change, confirm](Tx& tx) -> Result<Changed> {
    if (confirm) {
      auto refusal = confirm(tx, call);
      if (!refusal) return refusal.error();
      if (*refusal) return Changed{{}, {}, std::move(*refusal)};
    }
    auto held = gate::hold(services.gate, tx, call, ask);
    if (!held) return held.error();
    if (*held) return Changed{std::move(*held), {}};
    const auto user = change(tx, call);
    if (!user) return user.error();
    PlaceNames names(services, tx);
    return Changed{{}, user_json(*user, names)};
  };
  const auto changed = co_await net::write(services.db, std::move(work));
  if (!changed) co_return co_await refuse(services, request, std::move(operation), changed.error());
  if (changed->refusal) co_return net::to_problem(*changed->refusal, request.request_id);
  if (changed->held) co_return gate::held_response(*changed->held);
  co_return net::json_response(status, json::serialize(changed->user));
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
