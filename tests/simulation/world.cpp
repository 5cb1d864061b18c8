// Builds the template database once per process and copies it for every run.
#include "simulation/world.hpp"

#include <unistd.h>

#include <array>
#include <atomic>
#include <stdexcept>

#include "audit/audit.hpp"
#include "base/check.hpp"
#include "batches/batches.hpp"
#include "fees/fees.hpp"
#include "ledger/ledger.hpp"
#include "merchants/merchants.hpp"
#include "outbox/outbox.hpp"
#include "payments/payments.hpp"
#include "providers/providers.hpp"
#include "recipients/recipients.hpp"
#include "routing/routing.hpp"

namespace bursar::simulation {
namespace {

namespace fs = std::filesystem;

Actor operator_actor() {
  Actor actor;
  actor.name = "operator";
  actor.scope = ScopeIssuer::installation();
  return actor;
}

// Memory where there is some: the simulation is about order and crashes of the process, and a crash
// of the process loses no committed byte whatever the disk is. Power cuts have their own tests.
fs::path scratch_folder() {
  const bool memory = ::access("/dev/shm", W_OK) == 0;
  return (memory ? fs::path("/dev/shm") : fs::temp_directory_path()) /
         ("bursar-simulation-" + std::to_string(::getpid()));
}

class Folder {
 public:
  Folder() : path_(scratch_folder()) { fs::create_directories(path_); }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

const fs::path& folder() {
  static const Folder k_folder;
  return k_folder.path();
}

std::unique_ptr<storage::Db> open_inline(const fs::path& file) {
  storage::Options options;
  options.url = "sqlite:" + file.string();
  options.run_inline = true;
  options.synchronous = "NORMAL";
  return storage::open(options);
}

fees::Plan plan() {
  const Currency eur = Currency::of("EUR");
  fees::Plan plan;
  plan.name = "standard";
  const Currency jpy = Currency::of("JPY");
  const Currency kwd = Currency::of("KWD");
  plan.sale = {14'000, {{eur, 25, {}, {}}, {jpy, 30, {}, {}}, {kwd, 75, {}, {}}}};
  plan.refund = {0, {{eur, 30, {}, {}}, {jpy, 40, {}, {}}, {kwd, 90, {}, {}}}};
  plan.on_refund = fees::OnRefund::prorata;
  plan.reserve_ppm = 50'000;
  return plan;
}

template <class T>
T required(Result<T> result) {
  check(result.has_value(), result ? "" : result.error().message);
  return std::move(*result);
}

MerchantId create_shop(storage::Tx& tx, const Call& call, CompanyId company,
                       const std::string& name, std::int64_t overdraft_minor) {
  merchants::CreateMerchant command;
  command.company_id = company;
  command.name = name;
  command.mcc = "5999";
  command.statement_descriptor = name;
  command.settlement_currency = Currency::of("EUR");
  command.allowed_currencies = currencies();
  command.fee_plan = plan();
  const auto shop = required(merchants::create_merchant(tx, call, command));
  merchants::UpdateMerchant change;
  change.id = shop.id;
  change.version = shop.version;
  change.refund_overdraft_minor = overdraft_minor;
  return required(merchants::update_merchant(tx, call, change)).id;
}

// What merchants brought with them, so that there is something to pay out.
void fund(storage::Tx& tx, const Call& call, CompanyId company, MerchantId shop) {
  for (const Currency currency : currencies()) {
    ledger::Posting posting;
    posting.kind = "opening";
    posting.subject_kind = "merchant";
    posting.subject_key = shop.key;
    posting.uid = "opening:" + shop.text() + ":" + std::string(currency.code());
    posting.company = company;
    posting.merchant = shop;
    posting.effective_at = call.now;
    posting.lines = {
        {ledger::own_account(ledger::Bucket::own_funds, currency), ledger::Side::debit, 60'000},
        {ledger::merchant_account(ledger::Bucket::merchant_available, shop, currency),
         ledger::Side::credit, 60'000}};
    required(ledger::post(tx, call, posting));
  }
}

// All accounts are the same acquirer's: one book holds what any of them moved.
providers::CreateAccount account_of(std::string adapter, std::string title) {
  const Currency eur = Currency::of("EUR");
  providers::CreateAccount account;
  account.account.adapter = std::move(adapter);
  account.account.title = std::move(title);
  account.account.method = "card";
  account.account.base_url = "http://127.0.0.1:9";
  account.account.cost.scheme = {800, {{eur, 2, {}, {}}}};
  account.account.cost.interchange = {2'000, {}};
  account.api_key = Secret(std::string(k_provider_key));
  return account;
}

struct Template {
  fs::path file;
  Shops shops;
};

Shops populate(storage::Db& db) {
  ManualClock clock({k_start.ms - 100 * k_day_ms});  // earlier than any jump goes back
  IdSource ids(clock);
  SeededRandom random(1);
  const Actor actor = operator_actor();
  const Call call{actor, clock.now(), ids, random};
  const auto keys = simulation_keys();
  Shops shops;
  const Result<void> done = db.write([&](storage::Tx& tx) -> Result<void> {
    const Currency eur = Currency::of("EUR");
    const auto company =
        required(merchants::create_company(tx, call, {"Shops", "", "DE", "Europe/Berlin", eur}));
    shops.trusting = create_shop(tx, call, company.id, "TRUSTING", 100'000'000);
    shops.strict = create_shop(tx, call, company.id, "STRICT", 0);
    providers::CreateAccount account = account_of("sim", "Acquirer");
    account.account.methods = {"card", "wallet", "bnpl", "bank_transfer", "crypto"};
    account.webhook_secret = Secret(std::string(k_webhook_secret));
    shops.first = required(providers::create_account(tx, call, *keys, true, account)).id;
    for (const auto& [adapter, id] :
         {std::pair{"sim", &shops.second}, {"sim_repeat", &shops.silent}}) {
      const auto other = account_of(adapter, adapter + std::string(" beside it"));
      *id = required(providers::create_account(tx, call, *keys, true, other)).id;
      providers::set_enabled(tx, call, *id, false);
    }
    for (const MerchantId shop : {shops.trusting, shops.strict}) fund(tx, call, company.id, shop);
    return ok();
  });
  check(done.has_value(), "the template could not be filled");
  return shops;
}

const Template& template_db() {
  static const Template k_template = [] {
    Template made{folder() / "template.db", {}};
    const auto db = open_inline(made.file);
    std::vector<storage::Migration> all;
    for (const auto* list :
         {&audit::migrations(), &outbox::migrations(), &fees::migrations(), &ledger::migrations(),
          &vault::migrations(), &merchants::migrations(), &providers::migrations(),
          &routing::migrations(), &recipients::migrations(), &payments::migrations(),
          &batches::migrations()})
      all.insert(all.end(), list->begin(), list->end());
    db->migrate(all);
    made.shops = populate(*db);
    return made;
  }();
  return k_template;
}

void copy_db(const fs::path& from, const fs::path& to) {
  for (const char* suffix : {"", "-wal"}) {
    const fs::path source = from.string() + suffix;
    if (fs::exists(source))
      fs::copy_file(source, to.string() + suffix, fs::copy_options::overwrite_existing);
  }
}

}  // namespace

std::vector<Currency> currencies() {
  return {Currency::of("EUR"), Currency::of("JPY"), Currency::of("KWD")};
}

std::unique_ptr<vault::KeyRing> simulation_keys() {
  return vault::make_key_ring({{1, Secret(std::string(32, 's'))}});
}

ScratchDb::ScratchDb() {
  static std::atomic<int> count{0};
  path_ = folder() / ("run-" + std::to_string(++count) + ".db");
  copy_db(template_db().file, path_);
  db_ = open_inline(path_);
}

ScratchDb::~ScratchDb() {
  db_.reset();
  for (const char* suffix : {"", "-wal", "-shm"}) fs::remove(path_.string() + suffix);
}

void ScratchDb::reopen() {
  db_.reset();
  db_ = open_inline(path_);
}

World::World(const Options& given)
    : options(given),
      features(given.seed),
      random(given.seed),
      timeline(k_start, given.seed ^ 0x7469'6D65ULL),
      wall(timeline),
      trace(given.on_line),
      ids(wall),
      secrets(given.seed ^ 0x7365'6372ULL),
      faults(given),
      hides(random.below(2) == 0),
      keys(simulation_keys()),
      shops(template_db().shops),
      endpoint(
          simulator::Acquirer(given.seed, given.with_faults ? drawn_settings(random, faults, hides)
                                                            : simulator::Settings{}),
          std::string(k_provider_key)) {
  if (given.twin == Twin::repeats_anew) {
    features.repeats = true;
    features.holds = features.lapses = false;
    features.ask_nobody();
  }
  if (given.twin == Twin::believes_reversal) features.desk = true;
  // A message would mend what these twins believe before anybody compares books.
  if (given.twin == Twin::trusts_clock || given.twin == Twin::not_found_is_failed ||
      given.twin == Twin::gives_up)
    features.keep_quiet();
  if (features.webhooks()) {
    simulator::Settings settings = endpoint.acquirer().settings();
    settings.webhook_url = "http://127.0.0.1:1/messages";
    settings.webhook_secret = k_webhook_secret;
    endpoint.acquirer().change_settings(settings);
  }
  set_routes();
  if (given.twin == Twin::resend_on_silence) {
    simulator::Settings settings = endpoint.acquirer().settings();
    settings.honours_references = false;
    endpoint.acquirer().change_settings(settings);
    faults.never(FaultKind::repeat_request);  // what is executed twice then was sent twice by the
                                              // driver
  }
}

void World::set_routes() {
  if (!features.routes && !features.repeats) return;
  const ProviderAccountId other = features.repeats ? shops.silent : shops.second;
  const Actor actor = operator_actor();
  const Result<void> done = scratch.db().write([&](storage::Tx& tx) -> Result<void> {
    providers::set_enabled(tx, call(actor), other, true);
    const auto profile = required(routing::create_profile(tx, call(actor), {}, "Cards"));
    routing::Content content;
    content.rules = {{"cards",
                      "payment.method == \"card\"",
                      routing::Strategy::priority,
                      {{other, 1}, {shops.first, 1}}}};
    content.cascade.soft = routing::NextAccount::always;
    const auto draft = required(routing::change_draft(tx, call(actor), profile.id, 1, content));
    required(routing::activate_draft(tx, call(actor), profile.id, draft.revision));
    return ok();
  });
  check(done.has_value(), "the routes could not be set");
}

void World::tempt_clock() {
  constexpr std::array<std::int64_t, 6> k_sizes_ms{900,       30'000,  100'000, 10 * k_minute_ms,
                                                   k_hour_ms, k_day_ms};
  if (jumps_left == 0 || !fires(FaultKind::clock_jump)) return;
  --jumps_left;
  const std::uint64_t drawn = faults.below(FaultKind::clock_jump, 2 * k_sizes_ms.size());
  const std::int64_t size_ms = k_sizes_ms.at(drawn / 2);
  const std::int64_t delta_ms = drawn % 2 == 0 ? size_ms : -size_ms;
  clock_off_ms += size_ms;
  if (delta_ms < 0) put_off_ms += size_ms;
  else if (delta_ms >= 10 * k_minute_ms) put_off_ms += k_day_ms;
  const auto wait_ms =
      static_cast<std::int64_t>(faults.below(FaultKind::clock_jump, k_minute_ms, 1));
  timeline.after_ms(wait_ms, [this, delta_ms] {
    wall.jump_ms(delta_ms);
    note("the wall clock jumps by " + std::to_string(delta_ms) + " ms");
  });
}

bool World::fires(FaultKind kind) {
  if (!faults.fires(kind)) return false;
  reach("fault " + std::string(word(kind)));
  return true;
}

}  // namespace bursar::simulation
