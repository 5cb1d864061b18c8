// Use cases of projects, and their SQL: a merchant always keeps its default project.
#include "merchants/projects.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>

#include "audit/audit.hpp"
#include "base/text.hpp"
#include "merchants/merchants.hpp"
#include "outbox/outbox.hpp"
#include "storage/query.hpp"

namespace bursar::merchants {
namespace {

namespace json = boost::json;

constexpr std::size_t k_name_max = 120;
constexpr std::int64_t k_listed_max = 500;
constexpr std::size_t k_of_merchant_max = 100;

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

std::string facts_of(const Project& project) {
  return json::serialize(json::object{
      {"project_id", project.id.text()}, {"number", project.number}, {"name", project.name}});
}

void leave_trail(storage::Tx& tx, const Call& call, std::string_view action, const Project* before,
                 const Project& after) {
  audit::Entry entry;
  entry.action = std::string(action);
  entry.subject_kind = "project";
  entry.subject_id = after.id.text();
  entry.company = after.company_id;
  entry.merchant = after.merchant_id;
  entry.before = before == nullptr ? "" : facts_of(*before);
  entry.after = facts_of(after);
  audit::record(tx, call, entry);
  outbox::emit(tx, call,
               {.type = before == nullptr ? "project.created" : "project.changed",
                .company = after.company_id,
                .merchant = after.merchant_id,
                .project = after.id,
                .subject_kind = "project",
                .subject_id = after.id.text(),
                .subject_version = after.version,
                .payload = facts_of(after)});
}

Result<std::string> checked_name(std::string_view given, const std::vector<Project>& siblings,
                                 ProjectId except) {
  std::string name(trim(given));
  if (name.empty()) return invalid("name", "missing_value", "must not be empty");
  if (name.size() > k_name_max) return invalid("name", "too_long", "must have at most 120 bytes");
  if (!is_printable_utf8(name)) return invalid("name", "invalid_text", "must be printable text");
  for (const Project& other : siblings)
    if (other.id != except && fold_case(other.name) == fold_case(name))
      return conflict("project_name_taken", "this merchant has a project " + other.name);
  return name;
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

Result<Project> create_project(storage::Tx& tx, const Call& call, const CreateProject& command) {
  const auto merchant = load_merchant(tx, call.actor.scope, command.merchant);
  if (!merchant) return merchant.error();
  if (!call.actor.scope.contains(merchant->company_id, merchant->id))
    return not_found(MerchantTag::k_noun);
  if (merchant->state == MerchantState::closed)
    return refused("merchant_closed", "a closed merchant takes no more projects");
  const auto siblings = list_projects(tx, call.actor.scope, merchant->id);
  if (siblings.size() >= k_of_merchant_max)
    return refused("too_many_projects", "a merchant has at most 100 projects");
  auto name = checked_name(command.name, siblings, {});
  if (!name) return name.error();
  const auto id = call.ids.next<ProjectId>();
  tx.exec(
      "INSERT INTO project (id, number, merchant_id, company_id, name, is_default, version, "
      "created_at) "
      "VALUES ($1, (SELECT coalesce(max(number), 1000) + 1 FROM project), $2, $3, $4, 0, 1, $5)",
      {id, merchant->id, merchant->company_id, *name, call.now});
  auto made = load_project(tx, call.actor.scope, id);
  if (made) leave_trail(tx, call, "create_project", nullptr, *made);
  return made;
}

Result<Project> rename_project(storage::Tx& tx, const Call& call, const RenameProject& command) {
  const auto before = load_project(tx, call.actor.scope, command.id);
  if (!before) return before.error();
  auto name = checked_name(command.name, list_projects(tx, call.actor.scope, before->merchant_id),
                           command.id);
  if (!name) return name.error();
  if (tx.exec("UPDATE project SET name = $3, version = version + 1 WHERE id = $1 AND version = $2",
              {command.id, command.version, *name}) != 1)
    return conflict("version_changed", "the project was changed by someone else; version is now " +
                                           std::to_string(before->version));
  Project after = *before;
  after.name = std::move(*name);
  after.version = command.version + 1;
  leave_trail(tx, call, "rename_project", &*before, after);
  return after;
}

}  // namespace bursar::merchants
