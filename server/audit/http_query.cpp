// Every parameter is known by name; an unknown one is refused, so that a misspelt filter never
// shows more than was asked for.
#include "audit/http_query.hpp"

#include <functional>
#include <map>

#include <boost/json.hpp>

#include "net/query_number.hpp"

namespace bursar::audit {
namespace {

constexpr std::size_t k_text_max = 255;

Error wrong(const std::string& name, std::string message) {
  return invalid(name, "invalid_parameter", std::move(message));
}

/// Reads one value into the filter; false when it is no such value.
using Setter = std::function<bool(Filter&, const std::string&)>;

template <class IdType>
Setter id_into(IdType Filter::*member) {
  return [member](Filter& filter, const std::string& text) {
    const auto id = IdType::parse(text);
    if (id) filter.*member = *id;
    return id.has_value();
  };
}

Setter text_into(std::string Filter::*member) {
  return [member](Filter& filter, const std::string& text) {
    filter.*member = text;
    return text.size() <= k_text_max;
  };
}

Setter instant_into(std::optional<Instant> Filter::*member) {
  return [member](Filter& filter, const std::string& text) {
    const auto ms = net::whole_number(text, 15);
    if (ms) filter.*member = Instant{*ms};
    return ms.has_value();
  };
}

bool read_actions(Filter& filter, std::string_view text) {
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    filter.actions.emplace_back(text.substr(0, comma));
    text = comma == std::string_view::npos ? "" : text.substr(comma + 1);
    if (filter.actions.back().empty() || filter.actions.back().size() > k_text_max) return false;
  }
  return true;
}

struct Parameter {
  Setter read;
  const char* want;
};

const std::map<std::string_view, Parameter>& parameters() {
  static const std::map<std::string_view, Parameter> k_all{
      {"before", {id_into(&Filter::before), "must be an id"}},
      {"after", {id_into(&Filter::after), "must be an id"}},
      {"company_id", {id_into(&Filter::company), "must be an id"}},
      {"merchant_id", {id_into(&Filter::merchant), "must be an id"}},
      {"actor", {text_into(&Filter::actor), "is too long"}},
      {"subject_kind", {text_into(&Filter::subject_kind), "is too long"}},
      {"subject_id", {text_into(&Filter::subject_id), "is too long"}},
      {"search", {text_into(&Filter::search), "is too long"}},
      {"from_at", {instant_into(&Filter::from), "must be an integer"}},
      {"before_at", {instant_into(&Filter::before_at), "must be an integer"}},
      {"action", {read_actions, "must be actions separated by commas"}},
      {"actor_kind",
       {[](Filter& filter, const std::string& text) {
          filter.actor_kind = actor_kind_of(text);
          return filter.actor_kind.has_value();
        },
        "must be user, api_key, job or provider"}},
      {"outcome",
       {[](Filter& filter, const std::string& text) {
          filter.outcome = outcome_of(text);
          return filter.outcome.has_value();
        },
        "must be ok, denied or error"}},
      {"limit",
       {[](Filter& filter, const std::string& text) {
          const auto limit = net::whole_number(text);
          if (limit) filter.limit = *limit;
          return limit && *limit >= 1 && *limit <= 200;
        },
        "must be from 1 to 200"}},
  };
  return k_all;
}

}  // namespace

Result<Filter> decode_filter(const net::Request& request) {
  Filter filter;
  for (const auto& [name, value] : request.query) {
    if (value.empty()) continue;
    const auto parameter = parameters().find(name);
    if (parameter == parameters().end())
      return invalid(name, "unknown_parameter", "is not a parameter of this list");
    if (!parameter->second.read(filter, value)) return wrong(name, parameter->second.want);
  }
  return filter;
}

std::string asked_json(const net::Request& request) {
  boost::json::object asked;
  for (const auto& [name, value] : request.query)
    if (!value.empty()) asked[name] = value;
  return boost::json::serialize(asked);
}

}  // namespace bursar::audit
