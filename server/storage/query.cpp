// The one place where a scope becomes SQL.
#include "storage/query.hpp"

namespace bursar::storage {

void scope_filter(Query& query, const Scope& scope, std::string_view company_column,
                  std::string_view merchant_column) {
  scope_filter(query, scope, company_column, merchant_column, {});
}

void scope_filter(Query& query, const Scope& scope, std::string_view company_column,
                  std::string_view merchant_column, std::string_view project_column) {
  if (scope.everything()) return;
  std::vector<ProjectId> projects;
  if (!project_column.empty())
    for (const ProjectReach& one : scope.projects()) projects.push_back(one.project);
  if (scope.companies().empty() && scope.merchants().empty() && projects.empty()) {
    query.add(" and 1 = 0");
    return;
  }
  std::string_view before = " and (";
  const auto add = [&query, &before](std::string_view column, const auto& ids) {
    if (ids.empty()) return;
    query.add(before).add(column).add_list(" in ", ids);
    before = " or ";
  };
  add(company_column, scope.companies());
  add(merchant_column, scope.merchants());
  add(project_column, projects);
  query.add(")");
}

}  // namespace bursar::storage
