// Tests of embedded files: variants, validators, caching, the index page and the security headers.
// The files come through the same build step that embeds the web interface.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/check.hpp"
#include "fixture_site.hpp"
#include "missing_site.hpp"
#include "net/loopback.hpp"
#include "net/security_headers.hpp"
#include "net/static_files.hpp"

namespace bursar::net {
namespace {

constexpr const char* k_script = "/assets/app-1a2b3c.js";

std::string header_of(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers)
    if (key == name) return value;
  return {};
}

std::string text_of(const Response& response) {
  return response.static_body.empty() ? response.body : std::string(response.static_body);
}

class StaticFilesTest : public ::testing::Test {
 protected:
  std::optional<Response> find(const std::string& path,
                               std::vector<std::pair<std::string, std::string>> headers = {}) {
    Request request;
    request.path = path;
    request.headers = std::move(headers);
    return files_.find(request);
  }
  SeededRandom random_{7};
  StaticFiles files_{fixture_site(), random_};
};

TEST_F(StaticFilesTest, serves_the_best_variant_a_client_accepts) {
  // Protects: precompressed bytes are sent as what they are, and each variant has its own
  // validator.
  const std::optional<Response> identity = find(k_script);
  ASSERT_TRUE(identity.has_value());
  EXPECT_TRUE(text_of(*identity).starts_with("// A script that compresses well."));
  EXPECT_EQ(header_of(*identity, "content-type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(header_of(*identity, "content-encoding"), "");
  EXPECT_EQ(header_of(*identity, "vary"), "accept-encoding");
  const Response gzip = *find(k_script, {{"accept-encoding", "gzip, deflate"}});
  EXPECT_EQ(header_of(gzip, "content-encoding"), "gzip");
  EXPECT_TRUE(text_of(gzip).starts_with("\x1f\x8b"));
  const Response brotli = *find(k_script, {{"accept-encoding", "gzip, br"}});
  EXPECT_EQ(header_of(brotli, "content-encoding"), "br");
  EXPECT_LT(text_of(brotli).size(), text_of(*identity).size() / 3);
  const std::set<std::string> tags{header_of(*identity, "etag"), header_of(gzip, "etag"),
                                   header_of(brotli, "etag")};
  EXPECT_EQ(tags.size(), 3u);
}

TEST(ChooseCoding, weighs_what_the_header_says) {
  // Protects: quality values, wildcards and refusals; nothing is compressed for a client that said
  // no.
  const auto choose = [](std::string_view header) { return choose_coding(header, true, true); };
  EXPECT_EQ(choose(""), Coding::identity);
  EXPECT_EQ(choose("gzip"), Coding::gzip);
  EXPECT_EQ(choose("GZIP;q=0.5, BR;q=0.5"), Coding::brotli);
  EXPECT_EQ(choose("gzip;q=0.9, br;q=0.85"), Coding::gzip);
  EXPECT_EQ(choose("br;q=0, gzip;q=0"), Coding::identity);
  EXPECT_EQ(choose("*"), Coding::brotli);
  EXPECT_EQ(choose("br;q=0, *;q=0.1"), Coding::gzip);
  EXPECT_EQ(choose("br;q=abc, identity"), Coding::identity);
  EXPECT_EQ(choose_coding("br, gzip", true, false), Coding::gzip);
}

TEST_F(StaticFilesTest, answers_304_to_a_matching_validator) {
  // Protects: a cached file is not sent again, whether the validator is weak, one of several, or
  // any.
  const std::string tag = header_of(*find("/logo.svg"), "etag");
  for (const std::string& sent : {tag, "W/" + tag, "\"x\", " + tag, std::string("*")}) {
    const Response cached = *find("/logo.svg", {{"if-none-match", sent}});
    EXPECT_EQ(cached.status, 304) << sent;
    EXPECT_TRUE(text_of(cached).empty());
    EXPECT_EQ(header_of(cached, "etag"), tag);
  }
  EXPECT_EQ(find("/logo.svg", {{"if-none-match", "\"x\""}})->status, 200);
}

TEST_F(StaticFilesTest, caches_hashed_assets_for_ever_and_others_with_validation) {
  // Protects: a release shows at once, and its assets are loaded once.
  EXPECT_EQ(header_of(*find(k_script), "cache-control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(header_of(*find("/logo.svg"), "cache-control"), "no-cache");
  EXPECT_EQ(header_of(*find("/"), "cache-control"), "no-store");
  EXPECT_EQ(header_of(*find("/logo.svg"), "content-type"), "image/svg+xml");
}

TEST_F(StaticFilesTest, gives_each_page_a_fresh_nonce) {
  // Protects: T-04; the page's nonces are those of its policy, and no two responses share one.
  std::set<std::string> policies;
  for (const std::string path : {"/", "/index.html", "/payments/tx_1", "/sign-in"}) {
    const Response page = *find(path);
    const std::string policy = header_of(page, "content-security-policy");
    const std::size_t at = policy.find("'nonce-") + 7;
    const std::string nonce = policy.substr(at, policy.find('\'', at) - at);
    EXPECT_EQ(nonce.size(), 24u);
    EXPECT_NE(page.body.find("<script type=\"module\" nonce=\"" + nonce + "\""), std::string::npos)
        << page.body;
    EXPECT_NE(page.body.find("<style nonce=\"" + nonce + "\""), std::string::npos);
    EXPECT_EQ(page.body.find("{{"), std::string::npos);
    EXPECT_TRUE(policies.insert(policy).second);
  }
  EXPECT_EQ(office_content_policy("N"),
            "default-src 'none'; script-src 'self' 'nonce-N' 'strict-dynamic'; style-src 'self' "
            "'nonce-N'; "
            "img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-ancestors 'none'; "
            "base-uri 'none'; form-action 'self'; object-src 'none'");
}

TEST_F(StaticFilesTest, does_not_take_misses_for_pages) {
  // Protects: a wrong API path or a stale asset is a 404 and never an HTML page with status 200.
  for (const char* path : {"/api/nothing", "/v1/transactions", "/assets/old-123.js", "/assets/x",
                           "/favicon.ico", "/payments/file.json", "/.git/HEAD", "/master.key/"})
    EXPECT_FALSE(find(path).has_value()) << path;
}

TEST(StaticFilesFallback, serves_over_http_beside_routes) {
  // Protects: the fallback of a listener: files, pages, HEAD and the 404 of what is neither.
  SystemRandom random;
  const StaticFiles files(fixture_site(), random);
  Surface surface;
  surface.fallback = files.handler();
  surface.decorate = [](const Request&, Response& response) { apply_security_headers(response); };
  TestServer server(std::move(surface));
  const std::string page = server.ask("GET /payments HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(status_of(page), 200);
  EXPECT_NE(page.find("</html>"), std::string::npos);
  const std::string missing = server.ask("GET /api/nothing HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(status_of(missing), 404);
  EXPECT_NE(missing.find("application/problem+json"), std::string::npos);
  EXPECT_EQ(
      status_of(server.ask("POST /payments HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")),
      404);
  for (const std::string& answer : {page, missing, server.ask("nonsense\r\n\r\n")})
    for (const char* name :
         {"strict-transport-security: ", "x-content-type-options: nosniff", "referrer-policy: ",
          "cross-origin-opener-policy: ", "permissions-policy: ", "cache-control: no-store"})
      EXPECT_NE(answer.find(name), std::string::npos) << name;
}

TEST(SecurityHeaders, leave_exceptions_alone) {
  // Protects: a route may cache or be framed when it says so itself; nothing is set twice.
  Response response;
  response.with("Cache-Control", "public, max-age=60");
  apply_security_headers(response);
  const auto count =
      std::count_if(response.headers.begin(), response.headers.end(), [](const auto& header) {
        return header.first == "Cache-Control" || header.first == "cache-control";
      });
  EXPECT_EQ(count, 1);
}

TEST(EmbedFiles, embeds_a_plain_page_when_nothing_was_built) {
  // Protects: a server without a built interface says so instead of failing to build.
  ASSERT_EQ(missing_site().size(), 1u);
  EXPECT_EQ(missing_site()[0].path, "/index.html");
  EXPECT_NE(missing_site()[0].identity.find("without its web user interface"),
            std::string_view::npos);
}

TEST(StaticFiles, refuse_two_files_of_one_path) {
  // Protects: which bytes a path has is never a matter of order.
  SeededRandom random(1);
  const StaticFile file{"/a.txt", "text/plain", "x", "x", {}, {}};
  const std::vector<StaticFile> twice{file, file};
  EXPECT_THROW(StaticFiles(twice, random), Bug);
}

}  // namespace
}  // namespace bursar::net
