// All SQL of provider accounts.
#include "providers/store.hpp"

#include "storage/query.hpp"

namespace bursar::providers::store {
namespace {

constexpr std::string_view k_select =
    "SELECT id, company_id, adapter, title, method, base_url, currencies, amount_min_minor, "
    "amount_max_minor, cost_key, is_enabled, version FROM provider_account ";

std::string join_codes(const std::vector<Currency>& currencies) {
  std::string joined;
  for (const Currency& currency : currencies) {
    if (!joined.empty()) joined.push_back(' ');
    joined.append(currency.code());
  }
  return joined;
}

std::vector<Currency> split_codes(std::string_view joined) {
  std::vector<Currency> currencies;
  while (!joined.empty()) {
    const std::size_t space = joined.find(' ');
    currencies.push_back(Currency::of(joined.substr(0, space)));
    joined = space == std::string_view::npos ? "" : joined.substr(space + 1);
  }
  return currencies;
}

AccountRow read_row(const storage::Row& row) {
  AccountRow read;
  read.account.id = row.id<ProviderAccountId>(0);
  read.account.company_id = row.id<CompanyId>(1);
  read.account.adapter = row.text(2);
  read.account.title = row.text(3);
  read.account.method = row.text(4);
  read.account.base_url = row.text(5);
  read.account.currencies = split_codes(row.text(6));
  read.account.amount_min_minor = row.i64(7);
  read.account.amount_max_minor = row.i64(8);
  read.cost_key = row.i64(9);
  read.account.is_enabled = row.boolean(10);
  read.account.version = row.i64(11);
  return read;
}

}  // namespace

void insert(storage::Tx& tx, const Call& call, const AccountRow& row,
            const std::string& sealed_key) {
  const ProviderAccount& account = row.account;
  tx.exec(
      "INSERT INTO provider_account (id, company_id, adapter, title, method, base_url, "
      "api_key_sealed, currencies, amount_min_minor, amount_max_minor, cost_key, is_enabled, "
      "version, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
      {account.id, account.company_id, account.adapter, account.title, account.method,
       account.base_url, storage::Blob{sealed_key}, join_codes(account.currencies),
       account.amount_min_minor, account.amount_max_minor, row.cost_key, account.is_enabled,
       account.version, call.now});
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

std::optional<Connection> connection(storage::Tx& tx, ProviderAccountId id) {
  return tx.one("SELECT base_url, api_key_sealed FROM provider_account WHERE id = $1", {id},
                [](const storage::Row& row) {
                  return Connection{std::string(row.text(0)), std::string(row.blob(1))};
                });
}

void set_connection(storage::Tx& tx, ProviderAccountId id, const Connection& connection) {
  tx.exec(
      "UPDATE provider_account SET base_url = $2, api_key_sealed = $3, version = version + 1 "
      "WHERE id = $1",
      {id, connection.base_url, storage::Blob{connection.sealed_key}});
}

void set_enabled(storage::Tx& tx, ProviderAccountId id, bool is_enabled) {
  tx.exec("UPDATE provider_account SET is_enabled = $2, version = version + 1 WHERE id = $1",
          {id, is_enabled});
}

}  // namespace bursar::providers::store
