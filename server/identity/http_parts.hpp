// What the HTTP files of identity share: cookies, the session view, running CPU work in the pool,
// and the throttle of sign-in. Private to identity.
#pragma once

#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "idempotency/idempotency.hpp"
#include "identity/http.hpp"
#include "identity/view_as.hpp"
#include "net/await.hpp"
#include "net/json_reader.hpp"

namespace bursar::identity {

inline constexpr std::string_view k_full_cookie = "__Host-bursar";
inline constexpr std::string_view k_pre_cookie = "__Host-bursar-pre";
inline constexpr std::string_view k_device_cookie = "__Host-bursar-device";

/// Sets a cookie that ends with the browser session, or after `max_age_s`; an empty value removes
/// it.
void set_cookie(net::Response& response, std::string_view name, std::string_view value,
                std::int64_t max_age_s = 0);
/// Puts the token of a grant into its cookie and removes the other kind's.
void set_session_cookies(net::Response& response, const SessionGrant& grant);
void clear_session_cookies(net::Response& response);

/// A session as GET /api/session shows it.
struct SessionView {
  Visitor visitor;
  std::vector<Capability> capabilities;  ///< empty until nothing is owed
  bool demo = false;
  std::optional<View> look = {};  ///< as whom the session looks
  boost::json::value look_json = nullptr;
};
SessionView session_view(Tx& tx, const Visitor& visitor, Instant now);
/// The same with the look the session is in, for an answer that shows its places by name.
SessionView session_view(const Services& services, Tx& tx, const Visitor& visitor, Instant now);
boost::json::object session_json(const Settings& settings, const SessionView& view,
                                 const Secret& token);

/// Names of companies, merchants and projects, each looked up once per answer.
class PlaceNames {
 public:
  PlaceNames(const Services& services, Tx& tx) : services_(services), tx_(tx) {}
  /// Members scope_kind, and id and name of company, merchant and project.
  void add(boost::json::object& object, const Place& place);

 private:
  std::string name(const Place& place);
  const Services& services_;
  Tx& tx_;
  std::map<std::string, std::string> known_;
};

boost::json::object user_json(const User& user, PlaceNames& names);
boost::json::object session_summary_json(const SessionSummary& session, SessionId current);
boost::json::object api_key_json(const ApiKey& key);
boost::json::array ids_json(const std::vector<CompanyId>& ids);
boost::json::array ids_json(const std::vector<MerchantId>& ids);

/// The place of a membership: scope_kind with the one id it takes, at the top of the reader.
Place decode_place(net::JsonReader& in);
/// Completes a merchant or project with what is above it. Errors: not_found, also out of `scope`:
/// whose companies and merchants exist is nobody else's business.
Result<Place> resolve_place(const Services& services, Tx& tx, const Scope& scope, Place place);
std::optional<Instant> decode_expiry(net::JsonReader& in);
/// A query's whole number from `lowest` to `highest`. Errors: invalid/out_of_range.
Result<std::int64_t> query_number(const std::string& name, std::string_view value,
                                  std::int64_t lowest, std::int64_t highest);

/// The request as an idempotency key stands for it.
idempotency::Token idempotency_of(const net::Request& request);

/// A fresh link as its maker gets it, to hand over unless it was mailed: members link_path (null
/// when mailed), link_expires_at, is_delivered.
boost::json::object hand_over(LinkPurpose purpose, const IssuedLink& link);

/// What a change of one person answers with: done in one transaction, shown in its own words.
using PersonChange = std::function<Result<User>(Tx&, const Call&)>;
/// Asked first, in the same transaction: a refusal is committed and is the answer.
using PersonConfirm = std::function<Result<std::optional<Error>>(Tx&, const Call&)>;
/// Runs the change and answers with the person; a missing right is put on record under `operation`.
net::Task<net::Response> change_person(const Services& services, net::Request& request,
                                       std::string operation, int status, PersonChange change,
                                       PersonConfirm confirm = {});

/// A route of the office behind a session.
net::Route office_route(net::Method method, std::string path, std::string operation,
                        std::string permission, net::Level level, net::Handler handler);

/// A problem without its own words: the one answer when the pool's queue is full.
Error pool_busy();

/// Runs `work() -> Result<T>` on a pool thread and continues here. Errors: those of work;
/// pool_busy.
template <class T>
net::Task<Result<T>> prove(net::WorkerPool& pool, std::function<Result<T>()> work) {
  return net::await_callback<Result<T>>([&pool, work = std::move(work)](auto done) {
    auto finish = std::make_shared<decltype(done)>(std::move(done));
    const bool queued = pool.submit([work, finish] {
      std::exception_ptr failure;
      Result<T> result = pool_busy();
      try {
        result = work();
      } catch (...) {
        failure = std::current_exception();
      }
      (*finish)(std::move(result), failure);
    });
    if (!queued) (*finish)(pool_busy(), nullptr);
  });
}

/// Answers with the problem of an error and, when a right was missing, leaves an audit entry
///
net::Task<net::Response> refuse(const Services& services, const net::Request& request,
                                std::string operation, Error error);

/// Counts failed sign-ins per network (/24 of IPv4, /56 of IPv6) and over all, per minute. Judged
/// before any account is looked at, so it says nothing about accounts. Thread-safe.
class SignInThrottle {
 public:
  /// The refusal when the network has used up its failures of this minute.
  std::optional<Error> refusal(std::string_view ip, Instant now);
  void count_failure(std::string_view ip, Instant now);
  /// How long every sign-in is held back while failures over all networks are unusually many.
  std::int64_t delay_ms(Instant now);

 private:
  void start_minute(Instant now);
  std::mutex mutex_;
  std::int64_t minute_ = 0;
  std::int64_t failures_ = 0;
  std::unordered_map<std::string, std::int64_t> by_network_;
};

/// "192.0.2.0/24" or "2001:db8:1200::/56"; the address itself when it is neither.
std::string network_of(std::string_view ip);

std::vector<net::Route> session_routes(const Services& services);
std::vector<net::Route> passkey_routes(const Services& services);
std::vector<net::Route> assurance_routes(const Services& services);
std::vector<net::Route> confirmation_routes(const Services& services);
std::vector<net::Route> user_routes(const Services& services);
std::vector<net::Route> person_routes(const Services& services);
std::vector<net::Route> membership_routes(const Services& services);
std::vector<net::Route> role_routes(const Services& services);
std::vector<net::Route> link_routes(const Services& services);
std::vector<net::Route> account_routes(const Services& services);
std::vector<net::Route> api_token_routes(const Services& services);
std::vector<net::Route> invitation_routes(const Services& services);
std::vector<net::Route> view_routes(const Services& services);
std::vector<net::Route> api_key_routes(const Services& services,
                                       std::function<void(std::string_view)> on_key_changed);

}  // namespace bursar::identity
