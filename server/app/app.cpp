// Wires modules to listeners and jobs. Destruction runs against the order of members, so whatever
// holds a reference goes before what it refers to.
#include "app/app.hpp"

#include <cstdlib>

#include <boost/json.hpp>

#include "access_reviews/http.hpp"
#include "analytics/http.hpp"
#include "app/answer_alerts.hpp"
#include "app/audit_key.hpp"
#include "app/batch_desk.hpp"
#include "app/card_guard.hpp"
#include "app/confirm_money.hpp"
#include "app/jobs.hpp"
#include "app/master_key.hpp"
#include "app/merchant_desk.hpp"
#include "app/password_cost.hpp"
#include "app/provider_desk.hpp"
#include "app/recipient_desk.hpp"
#include "app/web_files.hpp"
#include "bank/http.hpp"
#include "chain/http.hpp"
#include "customers/http.hpp"
#include "fees/http.hpp"
#include "identity/http_refusals.hpp"
#include "identity/http_sso.hpp"
#include "identity/standing.hpp"
#include "merchants/merchants.hpp"
#include "merchants/projects.hpp"
#include "net/security_headers.hpp"
#include "notify/http.hpp"
#include "payments/http.hpp"
#include "payments/http_exceptions.hpp"
#include "payments/http_route.hpp"
#include "recipients/http.hpp"
#include "routing/http.hpp"
#include "storage/maintenance.hpp"
#include "support/http.hpp"
#include "surfaces/data_api/data_api.hpp"
#include "surfaces/orsunpay/orsunpay.hpp"
#include "system/http.hpp"

