// All SQL of routing.
#include "routing/store.hpp"

#include <algorithm>

#include <boost/json.hpp>

#include "routing/content.hpp"
#include "storage/query.hpp"

namespace bursar::routing::store {
namespace {

constexpr std::string_view k_profile_columns =
    "p.id, p.company_id, p.merchant_id, p.name, p.active_number, p.draft_number, p.created_at";
constexpr std::string_view k_version_columns =
    "number, state, revision, created_by, activated_by, created_at, updated_at, activated_at, "
    "retired_at";
constexpr std::int64_t k_block_outcomes = 200;
constexpr std::int64_t k_blocks = 8;

Profile read_profile(const storage::Row& row) {
  Profile profile;
  profile.id = row.id<ProfileId>(0);
  profile.place = {row.id<CompanyId>(1), row.id<MerchantId>(2)};
  profile.name = row.text(3);
  profile.active_number = row.i64(4);
  profile.draft_number = row.i64(5);
  profile.created_at = row.instant(6);
  return profile;
}

Version read_version(const storage::Row& row) {
  Version version;
  version.number = row.i64(0);
  version.state = row.as_enum<VersionState>(1);
  version.revision = row.i64(2);
  version.created_by = row.text(3);
  version.activated_by = row.text(4);
  version.created_at = row.instant(5);
  version.updated_at = row.instant(6);
  version.activated_at = row.instant_or_null(7);
  version.retired_at = row.instant_or_null(8);
  return version;
}

std::string stored(const Content& content) { return boost::json::serialize(content_json(content)); }

Breaker read_breaker(const storage::Row& row, int at) {
  Breaker breaker;
  breaker.state = row.as_enum<BreakerState>(at);
  breaker.window_at = row.instant(at + 1);
  breaker.calls = row.i64(at + 2);
  breaker.failures = row.i64(at + 3);
  breaker.doubts = row.i64(at + 4);
  breaker.connect_failures = row.i64(at + 5);
  breaker.opened_at = row.instant(at + 6);
  breaker.open_ms = row.i64(at + 7);
  breaker.probes = row.i64(at + 8);
  breaker.probe_successes = row.i64(at + 9);
  return breaker;
}

constexpr std::string_view k_breaker_columns =
    "state, window_at, calls, failures, doubts, connect_failures, opened_at, open_ms, probes, "
    "probe_successes";

}  // namespace

std::string place_key(const Place& place) {
  if (place.merchant) return "m" + std::to_string(place.merchant.key);
  if (place.company) return "c" + std::to_string(place.company.key);
  return "i";
}

bool insert_profile(storage::Tx& tx, const Profile& profile) {
  return tx.exec(
             "INSERT INTO routing_profile (id, company_id, merchant_id, place_key, name, "
             "active_number, draft_number, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
             "ON CONFLICT (place_key) DO NOTHING",
             {profile.id, profile.place.company, profile.place.merchant, place_key(profile.place),
              profile.name, profile.active_number, profile.draft_number, profile.created_at}) == 1;
}

std::optional<Profile> profile_at(storage::Tx& tx, const Place& place) {
  return tx.one(
      "SELECT " + std::string(k_profile_columns) + " FROM routing_profile p WHERE place_key = $1",
      {place_key(place)}, read_profile);
}

std::optional<Profile> load_profile(storage::Tx& tx, const Scope& scope, ProfileId id) {
  storage::Query query{"SELECT " + std::string(k_profile_columns) +
                       " FROM routing_profile p WHERE 1 = 1"};
  storage::scope_filter(query, scope, "p.company_id", "p.merchant_id");
  query.add(" AND p.id = ", id);
  return tx.one(query.sql(), query.params(), read_profile);
}

std::vector<Profile> profiles(storage::Tx& tx, const Scope& scope) {
  storage::Query query{"SELECT " + std::string(k_profile_columns) +
                       " FROM routing_profile p WHERE 1 = 1"};
  storage::scope_filter(query, scope, "p.company_id", "p.merchant_id");
  query.add(" ORDER BY p.company_id IS NOT NULL, p.merchant_id IS NOT NULL, p.name, p.id");
  return tx.all(query.sql(), query.params(), read_profile);
}

void save_numbers(storage::Tx& tx, const Profile& profile) {
  tx.exec("UPDATE routing_profile SET active_number = $1, draft_number = $2 WHERE id = $3",
          {profile.active_number, profile.draft_number, profile.id});
}

void insert_version(storage::Tx& tx, ProfileId id, const Version& version) {
  tx.exec(
      "INSERT INTO routing_version (profile_id, number, state, revision, language, content, "
      "created_by, activated_by, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, "
      "$9, $10)",
      {id, version.number, version.state, version.revision, rules::k_language_version,
       stored(version.content), version.created_by, version.activated_by, version.created_at,
       version.updated_at});
}

bool update_version(storage::Tx& tx, ProfileId id, const Version& version, std::int64_t expected) {
  return tx.exec(
             "UPDATE routing_version SET state = $1, revision = $2, language = $3, content = $4, "
             "activated_by = $5, updated_at = $6, activated_at = $7, retired_at = $8 "
             "WHERE profile_id = $9 AND number = $10 AND revision = $11",
             {version.state, version.revision, rules::k_language_version, stored(version.content),
              version.activated_by, version.updated_at, version.activated_at, version.retired_at,
              id, version.number, expected}) == 1;
}

void delete_version(storage::Tx& tx, ProfileId id, std::int64_t number) {
  tx.exec("DELETE FROM routing_version WHERE profile_id = $1 AND number = $2", {id, number});
}

std::vector<Version> versions(storage::Tx& tx, ProfileId id) {
  return tx.all("SELECT " + std::string(k_version_columns) +
                    " FROM routing_version WHERE profile_id = $1 ORDER BY number DESC",
                {id}, read_version);
}

std::optional<Version> load_version(storage::Tx& tx, ProfileId id, std::int64_t number) {
  return tx.one("SELECT " + std::string(k_version_columns) +
                    ", content FROM routing_version WHERE profile_id = $1 AND number = $2",
                {id, number}, [](const storage::Row& row) {
                  Version version = read_version(row);
                  version.content = read_content(row.text(9));
                  return version;
                });
}

std::int64_t newest_number(storage::Tx& tx, ProfileId id) {
  return tx
      .one("SELECT coalesce(max(number), 0) FROM routing_version WHERE profile_id = $1", {id},
           [](const storage::Row& row) { return row.i64(0); })
      .value_or(0);
}

// Every sale asks this, and most find little: one look into the index per place, nothing sorted.
std::optional<Active> active_for(storage::Tx& tx, CompanyId company, MerchantId merchant) {
  static const std::string k_at_place =
      "SELECT " + std::string(k_profile_columns) +
      ", v.content FROM routing_profile p JOIN routing_version v ON v.profile_id = p.id AND "
      "v.number = p.active_number WHERE p.place_key = ";
  static const std::string k_text =
      k_at_place + "$1 UNION ALL " + k_at_place + "$2 UNION ALL " + k_at_place + "$3";
  std::optional<Active> narrowest;
  const auto width = [](const Place& place) { return place.merchant ? 0 : place.company ? 1 : 2; };
  tx.query(k_text, {place_key({company, merchant}), place_key({company, {}}), place_key({})},
           [&](const storage::Row& row) {
             Profile profile = read_profile(row);
             if (narrowest && width(narrowest->profile.place) <= width(profile.place)) return;
             narrowest = Active{std::move(profile), std::string(row.text(7))};
           });
  return narrowest;
}

std::map<std::int64_t, Breaker> breakers(storage::Tx& tx, std::string_view method) {
  std::map<std::int64_t, Breaker> found;
  tx.query("SELECT account_id, " + std::string(k_breaker_columns) +
               " FROM routing_breaker WHERE method = $1 AND state <> 1",
           {method},
           [&](const storage::Row& row) { found.emplace(row.i64(0), read_breaker(row, 1)); });
  return found;
}

std::vector<AccountBreaker> all_breakers(storage::Tx& tx) {
  return tx.all("SELECT account_id, method, " + std::string(k_breaker_columns) +
                    " FROM routing_breaker WHERE state <> 1 ORDER BY account_id, method",
                {}, [](const storage::Row& row) {
                  return AccountBreaker{row.id<ProviderAccountId>(0), std::string(row.text(1)),
                                        read_breaker(row, 2)};
                });
}

std::optional<Breaker> load_breaker(storage::Tx& tx, ProviderAccountId account,
                                    std::string_view method) {
  return tx.one("SELECT " + std::string(k_breaker_columns) +
                    " FROM routing_breaker WHERE account_id = $1 AND method = $2",
                {account, method}, [](const storage::Row& row) { return read_breaker(row, 0); });
}

void save_breaker(storage::Tx& tx, ProviderAccountId account, std::string_view method,
                  const Breaker& breaker) {
  if (is_quiet(breaker)) {
    tx.exec("DELETE FROM routing_breaker WHERE account_id = $1 AND method = $2", {account, method});
    return;
  }
  tx.exec(
      "INSERT INTO routing_breaker (account_id, method, state, window_at, calls, failures, doubts, "
      "connect_failures, opened_at, open_ms, probes, probe_successes) VALUES ($1, $2, $3, $4, $5, "
      "$6, $7, $8, $9, $10, $11, $12) ON CONFLICT (account_id, method) DO UPDATE SET state = $3, "
      "window_at = $4, calls = $5, failures = $6, doubts = $7, connect_failures = $8, opened_at = "
      "$9, open_ms = $10, probes = $11, probe_successes = $12",
      {account, method, breaker.state, breaker.window_at, breaker.calls, breaker.failures,
       breaker.doubts, breaker.connect_failures, breaker.opened_at, breaker.open_ms, breaker.probes,
       breaker.probe_successes});
}

bool take_probe(storage::Tx& tx, ProviderAccountId account, std::string_view method,
                const Breaker& breaker) {
  return tx.exec(
             "UPDATE routing_breaker SET state = $1, probes = CASE WHEN state = $1 THEN probes + 1 "
             "ELSE 1 END, probe_successes = CASE WHEN state = $1 THEN probe_successes ELSE 0 END "
             "WHERE account_id = $2 AND method = $3 AND opened_at = $4 AND (state <> $1 OR probes "
             "< $5)",
             {BreakerState::half_open, account, method, breaker.opened_at, k_probes}) == 1;
}

void count_outcome(storage::Tx& tx, ProviderAccountId account, const OutcomeKey& key,
                   bool approved) {
  struct Block {
    std::int64_t number = 1, counted = 0;
  };
  const storage::Params where{account, key.method, key.scheme, key.currency.code(), key.three_ds};
  const auto last = tx.one(
      "SELECT block, counted FROM routing_outcome WHERE account_id = $1 AND method = $2 AND "
      "scheme = $3 AND currency = $4 AND three_ds = $5 ORDER BY block DESC LIMIT 1",
      where, [](const storage::Row& row) {
        return Block{row.i64(0), row.i64(1)};
      });
  Block block = last.value_or(Block{});
  if (block.counted >= k_block_outcomes) ++block.number;
  storage::Params params = where;
  params.emplace_back(block.number);
  if (last && block.number != last->number)
    tx.exec(
        "DELETE FROM routing_outcome WHERE account_id = $1 AND method = $2 AND scheme = $3 AND "
        "currency = $4 AND three_ds = $5 AND block <= $6 - " +
            std::to_string(k_blocks),
        params);
  params.emplace_back(approved);
  tx.exec(
      "INSERT INTO routing_outcome (account_id, method, scheme, currency, three_ds, block, "
      "counted, approved) VALUES ($1, $2, $3, $4, $5, $6, 1, $7) ON CONFLICT (account_id, method, "
      "scheme, currency, three_ds, block) DO UPDATE SET counted = routing_outcome.counted + 1, "
      "approved = routing_outcome.approved + $7",
      params);
}

Tallies tallies(storage::Tx& tx, const OutcomeKey& key) {
  Tallies found;
  tx.query(
      "SELECT account_id, scheme, currency, three_ds, counted, approved FROM routing_outcome "
      "WHERE method = $1",
      {key.method}, [&](const storage::Row& row) {
        const auto add = [&](std::map<std::int64_t, Tally>& tallies) {
          Tally& tally = tallies[row.i64(0)];
          tally.counted += row.i64(4);
          tally.approved += row.i64(5);
        };
        add(found.method);
        if (row.text(1) != key.scheme) return;
        add(found.scheme);
        if (row.text(2) == key.currency.code() && row.boolean(3) == key.three_ds) add(found.exact);
      });
  return found;
}

std::int64_t count_declines(storage::Tx& tx, CardId card, Instant since) {
  return *tx.one("SELECT count(*) FROM routing_decline WHERE card_id = $1 AND attempt_id >= $2",
                 {card, first_key_at(since)}, [](const storage::Row& row) { return row.i64(0); });
}

void remember(storage::Tx& tx, MerchantId merchant, std::string_view subject,
              ProviderAccountId account, Instant now) {
  tx.exec(
      "INSERT INTO routing_sticky (merchant_id, subject, account_id, updated_at) VALUES ($1, $2, "
      "$3, $4) ON CONFLICT (merchant_id, subject) DO UPDATE SET account_id = $3, updated_at = $4",
      {merchant, subject, account, now});
}

ProviderAccountId remembered(storage::Tx& tx, MerchantId merchant, std::string_view subject) {
  return tx
      .one("SELECT account_id FROM routing_sticky WHERE merchant_id = $1 AND subject = $2",
           {merchant, subject},
           [](const storage::Row& row) { return row.id<ProviderAccountId>(0); })
      .value_or(ProviderAccountId{});
}

}  // namespace bursar::routing::store
