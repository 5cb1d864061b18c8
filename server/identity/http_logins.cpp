// Paging and encoding of sign-ins.
#include "identity/http_logins.hpp"

#include <boost/json/array.hpp>

namespace bursar::identity {
namespace {

namespace json = boost::json;

json::value text_or_null(const std::string& text) {
  if (text.empty()) return nullptr;
  return json::value(text);
}

json::object login_json(const LoginRecord& login) {
  return {{"login_id", std::to_string(login.key)},
          {"at", login.at.ms},
          {"ok", login.ok},
          {"reason", text_or_null(login.reason)},
          {"ip", login.ip},
          {"network", text_or_null(login.network)},
          {"user_agent", login.user_agent},
          {"known_device", login.known_device},
          {"is_unusual", login.is_unusual}};
}

}  // namespace

Result<LoginPage> decode_login_page(const net::Request& request) {
  LoginPage page;
  for (const auto& [name, value] : request.query) {
    if (value.empty()) continue;
    if (name != "before" && name != "limit")
      return invalid(name, "unknown_parameter", "is not a parameter of this list");
    const auto number = name == "limit" ? query_number(name, value, 1, 200)
                                        : query_number(name, value, 1, INT64_MAX);
    if (!number) return number.error();
    (name == "limit" ? page.limit : page.before) = *number;
  }
  return page;
}

json::object logins_json(std::vector<LoginRecord> logins, std::int64_t limit) {
  const bool has_older = logins.size() > static_cast<std::size_t>(limit);
  if (has_older) logins.pop_back();
  json::array rows;
  for (const LoginRecord& login : logins) rows.push_back(login_json(login));
  return {{"rows", std::move(rows)}, {"has_older", has_older}};
}

}  // namespace bursar::identity
