// Reading what the node said.
#include "chain/steps.hpp"
#include "providers/crypto/exact_json.hpp"

namespace bursar::chain {
namespace {

namespace json = boost::json;

// About the node itself, not about what it was asked: no wallet, loading, still catching up.
bool is_trouble(std::int64_t code) {
  return code == -28 || code == -18 || code == -10 || code == -9 || code == -32601;
}

// Those that carry several calls.
bool is_batch(AskKind kind) {
  return kind == AskKind::check || kind == AskKind::inputs || kind == AskKind::watch;
}

}  // namespace

std::optional<providers::NodeAnswer> Heard::of(std::size_t number) const {
  if (!body || !body->is_array()) return std::nullopt;
  const std::string id = std::to_string(number);
  for (const json::value& value : body->get_array()) {
    if (!value.is_object()) continue;
    providers::NodeAnswer answer = providers::node_answer(value.get_object());
    if (answer.id == id) return answer;
  }
  return std::nullopt;
}

Heard hear(AskKind kind, const providers::WireResponse& response) {
  Heard heard;
  if (response.reach != providers::Reach::answered) {
    heard.failure = response.failure.empty() ? "no answer" : response.failure;
    return heard;
  }
  heard.body = providers::parse_exact(response.body);
  const bool readable = heard.body && (heard.body->is_object() || heard.body->is_array());
  if (!readable) {
    heard.failure = "HTTP status " + std::to_string(response.status);
    return heard;
  }
  if (heard.body->is_array()) {
    if (!is_batch(kind)) heard.failure = "not an answer to one call";
    return heard;
  }
  heard.one = providers::node_answer(heard.body->get_object());
  if (is_trouble(heard.one.error_code)) heard.failure = heard.one.error;
  else if (is_batch(kind)) heard.failure = "not an answer to several calls";
  else if (!heard.one.failed() && (heard.one.result == nullptr || heard.one.result->is_null()))
    heard.failure = "no result";
  return heard;
}

}  // namespace bursar::chain
