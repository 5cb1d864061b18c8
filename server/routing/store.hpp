// What routing's files ask of the database; the statements are in store.cpp. Private to routing.
#pragma once

#include <map>

#include "routing/breaker.hpp"

namespace bursar::routing::store {

std::string place_key(const Place& place);

/// False when the place has a profile already.
bool insert_profile(storage::Tx& tx, const Profile& profile);
std::optional<Profile> profile_at(storage::Tx& tx, const Place& place);
std::optional<Profile> load_profile(storage::Tx& tx, const Scope& scope, ProfileId id);
std::vector<Profile> profiles(storage::Tx& tx, const Scope& scope);
void save_numbers(storage::Tx& tx, const Profile& profile);

void insert_version(storage::Tx& tx, ProfileId id, const Version& version);
/// Writes content, state and who; false when the revision is no longer `expected`.
bool update_version(storage::Tx& tx, ProfileId id, const Version& version, std::int64_t expected);
void delete_version(storage::Tx& tx, ProfileId id, std::int64_t number);
/// Newest first, without contents.
std::vector<Version> versions(storage::Tx& tx, ProfileId id);
std::optional<Version> load_version(storage::Tx& tx, ProfileId id, std::int64_t number);
std::int64_t newest_number(storage::Tx& tx, ProfileId id);

/// The active version of the narrowest place that has one: one read.
struct Active {
  Profile profile;
  std::string content;
};
std::optional<Active> active_for(storage::Tx& tx, CompanyId company, MerchantId merchant);

/// Breakers with trouble of these accounts and this method, by account.
std::map<std::int64_t, Breaker> breakers(storage::Tx& tx, std::string_view method);
/// All of them, for whoever shows health.
struct AccountBreaker {
  ProviderAccountId account;
  std::string method;
  Breaker breaker;
};
std::vector<AccountBreaker> all_breakers(storage::Tx& tx);
std::optional<Breaker> load_breaker(storage::Tx& tx, ProviderAccountId account,
                                    std::string_view method);
void save_breaker(storage::Tx& tx, ProviderAccountId account, std::string_view method,
                  const Breaker& breaker);
/// Counts a probe of a half-open breaker; false when all are taken.
bool take_probe(storage::Tx& tx, ProviderAccountId account, std::string_view method,
                const Breaker& breaker);

/// Key of outcomes; empty and none read more than one.
struct OutcomeKey {
  std::string method, scheme;
  Currency currency;
  bool three_ds = false;
};
struct Tally {
  std::int64_t counted = 0, approved = 0;
};
void count_outcome(storage::Tx& tx, ProviderAccountId account, const OutcomeKey& key,
                   bool approved);
/// Tallies by account for the exact key, for the scheme, and for the method alone.
struct Tallies {
  std::map<std::int64_t, Tally> exact, scheme, method;
};
Tallies tallies(storage::Tx& tx, const OutcomeKey& key);

std::int64_t count_declines(storage::Tx& tx, CardId card, Instant since);

void remember(storage::Tx& tx, MerchantId merchant, std::string_view subject,
              ProviderAccountId account, Instant now);
ProviderAccountId remembered(storage::Tx& tx, MerchantId merchant, std::string_view subject);

}  // namespace bursar::routing::store
