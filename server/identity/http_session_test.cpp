// Sign-in over HTTP, from an empty installation to signing out: cookies, stages, uniform refusals.
#include <boost/json/serialize.hpp>

#include "base/text.hpp"
#include "identity/http_fixture.hpp"

namespace bursar::identity {
namespace {

std::string text(const boost::json::value& value, std::string_view name) {
  return std::string(value.at(name).as_string());
}

std::string credentials(const std::string& email, const std::string& password) {
  return R"({"email":")" + email + R"(","password":")" + password + "\"}";
}

class HttpSessionTest : public HttpTest {
 protected:
  /// Raw bytes of a base32 secret, as an app reads them.
  static std::string raw_secret(const std::string& base32) {
    constexpr std::string_view k_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string raw;
    std::uint32_t buffer = 0;
    unsigned bits = 0;
    for (const char c : base32) {
      buffer = (buffer << 5) | static_cast<std::uint32_t>(k_alphabet.find(c));
      bits += 5;
      if (bits >= 8) raw.push_back(static_cast<char>((buffer >> (bits -= 8)) & 0xFF));
    }
    return raw;
  }
};
INSTANTIATE_TEST_SUITE_P(Both, HttpSessionTest, both_dialects(), dialect_name);

TEST_P(HttpSessionTest, walks_from_set_up_to_signing_out) {
  // Protects: the whole first day: set-up link, enrolment, recovery codes, sign-out, sign-in with a
  // code.
  Browser page = browser();
  EXPECT_FALSE(page.get("/api/setup").body.at("is_open").as_bool());
  const auto link = must([&](Tx& tx) { return create_setup_link(tx, call(), settings()); });
  EXPECT_TRUE(page.get("/api/setup").body.at("is_open").as_bool());
  EXPECT_EQ(page.get("/api/session").status, 401);
  const std::string setup = R"({"token":")" + std::string(link.token.reveal()) +
                            R"(","email":"root@example.org","name":"Root","password":")" +
                            k_password + "\"}";
  const Answer made = page.post("/api/setup", setup);
  ASSERT_EQ(made.status, 201) << made.head;
  EXPECT_EQ(text(made.body, "stage"), "must_enrol_totp");
  const Answer repeated = browser().post("/api/setup", setup);
  EXPECT_EQ(repeated.code(), "link_invalid");
  EXPECT_EQ(repeated.status, 410);

  page.learn_csrf();
  const Answer enrolment = page.post("/api/session/totp/enrolment", "{}");
  ASSERT_EQ(enrolment.status, 200);
  EXPECT_TRUE(text(enrolment.body, "qr_svg").starts_with("<svg"));
  const std::string secret = raw_secret(text(enrolment.body, "secret"));
  const auto code = [&] { return totp_code(secret, totp_step(clock().now())); };
  EXPECT_EQ(page.post("/api/session/totp/confirmation", R"({"code":"12345"})").code(),
            "code_wrong");
  const Answer enrolled =
      page.post("/api/session/totp/confirmation", R"({"code":")" + code() + "\"}");
  ASSERT_EQ(enrolled.status, 200);
  EXPECT_EQ(enrolled.body.at("recovery_codes").as_array().size(), 10U);
  EXPECT_EQ(text(enrolled.body.at("session"), "stage"), "full");
  EXPECT_EQ(page.cookie("__Host-bursar-pre"), "");
  ASSERT_NE(page.cookie("__Host-bursar"), "");

  page.learn_csrf();
  const Answer state = page.get("/api/session");
  // All but what takes a confirmed phone, which a fresh account has not.
  const auto by_phone = std::count_if(k_permissions.begin(), k_permissions.end(),
                                      [](const Permission& one) { return one.needs_phone; });
  EXPECT_EQ(state.body.at("capabilities").as_array().size(),
            k_permissions.size() - static_cast<std::size_t>(by_phone));
  EXPECT_EQ(text(state.body.at("user"), "email"), "root@example.org");
  EXPECT_EQ(text(state.body, "environment"), "sandbox");
  const Answer out = page.del("/api/session");
  EXPECT_EQ(out.status, 204);
  EXPECT_EQ(out.header("clear-site-data"), "\"cache\", \"storage\"");
  EXPECT_EQ(out.header("cache-control"), "no-store");
  EXPECT_EQ(page.get("/api/session").status, 401);

  clock().advance_ms(k_totp_step_ms);
  const Answer again = page.post("/api/session", credentials("ROOT@example.org", k_password));
  EXPECT_EQ(text(again.body, "stage"), "must_verify_totp");
  page.learn_csrf();
  const Answer full = page.post("/api/session/totp", R"({"code":")" + code() + "\"}");
  EXPECT_EQ(text(full.body, "stage"), "full");
}