namespace bursar::app {
namespace {

constexpr std::size_t k_hash_threads = 2;
constexpr std::size_t k_hash_queue = 32;

net::ServerOptions server_options(const Config& config, net::Log& log) {
  net::ServerOptions options;
  options.threads = config.threads;
  options.behind_proxy = config.behind_proxy;
  options.trusted_proxies = config.trusted_proxies;
  options.log = &log;
  return options;
}

std::optional<CompanyId> company_of(storage::Tx& tx, MerchantId merchant) {
  const auto found = merchants::load_merchant(tx, ScopeIssuer::installation(), merchant);
  if (!found) return std::nullopt;
  return found->company_id;
}

std::optional<identity::Place> place_of_project(storage::Tx& tx, ProjectId id) {
  const auto found = merchants::load_project(tx, ScopeIssuer::installation(), id);
  if (!found) return std::nullopt;
  return identity::Place{identity::ScopeKind::project, found->company_id, found->merchant_id, id};
}

std::optional<std::string> name_of(storage::Tx& tx, const identity::Place& place) {
  const Scope everything = ScopeIssuer::installation();
  if (place.project) {
    const auto project = merchants::load_project(tx, everything, place.project);
    return project ? std::optional(project->name) : std::nullopt;
  }
  if (place.merchant) {
    const auto merchant = merchants::load_merchant(tx, everything, place.merchant);
    return merchant ? std::optional(merchant->name) : std::nullopt;
  }
  const auto company = merchants::load_company(tx, everything, place.company);
  return company ? std::optional(company->name) : std::nullopt;
}

// Whom a payment is from is for who may find customers; whoever looks as somebody else sees masks.
bool shows_buyer(storage::Tx& tx, const Actor& actor, const payments::Payment& payment,
                 Instant now) {
  if (actor.kind != ActorKind::user || actor.impersonator_key != 0) return false;
  return identity::scope_of(tx, UserId{actor.key}, "customers:read", now)
      .contains(payment.company_id, payment.merchant_id);
}

// Who may follow the live feed, and whether they still may.
outbox::Standings standings() {
  outbox::Standings ports;
  ports.admit = [](storage::Tx& tx, const Actor& actor,
                   Instant now) -> std::optional<outbox::Standing> {
    auto found = identity::standing_of(tx, actor, "live:read", now);
    if (!found) return std::nullopt;
    return outbox::Standing{std::move(found->first), std::move(found->second)};
  };
  ports.marks = identity::standing_marks;
  return ports;
}

std::vector<MerchantId> merchants_of(storage::Tx& tx, const std::vector<CompanyId>& companies,
                                     std::size_t limit) {
  merchants::ListMerchants filter;
  filter.limit = static_cast<std::int64_t>(limit);
  filter.archived = {};
  std::vector<MerchantId> ids;
  for (const auto& merchant : merchants::list_merchants(tx, ScopeIssuer::of(companies, {}), filter))
    ids.push_back(merchant.id);
  return ids;
}

analytics::Services analytics_services(Core& core) {
  return {core.db(), core.ports(),
          [](storage::Tx& tx, const Scope& scope) {
            return payments::unknown_summary(tx, scope).count;
          },
          company_of};
}

bool is_storage_error(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const storage::StorageError&) {
    return true;
  } catch (...) {
    return false;
  }
}

// A database that is away is a 503 to try again later, not a fault of ours.
std::optional<net::Response> storage_away(const std::exception_ptr& failure,
                                          const net::Request& request) {
  if (!is_storage_error(failure)) return std::nullopt;
  return net::to_problem(storage::storage_busy(), request.request_id);
}

template <class Rows>
void append(std::vector<net::Route>& all, Rows rows) {
  for (net::Route& row : rows) all.push_back(std::move(row));
}

notify::Services message_services(Core& core) {
  notify::Services services{core.db(), core.ports(), {}, {}};
  if (const auto& mail = core.gateways().mail)
    services.mail = {mail->host + ":" + std::to_string(mail->port), mail->from_address};
  if (const auto& sms = core.gateways().sms) services.sms = {sms->url, sms->from};
  return services;
}

identity::KeyLimits key_limits(const Config& config, const net::Route& route) {
  if (!config.rate_limits) return {1'000'000'000, 1'000'000, 100'000, 1};
  if (route.rate_class == "payment_api") return identity::k_payment_api_limits;
  return config.environment == identity::Environment::live
             ? identity::k_resource_api_live_limits
             : identity::k_resource_api_sandbox_limits;
}

net::RateClass session_rate(const Config& config) {
  if (config.rate_limits) return identity::k_session_rate;
  return {"session", 1'000'000'000, k_minute_ms, 1'000'000, 100'000};
}

// Two surfaces share one listener; each keeps its own words for a refusal.
net::Response shape_api_error(const Error& error, const net::Request& request) {
  return data_api::owns(request.path) ? data_api::shape_error(error, request)
                                      : orsunpay::shape_error(error, request);
}

net::Response shape_api_failure(const net::Request& request) {
  return data_api::owns(request.path) ? data_api::shape_internal_error(request)
                                      : orsunpay::shape_internal_error(request);
}

std::vector<net::Route> data_api_routes(Core& core) {
  data_api::Services services{core.db(), core.ports(), core.settings()};
  if (!core.config().rate_limits) {
    services.token_rate = {"data_api_token", 1'000'000'000, k_minute_ms, 1'000'000, 100'000};
    services.address_rate = services.token_rate;
  }
  return data_api::routes(std::move(services));
}

void add_routes(boost::json::array& table, std::string_view surface,
                const std::vector<net::Route>& routes) {
  for (const net::Route& route : routes)
    table.push_back(
        boost::json::object{{"surface", data_api::owns(route.path) ? "data_api" : surface},
                            {"method", net::method_name(route.method)},
                            {"path", route.path},
                            {"operation_id", route.operation_id},
                            {"access", static_cast<int>(route.access)},
                            {"permission", route.permission},
                            {"level", static_cast<int>(route.level)},
                            {"idempotent", route.idempotent},
                            {"sheddable", net::is_sheddable(route)}});
}

// What holds for every route of the office, whichever module it is of.
void judge_all(std::vector<net::Route>& routes, const identity::Services& people) {
  identity::apply_levels(routes);
  refuse_card_numbers(routes);
  identity::record_handler_refusals(routes, people);
}

void decorate_office(const net::Request&, net::Response& response) {
  net::apply_security_headers(response);
}

}  // namespace

