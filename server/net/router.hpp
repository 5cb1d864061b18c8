// The route table: path templates with {parameters}, checked when built and looked up per request.
// A static segment wins over a parameter; segments are percent-decoded after splitting.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/http.hpp"

namespace bursar::net {

class Router {
 public:
  /// Throws std::invalid_argument naming the row: rows that collide, a malformed path, no handler,
  /// no operation id or one used twice, or a credential demanded without a permission.
  explicit Router(std::vector<Route> routes);
  ~Router();

  struct Match {
    const Route* route = nullptr;  ///< null when no row answers this path with this method
    std::vector<std::pair<std::string, std::string>> params;
    std::string allow;  ///< methods of the path when only the method was wrong ("GET, HEAD")
  };
  /// `segments` are the decoded parts of the path. `method` as sent; HEAD finds GET rows.
  Match find(std::string_view method, const std::vector<std::string>& segments) const;

  const std::vector<Route>& routes() const { return routes_; }

 private:
  struct Node;
  void insert(std::size_t index);
  const Node* descend(const Node& node, const std::vector<std::string>& segments, std::size_t depth,
                      std::vector<std::string>& values) const;

  std::vector<Route> routes_;
  std::unique_ptr<Node> root_;
};

std::string_view access_name(Access access);

/// The policy table as JSON (method, path, operation_id, access, permission, level, idempotent),
/// for the comparison with the contract.
std::string route_table_json(const std::vector<Route>& routes);

}  // namespace bursar::net
