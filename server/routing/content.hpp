// A profile's content as the JSON that is stored and shown, and compiled for decisions. Private to
// routing.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

#include "routing/routing.hpp"

namespace bursar::routing {

boost::json::object content_json(const Content& content);
boost::json::object cascade_json(const Cascade& cascade);
/// Reads what content_json() wrote; anything else is a Bug.
Content read_content(std::string_view text);
Cascade read_cascade(const boost::json::object& object);

/// Content whose conditions are compiled; rules that are switched off have none.
struct Compiled {
  Content content;
  std::vector<std::optional<rules::Rule>> conditions;
};
Compiled compiled(Content content);
/// The same for stored text. Compiling is a pure function of the text, so a thread remembers the
/// last few results.
std::shared_ptr<const Compiled> compiled_text(const std::string& text);

/// Facts of a payment, one per field of schema(). The subject must outlive them.
std::vector<rules::Value> facts_of(const Subject& subject);

}  // namespace bursar::routing
