// The Guard of API-key surfaces. A key costs one indexed read per second at most and no write: call
// counts gather in memory and are flushed once a minute.
#include <algorithm>
#include <map>
#include <mutex>
#include <unordered_map>

#include "audit/audit.hpp"
#include "identity/http_parts.hpp"
#include "identity/http_rate_desk.hpp"
#include "identity/request_signature.hpp"

namespace bursar::identity {
namespace {

using net::Request;
using net::Response;
using net::Route;
using net::Task;

constexpr std::int64_t k_cache_ns = 1'000'000'000;
constexpr std::size_t k_cached_max = 10'000;
constexpr std::string_view k_bearer = "Bearer ";

/// Keys read within the last second. Unknown ids are not kept, so guessing cannot fill it.
class KeyCache {
 public:
  std::optional<StoredApiKey> find(const std::string& public_id, Tick now) {
    const std::lock_guard lock(mutex_);
    const auto found = kept_.find(public_id);
    if (found == kept_.end() || now.ns - found->second.read_at.ns >= k_cache_ns)
      return std::nullopt;
    return found->second.key;
  }
  void keep(const StoredApiKey& key, Tick read_at) {
    const std::lock_guard lock(mutex_);
    if (kept_.size() >= k_cached_max) kept_.clear();
    kept_.insert_or_assign(key.key.public_id, Kept{key, read_at});
  }
  void forget(std::string_view public_id) {
    const std::lock_guard lock(mutex_);
    kept_.erase(std::string(public_id));
  }

 private:
  struct Kept {
    StoredApiKey key;
    Tick read_at;
  };
  std::mutex mutex_;
  std::unordered_map<std::string, Kept> kept_;
};

/// Calls per key since the last flush.
class UseCounter {
 public:
  void count(ApiKeyId id, const std::string& ip, Instant now) {
    const std::lock_guard lock(mutex_);
    ApiKeyUse& use = uses_[id.key];
    use.id = id;
    ++use.calls;
    use.last_used_at = {now.ms / k_minute_ms * k_minute_ms};
    use.last_ip = ip;
  }
  std::vector<ApiKeyUse> take() {
    const std::lock_guard lock(mutex_);
    std::vector<ApiKeyUse> taken;
    for (auto& [key, use] : uses_) taken.push_back(std::move(use));
    uses_.clear();
    return taken;
  }
  void put_back(const std::vector<ApiKeyUse>& uses) {
    const std::lock_guard lock(mutex_);
    for (const ApiKeyUse& use : uses) {
      ApiKeyUse& kept = uses_[use.id.key];
      const std::int64_t calls = kept.calls + use.calls;
      if (!kept.id) kept = use;
      kept.calls = calls;
    }
  }

 private:
  std::mutex mutex_;
  std::map<std::int64_t, ApiKeyUse> uses_;
};

Error invalid_api_key() {
  return unauthenticated("invalid_api_key", "the API key is not valid here");
}

// The key of the request. Errors: authentication_required; invalid_api_key when two headers
// disagree.
Result<std::string> presented_text(const Request& request) {
  std::string_view bearer = request.header("authorization");
  const std::string_view plain = request.header("x-api-key");
  if (!bearer.empty()) {
    if (!bearer.starts_with(k_bearer)) return invalid_api_key();
    bearer.remove_prefix(k_bearer.size());
  }
  if (bearer.empty() && plain.empty())
    return unauthenticated("authentication_required",
                           "send an API key as Authorization: Bearer or x-api-key");
  if (!bearer.empty() && !plain.empty() && bearer != plain) return invalid_api_key();
  return std::string(bearer.empty() ? plain : bearer);
}

// Too many in this second (or at a time) while the minute has calls left, or the minute is used up.
Error rate_problem(const net::RateVerdict& verdict, const net::RateClass& rate) {
  const bool burst = verdict.remaining > 0;
  const std::int64_t retry_after_s =
      std::max<std::int64_t>((verdict.retry_after_ms + 999) / 1000, 1);
  Error error{ErrorKind::limited, "rate_limit_exceeded", "too many requests with this key", {}, {}};
  error.details = {{"limit", std::to_string(burst ? rate.burst : rate.limit)},
                   {"window", burst ? "1 second" : "1 minute"},
                   {"retry_after_s", std::to_string(retry_after_s)}};
  return error;
}

}  // namespace

struct KeyGuard::Impl {
  Impl(Services given, Options chosen) : services(std::move(given)), options(std::move(chosen)) {}