Core::Core(const Config& config, bool with_keys)
    : config_(config), ids_(clock_, config.node), log_(clock_, config.log_level) {
  net::set_time_zone(config_.time_zone);
  std::filesystem::create_directories(config_.data_dir);
  if (with_keys) {
    keys_ = read_master_keys(config_.master_key_path());
    audit_key_ = open_audit_key(config_.audit_key_path(), random_);
    gateways_ = gateways_of(config_);
    identity::Policy policy;
    policy.hash_cost = read_password_cost(config_.password_cost_path());
    settings_ =
        identity::make_settings(identity_keys(*keys_), policy, config_.environment, random_);
  }
  storage::Options options;
  options.url = config_.database_url();
  options.on_fatal = [this](const std::string& why) {
    // Nothing was acknowledged that is not on disk; a restart recovers, going on could not.
    log_.write(net::LogLevel::error, "the database failed; stopping at once", {{"why", why}});
    std::_Exit(3);
  };
  db_ = storage::open(options);
}

void Core::note_office_port(std::uint16_t port) {
  settings_.relying_party = config_.relying_party(port);
  settings_.office_url = config_.public_url.empty() ? config_.office_url(port) : config_.public_url;
  while (settings_.office_url.ends_with('/')) settings_.office_url.pop_back();
}

void Core::offer_sms_gateway(notify::SmsGateway gateway) {
  if (!gateways_.sms) gateways_.sms = std::move(gateway);
}

Actor job_actor(std::string name) {
  Actor actor;
  actor.kind = ActorKind::job;
  actor.name = std::move(name);
  actor.scope = ScopeIssuer::installation();
  return actor;
}

Actor provider_actor() {
  Actor actor = job_actor("provider");
  actor.kind = ActorKind::provider;
  return actor;
}

App::App(Core& core)
    : core_(core),
      started_at_(core.clock().now()),
      desk_(net::minute_of_week),
      hash_pool_(k_hash_threads, k_hash_queue, net::Priority::low),
      client_(core.clock()),
      server_(server_options(core.config(), core.log()), core.clock(), core.random()) {
  runner_ = std::make_unique<payments::Runner>(payments::RunnerServices{
      core_.db(), core_.ports(), core_.keys(), cvvs_, client_, server_, core_.log(),
      job_actor("dispatcher"), provider_actor(), own_desks(core_)});
  bank_clerk_ = std::make_unique<bank::Runner>(
      bank::RunnerServices{core_.db(), core_.ports(), core_.keys(), server_, core_.log(),
                           job_actor("bank clerk"), core_.config().data_dir / "bank"});
  chain_clerk_ = std::make_unique<chain::Runner>(
      chain::RunnerServices{core_.db(), core_.ports(), core_.keys(), client_, server_, core_.log(),
                            job_actor("chain clerk")});
  batches_ = make_batch_runner(core_, server_, *runner_);
  hooks_ = std::make_unique<provider_webhooks::Runner>(provider_webhooks::RunnerServices{
      core_.db(), core_.ports(), server_, core_.log(), provider_actor()});
  messages_ = std::make_unique<notify::Runner>(notify::RunnerServices{
      core_.db(), core_.ports(), client_, server_, core_.log(), core_.gateways(),
      notify::make_box_keys(core_.keys().derive("message_box", 1)), job_actor("messages")});
  live_feed_ = std::make_unique<outbox::LiveFeed>(core_.db(), server_, core_.clock(), standings());
  sealer_ = std::make_unique<audit::Sealer>(audit::SealerServices{
      core_.db(), core_.ports(), server_, core_.log(), core_.audit_key(),
      core_.config().audit_file_path(), core_.config().audit_checkpoint_s * k_second_ms,
      job_actor("sealer"), core_.config().audit_keep_ms()});
  for (const auto& acts :
       {identity::actions(identity_services()),
        payments::actions(core_.keys(), [this](AttemptId attempt) { runner_->notify(attempt); }),
        std::vector<gate::Action>{payments::state_change_action(), customers::erase_action()},
        approvals::policy_actions(approval_services()), provider_actions(core_),
        batch_actions([this] { batches_->notify(); }), routing::actions(), recipients::actions(),
        fees::actions()})
    for (const gate::Action& act : acts) desk_.add(with_second_person(act));
}

