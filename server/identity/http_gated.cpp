// The acts of identity as a gate sees them: what each is about, what it changes, how it is done.
#include "identity/http_gated.hpp"

#include <array>

#include "base/text.hpp"
#include "gate/http.hpp"
#include "identity/factor.hpp"
#include "identity/grant.hpp"
#include "identity/role_store.hpp"
#include "identity/store.hpp"

namespace bursar::identity {
namespace {

using gate::Figure;
using gate::FigureKind;
using gate::Subject;

/// What every description and every execution is made from.
using Content = const std::string&;

void set_place(Subject& subject, const Place& place) {
  subject.company = place.company;
  subject.merchant = place.merchant;
}

// Whoever is not the asker's to change must look like one who does not exist, as in the act itself.
Result<store::Account> account_in(Tx& tx, const Call& call, const net::Request& request) {
  const auto id = UserId::parse(request.param("user_id"));
  if (!id) return id.error();
  return load_governed(tx, call, *id);
}

Subject subject_of(const store::Account& account) {
  Subject subject;
  subject.kind = "user";
  subject.id = account.id.text();
  subject.label = account.name;
  subject.target = "user " + std::to_string(account.version);
  return subject;
}

// A role that means something else by now is another gift.
void add_role(Tx& tx, Subject& subject, std::string_view role_key) {
  if (const auto role = store::find_role(tx, role_key))
    subject.target += " role " + role->id.text() + " " + std::to_string(role->version);
}

std::string place_name(const Services& services, Tx& tx, const Place& place) {
  if (place.kind == ScopeKind::installation || !services.name_of) return "";
  return services.name_of(tx, place).value_or("");
}

// One figure per role held, so that a grant is one line that comes and a move is two.
std::vector<Figure> membership_figures(const Services& services, Tx& tx, UserId user) {
  std::vector<Figure> figures;
  for (const Membership& membership : store::memberships(tx, user)) {
    Figure figure;
    const std::string place = place_name(services, tx, membership.place);
    figure.name = "role:" + membership.role_name + (place.empty() ? "" : " · " + place);
    figure.value = "no_end";
    if (membership.expires_at) {
      figure.kind = FigureKind::instant;
      figure.value = std::to_string(membership.expires_at->ms);
    }
    figures.push_back(std::move(figure));
  }
  return figures;
}

// The narrowest place that holds everything the person has.
Place home_of(Tx& tx, UserId user) {
  std::optional<Place> home;
  for (const Membership& membership : store::memberships(tx, user)) {
    const Place& place = membership.place;
    if (!home) home = place;
    if (*home == place) continue;
    if (home->company && home->company == place.company)
      home = Place{ScopeKind::company, place.company, {}, {}};
    else home = Place{};
  }
  return home.value_or(Place{});
}

// ---- roles of people

Result<Place> place_given(const Services& services, Tx& tx, const Call& call,
                          const net::Request& request, std::string_view inside) {
  net::JsonReader in(request.body);
  Place place;
  if (inside.empty()) {
    place = decode_place(in);
  } else if (auto nested = in.object(inside)) {
    place = decode_place(*nested);
  }
  return resolve_place(services, tx, call.actor.scope, place);
}

Result<Subject> describe_grant(const Services& services, Tx& tx, const Call& call,
                               Content content) {
  const net::Request request = gate::thawed(content);
  const auto place = place_given(services, tx, call, request, "");
  if (!place) return place.error();
  const auto account = account_in(tx, call, request);
  if (!account) return account.error();
  Subject subject = subject_of(*account);
  set_place(subject, *place);
  net::JsonReader in(request.body);
  add_role(tx, subject, in.text("role_key", 1, 60));
  return subject;
}

Result<Subject> describe_change(const Services&, Tx& tx, const Call& call, Content content) {
  const net::Request request = gate::thawed(content);
  const auto account = account_in(tx, call, request);
  if (!account) return account.error();
  Subject subject = subject_of(*account);
  for (const Membership& membership : store::memberships(tx, account->id)) {
    if (membership.id.text() != request.param("membership_id")) continue;
    set_place(subject, membership.place);
    add_role(tx, subject, membership.role_key);
    return subject;
  }
  return not_found("membership");
}

Result<Subject> describe_transfer(const Services& services, Tx& tx, const Call& call,
                                  Content content) {
  const net::Request request = gate::thawed(content);
  for (const std::string_view inside : {"from", "to"})
    if (const auto place = place_given(services, tx, call, request, inside); !place)
      return place.error();
  const auto account = account_in(tx, call, request);
  if (!account) return account.error();
  const auto place = place_given(services, tx, call, request, "to");
  if (!place) return place.error();
  Subject subject = subject_of(*account);
  set_place(subject, *place);
  return subject;
}

std::vector<Figure> person_figures(const Services& services, Tx& tx, const Call& call,
                                   Content content) {
  const auto account = account_in(tx, call, gate::thawed(content));
  return account ? membership_figures(services, tx, account->id) : std::vector<Figure>{};
}

/// A function of an act, with the services it needs tied to it later.
using Describe = Result<Subject> (*)(const Services&, Tx&, const Call&, Content);
using Figures = std::vector<Figure> (*)(const Services&, Tx&, const Call&, Content);
using Execute = Result<gate::Done> (*)(const Services&, Tx&, const Call&, Content,
                                       const gate::Consent&);

template <DecodePersonChange k_decode>
Result<gate::Done> change_of(const Services& services, Tx& tx, const Call& call, Content content,
                             const gate::Consent&) {
  const auto change = k_decode(services, gate::thawed(content));
  if (!change) return change.error();
  const auto user = (*change)(tx, call);
  if (!user) return user.error();
  return gate::Done{"user", user->id.text(), false, {}};
}

// ---- new people

Result<Subject> describe_invitation(const Services& services, Tx& tx, const Call& call,
                                    Content content) {
  const net::Request request = gate::thawed(content);
  const auto command = decode_invite(request);
  if (!command) return command.error();
  const auto place = resolve_place(services, tx, call.actor.scope, command->grant.place);
  if (!place) return place.error();
  Subject subject;
  subject.kind = "user";
  subject.label = command->email;
  set_place(subject, *place);
  add_role(tx, subject, command->grant.role_key);
  return subject;
}

std::vector<Figure> invitation_figures(const Services& services, Tx& tx, const Call&,
                                       Content content) {
  const auto command = decode_invite(gate::thawed(content));
  if (!command) return {};
  const auto account = store::find_account_by_email(tx, fold_case(trim(command->email)));
  if (!account) return {};
  std::vector<Figure> figures = membership_figures(services, tx, account->id);
  figures.insert(figures.begin(), Figure{"account", account->name + " <" + account->email + ">"});
  return figures;
}

// Whoever was to get a temporary password gets an invitation instead: nobody has to carry one.
Result<gate::Done> invite(const Services& services, Tx& tx, const Call& call, Content content,
                          const gate::Consent&) {
  const auto command = decode_invite(gate::thawed(content));
  if (!command) return command.error();
  const auto invited = invite_placed(services, tx, call, *command);
  if (!invited) return invited.error();
  return gate::Done{"user", invited->user.id.text(), false, {}};
}

// ---- roles

Result<Subject> describe_role(const Services& services, Tx& tx, const Call& call, Content content) {
  const net::Request request = gate::thawed(content);
  Subject subject;
  subject.kind = "role";
  if (request.params.contains("role_id")) {
    const auto id = RoleId::parse(request.param("role_id"));
    if (!id) return id.error();
    const auto role = read_role(tx, call.actor.scope, *id);
    if (!role) return role.error();
    subject.id = role->id.text();
    subject.label = role->name;
    subject.company = role->company;
    subject.target = "role " + std::to_string(role->version);
    return subject;
  }
  net::JsonReader in(request.body);
  subject.label = in.text("name", 1, 60);
  const auto company = in.text_or_none("company_id", 40);
  if (!company) return subject;
  const auto id = CompanyId::parse(*company);
  if (!id) return id.error();
  const auto place =
      resolve_place(services, tx, call.actor.scope, {ScopeKind::company, *id, {}, {}});
  if (!place) return place.error();
  subject.company = place->company;
  return subject;
}

std::vector<Figure> role_figures(const Services&, Tx& tx, const Call& call, Content content) {
  const net::Request request = gate::thawed(content);
  net::JsonReader in(request.body);
  const std::string name = in.text_or_none("name", 60).value_or("");
  std::vector<Figure> figures;
  for (const Role& role : list_roles(tx, call.actor.scope)) {
    const bool is_it = request.params.contains("role_id")
                           ? role.id.text() == request.param("role_id")
                           : role.name == name && !role.built_in;
    if (!is_it) continue;
    figures.push_back({"name", role.name});
    if (!role.description.empty()) figures.push_back({"description", role.description});
    for (const auto& key : role.permissions)
      figures.push_back({"permission:" + key, std::string(find_permission(key)->label)});
  }
  return figures;
}

template <DecodeRoleChange k_decode>
Result<gate::Done> change_of_role(const Services& services, Tx& tx, const Call& call,
                                  Content content, const gate::Consent&) {
  const auto change = k_decode(services, gate::thawed(content));
  if (!change) return change.error();
  const auto role = (*change)(tx, call);
  if (!role) return role.error();
  return gate::Done{"role", role->id.text(), false, {}};
}

// ---- second factors

Result<Subject> describe_reset(const Services&, Tx& tx, const Call& call, Content content) {
  const auto account = account_in(tx, call, gate::thawed(content));
  if (!account) return account.error();
  Subject subject = subject_of(*account);
  set_place(subject, home_of(tx, account->id));
  subject.is_guarded = is_administrator(tx, account->id);
  return subject;
}

std::vector<Figure> factor_figures(const Services&, Tx& tx, const Call& call, Content content) {
  const auto account = account_in(tx, call, gate::thawed(content));
  if (!account) return {};
  std::vector<Figure> figures;
  figures.push_back({"second_factor", has_factor(*account) ? "yes" : "no"});
  figures.push_back(
      {"sessions", std::to_string(store::live_sessions(tx, account->id, call.now).size())});
  return figures;
}

Result<gate::Done> reset(const Services&, Tx& tx, const Call& call, Content content,
                         const gate::Consent& consent) {
  const auto account = account_in(tx, call, gate::thawed(content));
  if (!account) return account.error();
  const auto user =
      reset_administrator_factor(tx, call, account->id, {consent.approvers, consent.is_trial});
  if (!user) return user.error();
  return gate::Done{"user", user->id.text(), false, {}};
}

// ---- API keys

Result<Subject> describe_key(const Services& services, Tx& tx, const Call& call, Content content) {
  const auto command = decode_create_api_key(gate::thawed(content));
  if (!command) return command.error();
  const auto company = services.company_of(tx, command->merchant);
  if (!company || !call.actor.scope.touches(*company, command->merchant))
    return not_found("merchant");
  Subject subject;
  subject.kind = "api_key";
  subject.label = command->label;
  subject.company = *company;
  subject.merchant = command->merchant;
  return subject;
}

std::vector<Figure> key_figures(const Services&, Tx& tx, const Call& call, Content content) {
  const auto command = decode_create_api_key(gate::thawed(content));
  if (!command) return {};
  std::vector<Figure> figures;
  for (const ApiKey& key : list_api_keys(tx, call.actor.scope, command->merchant, call.now)) {
    if (key.label != trim(command->label) || key.created_at != call.now) continue;
    for (const std::string& scope : key.scopes) figures.push_back({"scope:" + scope, "yes"});
    figures.push_back({"expires_at", std::to_string(key.expires_at.ms), FigureKind::instant});
  }
  return figures;
}

// Reached by a trial alone: the key itself is made by its asker's own request.
Result<gate::Done> make_key(const Services& services, Tx& tx, const Call& call, Content content,
                            const gate::Consent&) {
  const auto command = decode_create_api_key(gate::thawed(content));
  if (!command) return command.error();
  const auto issued = create_placed_key(services, tx, call, *command);
  if (!issued) return issued.error();
  return gate::Done{"api_key", issued->key.id.text(), false, {}};
}

struct Entry {
  const char* key;
  const char* kind;
  const char* permission;
  Describe describe;
  Figures figures;
  Execute execute;
  bool by_requester = false;
};

constexpr std::array k_entries{
    Entry{"add_membership", "role_grant", "users:write", &describe_grant, &person_figures,
          &change_of<&decode_add_membership>},
    Entry{"change_membership", "role_grant", "users:write", &describe_change, &person_figures,
          &change_of<&decode_change_membership>},
    Entry{"transfer_user", "role_grant", "users:write", &describe_transfer, &person_figures,
          &change_of<&decode_transfer>},
    Entry{"invite_user", "role_grant", "users:write", &describe_invitation, &invitation_figures,
          &invite},
    Entry{"create_user", "role_grant", "users:write", &describe_invitation, &invitation_figures,
          &invite},
    Entry{"create_role", "role_change", "roles:write", &describe_role, &role_figures,
          &change_of_role<&decode_create_role>},
    Entry{"update_role", "role_change", "roles:write", &describe_role, &role_figures,
          &change_of_role<&decode_update_role>},
    Entry{"reset_second_factor", "factor_reset", "users:reset", &describe_reset, &factor_figures,
          &reset},
    Entry{"create_api_key", "api_key", "api_keys:write", &describe_key, &key_figures, &make_key,
          true},
};

gate::Action action_of(const Services& services, const Entry& entry) {
  gate::Action action;
  action.key = entry.key;
  action.kind = entry.kind;
  action.permission = entry.permission;
  action.by_requester = entry.by_requester;
  action.describe = [services, entry](Tx& tx, const Call& call, Content content) {
    return entry.describe(services, tx, call, content);
  };
  action.figures = [services, entry](Tx& tx, const Call& call, Content content) {
    return entry.figures(services, tx, call, content);
  };
  action.execute = [services, entry](Tx& tx, const Call& call, Content content,
                                     const gate::Consent& consent) {
    return entry.execute(services, tx, call, content, consent);
  };
  return action;
}

}  // namespace

std::vector<gate::Action> actions(const Services& services) {
  std::vector<gate::Action> all;
  for (const Entry& entry : k_entries) all.push_back(action_of(services, entry));
  return all;
}

}  // namespace bursar::identity
