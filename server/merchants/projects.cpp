// Use cases of projects: a merchant always keeps its default project.
#include "merchants/projects.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>

#include "audit/audit.hpp"
#include "base/text.hpp"
#include "merchants/merchants.hpp"
#include "merchants/project_store.hpp"
#include "outbox/outbox.hpp"

namespace bursar::merchants {
namespace {

namespace json = boost::json;

constexpr std::size_t k_name_max = 120;
constexpr std::size_t k_of_merchant_max = 100;

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
  insert_project(tx, *merchant, id, *name, call.now);
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
  if (!update_project_name(tx, command.id, command.version, *name))
    return conflict("version_changed", "the project was changed by someone else; version is now " +
                                           std::to_string(before->version));
  Project after = *before;
  after.name = std::move(*name);
  after.version = command.version + 1;
  leave_trail(tx, call, "rename_project", &*before, after);
  return after;
}

}  // namespace bursar::merchants