App::~App() { stop(); }

identity::Services App::identity_services() {
  identity::Services services{core_.db(), core_.ports(), core_.settings(), hash_pool_,
                              company_of, name_of,       place_of_project};
  services.gate = &desk_;
  return services;
}

approvals::Services App::approval_services() {
  const std::string& zone = core_.config().time_zone;
  return {core_.db(), core_.ports(), desk_, company_of, name_of, zone.empty() ? "UTC" : zone};
}

provider_webhooks::Services App::hook_services() {
  return {core_.db(), core_.ports(), core_.keys(), provider_actor(), [this] { hooks_->notify(); }};
}

net::Surface App::office_surface() {
  const identity::Services people = identity_services();
  office_guard_ = std::make_shared<identity::OfficeGuard>(people, session_rate(core_.config()));
  const auto dispatch = [this](AttemptId attempt) { runner_->notify(attempt); };
  net::Surface surface;
  append(surface.routes, identity::routes(people, [this](std::string_view public_id) {
           key_guard_->forget(public_id);
         }));
  append(surface.routes,
         identity::sso_routes(people, sso_settings_of(core_.config().sso), client_));
  append(surface.routes,
         payments::routes({.db = core_.db(),
                           .ports = core_.ports(),
                           .keys = core_.keys(),
                           .dispatch = dispatch,
                           .sandbox = core_.config().environment == identity::Environment::sandbox,
                           .gate = &desk_,
                           .confirm =
                               [&settings = core_.settings()](storage::Tx& tx, const Call& call,
                                                              const payments::MoneyAct& act,
                                                              const net::Request& request) {
                                 return confirm_money(settings, tx, call, act, request);
                               },
                           .shows_buyer = shows_buyer,
                           .cvvs = &cvvs_}));
  append(surface.routes, payments::exception_routes({core_.db(), core_.ports(), &desk_}));
  append(surface.routes,
         customers::routes({core_.db(), core_.ports(), &desk_,
                            [&settings = core_.settings()](storage::Tx& tx, const Call& call,
                                                           const customers::Erasing& act,
                                                           const net::Request& request) {
                              return confirm_erasure(settings, tx, call, act, request);
                            }}));
  append(surface.routes,
         batches::routes(batch_services(core_, desk_, [this] { batches_->notify(); })));
  append(surface.routes, recipients::routes(recipient_services(core_, desk_)));
  append(surface.routes, approvals::routes(approval_services()));
  append(surface.routes, merchant_routes(core_, desk_));
  append(surface.routes, analytics::routes(analytics_services(core_)));
  append(surface.routes, support::routes({core_.db(), core_.ports()}));
  append(surface.routes, providers::routes(provider_services(core_, client_, desk_)));
  append(surface.routes, provider_webhooks::routes(hook_services()));
  append(surface.routes, bank::routes({core_.db(), core_.ports(), core_.keys()}));
  append(surface.routes, chain::routes(core_.db()));
  append(surface.routes, routing::routes({core_.db(), core_.ports(), &desk_}));
  append(surface.routes, payments::route_routes(core_.db()));
  append(surface.routes, notify::routes(message_services(core_)));
  append(surface.routes, live_feed_->routes());
  append(surface.routes,
         system::routes({core_.db(), core_.ports(), BURSAR_VERSION,
                         std::string(identity::environment_name(core_.config().environment)),
                         started_at_, [this] {
                           return system::RunnerState{runner_->in_flight(), runner_->waiting()};
                         }}));
  append(surface.routes,
         audit::routes({core_.db(), core_.ports(), merchants_of,
                        [this] { return sealer_->state(); }, core_.audit_key().verifier()}));
  append(surface.routes, review::routes(review_services(core_)));
  append(surface.routes, access_reviews::routes({core_.db(), core_.ports(), name_of,
                                                 [this](std::string_view public_id) {
                                                   key_guard_->forget(public_id);
                                                 }}));
  append(surface.routes, contract_routes());
  judge_all(surface.routes, people);
  surface.guard = office_guard_;
  surface.shape_exception = storage_away;
  surface.fallback = office_files(core_.random());
  surface.decorate = decorate_office;
  return surface;
}

