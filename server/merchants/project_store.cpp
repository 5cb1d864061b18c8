// All SQL of projects but that of the default one, which comes with its merchant.
#include "merchants/project_store.hpp"

#include "storage/query.hpp"

namespace bursar::merchants {
namespace {

constexpr std::int64_t k_listed_max = 500;

constexpr std::string_view k_select =
    "SELECT j.id, j.number, j.merchant_id, m.name, j.company_id, j.name, j.is_default, j.version, "
    "j.created_at FROM project j JOIN merchant m ON m.id = j.merchant_id WHERE 1 = 1";

Project read_project(const storage::Row& row) {
  Project project;
  project.id = row.id<ProjectId>(0);
  project.number = row.i64(1);
  project.merchant_id = row.id<MerchantId>(2);
  project.merchant_name = row.text(3);
  project.company_id = row.id<CompanyId>(4);
  project.name = row.text(5);
  project.is_default = row.boolean(6);
  project.version = row.i64(7);
  project.created_at = row.instant(8);
  return project;
}

}  // namespace

std::vector<Project> list_projects(storage::Tx& tx, const Scope& scope, MerchantId merchant) {
  storage::Query query(k_select);
  storage::scope_filter(query, scope, "j.company_id", "j.merchant_id", "j.id");
  if (merchant) query.add(" AND j.merchant_id = ", merchant);
  query.add(" ORDER BY j.number LIMIT ", k_listed_max);
  return query.all(tx, read_project);
}

Result<Project> load_project(storage::Tx& tx, const Scope& scope, ProjectId id) {
  storage::Query query(k_select);
  query.add(" AND j.id = ", id);
  storage::scope_filter(query, scope, "j.company_id", "j.merchant_id", "j.id");
  if (auto project = query.one(tx, read_project)) return std::move(*project);
  return not_found(ProjectTag::k_noun);
}

void insert_project(storage::Tx& tx, const Merchant& merchant, ProjectId id,
                    const std::string& name, Instant now) {
  tx.exec(
      "INSERT INTO project (id, number, merchant_id, company_id, name, is_default, version, "
      "created_at) "
      "VALUES ($1, (SELECT coalesce(max(number), 1000) + 1 FROM project), $2, $3, $4, 0, 1, $5)",
      {id, merchant.id, merchant.company_id, name, now});
}

bool update_project_name(storage::Tx& tx, ProjectId id, std::int64_t version,
                         const std::string& name) {
  return tx.exec(
             "UPDATE project SET name = $3, version = version + 1 WHERE id = $1 AND version = $2",
             {id, version, name}) == 1;
}

}  // namespace bursar::merchants
