// Decode, use case, encode for customers.
#include "customers/http.hpp"

#include <memory>

#include "customers/http_view.hpp"
#include "gate/http.hpp"
#include "merchants/merchants.hpp"
#include "net/await.hpp"
#include "net/json_reader.hpp"

namespace bursar::customers {
namespace {

namespace json = boost::json;
using net::Request;
using net::Response;
using net::Task;
using storage::Tx;

constexpr std::size_t k_buyer_id_max = 255;

Result<std::string> buyer_of(const Request& request) {
  std::string buyer_id;
  for (const auto& [name, value] : request.query) {
    if (name != "buyer_id") return invalid(name, "unknown_parameter", "is not a parameter of this");
    buyer_id = value;
  }
  if (buyer_id.size() > k_buyer_id_max)
    return invalid("buyer_id", "invalid_parameter", "must be the merchant's id of a customer");
  return buyer_id;
}

Result<EraseCustomer> decode(const Request& request) {
  const auto merchant = MerchantId::parse(request.param("merchant_id"));
  if (!merchant) return merchant.error();
  net::JsonReader in(request.body);
  EraseCustomer command;
  command.merchant = *merchant;
  command.buyer_id = in.text("buyer_id", 1, k_buyer_id_max);
  command.confirmation = in.text("confirmation", 1, k_buyer_id_max);
  command.reason = in.text("reason", 1, 500);
  if (auto error = in.finish()) return *error;
  return command;
}

Result<gate::Subject> describe(Tx& tx, const Call& call, const std::string& content) {
  const auto command = decode(gate::thawed(content));
  if (!command) return command.error();
  const auto customer = load_customer(tx, call, command->merchant, command->buyer_id);
  if (!customer) return customer.error();
  gate::Subject subject;
  subject.kind = "customer";
  subject.label = customer->buyer_id;
  subject.company = customer->company_id;
  subject.merchant = customer->merchant_id;
  // Another payment makes the request void: what it would erase is more than was judged.
  subject.target = "payments " + std::to_string(customer->risk.payments) + ", erasures " +
                   std::to_string(customer->erasures.size());
  subject.reason = command->reason;
  subject.is_guarded = true;
  return subject;
}

// What is there before and gone afterwards, without the personal data itself.
std::vector<gate::Figure> figures(Tx& tx, const Call& call, const std::string& content) {
  const auto command = decode(gate::thawed(content));
  if (!command) return {};
  const auto customer = load_customer(tx, call, command->merchant, command->buyer_id);
  if (!customer) return {};
  const bool named = !customer->email.empty() || !customer->first_name.empty() ||
                     !customer->last_name.empty() || !customer->ip.empty();
  return {{"payments", std::to_string(customer->risk.payments)},
          {"cards", std::to_string(customer->cards.size())},
          {"personal_data", named ? "yes" : "no"},
          {"erasures", std::to_string(customer->erasures.size())}};
}

Result<gate::Done> execute(Tx& tx, const Call& call, const std::string& content,
                           const gate::Consent& consent) {
  auto command = decode(gate::thawed(content));
  if (!command) return command.error();
  command->has_second_person = consent.is_trial || !consent.approvers.empty();
  const auto erased = erase_customer(tx, call, *command);
  if (!erased) return erased.error();
  return gate::Done{"erasure", erased->id.text(), false, {}};
}

class Api {
 public:
  explicit Api(const Services& services) : services_(services) {}

  Task<Response> read(Request& request) const {
    const auto merchant = MerchantId::parse(request.param("merchant_id"));
    if (!merchant) co_return net::to_problem(merchant.error(), request.request_id);
    const auto buyer = buyer_of(request);
    if (!buyer) co_return net::to_problem(buyer.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    // Looking at a person is on record, so even this read writes.
    auto look = [call, merchant = *merchant, buyer = *buyer](Tx& tx) {
      return read_customer(tx, call, merchant, buyer);
    };
    const auto customer = co_await net::write(services_.db, request, std::move(look));
    if (!customer) co_return net::to_problem(customer.error(), request.request_id);
    co_return net::json_response(200, json::serialize(customer_json(*customer)));
  }

  struct Outcome {
    std::optional<gate::Held> held;
    std::optional<Erasure> erased;
    std::optional<Error> refusal = {};  ///< to be committed: the asker has to confirm first
  };

  static Result<std::optional<Error>> confirm(const Services& services, Tx& tx, const Call& call,
                                              const EraseCustomer& command,
                                              const Request& request) {
    // What is refused in any case asks nobody for a code.
    const bool mistyped = command.confirmation != command.buyer_id;
    if (!services.confirm || mistyped) return std::optional<Error>();
    const auto merchant = merchants::load_merchant(tx, call.actor.scope, command.merchant);
    if (!merchant) return merchant.error();
    return services.confirm(tx, call, {merchant->company_id, merchant->id, command.buyer_id},
                            request);
  }

  Task<Response> erase(Request& request) const {
    const auto command = decode(request);
    if (!command) co_return net::to_problem(command.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    const gate::Ask ask = gate::ask("erase_customer", request);
    auto change = [this, call, ask, &request, command = *command](Tx& tx) -> Result<Outcome> {
      auto refusal = confirm(services_, tx, call, command, request);
      if (!refusal) return refusal.error();
      if (*refusal) return Outcome{{}, {}, std::move(*refusal)};
      auto held = gate::hold(services_.gate, tx, call, ask);
      if (!held) return held.error();
      if (*held) return Outcome{std::move(*held), {}};
      auto erased = erase_customer(tx, call, command);
      if (!erased) return erased.error();
      return Outcome{{}, *std::move(erased)};
    };
    const auto outcome = co_await net::write(services_.db, request, std::move(change));
    if (!outcome) co_return net::to_problem(outcome.error(), request.request_id);
    if (outcome->refusal) co_return net::to_problem(*outcome->refusal, request.request_id);
    if (outcome->held) co_return gate::held_response(*outcome->held);
    co_return net::json_response(200, json::serialize(erasure_json(*outcome->erased)));
  }

 private:
  Services services_;
};

}  // namespace

gate::Action erase_action() {
  gate::Action action;
  action.key = "erase_customer";
  action.kind = "erasure";
  action.permission = "customers:erase";
  action.describe = describe;
  action.figures = figures;
  action.execute = execute;
  return action;
}

std::vector<net::Route> routes(const Services& services) {
  using net::Method;
  const auto api = std::make_shared<Api>(services);
  return {
      {.method = Method::get,
       .path = "/api/merchants/{merchant_id}/customer",
       .operation_id = "read_customer",
       .permission = "customers:read",
       .handler = [api](Request& request) { return api->read(request); }},
      {.method = Method::post,
       .path = "/api/merchants/{merchant_id}/customer/erasure",
       .operation_id = "erase_customer",
       .permission = "customers:erase",
       .level = net::Level::l4,
       .idempotent = true,
       .handler = [api](Request& request) { return api->erase(request); }},
  };
}

}  // namespace bursar::customers