net::Surface App::api_surface() {
  const identity::Services identity_services{core_.db(), core_.ports(), core_.settings(),
                                             hash_pool_, company_of};
  key_guard_ = std::make_shared<identity::KeyGuard>(
      identity_services, identity::KeyGuard::Options{[this](const net::Route& route) {
                                                       return key_limits(core_.config(), route);
                                                     },
                                                     shape_api_error});
  net::Surface surface;
  surface.routes =
      orsunpay::routes({core_.db(), core_.ports(), core_.keys(), cvvs_,
                        [this](AttemptId attempt) { runner_->notify(attempt); }, &desk_});
  append(surface.routes, data_api_routes(core_));
  append(surface.routes, provider_webhooks::hook_routes(hook_services()));
  surface.guard = key_guard_;
  surface.shape_error = shape_api_error;
  surface.shape_internal_error = shape_api_failure;
  surface.shape_exception = [](const std::exception_ptr& failure, const net::Request& request) {
    return is_storage_error(failure)
               ? std::optional(shape_api_error(storage::storage_busy(), request))
               : std::nullopt;
  };
  surface.decorate = [](const net::Request&, net::Response& response) {
    net::apply_security_headers(response);
  };
  return surface;
}

void App::start() {
  const Config& config = core_.config();
  net::Surface api = api_surface();
  const auto tls = config.tls_files();
  if (config.behind_proxy && config.trusted_proxies.empty())
    throw std::runtime_error("behind_proxy needs the proxy's address in trusted_proxies");
  office_port_ = server_.listen({config.office_address, config.office_port, office_surface(), tls});
  core_.note_office_port(office_port_);
  api_port_ = server_.listen({config.api_address, config.api_port, std::move(api), tls});
  start_jobs();
  server_.start();
}

void App::reload_tls() {
  try {
    server_.reload_tls();
    core_.log().write(net::LogLevel::info, "TLS files read again");
  } catch (const std::invalid_argument& error) {
    core_.log().write(net::LogLevel::error, "TLS files kept as they were",
                      {{"error", error.what()}});
  }
}

void App::start_jobs() {
  live_feed_->start();
  sealer_->start();
  const bool quarantined = *core_.db().read(
      [](storage::Tx& tx) -> Result<bool> { return storage::unconfirmed_restore(tx).has_value(); });
  if (quarantined)
    core_.log().write(net::LogLevel::warn,
                      "restored copy in quarantine: nothing is sent until bursar confirm-restore");
  if (core_.config().dispatch && !quarantined) runner_->start();
  if (!quarantined) hooks_->start();
  if (!quarantined) batches_->start();
  if (core_.config().dispatch && !quarantined) bank_clerk_->start();
  if (core_.config().dispatch && !quarantined) chain_clerk_->start();
  if (!quarantined) messages_->start();
  start_projector(core_, server_);
  start_upkeep(core_, server_, *key_guard_, cvvs_);
  start_approval_sweep(core_, server_, desk_);
  start_answer_alerts(core_, server_);
  start_review(core_, server_, review_services(core_));
}

void App::stop() {
  if (stopped_) return;
  stopped_ = true;
  messages_->stop();
  live_feed_->stop();
  server_.stop();
  note_last_openings(core_);
}

std::string App::route_table() {
  net::Surface api = api_surface();
  boost::json::array table;
  add_routes(table, "office", office_surface().routes);
  add_routes(table, "orsunpay", api.routes);
  return boost::json::serialize(table);
}

}  // namespace bursar::app
