// Rows of a route table whose handlers are members of one object.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "net/http.hpp"

namespace bursar::net {

/// Makes the routes of `api`, which each of them keeps alive: a GET needs the permission `read`,
/// everything else `write`.
template <class Api>
struct MemberRoutes {
  std::shared_ptr<Api> api;
  std::string read;
  std::string write;

  Route operator()(Method method, std::string path, std::string operation,
                   Task<Response> (Api::*act)(Request&) const) const {
    Route route;
    route.method = method;
    route.path = std::move(path);
    route.operation_id = std::move(operation);
    route.permission = method == Method::get ? read : write;
    route.handler = [api = api, act](Request& request) { return (*api.*act)(request); };
    return route;
  }
};

}  // namespace bursar::net
