// Acts on routing as a gate sees them: what changes where payments go.
#include "gate/http.hpp"
#include "routing/http.hpp"
#include "routing/http_caps.hpp"
#include "routing/http_decode.hpp"

namespace bursar::routing {
namespace {

using gate::Figure;
using storage::Tx;

gate::Subject subject_of(const Profile& profile, std::string target) {
  gate::Subject subject;
  subject.kind = "routing_profile";
  subject.id = profile.id.text();
  subject.label = profile.name;
  subject.company = profile.place.company;
  subject.merchant = profile.place.merchant;
  subject.target = "active " + std::to_string(profile.active_number) + std::move(target);
  return subject;
}

// One line per rule, as it decides before and after.
std::vector<Figure> figures_of(Tx& tx, const Call& call, ProfileId id) {
  std::vector<Figure> figures;
  const auto profile = read_profile(tx, call.actor.scope, id);
  if (!profile || profile->active_number == 0) return figures;
  figures.push_back({"version", std::to_string(profile->active_number)});
  const auto version = read_version(tx, call.actor.scope, id, profile->active_number);
  if (!version) return figures;
  std::size_t place = 0;
  for (const Rule& rule : version->content.rules) {
    std::string text = rule.condition + " → " + std::string(word(rule.strategy));
    for (const Target& target : rule.targets)
      if (const auto account = providers::load_account(tx, target.account))
        text += " " + account->title;
    if (!rule.is_enabled) text += " (off)";
    figures.push_back({"rule:" + std::to_string(++place) + " " + rule.name, std::move(text)});
  }
  return figures;
}

Result<ProfileId> profile_in(const std::string& content) {
  return ProfileId::parse(gate::thawed(content).param("routing_profile_id"));
}

gate::Action activate_action() {
  gate::Action action;
  action.key = "activate_routing_draft";
  action.describe = [](Tx& tx, const Call& call,
                       const std::string& content) -> Result<gate::Subject> {
    const auto at = decode_activate(gate::thawed(content));
    if (!at) return at.error();
    const auto profile = read_profile(tx, call.actor.scope, at->id);
    if (!profile) return profile.error();
    std::int64_t revision = 0;
    if (const auto draft = read_version(tx, call.actor.scope, at->id, profile->draft_number))
      revision = draft->revision;
    return subject_of(*profile, " draft " + std::to_string(profile->draft_number) + " revision " +
                                    std::to_string(revision));
  };
  action.execute = [](Tx& tx, const Call& call, const std::string& content,
                      const gate::Consent&) -> Result<gate::Done> {
    const auto at = decode_activate(gate::thawed(content));
    if (!at) return at.error();
    const auto active = activate_draft(tx, call, at->id, at->revision);
    if (!active) return active.error();
    return gate::Done{"routing_profile", at->id.text()};
  };
  return action;
}

gate::Action retire_action() {
  gate::Action action;
  action.key = "retire_routing_profile";
  action.describe = [](Tx& tx, const Call& call,
                       const std::string& content) -> Result<gate::Subject> {
    const auto id = profile_in(content);
    if (!id) return id.error();
    const auto profile = read_profile(tx, call.actor.scope, *id);
    if (!profile) return profile.error();
    return subject_of(*profile, "");
  };
  action.execute = [](Tx& tx, const Call& call, const std::string& content,
                      const gate::Consent&) -> Result<gate::Done> {
    const auto id = profile_in(content);
    if (!id) return id.error();
    const auto profile = retire_profile(tx, call, *id);
    if (!profile) return profile.error();
    return gate::Done{"routing_profile", id->text()};
  };
  return action;
}

}  // namespace

std::vector<gate::Action> actions() {
  std::vector<gate::Action> all{activate_action(), retire_action()};
  for (gate::Action& action : all)
    action.figures = [](Tx& tx, const Call& call, const std::string& content) {
      const auto id = profile_in(content);
      return id ? figures_of(tx, call, *id) : std::vector<Figure>{};
    };
  for (gate::Action& action : cap_actions()) all.push_back(std::move(action));
  for (gate::Action& action : all) {
    action.kind = "routing_change";
    action.permission = "routing:write";
  }
  return all;
}

}  // namespace bursar::routing
