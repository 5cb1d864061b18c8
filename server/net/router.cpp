// Builds the tree of path segments, checks the rows of the policy table, and finds routes.
#include "net/router.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <stdexcept>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

namespace bursar::net {

namespace {

[[noreturn]] void refuse(const Route& route, const std::string& why) {
  throw std::invalid_argument("route " + std::string(method_name(route.method)) + " " + route.path +
                              ": " + why);
}

std::vector<std::string_view> split_path(std::string_view path) {
  std::vector<std::string_view> segments;
  path.remove_prefix(1);
  for (;;) {
    const std::size_t slash = path.find('/');
    segments.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return segments;
    path.remove_prefix(slash + 1);
  }
}

bool is_parameter(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

std::string_view parameter_name(std::string_view segment) {
  return segment.substr(1, segment.size() - 2);
}

void check_row(const Route& route) {
  if (route.path.empty() || route.path.front() != '/') refuse(route, "the path must start with /");
  std::set<std::string_view> names;
  for (const std::string_view segment : split_path(route.path)) {
    if (segment.empty() && route.path != "/") refuse(route, "the path has an empty segment");
    if (is_parameter(segment)) {
      if (!names.insert(parameter_name(segment)).second) refuse(route, "a parameter appears twice");
    } else if (segment.find_first_of("{}%?#") != std::string_view::npos) {
      refuse(route, "the segment " + std::string(segment) + " is malformed");
    }
  }
  if (route.operation_id.empty()) refuse(route, "it has no operation id");
  if (!route.handler) refuse(route, "it has no handler");
  const bool credential = route.access == Access::session || route.access == Access::api_key;
  if (credential && route.permission.empty())
    refuse(route, "it demands a credential and names no permission (\"self\" for acts on oneself)");
  if (!credential && !route.permission.empty())
    refuse(route, "it names a permission and demands no credential");
  if (route.idempotent && route.method == Method::get)
    refuse(route, "a GET cannot demand idempotency");
}

}  // namespace

struct Router::Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> children;
  std::unique_ptr<Node> any;           // the {parameter} child
  std::map<Method, std::size_t> rows;  // method -> index into routes_
};

Router::Router(std::vector<Route> routes)
    : routes_(std::move(routes)), root_(std::make_unique<Node>()) {
  std::set<std::string_view> operations;
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    check_row(routes_[i]);
    if (!operations.insert(routes_[i].operation_id).second)
      refuse(routes_[i], "the operation id " + routes_[i].operation_id + " is used twice");
    insert(i);
  }
}

Router::~Router() = default;

void Router::insert(std::size_t index) {
  const Route& route = routes_[index];
  Node* node = root_.get();
  for (const std::string_view segment : split_path(route.path)) {
    auto& next = is_parameter(segment) ? node->any : node->children[std::string(segment)];
    if (!next) next = std::make_unique<Node>();
    node = next.get();
  }
  const auto [row, inserted] = node->rows.emplace(route.method, index);
  if (!inserted) refuse(route, "it collides with " + routes_[row->second].operation_id);
}

// Recursion is bounded by the depth of the tree, which comes from the table, not from the request.
const Router::Node* Router::descend(const Node& node, const std::vector<std::string>& segments,
                                    std::size_t depth, std::vector<std::string>& values) const {
  if (depth == segments.size()) return node.rows.empty() ? nullptr : &node;
  const auto child = node.children.find(segments[depth]);
  if (child != node.children.end())
    if (const Node* found = descend(*child->second, segments, depth + 1, values)) return found;
  if (!node.any || segments[depth].empty()) return nullptr;
  values.push_back(segments[depth]);
  if (const Node* found = descend(*node.any, segments, depth + 1, values)) return found;
  values.pop_back();
  return nullptr;
}

Router::Match Router::find(std::string_view method,
                           const std::vector<std::string>& segments) const {
  Match match;
  std::vector<std::string> values;
  const Node* node = descend(*root_, segments, 0, values);
  if (!node) return match;
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  for (const auto& [row_method, index] : node->rows) {
    if (method_name(row_method) == wanted) match.route = &routes_[index];
    if (!match.allow.empty()) match.allow += ", ";
    match.allow += method_name(row_method);
    if (row_method == Method::get) match.allow += ", HEAD";
  }
  if (!match.route) return match;
  auto value = values.begin();
  for (const std::string_view segment : split_path(match.route->path))
    if (is_parameter(segment)) match.params.emplace_back(parameter_name(segment), *value++);
  return match;
}

bool is_sheddable(const Route& route) {
  if (route.load != Load::by_method) return route.load == Load::sheddable;
  const bool credential = route.access == Access::session || route.access == Access::api_key;
  return route.method == Method::get && credential;
}

std::string_view access_name(Access access) {
  switch (access) {
    case Access::open: return "open";
    case Access::pre_session: return "pre_session";
    case Access::session: return "session";
    case Access::api_key: return "api_key";
  }
  return "session";
}

std::string route_table_json(const std::vector<Route>& routes) {
  boost::json::array rows;
  for (const Route& route : routes)
    rows.push_back({{"method", method_name(route.method)},
                    {"path", route.path},
                    {"operation_id", route.operation_id},
                    {"access", access_name(route.access)},
                    {"permission", route.permission},
                    {"level", "l" + std::to_string(static_cast<int>(route.level))},
                    {"idempotent", route.idempotent}});
  return boost::json::serialize(rows);
}

}  // namespace bursar::net
