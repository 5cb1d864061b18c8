// API keys over HTTP: the office's routes that make them and the Guard that judges them.
#include <array>
#include <boost/json/serialize.hpp>
#include <future>

#include <sodium.h>

#include "base/text.hpp"
#include "identity/http_fixture.hpp"
#include "identity/request_signature.hpp"

namespace bursar::identity {
namespace {

using net::Method;
using net::Route;

net::Task<net::Response> done(net::Request& request) {
  std::string merchants;
  for (const MerchantId id : request.actor.scope.merchants()) merchants += id.text();
  co_return net::json_response(
      200, R"({"merchant":")" + merchants + R"(","actor":")" + request.actor.name + "\"}");
}

Route api_route(Method method, std::string path, std::string operation, std::string permission,
                std::string rate_class) {
  Route route{};
  route.method = method;
  route.path = std::move(path);
  route.operation_id = std::move(operation);
  route.access = net::Access::api_key;
  route.permission = std::move(permission);
  route.rate_class = std::move(rate_class);
  route.handler = done;
  return route;
}

/// Signs with the first key pair of RFC 8032, 7.1.
std::string sign_as_rfc_8032(const std::string& text) {
  const std::string seed =
      *from_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> public_key{};
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secret_key{};
  crypto_sign_seed_keypair(public_key.data(), secret_key.data(),
                           reinterpret_cast<const unsigned char*>(seed.data()));
  std::array<unsigned char, crypto_sign_BYTES> signature{};
  crypto_sign_detached(signature.data(), nullptr,
                       reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                       secret_key.data());
  return to_base64url({reinterpret_cast<const char*>(signature.data()), signature.size()});
}

class KeyGuardTest : public HttpTest {
 protected:
  void SetUp() override {
    HttpTest::SetUp();
    // A whole minute lies ahead, so windows do not change under a test.
    clock().set({clock().now().ms / k_minute_ms * k_minute_ms});
    guard_ = std::make_shared<KeyGuard>(
        services(), KeyGuard::Options{[](const Route& route) {
                                        return route.rate_class == "payment_api"
                                                   ? k_payment_api_limits
                                                   : k_resource_api_sandbox_limits;
                                      },
                                      [](const Error& error, const net::Request& request) {
                                        return net::to_problem(error, request.request_id);
                                      }});
    net::Surface surface;
    surface.routes = {
        api_route(Method::get, "/v1/things", "list_things", "transactions:read", "resource_api"),
        api_route(Method::post, "/v1/things", "make_thing", "transactions:write", "resource_api"),
        api_route(Method::post, "/v1/sale", "make_sale", "transactions:write", "payment_api"),
        api_route(Method::get, "/v1/me", "read_me", "self", "resource_api")};
    surface.guard = guard_;
    api_ = std::make_unique<net::TestServer>(std::move(surface));
  }
  void TearDown() override {
    api_.reset();
    guard_.reset();
    HttpTest::TearDown();
  }
  IssuedApiKey create(std::vector<std::string> scopes) {
    const CreateApiKey command{k_acme, k_acme_shop, "web shop", std::move(scopes), {}};
    return must([&](Tx& tx) { return create_api_key(tx, call(), settings(), command); });
  }
  /// One that asks for signatures by the first key pair of RFC 8032, 7.1.
  IssuedApiKey create_signing() {
    IssuedApiKey issued = create({"transactions:write"});
    issued.key = must([&](Tx& tx) {
      return update_api_key(
          tx, call(),
          {k_acme_shop, issued.key.id, {}, {}, "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
    });
    return issued;
  }
  Browser client(const Secret& key) {
    Browser made(api_->port());
    made.headers = {{"authorization", "Bearer " + std::string(key.reveal())},
                    {"content-type", "application/json"}};
    return made;
  }
  void flush() {
    auto finished = std::make_shared<std::promise<void>>();
    auto waiting = finished->get_future();
    api_->server().spawn("flush",
                         [guard = guard_, finished] { return flush_then(guard, finished); });
    waiting.wait();
  }
  static net::Task<void> flush_then(std::shared_ptr<KeyGuard> guard,
                                    std::shared_ptr<std::promise<void>> finished) {
    co_await guard->flush_uses();
    finished->set_value();
  }

  std::shared_ptr<KeyGuard> guard_;
  std::unique_ptr<net::TestServer> api_;
};
INSTANTIATE_TEST_SUITE_P(Both, KeyGuardTest, both_dialects(), dialect_name);

TEST_P(KeyGuardTest, lets_a_key_do_what_its_scopes_say) {
  // Protects: K-03, the key acts for its merchant within its scopes; either header carries it.
  const auto issued = create({"transactions:read"});
  Browser page = client(issued.plain_text);
  const Answer answer = page.get("/v1/things");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body.at("merchant").as_string(), k_acme_shop.text());
  EXPECT_EQ(answer.body.at("actor").as_string(), "web shop");
  EXPECT_EQ(page.get("/v1/me").status, 200);
  const Answer denied = page.post("/v1/things", "{}");
  EXPECT_EQ(denied.status, 403);
  EXPECT_EQ(denied.body.at("details").at("required_permission").as_string(), "transactions:write");
  EXPECT_EQ(audit_reasons("make_thing"), "permission_missing;");
  page.headers = {{"x-api-key", std::string(issued.plain_text.reveal())}};
  EXPECT_EQ(page.get("/v1/things").status, 200);
}

TEST_P(KeyGuardTest, refuses_bad_credentials) {
  // Protects: A8 row of keys: none, wrong scheme, damaged, unknown, other environment, disagreeing
  // headers.
  const auto issued = create({"transactions:read"});
  const std::string good(issued.plain_text.reveal());
  SeededRandom stream(3);
  const auto code = [&](std::map<std::string, std::string> headers) {
    Browser page(api_->port());
    page.headers = std::move(headers);
    return page.get("/v1/things").code();
  };
  EXPECT_EQ(code({}), "authentication_required");
  EXPECT_EQ(code({{"authorization", "Basic " + good}}), "invalid_api_key");
  EXPECT_EQ(code({{"authorization", "Bearer " + good + "x"}}), "invalid_api_key");
  EXPECT_EQ(code({{"x-api-key",
                   std::string(make_key_text(Environment::sandbox, stream).plain_text.reveal())}}),
            "invalid_api_key");
  EXPECT_EQ(code({{"x-api-key",
                   std::string(make_key_text(Environment::live, stream).plain_text.reveal())}}),
            "invalid_api_key");
  EXPECT_EQ(code({{"authorization", "Bearer " + good}, {"x-api-key", "other"}}), "invalid_api_key");
  EXPECT_EQ(code({{"cookie", "__Host-bursar=" + good}}), "authentication_required");
}

TEST_P(KeyGuardTest, refuses_keys_in_the_address_and_in_bodies) {
  // Protects: K-05, and the leak is on record under the key's own name.
  const auto issued = create({"transactions:write"});
  Browser page = client(issued.plain_text);
  EXPECT_EQ(page.get("/v1/me?api_key=" + std::string(issued.plain_text.reveal())).code(),
            "invalid_api_key");
  EXPECT_EQ(
      page.post("/v1/things", R"({"note":")" + std::string(issued.plain_text.reveal()) + "\"}")
          .code(),
      "invalid_api_key");
  EXPECT_EQ(count("SELECT count(*) FROM audit_entry WHERE reason = 'api_key_leaked' AND actor_name "
                  "= 'web shop'"),
            2);
  EXPECT_EQ(page.post("/v1/things", R"({"note":"sk_test_is_a_prefix"})").status, 200);
}

TEST_P(KeyGuardTest, takes_a_signed_request_once) {
  // Protects: K-06: a key that asks for signatures is nothing without, and replays are refused by
  // every process, because the database remembers them.
  const auto issued = create({"transactions:write"});
  Browser page = client(issued.plain_text);
  EXPECT_EQ(page.post("/v1/things", "{}").status, 200);
  must([&](Tx& tx) {
    return update_api_key(
        tx, call(),
        {k_acme_shop, issued.key.id, {}, {}, "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
  });
  guard_->forget(issued.key.public_id);
  EXPECT_EQ(page.post("/v1/things", "{}").code(), "signature_missing");
  const std::string at = std::to_string(clock().now().ms / 1000);
  const auto send = [&](const std::string& nonce, const std::string& body) {
    page.headers["x-signature"] = sign_as_rfc_8032(
        signed_text({issued.key.public_id, "POST", "/v1/things", "{}"}, at, nonce));
    page.headers["x-signature-timestamp"] = at;
    page.headers["x-signature-nonce"] = nonce;
    return page.post("/v1/things", body);
  };
  EXPECT_EQ(send("nonce-0000000001", "{}").status, 200);
  const Answer replayed = send("nonce-0000000001", "{}");
  EXPECT_EQ(replayed.status, 401);
  EXPECT_EQ(replayed.code(), "signature_replayed");
  EXPECT_EQ(send("nonce-0000000002", R"({"amount":2})").code(), "signature_invalid");
  EXPECT_EQ(send("nonce-0000000002", "{}").status, 200) << "a refused one uses no nonce up";
  EXPECT_EQ(count("SELECT count(*) FROM signed_request"), 2);
  clock().advance_ms(k_signature_skew_ms);
  EXPECT_EQ(send("nonce-0000000001", "{}").code(), "signature_replayed");
  clock().advance_ms(k_second_ms);
  EXPECT_EQ(send("nonce-0000000001", "{}").code(), "signature_expired");
  page.headers["authorization"] = "Bearer sk_test_unknown";
  EXPECT_EQ(page.post("/v1/things", "{}").code(), "invalid_api_key")
      << "nobody learns of signatures before the key is proven";
  EXPECT_NE(audit_reasons("make_thing").find("signature_replayed"), std::string::npos);
}

TEST_P(KeyGuardTest, takes_a_signature_for_its_idempotency_key_and_api_key_alone) {
  // Protects: K-06: a proxy that exchanges the idempotency key gets nothing, and a signature made
  // for one key is none with another key of the same system.
  const auto first = create_signing();
  const auto second = create_signing();
  const std::string at = std::to_string(clock().now().ms / 1000);
  const auto send = [&](const IssuedApiKey& key, const std::string& idempotency_key,
                        const std::string& nonce) {
    Browser page = client(key.plain_text);
    const SignedParts parts{first.key.public_id, "POST", "/v1/things", "{}", "order-1001"};
    page.headers["x-signature"] = sign_as_rfc_8032(signed_text(parts, at, nonce));
    page.headers["x-signature-timestamp"] = at;
    page.headers["x-signature-nonce"] = nonce;
    if (!idempotency_key.empty()) page.headers["idempotency-key"] = idempotency_key;
    return page.post("/v1/things", "{}").code();
  };
  EXPECT_EQ(send(first, "order-1002", "nonce-0000000001"), "signature_invalid");
  EXPECT_EQ(send(first, "", "nonce-0000000001"), "signature_invalid");
  EXPECT_EQ(send(second, "order-1001", "nonce-0000000001"), "signature_invalid");
  EXPECT_EQ(send(first, "order-1001", "nonce-0000000001"), "");
}

TEST_P(KeyGuardTest, remembers_a_nonce_for_servers_whose_clocks_differ) {
  // Protects: K-06: the job of a server that is fast by the whole skew forgets nothing that one
  // with the right clock still takes.
  const auto issued = create_signing();
  const std::int64_t signed_at = clock().now().ms;
  const std::string at = std::to_string(signed_at / 1000);
  const std::string nonce = "nonce-0000000001";
  const SignedParts parts{issued.key.public_id, "POST", "/v1/things", "{}"};
  Browser page = client(issued.plain_text);
  page.headers["x-signature"] = sign_as_rfc_8032(signed_text(parts, at, nonce));
  page.headers["x-signature-timestamp"] = at;
  page.headers["x-signature-nonce"] = nonce;
  EXPECT_EQ(page.post("/v1/things", "{}").status, 200);
  const auto forget_at = [&](std::int64_t ms) {
    return must(
        [&](Tx& tx) -> Result<std::int64_t> { return forget_signed_requests(tx, Instant{ms}); });
  };
  EXPECT_EQ(forget_at(signed_at + 2 * k_signature_skew_ms), 0);
  EXPECT_EQ(forget_at(signed_at + 2 * k_signature_skew_ms + 1), 1);
}

TEST_P(KeyGuardTest, keeps_the_signing_key_over_a_rotation) {
  // Protects: changing the secret does not quietly end what the key asks for.
  const auto issued = create({"transactions:read"});
  must([&](Tx& tx) {
    return update_api_key(
        tx, call(),
        {k_acme_shop, issued.key.id, {}, {}, "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
  });
  const auto rotated = must([&](Tx& tx) {
    return rotate_api_key(tx, call(), settings(), {k_acme_shop, issued.key.id, 0});
  });
  EXPECT_FALSE(rotated.key.signing_key.empty());
  Browser page = client(rotated.plain_text);
  EXPECT_EQ(page.get("/v1/things").code(), "signature_missing");
  EXPECT_EQ(code_from([&](Tx& tx) {
              return update_api_key(tx, call(), {k_acme_shop, rotated.key.id, {}, {}, "no key"});
            }),
            "signing_key_invalid");
}

TEST_P(KeyGuardTest, forgets_a_revoked_key) {
  // Protects: K-04: at once where the process is told, within a second elsewhere.
  const auto issued = create({"transactions:read"});
  Browser page = client(issued.plain_text);
  EXPECT_EQ(page.get("/v1/things").status, 200);
  must([&](Tx& tx) { return revoke_api_key(tx, call(), k_acme_shop, issued.key.id); });
  EXPECT_EQ(page.get("/v1/things").status, 200) << "cached for at most a second";
  clock().advance_ms(k_second_ms);
  EXPECT_EQ(page.get("/v1/things").code(), "invalid_api_key");
  const auto second = create({"transactions:read"});
  Browser other = client(second.plain_text);
  EXPECT_EQ(other.get("/v1/things").status, 200);
  must([&](Tx& tx) { return revoke_api_key(tx, call(), k_acme_shop, second.key.id); });
  guard_->forget(second.key.public_id);
  EXPECT_EQ(other.get("/v1/things").code(), "invalid_api_key");
}

TEST_P(KeyGuardTest, limits_calls_and_says_so) {
  // Protects: the four headers on every answer, the burst and the minute, reads counted apart.
  const auto issued = create({"transactions:read", "transactions:write"});
  Browser page = client(issued.plain_text);
  for (int i = 0; i < 10; ++i) {
    const Answer answer = page.post("/v1/sale", "{}");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("x-ratelimit-limit"), "100");
    EXPECT_EQ(answer.header("x-ratelimit-remaining"), std::to_string(99 - i));
    EXPECT_EQ(answer.header("x-ratelimit-window"), "60");
  }
  const Answer burst = page.post("/v1/sale", "{}");
  EXPECT_EQ(burst.status, 429);
  EXPECT_EQ(burst.code(), "rate_limit_exceeded");
  EXPECT_EQ(burst.body.at("details").at("window").as_string(), "1 second");
  EXPECT_EQ(burst.header("retry-after"), "1");
  EXPECT_EQ(burst.header("x-ratelimit-remaining"), "90");
  EXPECT_EQ(burst.header("x-ratelimit-reset"), std::to_string(clock().now().ms / 1000 + 6));
  int passed = 10;
  Answer last;
  for (int second = 0; second < 12 && last.status != 429; ++second) {
    clock().advance_ms(k_second_ms);
    for (int i = 0; i < 10 && last.status != 429; ++i) {
      last = page.post("/v1/sale", "{}");
      if (last.status == 200) ++passed;
    }
  }
  EXPECT_EQ(last.body.at("details").at("window").as_string(), "1 minute");
  EXPECT_GE(passed, 100);
  EXPECT_LE(passed, 120) << "a hundred at once, then one every 600 ms";
  const Answer read = page.get("/v1/things");
  EXPECT_EQ(read.status, 200);
  EXPECT_EQ(read.header("x-ratelimit-limit"), "2000");
}

TEST_P(KeyGuardTest, rations_denials_as_well) {
  // Protects: a key without the scope cannot fill the audit trail.
  const auto issued = create({"transactions:read"});
  Browser page = client(issued.plain_text);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(page.post("/v1/sale", "{}").status, 403);
  EXPECT_EQ(page.post("/v1/sale", "{}").status, 429);
  EXPECT_EQ(count("SELECT count(*) FROM audit_entry WHERE action = 'make_sale'"), 10);
}

TEST_P(KeyGuardTest, counts_calls_without_writing_per_request) {
  // Protects: throughput: uses gather in memory and one flush writes them.
  const auto issued = create({"transactions:read"});
  Browser page = client(issued.plain_text);
  for (int i = 0; i < 5; ++i) page.get("/v1/things");
  EXPECT_EQ(count("SELECT calls FROM api_key"), 0);
  flush();
  EXPECT_EQ(count("SELECT calls FROM api_key"), 5);
  EXPECT_EQ(count("SELECT last_used_at FROM api_key"),
            clock().now().ms / k_minute_ms * k_minute_ms);
}

TEST_P(KeyGuardTest, is_made_rotated_and_revoked_from_the_office) {
  // Protects: the four routes, the plain text shown once, foreign merchants not found.
  Person root = add_person("root@example.org");
  Browser office = browser_with(enrol(root));
  const std::string base = "/api/merchants/" + k_acme_shop.text() + "/api_keys";
  const Answer made = office.post(base, R"({"label":"Shop","scopes":["transactions:read"]})");
  ASSERT_EQ(made.status, 201) << made.code();
  const Secret plain(std::string(made.body.at("plain_text").as_string()));
  const std::string id(made.body.at("api_key").at("api_key_id").as_string());
  EXPECT_EQ(client(plain).get("/v1/things").status, 200);
  EXPECT_EQ(office.post(base, R"({"label":"Shop","scopes":["root:all"]})").code(), "scope_unknown");
  const Answer rotated = office.post(base + "/" + id + "/rotation", R"({"overlap_s":60})");
  ASSERT_EQ(rotated.status, 201) << rotated.code();
  const Answer list = office.get(base);
  ASSERT_EQ(list.body.at("rows").as_array().size(), 2U);
  EXPECT_EQ(boost::json::serialize(list.body).find("plain_text"), std::string::npos);
  EXPECT_FALSE(list.body.at("rows").as_array()[1].at("overlap_until_at").is_null());
  const Answer revoked = office.del(base + "/" + id);
  EXPECT_EQ(revoked.body.at("state").as_string(), "revoked");
  Person owner =
      add_person("owner@example.org", "administrator", {ScopeKind::company, k_globex, {}});
  Browser foreign = browser_with(enrol(owner));
  EXPECT_EQ(foreign.get(base).code(), "not_found");
  EXPECT_EQ(foreign.post(base, R"({"label":"x","scopes":["transactions:read"]})").code(),
            "not_found");
  EXPECT_EQ(foreign.del(base + "/" + id).code(), "not_found");
}

}  // namespace
}  // namespace bursar::identity
