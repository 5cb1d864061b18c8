// Replies that several parts of the endpoint give. Refusals made here are certain: nothing of the
// call was processed.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "simulator/wire/codec.hpp"
#include "simulator/wire/endpoint.hpp"

namespace bursar::simulator {

inline Reply json_reply(int status, std::string body) {
  Reply reply;
  reply.status = status;
  reply.body = std::move(body);
  return reply;
}

inline Reply refusal(int status, std::string_view code, std::string_view message) {
  return json_reply(status, render_refusal(code, message));
}

inline Reply invalid_request(const Error& error) {
  return refusal(400, "invalid_request", error.message);
}

/// A JSON content type makes a browser ask first before another site may post here.
inline bool is_json(const Call& call) { return call.content_type.starts_with("application/json"); }
inline Reply unsupported_media_type() {
  return refusal(415, "unsupported_media_type", "post application/json here");
}

}  // namespace bursar::simulator
