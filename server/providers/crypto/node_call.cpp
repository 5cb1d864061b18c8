// Text of calls, and reading of answers.
#include "providers/crypto/node_call.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "providers/crypto/exact_json.hpp"

namespace bursar::providers {
namespace {

namespace json = boost::json;

std::string base64(std::string_view bytes) {
  std::string out = to_base64url(bytes);
  std::replace(out.begin(), out.end(), '-', '+');
  std::replace(out.begin(), out.end(), '_', '/');
  while (out.size() % 4 != 0) out.push_back('=');
  return out;
}

std::string setting(const AccountConfig& account, std::string_view name) {
  const auto found = account.settings.find(name);
  return found == account.settings.end() ? std::string() : found->second;
}

}  // namespace

std::string quoted(std::string_view text) { return json::serialize(json::string(text)); }

std::string node_call(std::string_view id, std::string_view method, std::string_view params) {
  return R"({"jsonrpc":"1.0","id":)" + quoted(id) + R"(,"method":)" + quoted(method) +
         R"(,"params":[)" + std::string(params) + "]}";
}

WireRequest node_request(const AccountConfig& account, std::string body) {
  WireRequest wire;
  wire.method = "POST";
  const std::string wallet = setting(account, "wallet");
  wire.path = wallet.empty() ? "/" : "/wallet/" + wallet;
  const std::string user = setting(account, "rpc_user");
  wire.headers = {
      {"Authorization", "Basic " + base64(user + ":" + std::string(account.api_key.reveal()))},
      {"Content-Type", "application/json"}};
  wire.body = Secret(std::move(body));
  return wire;
}

NodeAnswer node_answer(const json::object& body) {
  NodeAnswer answer;
  answer.id = text_member(body, "id");
  answer.result = body.if_contains("result");
  if (const json::value* error = body.if_contains("error");
      error != nullptr && error->is_object()) {
    answer.error_code = integer_member(error->get_object(), "code").value_or(0);
    answer.error = text_member(error->get_object(), "message");
    answer.result = nullptr;
  }
  return answer;
}

std::string text_member(const json::object& body, std::string_view name) {
  const json::value* value = body.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::optional<std::int64_t> integer_member(const json::object& body, std::string_view name) {
  const json::value* value = body.if_contains(name);
  if (value == nullptr || !value->is_int64()) return std::nullopt;
  return value->get_int64();
}

std::optional<std::int64_t> amount_member(const json::object& body, std::string_view name,
                                          const Currency& currency) {
  const json::value* value = body.if_contains(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_string()) return minor_of(std::string(value->get_string()), currency.exponent());
  return value->is_int64() ? minor_of(std::to_string(value->get_int64()), currency.exponent())
                           : std::nullopt;
}

}  // namespace bursar::providers
