// All SQL of companies, merchants and projects.
#include "merchants/store.hpp"

#include <array>
#include <utility>

#include "base/text.hpp"
#include "storage/query.hpp"

namespace bursar::merchants {
namespace {

constexpr std::string_view k_select_merchant =
    "SELECT m.id, m.company_id, c.name, m.name, m.legal_name, m.mcc, m.statement_descriptor, "
    "m.website, "
    "m.settlement_currency, m.allowed_currencies, m.fee_plan_key, m.refund_overdraft_minor, "
    "m.state, "
    "m.version, m.created_at, p.id, m.capture_policy, m.challenge_from_minor, "
    "m.exempt_below_minor, m.exempts_low_value, m.methods_off, m.archived_at FROM merchant m JOIN "
    "company c ON c.id = "
    "m.company_id "
    "JOIN project p ON p.merchant_id = m.id AND p.is_default = 1 WHERE 1=1";

constexpr std::string_view k_select_company =
    "SELECT id, name, legal_name, country, default_currency, time_zone, state, version, created_at "
    "FROM company WHERE 1=1";

std::string join_codes(const std::vector<Currency>& currencies) {
  std::string joined;
  for (const Currency& currency : currencies) {
    if (!joined.empty()) joined.push_back(',');
    joined.append(currency.code());
  }
  return joined;
}

std::vector<Currency> split_codes(std::string_view joined) {
  std::vector<Currency> currencies;
  while (!joined.empty()) {
    const std::size_t comma = joined.find(',');
    currencies.push_back(Currency::of(joined.substr(0, comma)));
    joined = comma == std::string_view::npos ? "" : joined.substr(comma + 1);
  }
  return currencies;
}

std::string join_words(const std::vector<std::string>& words) {
  std::string joined;
  for (const std::string& word : words) {
    if (!joined.empty()) joined.push_back(',');
    joined.append(word);
  }
  return joined;
}

std::vector<std::string> split_words(std::string_view joined) {
  std::vector<std::string> words;
  while (!joined.empty()) {
    const std::size_t comma = joined.find(',');
    words.emplace_back(joined.substr(0, comma));
    joined = comma == std::string_view::npos ? "" : joined.substr(comma + 1);
  }
  return words;
}

Company read_company(const storage::Row& row) {
  Company company;
  company.id = row.id<CompanyId>(0);
  company.name = row.text(1);
  company.legal_name = row.text(2);
  company.country = row.text(3);
  company.default_currency = Currency::of(row.text(4));
  company.time_zone = row.text(5);
  company.state = row.as_enum<CompanyState>(6);
  company.version = row.i64(7);
  company.created_at = row.instant(8);
  return company;
}

Merchant read_merchant(const storage::Row& row) {
  Merchant merchant;
  merchant.id = row.id<MerchantId>(0);
  merchant.company_id = row.id<CompanyId>(1);
  merchant.company_name = row.text(2);
  merchant.name = row.text(3);
  merchant.legal_name = row.text(4);
  merchant.mcc = row.text(5);
  merchant.statement_descriptor = row.text(6);
  merchant.website = row.text(7);
  merchant.settlement_currency = Currency::of(row.text(8));
  merchant.allowed_currencies = split_codes(row.text(9));
  merchant.fee_plan_key = row.i64(10);
  merchant.refund_overdraft_minor = row.i64(11);
  merchant.state = row.as_enum<MerchantState>(12);
  merchant.version = row.i64(13);
  merchant.created_at = row.instant(14);
  merchant.default_project_id = row.id<ProjectId>(15);
  merchant.policy.capture = row.as_enum<CapturePolicy>(16);
  merchant.policy.challenge_from_minor = row.i64(17);
  merchant.policy.exempt_below_minor = row.i64(18);
  merchant.policy.exempts_low_value = row.boolean(19);
  merchant.methods_off = split_words(row.text(20));
  if (const auto at = row.i64_or_null(21)) merchant.archived_at = Instant{*at};
  return merchant;
}

// Escapes what LIKE would read as a pattern.
std::string like_part(std::string_view text) {
  std::string pattern = "%";
  for (const char c : fold_case(text)) {
    if (c == '%' || c == '_' || c == '\\') pattern.push_back('\\');
    pattern.push_back(c);
  }
  return pattern + "%";
}

}  // namespace

void insert_company(storage::Tx& tx, const Company& company) {
  tx.exec(
      "INSERT INTO company (id, name, legal_name, country, default_currency, time_zone, state, "
      "version, "
      "created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      {company.id, company.name, company.legal_name, company.country,
       company.default_currency.code(), company.time_zone, company.state, company.version,
       company.created_at});
}

void insert_merchant(storage::Tx& tx, const Merchant& merchant) {
  tx.exec(
      "INSERT INTO merchant (id, company_id, name, name_folded, legal_name, mcc, "
      "statement_descriptor, "
      "website, settlement_currency, allowed_currencies, fee_plan_key, refund_overdraft_minor, "
      "state, "
      "version, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, "
      "$15)",
      {merchant.id, merchant.company_id, merchant.name, fold_case(merchant.name),
       merchant.legal_name, merchant.mcc, merchant.statement_descriptor, merchant.website,
       merchant.settlement_currency.code(), join_codes(merchant.allowed_currencies),
       merchant.fee_plan_key, merchant.refund_overdraft_minor, merchant.state, merchant.version,
       merchant.created_at});
}

