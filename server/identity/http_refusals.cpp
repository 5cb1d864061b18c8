// A use case refuses inside its transaction, which takes everything with it; so the entry is
// written after it, before the answer leaves.
#include "identity/http_refusals.hpp"

#include <boost/json.hpp>

#include "net/await.hpp"

namespace bursar::identity {
namespace {

namespace json = boost::json;
using net::Request;
using net::Response;
using net::Task;

constexpr int k_forbidden = 403;
constexpr std::string_view k_code = "permission_missing";
/// Puts its refusals on record itself.
constexpr std::string_view k_own_record = "update_basic_settings";

std::string text_of(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

/// The missing right, when this is such a refusal.
std::optional<std::string> missing_right(const Response& response) {
  if (response.status != k_forbidden) return std::nullopt;
  boost::system::error_code failure;
  const json::value body = json::parse(response.body, failure);
  if (failure || !body.is_object() || text_of(body.get_object(), "code") != k_code)
    return std::nullopt;
  const json::value* details = body.get_object().if_contains("details");
  if (details == nullptr || !details->is_object()) return std::string();
  return text_of(details->get_object(), "required_permission");
}

Task<Response> handle(net::Handler inner, std::string operation, Services services,
                      Request& request) {
  Response response = co_await inner(request);
  const auto right = missing_right(response);
  if (!right) co_return response;
  const Call call = services.ports.call(request.actor);
  const Denial denial{operation, *right, std::string(k_code)};
  auto record = [call, denial](Tx& tx) { return record_denial(tx, call, denial); };
  const auto recorded = co_await net::write(services.db, std::move(record));
  if (!recorded) co_return net::to_problem(recorded.error(), request.request_id);
  co_return response;
}

}  // namespace

void record_handler_refusals(std::vector<net::Route>& routes, const Services& services) {
  for (net::Route& route : routes) {
    const bool signed_in =
        route.access == net::Access::session || route.access == net::Access::pre_session;
    if (!signed_in || route.operation_id == k_own_record) continue;
    route.handler = [inner = route.handler, operation = route.operation_id, services](
                        Request& request) { return handle(inner, operation, services, request); };
  }
}

}  // namespace bursar::identity
