// Actor and Scope: who acts, and over which part of the tenant tree. A Scope can be made only by
// ScopeIssuer (identity, and app for its jobs), and every store call that touches tenant rows takes
// one.
#pragma once

#include <string>
#include <vector>

#include "base/id.hpp"

namespace bursar {

/// One project with everything above it, so that a read names every ancestor.
struct ProjectReach {
  CompanyId company;
  MerchantId merchant;
  ProjectId project;
  bool operator==(const ProjectReach&) const = default;
};

/// The rows an actor may touch: everything, or whole companies, merchants or projects. A project is
/// part of a merchant: its reach ends at what names the project, so what asks about a merchant does
/// not hold for it.
class Scope {
 public:
  Scope() = default;  ///< reaches nothing
  bool everything() const { return everything_; }
  const std::vector<CompanyId>& companies() const { return companies_; }
  const std::vector<MerchantId>& merchants() const { return merchants_; }
  /// Projects of merchants that are not in scope as a whole.
  const std::vector<ProjectReach>& projects() const { return projects_; }
  bool contains(CompanyId company) const;
  bool contains(CompanyId company, MerchantId merchant) const;
  bool contains(CompanyId company, MerchantId merchant, ProjectId project) const;
  /// Whether the merchant is in scope as a whole or by one of its projects.
  bool touches(CompanyId company, MerchantId merchant) const;

 private:
  friend class ScopeIssuer;
  bool everything_ = false;
  std::vector<CompanyId> companies_;
  std::vector<MerchantId> merchants_;
  std::vector<ProjectReach> projects_;
};

/// The only maker of Scopes; tidy lists the files that may name it.
class ScopeIssuer {
 public:
  static Scope installation();
  /// Projects inside one of the companies or merchants are left out.
  static Scope of(std::vector<CompanyId> companies, std::vector<MerchantId> merchants,
                  std::vector<ProjectReach> projects = {});
};

enum class ActorKind { user = 1, api_key = 2, job = 3, provider = 4 };

/// The acting party of one request or job, written into audit, history and operations.
struct Actor {
  ActorKind kind = ActorKind::job;
  std::int64_t key = 0;    ///< row key of the user or API key; 0 for jobs
  std::string name;        ///< e-mail, key label or job name, for display
  SessionId session;       ///< none unless kind is user
  std::string ip;          ///< peer address, empty for jobs
  std::string device;      ///< what the client calls itself (User-Agent), empty for jobs
  std::string request_id;  ///< correlates audit, log and answer
  Scope scope;
  /// Who really acts when somebody acts in the name of `name`; none otherwise.
  std::int64_t impersonator_key = 0;
  std::string impersonator_name;
};

}  // namespace bursar
