// Serves the embedded files. Their tables come from bursar_embed_files() in this folder's
// CMakeLists.txt.
#include "app/web_files.hpp"

#include <memory>

#include "contract_dist.hpp"
#include "net/static_files.hpp"
#include "office_dist.hpp"

namespace bursar::app {
namespace {

// The reference page has no script at all, so its policy is narrower than the office's.
std::string reference_policy(std::string_view) {
  return "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-ancestors 'none'; "
         "base-uri 'none'; form-action 'none'";
}

std::string_view contract_file(std::string_view path) {
  for (const net::StaticFile& file : contract_dist())
    if (file.path == path) return file.identity;
  return {};
}

net::Response contract_response(std::string_view path, std::string mime) {
  net::Response response;
  response.static_body = contract_file(path);
  response.with("Content-Type", std::move(mime)).with("Cache-Control", "no-cache");
  if (path.ends_with(".html")) response.with("Content-Security-Policy", reference_policy({}));
  return response;
}

net::Route open_route(std::string path, std::string operation, std::string_view file,
                      std::string mime) {
  const auto answer = [file, mime](net::Request&) -> net::Task<net::Response> {
    return [](std::string_view file_, std::string mime_) -> net::Task<net::Response> {
      co_return contract_response(file_, std::move(mime_));
    }(file, mime);
  };
  return {.method = net::Method::get,
          .path = std::move(path),
          .operation_id = std::move(operation),
          .access = net::Access::open,
          .level = net::Level::l0,
          .handler = answer};
}

}  // namespace

net::Handler office_files(CryptoRandom& random) {
  const auto files = std::make_shared<net::StaticFiles>(office_dist(), random);
  return [files, serve = files->handler()](net::Request& request) { return serve(request); };
}

std::vector<net::Route> contract_routes() {
  return {open_route("/api/openapi.json", "read_contract", "/openapi.json", "application/json"),
          open_route("/docs/api", "read_reference_page", "/index.html", "text/html; charset=utf-8"),
          open_route("/docs/api/reference.css", "read_reference_style", "/reference.css",
                     "text/css; charset=utf-8")};
}

}  // namespace bursar::app
