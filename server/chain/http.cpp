// Office routes of transactions of a chain; they only read.
#include "chain/http.hpp"

#include <memory>

#include <boost/json.hpp>

#include "chain/chain.hpp"
#include "net/await.hpp"
#include "net/member_route.hpp"

namespace bursar::chain {
namespace {

namespace json = boost::json;
using net::Request;
using net::Response;
using net::Task;
using storage::Tx;

constexpr std::int64_t k_listed = 100;

json::value instant_json(const std::optional<Instant>& at) {
  return at ? json::value(at->ms) : json::value(nullptr);
}

json::object transaction_json(const Transaction& one) {
  return {{"chain_transaction_id", one.id.text()},
          {"provider_account_id", one.account.text()},
          {"state", word(one.state)},
          {"outputs", one.outputs},
          {"sum_minor", one.sum.minor},
          {"fee_minor", one.fee_minor},
          {"currency", one.sum.currency.code()},
          {"txid", one.txid},
          {"confirmations", one.confirmations},
          {"note", one.note},
          {"made_at", one.made_at.ms},
          {"sent_at", instant_json(one.sent_at)},
          {"confirmed_at", instant_json(one.confirmed_at)}};
}

json::object output_json(const Output& one) {
  return {{"payment_id", one.payment.text()},
          {"position", one.position},
          {"amount_minor", one.amount.minor},
          {"address", one.address_ends},
          {"fee_minor", one.fee_minor}};
}

// Of a transaction in which others' payouts travel too.
json::object placed_json(const Placement& place, const Transaction& one) {
  json::object out = transaction_json(one);
  if (place.is_own) return out;
  for (const char* name :
       {"chain_transaction_id", "provider_account_id", "outputs", "sum_minor", "fee_minor", "note"})
    out[name] = nullptr;
  return out;
}

json::object placement_json(const Placement& one) {
  json::object out{{"state", word(one.state)},           {"note", one.note},
                   {"position", one.position},           {"fee_minor", one.fee_minor},
                   {"confirmations_needed", one.needed}, {"transaction", nullptr}};
  if (one.transaction) out["transaction"] = placed_json(one, *one.transaction);
  return out;
}

/// Everything of one account's tab.
struct Page {
  Summary summary;
  std::vector<Transaction> transactions;
};

class Api {
 public:
  explicit Api(storage::Db& db) : db_(db) {}

  Task<Response> read_desk(Request& request) const {
    const auto account = ProviderAccountId::parse(request.param("provider_account_id"));
    if (!account) co_return net::to_problem(account.error(), request.request_id);
    auto query = [scope = request.actor.scope, id = *account](Tx& tx) -> Result<Page> {
      const auto summary = read_summary(tx, scope, id);
      if (!summary) return summary.error();
      const auto transactions = list_transactions(tx, scope, id, k_listed);
      if (!transactions) return transactions.error();
      return Page{*summary, *transactions};
    };
    const auto page = co_await net::read(db_, request, std::move(query));
    if (!page) co_return net::to_problem(page.error(), request.request_id);
    const Summary& sums = page->summary;
    json::array rows;
    for (const Transaction& one : page->transactions) rows.push_back(transaction_json(one));
    json::object body{{"waiting", sums.waiting},
                      {"waiting_minor", sums.waiting_sum.minor},
                      {"currency", sums.waiting_sum.currency.code()},
                      {"blocked", sums.blocked},
                      {"under_way", sums.under_way},
                      {"conflicting", sums.conflicting},
                      {"confirmations_needed", sums.needed},
                      {"note", sums.note},
                      {"transactions", std::move(rows)}};
    co_return net::json_response(200, json::serialize(body));
  }

  Task<Response> read_one(Request& request) const {
    const auto id = TransactionId::parse(request.param("chain_transaction_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    auto query = [scope = request.actor.scope, id = *id](Tx& tx) {
      return read_transaction(tx, scope, id);
    };
    const auto detail = co_await net::read(db_, request, std::move(query));
    if (!detail) co_return net::to_problem(detail.error(), request.request_id);
    json::array outputs;
    for (const Output& one : detail->outputs) outputs.push_back(output_json(one));
    json::object body{{"transaction", transaction_json(detail->transaction)},
                      {"confirmations_needed", detail->needed},
                      {"outputs", std::move(outputs)}};
    co_return net::json_response(200, json::serialize(body));
  }

  Task<Response> read_of_payment(Request& request) const {
    const auto id = PaymentId::parse(request.param("payment_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    auto query = [scope = request.actor.scope, id = *id](Tx& tx) {
      return read_placement(tx, scope, id);
    };
    const auto placement = co_await net::read(db_, request, std::move(query));
    if (!placement) co_return net::to_problem(placement.error(), request.request_id);
    json::object body{{"output", nullptr}};
    if (*placement) body["output"] = placement_json(**placement);
    co_return net::json_response(200, json::serialize(body));
  }

 private:
  storage::Db& db_;
};

}  // namespace

std::vector<net::Route> routes(storage::Db& db) {
  using net::Method;
  const auto api = std::make_shared<Api>(db);
  const net::MemberRoutes<Api> account{api, "providers:read", "providers:write"};
  const net::MemberRoutes<Api> payment{api, "payments:read", "payments:read"};
  return {account(Method::get, "/api/providers/{provider_account_id}/chain_desk", "read_chain_desk",
                  &Api::read_desk),
          account(Method::get, "/api/chain_transactions/{chain_transaction_id}",
                  "read_chain_transaction", &Api::read_one),
          payment(Method::get, "/api/payments/{payment_id}/chain_output",
                  "read_payment_chain_output", &Api::read_of_payment)};
}

}  // namespace bursar::chain