TEST_P(HttpSessionTest, sets_cookies_that_scripts_and_other_sites_cannot_use) {
  // Protects: S-02, every attribute of every cookie.
  add_person("ada@example.org");
  Browser page = browser();
  const Answer answer = page.post("/api/session", credentials("ada@example.org", k_password));
  ASSERT_EQ(answer.status, 200);
  std::size_t cookies = 0;
  for (std::size_t at = answer.head.find("set-cookie: "); at != std::string::npos;
       at = answer.head.find("set-cookie: ", at + 1)) {
    const std::string line = answer.head.substr(at, answer.head.find("\r\n", at) - at);
    EXPECT_NE(line.find("set-cookie: __host-bursar"), std::string::npos) << line;
    for (const char* attribute : {"; path=/", "; secure", "; httponly", "; samesite=strict"})
      EXPECT_NE(line.find(attribute), std::string::npos) << line;
    EXPECT_EQ(line.find("domain="), std::string::npos);
    ++cookies;
  }
  EXPECT_EQ(cookies, 3U) << "pre-session set, session removed, device set";
}

TEST_P(HttpSessionTest, refuses_uniformly) {
  // Protects: A-02, the same status and body for unknown, wrong, locked and disabled.
  add_person("root@example.org");
  const Person disabled = add_person("disabled@example.org");
  add_person("locked@example.org");
  must([&](Tx& tx) { return disable_user(tx, call(), disabled.id); });
  for (int i = 0; i < 5; ++i) sign_in("locked@example.org", "wrong password here");
  std::string first;
  for (const auto& [email, password] : {std::pair("nobody@example.org", k_password),
                                        std::pair("root@example.org", "a wrong password"),
                                        std::pair("locked@example.org", k_password),
                                        std::pair("disabled@example.org", k_password)}) {
    const Answer answer = browser().post("/api/session", credentials(email, password));
    EXPECT_EQ(answer.status, 401) << email;
    auto body = answer.body.as_object();
    body.erase("request_id");
    const std::string shown = boost::json::serialize(body);
    if (first.empty()) first = shown;
    EXPECT_EQ(shown, first) << email;
    EXPECT_EQ(answer.head.find("set-cookie"), std::string::npos);
  }
}

TEST_P(HttpSessionTest, throttles_failures_of_one_network) {
  // Protects: A-03, twenty failures a minute per network, whatever the accounts.
  for (int i = 0; i < 20; ++i)
    EXPECT_EQ(browser()
                  .post("/api/session", credentials("u" + std::to_string(i) + "@example.org", "x"))
                  .status,
              401);
  const Answer limited = browser().post("/api/session", credentials("other@example.org", "x"));
  EXPECT_EQ(limited.status, 429);
  EXPECT_NE(limited.header("retry-after"), "");
  clock().advance_ms(k_minute_ms);
  EXPECT_EQ(browser().post("/api/session", credentials("other@example.org", "x")).status, 401);
}

TEST_P(HttpSessionTest, changes_the_password_and_ends_other_sessions) {
  // Protects: S-06 over HTTP, and the refusals keep their field.
  Person ada = add_person("ada@example.org");
  Browser one = browser_with(enrol(ada));
  Browser two = browser_with(sign_in_fully(ada));
  EXPECT_EQ(one.post("/api/session/password", R"({"current_password":"x","new_password":"short"})")
                .code(),
            "password_too_short");
  EXPECT_EQ(one.post("/api/session/password", R"({"current_password":"x","new_password":"short"})")
                .body.at("field")
                .as_string(),
            "new_password");
  const std::string wanted = std::string(R"(","new_password":")") + k_other_password + "\"}";
  EXPECT_EQ(one.post("/api/session/password", R"({"current_password":"wrong)" + wanted).code(),
            "current_password_wrong");
  const std::string before = one.cookie("__Host-bursar");
  EXPECT_EQ(one.post("/api/session/password",
                     std::string(R"({"current_password":")") + k_password + wanted)
                .status,
            200);
  EXPECT_NE(one.cookie("__Host-bursar"), before);
  EXPECT_EQ(one.get("/api/session").status, 200);
  EXPECT_EQ(two.get("/api/session").status, 401);
}

TEST_P(HttpSessionTest, lists_and_ends_own_sessions) {
  // Protects: S-06, the list marks the present one and another can be ended.
  Person ada = add_person("ada@example.org");
  const auto first = enrol(ada);
  Browser one = browser_with(sign_in_fully(ada));
  const Answer list = one.get("/api/sessions");
  ASSERT_EQ(list.body.at("rows").as_array().size(), 2U);
  EXPECT_TRUE(list.body.at("rows").as_array()[0].at("current").as_bool());
  EXPECT_FALSE(list.body.at("rows").as_array()[1].at("current").as_bool());
  EXPECT_EQ(one.del("/api/sessions/" + first.visitor.session.text()).status, 204);
  EXPECT_FALSE(alive(first));
  EXPECT_EQ(one.del("/api/sessions/" + first.visitor.session.text()).code(), "not_found");
  EXPECT_EQ(one.del("/api/sessions/se_guess").code(), "not_found");
}

TEST_P(HttpSessionTest, refuses_malformed_bodies_by_field) {
  // Protects: I-02, unknown and missing members are named.
  EXPECT_EQ(browser().post("/api/session", R"({"email":"a@b"})").code(), "missing_member");
  EXPECT_EQ(browser()
                .post("/api/session", R"({"email":"a@b","password":"x","role":"administrator"})")
                .code(),
            "unknown_member");
  EXPECT_EQ(browser().post("/api/session", "{").code(), "malformed_json");
}

}  // namespace
}  // namespace bursar::identity