void insert_default_project(storage::Tx& tx, const Merchant& merchant) {
  tx.exec(
      "INSERT INTO project (id, number, merchant_id, company_id, name, is_default, version, "
      "created_at) "
      "VALUES ($1, (SELECT coalesce(max(number), 1000) + 1 FROM project), $2, $3, $4, 1, 1, $5)",
      {merchant.default_project_id, merchant.id, merchant.company_id, merchant.name,
       merchant.created_at});
}

bool update_merchant_row(storage::Tx& tx, const Merchant& merchant, std::int64_t expected) {
  return tx.exec(
             "UPDATE merchant SET name = $1, name_folded = $2, legal_name = $3, mcc = $4, "
             "statement_descriptor = $5, website = $6, allowed_currencies = $7, "
             "refund_overdraft_minor = $8, state = $9, version = $10, capture_policy = $13, "
             "challenge_from_minor = $14, exempt_below_minor = $15, exempts_low_value = $16, "
             "methods_off = $17, archived_at = $18, fee_plan_key = $19 "
             "WHERE id = $11 AND version = $12",
             {merchant.name, fold_case(merchant.name), merchant.legal_name, merchant.mcc,
              merchant.statement_descriptor, merchant.website,
              join_codes(merchant.allowed_currencies), merchant.refund_overdraft_minor,
              merchant.state, expected + 1, merchant.id, expected, merchant.policy.capture,
              merchant.policy.challenge_from_minor, merchant.policy.exempt_below_minor,
              merchant.policy.exempts_low_value, join_words(merchant.methods_off),
              merchant.archived_at, merchant.fee_plan_key}) == 1;
}

std::string_view history_of(storage::Tx& tx, MerchantId id) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> k_rows{
      {{"payments", "SELECT 1 FROM payment WHERE merchant_id = $1 LIMIT 1"},
       {"entries in the books", "SELECT 1 FROM ledger_tx WHERE merchant_id = $1 LIMIT 1"},
       {"batches", "SELECT 1 FROM batch WHERE merchant_id = $1 LIMIT 1"},
       {"stored cards", "SELECT 1 FROM card WHERE merchant_id = $1 LIMIT 1"},
       {"erased customers", "SELECT 1 FROM customer_erasure WHERE merchant_id = $1 LIMIT 1"},
       {"requests for approval", "SELECT 1 FROM approval WHERE merchant_id = $1 LIMIT 1"},
       {"escalations", "SELECT 1 FROM escalation WHERE merchant_id = $1 LIMIT 1"}}};
  for (const auto& [what, sql] : k_rows)
    if (tx.one(sql, {id}, [](const storage::Row& row) { return row.i64(0); })) return what;
  return "";
}

bool has_money(storage::Tx& tx, MerchantId id) {
  return tx
      .one(
          "SELECT 1 FROM ledger_account WHERE owner_key = $1 AND owner_kind = 1 AND "
          "balance_minor <> 0 LIMIT 1",
          {id}, [](const storage::Row& row) { return row.i64(0); })
      .has_value();
}

bool delete_merchant_rows(storage::Tx& tx, MerchantId id, std::int64_t version) {
  tx.exec(
      "DELETE FROM project WHERE merchant_id = $1 AND EXISTS (SELECT 1 FROM merchant m "
      "WHERE m.id = $1 AND m.version = $2)",
      {id, version});
  return tx.exec("DELETE FROM merchant WHERE id = $1 AND version = $2", {id, version}) == 1;
}

std::vector<Company> list_companies(storage::Tx& tx, const Scope& scope) {
  storage::Query query{std::string(k_select_company)};
  // A merchant's user sees the company it belongs to by name only through the merchant.
  storage::scope_filter(query, scope, "id", "0");
  query.add(" ORDER BY name, id");
  return tx.all(query.sql(), query.params(), read_company);
}

Result<Company> load_company(storage::Tx& tx, const Scope& scope, CompanyId id) {
  if (!scope.contains(id)) return not_found("company");
  storage::Query query{std::string(k_select_company)};
  query.add(" AND id = ", id);
  if (auto company = tx.one(query.sql(), query.params(), read_company)) return *company;
  return not_found("company");
}

std::vector<Merchant> list_merchants(storage::Tx& tx, const Scope& scope,
                                     const ListMerchants& filter) {
  storage::Query query{std::string(k_select_merchant)};
  storage::scope_filter(query, scope, "m.company_id", "m.id");
  if (filter.archived)
    query.add(*filter.archived ? " AND m.archived_at IS NOT NULL" : " AND m.archived_at IS NULL");
  if (filter.company_id) query.add(" AND m.company_id = ", filter.company_id);
  if (!filter.search.empty()) {
    query.add(" AND m.name_folded LIKE ", like_part(filter.search));
    query.add(" ESCAPE '\\'");
  }
  if (filter.after) query.add(" AND m.id < ", filter.after);
  query.add(" ORDER BY m.id DESC LIMIT ", filter.limit);
  return tx.all(query.sql(), query.params(), read_merchant);
}

Result<Merchant> load_merchant(storage::Tx& tx, const Scope& scope, MerchantId id) {
  storage::Query query{std::string(k_select_merchant)};
  query.add(" AND m.id = ", id);
  auto merchant = query.one(tx, read_merchant);
  if (!merchant || !scope.touches(merchant->company_id, id)) return not_found("merchant");
  if (scope.contains(merchant->company_id, id)) return std::move(*merchant);
  ProjectId lowest;
  for (const ProjectReach& one : scope.projects())
    if (one.merchant == id && (!lowest || one.project < lowest)) lowest = one.project;
  merchant->default_project_id = lowest;
  return std::move(*merchant);
}

}  // namespace bursar::merchants
