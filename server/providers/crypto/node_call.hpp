// One exchange with a node's wallet by JSON-RPC: calls as text, answers without floats. What the
// adapter and the desk of transactions (server/chain) have in common.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json.hpp>

#include "providers/providers.hpp"

namespace bursar::providers {

/// A text as JSON, with its quotes.
std::string quoted(std::string_view text);
/// One call; `params` are the members of its list, "" for none. The node gives the id back.
std::string node_call(std::string_view id, std::string_view method, std::string_view params);
/// The request that carries calls to the wallet of an account.
WireRequest node_request(const AccountConfig& account, std::string body);

/// One answer of the node: a result or an error. Points into what was parsed.
struct NodeAnswer {
  const boost::json::value* result = nullptr;
  std::int64_t error_code = 0;
  std::string error, id;
  bool failed() const { return !error.empty() || error_code != 0; }
};
NodeAnswer node_answer(const boost::json::object& body);

std::string text_member(const boost::json::object& body, std::string_view name);
std::optional<std::int64_t> integer_member(const boost::json::object& body, std::string_view name);
/// An amount in coins as minor units; nothing when it is no decimal or does not fit.
std::optional<std::int64_t> amount_member(const boost::json::object& body, std::string_view name,
                                          const Currency& currency);

}  // namespace bursar::providers
