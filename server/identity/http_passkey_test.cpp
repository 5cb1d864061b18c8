// Passkeys over HTTP: the walk from a first sign-in to removing one, and what a request may say.
#include <boost/json/serialize.hpp>

#include "base/text.hpp"
#include "identity/http_fixture.hpp"
#include "identity/passkey_fixture.hpp"

namespace bursar::identity {
namespace {

namespace json = boost::json;

std::string text(const json::value& value, std::string_view name) {
  return std::string(value.at(name).as_string());
}

std::string challenge_of(const Answer& answer) {
  return from_base64url(text(answer.body, "challenge")).value_or("");
}

std::string body_of(const PasskeyRegistration& answer, const std::string& name) {
  return json::serialize(
      json::object{{"name", name},
                   {"client_data", to_base64url(answer.client_data)},
                   {"attestation_object", to_base64url(answer.attestation_object)},
                   {"transports", json::array{"internal", "future"}}});
}

std::string body_of(const PasskeyAssertion& answer) {
  return json::serialize(
      json::object{{"credential_id", to_base64url(answer.credential_id)},
                   {"client_data", to_base64url(answer.client_data)},
                   {"authenticator_data", to_base64url(answer.authenticator_data)},
                   {"signature", to_base64url(answer.signature)},
                   {"user_handle", nullptr}});
}

class HttpPasskeyTest : public HttpTest {
 protected:
  void SetUp() override {
    HttpTest::SetUp();
    add_person("ada@example.org");
  }
  Answer sign_in_over(Browser& page) {
    const Answer answer = page.post("/api/session", std::string(R"({"email":"ada@example.org",)") +
                                                        R"("password":")" + k_password + "\"}");
    page.learn_csrf();
    return answer;
  }
  Answer add_over(Browser& page, SoftPasskey& passkey, const std::string& name) {
    const Answer asked = page.post("/api/session/passkeys/registration", "{}");
    const Answer added =
        page.post("/api/session/passkeys", body_of(passkey.create({challenge_of(asked)}), name));
    page.learn_csrf();
    return added;
  }
  Answer answer_over(Browser& page, SoftPasskey& passkey) {
    const Answer asked = page.post("/api/session/passkey/question", "{}");
    const Answer done =
        page.post("/api/session/passkey", body_of(passkey.get({challenge_of(asked)})));
    page.learn_csrf();
    return done;
  }

  SoftPasskey laptop_;
};
INSTANTIATE_TEST_SUITE_P(Both, HttpPasskeyTest, both_dialects(), dialect_name);

TEST_P(HttpPasskeyTest, walks_from_the_first_sign_in_to_removing_one) {
  // Protects: every operation on passkeys, with the cookies of each step.
  Browser page = browser();
  EXPECT_EQ(text(sign_in_over(page).body, "stage"), "must_enrol_totp");
  EXPECT_EQ(text(page.get("/api/session").body, "passkey_origin"), k_test_origin);
  EXPECT_EQ(page.get("/api/session/passkeys").status, 401) << "not before the session is full";
  const Answer added = add_over(page, laptop_, "Laptop");
  ASSERT_EQ(added.status, 201) << added.code();
  EXPECT_EQ(added.body.at("recovery_codes").as_array().size(), 10U);
  EXPECT_EQ(added.body.at("session").at("user").at("passkeys").as_int64(), 1);
  EXPECT_EQ(page.cookie("__Host-bursar-pre"), "");
  SoftPasskey phone(webauthn::Algorithm::eddsa);
  EXPECT_TRUE(add_over(page, phone, "Phone").body.at("recovery_codes").as_array().empty());

  Browser again = browser();
  EXPECT_EQ(text(sign_in_over(again).body, "stage"), "must_verify_totp");
  const Answer done = answer_over(again, phone);
  ASSERT_EQ(done.status, 200) << done.code();
  EXPECT_EQ(text(done.body, "stage"), "full");
  const Answer list = again.get("/api/session/passkeys");
  ASSERT_EQ(list.body.at("rows").as_array().size(), 2U);
  const json::value& first = list.body.at("rows").as_array()[0];
  EXPECT_EQ(text(first, "name"), "Laptop");
  EXPECT_TRUE(first.at("last_used_at").is_null());
  const std::string one = "/api/session/passkeys/" + text(first, "passkey_id");
  EXPECT_EQ(text(again.send("PATCH", one, R"({"name":"Desk"})").body, "name"), "Desk");
  EXPECT_EQ(again.del(one).status, 204);
  EXPECT_EQ(again.del(one).code(), "not_found");
  EXPECT_EQ(page.get("/api/session").status, 401) << "S-06: the other session has ended";
  EXPECT_EQ(again.del("/api/session/totp").code(), "no_factor");
}

TEST_P(HttpPasskeyTest, asks_for_a_confirmation_before_anything_is_removed) {
  // Protects: M-08 at the route as well: five minutes after the last proof nothing goes.
  Browser page = browser();
  sign_in_over(page);
  add_over(page, laptop_, "Laptop");
  const Answer list = page.get("/api/session/passkeys");
  const std::string id = text(list.body.at("rows").as_array()[0], "passkey_id");
  clock().advance_ms(5 * k_minute_ms);
  EXPECT_EQ(page.del("/api/session/passkeys/" + id).code(), "step_up_required");
  EXPECT_EQ(page.del("/api/session/totp").code(), "step_up_required");
  EXPECT_EQ(page.post("/api/session/passkeys/registration", "{}").code(), "step_up_required");
}

TEST_P(HttpPasskeyTest, refuses_malformed_answers_by_field) {
  // Protects: bytes are base64url and nothing else, and unknown members are named.
  Browser page = browser();
  sign_in_over(page);
  add_over(page, laptop_, "Laptop");
  Browser again = browser();
  sign_in_over(again);
  auto body = json::parse(body_of(laptop_.get({"x"}))).as_object();
  body["signature"] = "not base64url!";
  EXPECT_EQ(again.post("/api/session/passkey", json::serialize(body)).code(),
            "malformed_base64url");
  body["signature"] = "AA";
  body["extra"] = 1;
  EXPECT_EQ(again.post("/api/session/passkey", json::serialize(body)).code(), "unknown_member");
  EXPECT_EQ(again.post("/api/session/passkey", "{}").code(), "missing_member");
  EXPECT_EQ(again.post("/api/session/passkeys", R"({"name":"L"})").code(), "missing_member");
}

TEST_P(HttpPasskeyTest, keeps_a_half_signed_in_person_out) {
  // Protects: S-05, a pre-session lists, names and removes nothing.
  Browser page = browser();
  sign_in_over(page);
  for (const char* path : {"/api/session/passkeys/ps_guess", "/api/session/totp"})
    EXPECT_EQ(page.del(path).status, 401) << path;
  EXPECT_EQ(page.send("PATCH", "/api/session/passkeys/ps_guess", R"({"name":"N"})").status, 401);
  EXPECT_EQ(page.post("/api/session/passkey/question", "{}").code(), "wrong_stage");
}

}  // namespace
}  // namespace bursar::identity
