// Orders as text, their secrets, and the references people copy.
#include "bank/order.hpp"

#include <boost/json.hpp>

#include "base/check.hpp"
#include "payments/payments.hpp"
#include "payments/provider_side.hpp"
#include "payments/steps.hpp"
#include "providers/accounts.hpp"
#include "vault/seal.hpp"

namespace bursar::bank {
namespace {

namespace json = boost::json;

constexpr std::string_view k_party_purpose = "bank_party";
std::string place(std::int64_t row) { return "bank_party|" + std::to_string(row); }

}  // namespace

std::string seal_party(const Call& call, const vault::KeyRing& keys, std::int64_t row,
                       const Party& party) {
  return vault::seal(keys, call.random, k_party_purpose,
                     Secret(json::serialize(json::object{
                         {"iban", party.iban}, {"bic", party.bic}, {"name", party.name}})),
                     place(row));
}

Party open_party(const vault::KeyRing& keys, std::int64_t row, std::string_view sealed) {
  if (sealed.empty()) return {};
  const Secret opened = vault::unseal(keys, k_party_purpose, sealed, place(row));
  const json::value parsed = json::parse(opened.reveal());
  const json::object& party = parsed.as_object();
  const auto text = [&](std::string_view name) { return std::string(party.at(name).as_string()); };
  return {text("iban"), text("bic"), text("name")};
}

std::string setting(const providers::ProviderAccount& account, std::string_view name) {
  const auto found = account.settings.find(name);
  return found == account.settings.end() ? std::string() : found->second;
}

std::string order_json(const Order& order, const providers::ProviderAccount& account) {
  json::object out{{"reference", order.attempt.text()},
                   {"end_to_end", order.end_to_end},
                   {"state", word(order.state)},
                   {"amount_minor", order.amount.minor},
                   {"currency", order.amount.currency.code()}};
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) out[name] = value;
  };
  add("bank_reference", order.bank_reference);
  add("reason", order.reason);
  add("file", order.file.text());
  if (order.booked_minor != 0) out["booked_minor"] = order.booked_minor;
  if (order.state == OrderState::expected) {
    add("iban", setting(account, "iban"));
    add("bic", setting(account, "bic"));
    add("holder", setting(account, "holder"));
    if (order.expires_at) out["expires_at"] = order.expires_at->ms;
  }
  return json::serialize(out);
}

PaymentId payment_of(storage::Tx& tx, const Order& order) {
  const auto target = payments::attempt_target(tx, order.attempt);
  return target ? target->payment : PaymentId{};
}

// The order is read as the answer to a question about itself, by the code that reads all answers.
Result<void> tell(storage::Tx& tx, const Call& call, const Order& order) {
  const auto target = payments::attempt_target(tx, order.attempt);
  const auto account = providers::load_account(tx, order.account);
  if (!target || !account) return ok();
  const providers::Adapter* adapter = providers::find_adapter(account->adapter);
  check(adapter != nullptr, "a bank account has its adapter");
  providers::ProviderRequest question;
  question.kind = providers::RequestKind::query;
  question.about = target->kind;
  question.our_reference = order.attempt.text();
  question.amount = target->amount;
  providers::WireResponse response;
  response.reach = providers::Reach::answered;
  response.status = 200;
  response.body = order_json(order, *account);
  return payments::record_webhook(tx, call, order.attempt, adapter->parse(question, response));
}

Result<providers::ProviderAccount> bank_account(storage::Tx& tx, const Scope& scope,
                                                ProviderAccountId id) {
  auto account = providers::read_account(tx, scope, id);
  if (!account) return account;
  if (!providers::owns(scope, *account))
    return refused("shared_account", "files of a shared account are for its administrators");
  if (account->adapter != "bank")
    return refused("not_a_bank", "this account does not work with bank files");
  return account;
}

}  // namespace bursar::bank
