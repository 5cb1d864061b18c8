// Marks are compared, never read: everything a right rests on goes into them as text.
#include "identity/standing.hpp"

#include <algorithm>

#include "identity/identity.hpp"
#include "identity/standing_store.hpp"
#include "identity/view_as.hpp"

namespace bursar::identity {
namespace {

constexpr std::size_t k_chunk = 400;

std::string text_of(const Scope& scope) {
  std::string text = scope.everything() ? "all" : "";
  for (const CompanyId company : scope.companies()) text += " " + company.text();
  for (const MerchantId merchant : scope.merchants()) text += " " + merchant.text();
  for (const ProjectReach& one : scope.projects()) text += " " + one.project.text();
  return text;
}

// A look rests on another person's rights as well; there are few at a time.
std::string look_mark(Tx& tx, SessionId session, Instant now) {
  const auto look = look_of(tx, session, now);
  if (!look) return " no look";
  if (!look->over.empty()) return " over";
  return " look " + look->view.id.text() + text_of(view_scope(tx, look->view, "live:read", now));
}

}  // namespace

std::map<std::int64_t, std::string> standing_marks(Tx& tx, const std::vector<SessionId>& sessions,
                                                   Instant now) {
  std::map<std::int64_t, std::string> marks;
  for (std::size_t from = 0; from < sessions.size(); from += k_chunk) {
    const auto end = std::min(sessions.size(), from + k_chunk);
    const std::vector<SessionId> part(sessions.begin() + static_cast<std::ptrdiff_t>(from),
                                      sessions.begin() + static_cast<std::ptrdiff_t>(end));
    for (store::StandingRow& row : store::standings(tx, part, now)) {
      if (row.looks) row.facts += look_mark(tx, row.session, now);
      marks.emplace(row.session.key, std::move(row.facts));
    }
  }
  return marks;
}

std::optional<std::pair<std::string, Scope>> standing_of(Tx& tx, const Actor& actor,
                                                         std::string_view permission, Instant now) {
  auto marks = standing_marks(tx, {actor.session}, now);
  const auto mark = marks.find(actor.session.key);
  if (mark == marks.end()) return std::nullopt;
  Scope scope;
  if (actor.impersonator_key == 0) {
    scope = scope_of(tx, UserId{actor.key}, permission, now);
  } else {
    const auto look = look_of(tx, actor.session, now);
    if (!look || !look->over.empty()) return std::nullopt;
    scope = view_scope(tx, look->view, permission, now);
  }
  if (!reaches_anything(scope)) return std::nullopt;
  return std::pair(std::move(mark->second), std::move(scope));
}

}  // namespace bursar::identity
