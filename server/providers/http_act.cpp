// Acts on provider accounts as a gate sees them. The asker repeats the request with its secrets
// once others agreed: nothing of a secret is kept meanwhile.
#include <array>

#include "base/check.hpp"
#include "gate/http.hpp"
#include "providers/http.hpp"
#include "providers/http_decode.hpp"

namespace bursar::providers {
namespace {

using gate::Figure;
using gate::FigureKind;
using storage::Tx;

using Decode = Result<ChangeAccount> (*)(const net::Request&);

Result<ChangeAccount> decode_enable(const net::Request& request) {
  return decode_switch(request, true);
}

std::vector<Figure> figures_of(const ProviderAccount& account) {
  std::vector<Figure> figures{{"address", account.base_url},
                              {"enabled", account.is_enabled ? "yes" : "no"}};
  for (const auto& [name, value] : account.settings) figures.push_back({"setting:" + name, value});
  for (const SecretMark& mark : account.secrets)
    figures.push_back({"secret:" + mark.name, std::to_string(mark.set_at.ms), FigureKind::instant});
  return figures;
}

gate::Subject subject_of(const ProviderAccount& account) {
  gate::Subject subject;
  subject.kind = "provider_account";
  subject.id = account.id.text();
  subject.label = account.title;
  subject.company = account.company_id;
  if (account.id) subject.target = "provider_account " + std::to_string(account.version);
  return subject;
}

gate::Action create_action(const vault::KeyRing& keys, bool sandbox) {
  gate::Action action;
  action.key = "create_provider_account";
  action.describe = [](Tx&, const Call& call, const std::string& content) -> Result<gate::Subject> {
    const auto command = decode_create(gate::thawed(content));
    if (!command) return command.error();
    if (!owns(call.actor.scope, command->account)) return not_found(CompanyTag::k_noun);
    return subject_of(command->account);
  };
  action.figures = [](Tx& tx, const Call& call, const std::string& content) {
    const auto command = decode_create(gate::thawed(content));
    std::vector<Figure> figures;
    for (const ProviderAccount& account : list_accounts(tx, call.actor.scope))
      if (command && account.title == command->account.title && account.created_at == call.now)
        figures = figures_of(account);
    return figures;
  };
  action.execute = [&keys, sandbox](Tx& tx, const Call& call, const std::string& content,
                                    const gate::Consent& consent) -> Result<gate::Done> {
    check(consent.is_trial, "an account is made by whoever has its secrets");
    const auto command = decode_create(gate::thawed(content));
    if (!command) return command.error();
    const auto made = create_account(tx, call, keys, sandbox, *command);
    if (!made) return made.error();
    return gate::Done{"provider_account", made->id.text()};
  };
  return action;
}

gate::Action change_action(const vault::KeyRing& keys, std::string key, Decode decode) {
  gate::Action action;
  action.key = std::move(key);
  action.describe = [decode](Tx& tx, const Call& call,
                             const std::string& content) -> Result<gate::Subject> {
    const auto command = decode(gate::thawed(content));
    if (!command) return command.error();
    const auto account = read_account(tx, call.actor.scope, command->id);
    if (!account) return account.error();
    return subject_of(*account);
  };
  action.figures = [decode](Tx& tx, const Call& call, const std::string& content) {
    const auto command = decode(gate::thawed(content));
    if (!command) return std::vector<Figure>{};
    const auto account = read_account(tx, call.actor.scope, command->id);
    return account ? figures_of(*account) : std::vector<Figure>{};
  };
  action.execute = [&keys, decode](Tx& tx, const Call& call, const std::string& content,
                                   const gate::Consent& consent) -> Result<gate::Done> {
    check(consent.is_trial, "an account is changed by whoever has its secrets");
    const auto command = decode(gate::thawed(content));
    if (!command) return command.error();
    const auto changed = change_account(tx, call, keys, *command);
    if (!changed) return changed.error();
    return gate::Done{"provider_account", changed->id.text()};
  };
  return action;
}

}  // namespace

std::vector<gate::Action> actions(const vault::KeyRing& keys, bool sandbox) {
  std::vector<gate::Action> all;
  all.push_back(create_action(keys, sandbox));
  all.push_back(change_action(keys, "change_provider_account", decode_change));
  all.push_back(change_action(keys, "enable_provider_account", decode_enable));
  for (gate::Action& action : all) {
    action.kind = "provider_change";
    action.permission = "providers:write";
    action.by_requester = true;
  }
  return all;
}

}  // namespace bursar::providers
