// Projects: the parts of a merchant that payments, API keys and people can belong to.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/call.hpp"
#include "storage/storage.hpp"

namespace bursar::merchants {

struct Project {
  ProjectId id;
  std::int64_t number = 0;  ///< public, unique in the installation
  MerchantId merchant_id;
  std::string merchant_name;
  CompanyId company_id;
  std::string name;
  bool is_default = false;  ///< takes payments whose request names no project
  std::int64_t version = 1;
  Instant created_at;
};

/// Oldest first, at most 500; of one merchant when one is given.
std::vector<Project> list_projects(storage::Tx& tx, const Scope& scope, MerchantId merchant);
/// Errors: not_found.
Result<Project> load_project(storage::Tx& tx, const Scope& scope, ProjectId id);

struct CreateProject {
  MerchantId merchant;
  std::string name;
};
/// Errors: not_found (merchant); invalid/missing_value, too_long, invalid_text;
/// conflict/project_name_taken; refused/too_many_projects, merchant_closed.
Result<Project> create_project(storage::Tx& tx, const Call& call, const CreateProject& command);

struct RenameProject {
  ProjectId id;
  std::int64_t version = 0;  ///< as last read; another one is conflict/version_changed
  std::string name;
};
/// Errors: as create_project.
Result<Project> rename_project(storage::Tx& tx, const Call& call, const RenameProject& command);

}  // namespace bursar::merchants