  Task<Result<StoredApiKey>> load(PresentedApiKey presented);
  Task<Result<StoredApiKey>> authenticate(Request& request);
  Task<bool> flag_leak(const Route& route, Request& request);
  Task<std::optional<Error>> judge_signature(const Request& request, const ApiKey& key);
  Task<Response> deny(const Route& route, const Request& request, Error error);
  std::optional<Error> judge_rate(const Route& route, const Request& request, ApiKeyId key);

  Services services;
  Options options;
  KeyCache cache;
  UseCounter uses;
  RateDesk rates;
};

Task<Result<StoredApiKey>> KeyGuard::Impl::load(PresentedApiKey presented) {
  const Tick tick = services.ports.clock.tick();
  if (auto kept = cache.find(presented.public_id, tick)) co_return std::move(*kept);
  const std::string public_id = presented.public_id;
  const Instant now = services.ports.clock.now();
  auto find = [public_id, now](Tx& tx) -> Result<StoredApiKey> {
    auto found = find_api_key(tx, public_id, now);
    if (!found) return invalid_api_key();
    return std::move(*found);
  };
  auto stored = co_await net::read(services.db, std::move(find));
  if (stored) cache.keep(*stored, tick);
  co_return stored;
}

Task<Result<StoredApiKey>> KeyGuard::Impl::authenticate(Request& request) {
  const auto text = presented_text(request);
  if (!text) co_return text.error();
  const auto presented = parse_api_key(*text);
  if (!presented) co_return invalid_api_key();
  const auto stored = co_await load(*presented);
  if (!stored && stored.error().code != "invalid_api_key") co_return stored.error();
  const StoredApiKey* key = stored ? &*stored : nullptr;
  auto actor = judge_api_key(services.settings, *presented, key, services.ports.clock.now());
  if (!actor) co_return actor.error();
  request.actor = std::move(*actor);
  request.actor.ip = request.peer_ip;
  request.actor.device = audit::device_of(request.header("user-agent"));
  request.actor.request_id = request.request_id;
  co_return *stored;
}

// A key in the address or body has leaked into logs and histories: refused and put on record
// (K-05).
Task<bool> KeyGuard::Impl::flag_leak(const Route& route, Request& request) {
  auto leaked = find_leaked_api_key(request.body);
  for (const auto& [name, value] : request.query)
    if (!leaked) leaked = find_leaked_api_key(value);
  if (!leaked) co_return false;
  const auto stored = co_await load(*leaked);
  const StoredApiKey* key = stored ? &*stored : nullptr;
  const auto owner = judge_api_key(services.settings, *leaked, key, services.ports.clock.now());
  if (!owner) co_return true;
  request.actor = *owner;
  request.actor.ip = request.peer_ip;
  request.actor.device = audit::device_of(request.header("user-agent"));
  request.actor.request_id = request.request_id;
  const Call call = services.ports.call(request.actor);
  const Denial denial{route.operation_id, route.permission, "api_key_leaked"};
  auto record = [call, denial](Tx& tx) { return record_denial(tx, call, denial); };
  (void)co_await net::write(services.db, std::move(record));
  co_return true;
}

// What was signed is taken once by all processes: the database remembers it. Judged after the key
// and its rate, so that nobody else learns what is asked for, or fills the table.
Task<std::optional<Error>> KeyGuard::Impl::judge_signature(const Request& request,
                                                           const ApiKey& key) {
  if (key.signing_key.empty()) co_return std::nullopt;
  const std::string nonce(request.header("x-signature-nonce"));
  const auto until = identity::judge_signature(
      key.signing_key,
      {request.header("x-signature"), request.header("x-signature-timestamp"), nonce},
      {key.public_id, net::method_name(request.method), request.target, request.body,
       request.header("idempotency-key")},
      services.ports.clock.now());
  if (!until) co_return until.error();
  auto note = [id = key.id, nonce, until = *until](Tx& tx) {
    return note_signed_request(tx, id, nonce, until);
  };
  const auto fresh = co_await net::write(services.db, std::move(note));
  if (!fresh) co_return fresh.error();
  if (!*fresh) co_return signature_replayed();
  co_return std::nullopt;
}

Task<Response> KeyGuard::Impl::deny(const Route& route, const Request& request, Error error) {
  const Call call = services.ports.call(request.actor);
  const Denial denial{route.operation_id, route.permission, error.code};
  auto record = [call, denial](Tx& tx) { return record_denial(tx, call, denial); };
  const auto recorded = co_await net::write(services.db, std::move(record));
  co_return options.shape_error(recorded ? error : recorded.error(), request);
}

std::optional<Error> KeyGuard::Impl::judge_rate(const Route& route, const Request& request,
                                                ApiKeyId key) {
  const KeyLimits limits = options.limits(route);
  const bool reads = route.method == net::Method::get;
  const std::int64_t factor = reads ? limits.read_factor : 1;
  const std::string name = route.rate_class + (reads ? " read" : "");
  const net::RateClass rate{name, limits.per_minute * factor, k_minute_ms,
                            limits.burst_per_second * factor, limits.concurrent};
  const auto verdict = rates.judge(request, key.text(), rate, services.ports.clock.tick());
  if (verdict.allowed) return std::nullopt;
  return rate_problem(verdict, rate);
}

KeyGuard::KeyGuard(Services services, Options options)
    : impl_(std::make_shared<Impl>(std::move(services), std::move(options))) {}
KeyGuard::~KeyGuard() = default;

Task<std::optional<Response>> KeyGuard::admit(const Route& route, Request& request) {
  Impl& own = *impl_;
  request.actor.kind = ActorKind::api_key;
  request.actor.ip = request.peer_ip;
  request.actor.device = audit::device_of(request.header("user-agent"));
  request.actor.request_id = request.request_id;
  if (route.access == net::Access::open) co_return std::nullopt;
  const bool leaked = co_await own.flag_leak(route, request);
  if (leaked) co_return own.options.shape_error(invalid_api_key(), request);
  if (route.access != net::Access::api_key)
    co_return own.options.shape_error(
        unauthenticated("authentication_required", "this path takes no API key"), request);
  const auto key = co_await own.authenticate(request);
  if (!key) co_return own.options.shape_error(key.error(), request);
  // Before the scope is judged: a denial costs a write, so it must be rationed as well.
  if (auto limited = own.judge_rate(route, request, key->key.id))
    co_return own.options.shape_error(*limited, request);
  if (const auto from_here = judge_address(key->key, request.peer_ip); !from_here)
    co_return co_await own.deny(route, request, from_here.error());
  const auto signature_problem = co_await own.judge_signature(request, key->key);
  if (signature_problem) co_return co_await own.deny(route, request, *signature_problem);
  const auto& scopes = key->key.effective_scopes;
  const bool allowed = route.permission == "self" ||
                       std::find(scopes.begin(), scopes.end(), route.permission) != scopes.end();
  if (!allowed) co_return co_await own.deny(route, request, forbidden(route.permission));
  own.uses.count(key->key.id, request.peer_ip, own.services.ports.clock.now());
  co_return std::nullopt;
}

void KeyGuard::finish(const Route&, const Request& request, Response& response) {
  if (const auto verdict = impl_->rates.close(request))
    net::add_rate_headers(response, *verdict, impl_->services.ports.clock.now());
}

void KeyGuard::forget(std::string_view public_id) { impl_->cache.forget(public_id); }

Task<void> KeyGuard::flush_uses() {
  const std::vector<ApiKeyUse> uses = impl_->uses.take();
  if (uses.empty()) co_return;
  auto record = [uses](Tx& tx) { return record_api_key_uses(tx, uses); };
  const auto recorded = co_await net::write(impl_->services.db, std::move(record));
  if (!recorded) impl_->uses.put_back(uses);
}

}  // namespace bursar::identity
