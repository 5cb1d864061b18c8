// The routes that the tests of the server ask for, and requests as text.
#pragma once

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/check.hpp"
#include "net/loopback.hpp"

namespace bursar::net {

inline Task<Response> hello(Request&) { co_return json_response(200, R"({"hello":"world"})"); }

inline Task<Response> echo(Request& request) {
  Response response;
  response.body = request.body;
  co_return response;
}

inline Task<Response> describe_request(Request& request) {
  std::string text = request.path + "|" + std::string(request.param("id"));
  for (const auto& [name, value] : request.query) text += "|" + name + "=" + value;
  text += "|" + request.peer_ip + "|" + request.cookie("session") + "|" + request.target;
  Response response;
  response.body = text;
  co_return response;
}

inline Task<Response> fail_with_exception(Request&) {
  throw std::runtime_error("the secret of 4242424242424242");
  co_return Response{};
}

inline Task<Response> fail_with_bug(Request&) {
  check(false, "an impossible state");
  co_return Response{};
}

inline Task<Response> split_response(Request& request) {
  co_return json_response(200, "{}").with(
      "x-evil", std::string(request.query_value("v").value_or("")) + "\r\nx: y");
}

inline Task<Response> hang_up(Request&) {
  Response response;
  response.hang_up = true;
  co_return response;
}

inline Task<Response> large(Request&) {
  Response response;
  response.body.assign(4 * 1024 * 1024, 'x');
  co_return response;
}

/// Says that it has begun and answers once it is released.
inline Task<Response> held(Request&, std::atomic<bool>& begun, const std::atomic<bool>& released) {
  begun = true;
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
  while (!released) {
    timer.expires_after(std::chrono::milliseconds(1));
    co_await timer.async_wait(boost::asio::use_awaitable);
  }
  co_return json_response(200, "{}");
}

inline Surface ordinary_surface() {
  Surface surface;
  surface.routes.push_back(open_route(Method::get, "/hello", "get_hello", hello));
  surface.routes.push_back(open_route(Method::post, "/echo", "post_echo", echo));
  surface.routes.push_back(open_route(Method::get, "/items/{id}", "get_item", describe_request));
  surface.routes.push_back(open_route(Method::get, "/items/latest", "get_latest", hello));
  surface.routes.push_back(open_route(Method::del, "/items/{id}", "delete_item", describe_request));
  surface.routes.push_back(
      open_route(Method::get, "/exception", "get_exception", fail_with_exception));
  surface.routes.push_back(open_route(Method::get, "/bug", "get_bug", fail_with_bug));
  surface.routes.push_back(open_route(Method::get, "/split", "get_split", split_response));
  surface.routes.push_back(open_route(Method::get, "/large", "get_large", large));
  surface.routes.at(1).body_max = 64;
  return surface;
}

inline std::string get(const std::string& path, const std::string& headers = "") {
  return "GET " + path + " HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n";
}
inline std::string post(const std::string& path, const std::string& body) {
  return "POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

}  // namespace bursar::net
