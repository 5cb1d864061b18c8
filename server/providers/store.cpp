// All SQL of provider accounts. Lists are kept as words parted by spaces: nothing is searched in
// them, and routing reads them for every payment.
#include "providers/store.hpp"

#include <charconv>

#include <boost/json.hpp>

#include "base/check.hpp"
#include "providers/restrictions.hpp"
#include "storage/query.hpp"

namespace bursar::providers::store {
namespace {

constexpr std::string_view k_select =
    "SELECT id, company_id, adapter, title, method, base_url, currencies, amount_min_minor, "
    "amount_max_minor, cost_key, is_enabled, version, methods, settings, bounds, countries_allow, "
    "countries_deny, operations, created_at FROM provider_account ";

template <class List, class Text>
std::string join_words(const List& list, Text text) {
  std::string joined;
  for (const auto& one : list) {
    if (!joined.empty()) joined.push_back(' ');
    joined.append(text(one));
  }
  return joined;
}

template <class T, class Make>
std::vector<T> split_words(std::string_view joined, Make make) {
  std::vector<T> list;
  while (!joined.empty()) {
    const std::size_t space = joined.find(' ');
    list.push_back(make(joined.substr(0, space)));
    joined = space == std::string_view::npos ? "" : joined.substr(space + 1);
  }
  return list;
}

std::string_view same(const std::string& text) { return text; }
std::string_view code_of(const Currency& currency) { return currency.code(); }
std::string_view word_of(RequestKind kind) { return word(kind); }

std::string bound_text(const AmountBound& bound) {
  return std::string(bound.currency.code()) + ":" + std::to_string(bound.min_minor) + ":" +
         std::to_string(bound.max_minor);
}

std::int64_t number_of(std::string_view text) {
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  check(read.ec == std::errc(), "a stored bound is a number");
  return number;
}

AmountBound bound_of(std::string_view text) {
  const std::size_t first = text.find(':'), second = text.find(':', first + 1);
  check(second != std::string_view::npos, "a stored bound has three parts");
  return {Currency::of(text.substr(0, first)),
          number_of(text.substr(first + 1, second - first - 1)),
          number_of(text.substr(second + 1))};
}

RequestKind operation_of(std::string_view text) {
  const auto kind = restrictable_operation(text);
  check(kind.has_value(), "a stored operation is known");
  return *kind;
}

std::string settings_text(const Settings& settings) {
  boost::json::object object;
  for (const auto& [name, value] : settings) object.emplace(name, value);
  return boost::json::serialize(object);
}

Settings settings_of(std::string_view text) {
  Settings settings;
  if (text == "{}") return settings;
  const boost::json::value parsed = boost::json::parse(text);
  for (const auto& member : parsed.as_object())
    settings.emplace(member.key(), member.value().as_string());
  return settings;
}

std::string text_of(std::string_view text) { return std::string(text); }

AccountRow read_row(const storage::Row& row) {
  AccountRow read;
  ProviderAccount& account = read.account;
  account.id = row.id<ProviderAccountId>(0);
  account.company_id = row.id<CompanyId>(1);
  account.adapter = row.text(2);
  account.title = row.text(3);
  account.method = row.text(4);
  account.base_url = row.text(5);
  account.currencies = split_words<Currency>(row.text(6), Currency::of);
  account.amount_min_minor = row.i64(7);
  account.amount_max_minor = row.i64(8);
  read.cost_key = row.i64(9);
  account.is_enabled = row.boolean(10);
  account.version = row.i64(11);
  account.methods = split_words<std::string>(row.text(12), text_of);
  account.settings = settings_of(row.text(13));
  account.restrictions.bounds = split_words<AmountBound>(row.text(14), bound_of);
  account.restrictions.countries_allow = split_words<std::string>(row.text(15), text_of);
  account.restrictions.countries_deny = split_words<std::string>(row.text(16), text_of);
  account.restrictions.operations = split_words<RequestKind>(row.text(17), operation_of);
  account.created_at = row.instant(18);
  return read;
}

}  // namespace

void insert(storage::Tx& tx, const Call& call, const AccountRow& row) {
  const ProviderAccount& account = row.account;
  const Restrictions& limits = account.restrictions;
  tx.exec(
      "INSERT INTO provider_account (id, company_id, adapter, title, method, base_url, currencies, "
      "amount_min_minor, amount_max_minor, cost_key, is_enabled, version, created_at, methods, "
      "settings, bounds, countries_allow, countries_deny, operations) VALUES ($1, $2, $3, $4, $5, "
      "$6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
      {account.id, account.company_id, account.adapter, account.title, account.method,
       account.base_url, join_words(account.currencies, code_of), account.amount_min_minor,
       account.amount_max_minor, row.cost_key, account.is_enabled, account.version, call.now,
       join_words(account.methods, same), settings_text(account.settings),
       join_words(limits.bounds, bound_text), join_words(limits.countries_allow, same),
       join_words(limits.countries_deny, same), join_words(limits.operations, word_of)});
}

std::optional<AccountRow> load(storage::Tx& tx, ProviderAccountId id) {
  return tx.one(std::string(k_select) + "WHERE id = $1", {id}, read_row);
}

std::vector<AccountRow> in_scope(storage::Tx& tx, const Scope& scope) {
  storage::Query query(std::string(k_select) + "WHERE 1 = 1");
  // Shared accounts take the payments of every tenant, so everyone may see that they exist.
  if (!scope.everything())
    query.add(" AND (company_id IS NULL OR company_id")
        .add_list(" IN ", scope.companies())
        .add(")");
  query.add(" ORDER BY id");
  return query.all(tx, read_row);
}

std::vector<AccountRow> usable_by(storage::Tx& tx, CompanyId company) {
  return tx.all(std::string(k_select) +
                    "WHERE company_id IS NULL OR company_id = $1 "
                    "ORDER BY CASE WHEN company_id IS NULL THEN 1 ELSE 0 END, id",
                {company}, read_row);
}

bool update(storage::Tx& tx, const ProviderAccount& account, std::int64_t expected) {
  const Restrictions& limits = account.restrictions;
  return tx.exec(
             "UPDATE provider_account SET title = $3, method = $4, methods = $5, base_url = $6, "
             "currencies = $7, settings = $8, bounds = $9, countries_allow = $10, "
             "countries_deny = $11, operations = $12, is_enabled = $13, version = $14 "
             "WHERE id = $1 AND version = $2",
             {account.id, expected, account.title, account.method,
              join_words(account.methods, same), account.base_url,
              join_words(account.currencies, code_of), settings_text(account.settings),
              join_words(limits.bounds, bound_text), join_words(limits.countries_allow, same),
              join_words(limits.countries_deny, same), join_words(limits.operations, word_of),
              account.is_enabled, account.version}) == 1;
}

void set_base_url(storage::Tx& tx, ProviderAccountId id, const std::string& base_url) {
  tx.exec("UPDATE provider_account SET base_url = $2, version = version + 1 WHERE id = $1",
          {id, base_url});
}

void set_enabled(storage::Tx& tx, ProviderAccountId id, bool is_enabled) {
  tx.exec("UPDATE provider_account SET is_enabled = $2, version = version + 1 WHERE id = $1",
          {id, is_enabled});
}

void put_secret(storage::Tx& tx, ProviderAccountId id, const SealedSecret& secret) {
  tx.exec(
      "INSERT INTO provider_secret (account_id, name, sealed, last4, set_at) VALUES ($1, $2, $3, "
      "$4, $5) ON CONFLICT (account_id, name) DO UPDATE SET sealed = excluded.sealed, "
      "last4 = excluded.last4, set_at = excluded.set_at",
      {id, secret.mark.name, storage::Blob{secret.sealed}, secret.mark.last4, secret.mark.set_at});
}

void drop_secret(storage::Tx& tx, ProviderAccountId id, std::string_view name) {
  tx.exec("DELETE FROM provider_secret WHERE account_id = $1 AND name = $2", {id, name});
}

std::optional<std::string> sealed_secret(storage::Tx& tx, ProviderAccountId id,
                                         std::string_view name) {
  return tx.one("SELECT sealed FROM provider_secret WHERE account_id = $1 AND name = $2",
                {id, name}, [](const storage::Row& row) { return std::string(row.blob(0)); });
}

std::vector<SecretMark> secret_marks(storage::Tx& tx, ProviderAccountId id) {
  return tx.all(
      "SELECT name, last4, set_at FROM provider_secret WHERE account_id = $1 ORDER BY name", {id},
      [](const storage::Row& row) {
        return SecretMark{std::string(row.text(0)), std::string(row.text(1)), row.instant(2)};
      });
}

void put_test(storage::Tx& tx, ProviderAccountId id, const AccountTest& test) {
  tx.exec(
      "INSERT INTO provider_test (account_id, at, is_working, http_status, latency_us, note) "
      "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (account_id) DO UPDATE SET at = excluded.at, "
      "is_working = excluded.is_working, http_status = excluded.http_status, "
      "latency_us = excluded.latency_us, note = excluded.note",
      {id, test.at, test.is_working, test.http_status, test.latency_us, test.note});
}

std::optional<AccountTest> load_test(storage::Tx& tx, ProviderAccountId id) {
  return tx.one(
      "SELECT at, is_working, http_status, latency_us, note FROM provider_test "
      "WHERE account_id = $1",
      {id}, [](const storage::Row& row) {
        return AccountTest{row.instant(0), row.boolean(1), static_cast<int>(row.i64(2)), row.i64(3),
                           std::string(row.text(4))};
      });
}

}  // namespace bursar::providers::store
