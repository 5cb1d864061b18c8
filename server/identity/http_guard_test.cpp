// The office's Guard: role × route as one generated table, reach of a pre-session, CSRF, deadlines,
// level.
#include "identity/assurance_level.hpp"
#include "identity/http_fixture.hpp"

namespace bursar::identity {
namespace {

using net::Access;
using net::Method;
using net::Route;

net::Task<net::Response> done(net::Request&) { co_return net::no_content(); }

Route extra(Method method, std::string path, std::string operation, std::string permission) {
  Route route{};
  route.method = method;
  route.path = std::move(path);
  route.operation_id = std::move(operation);
  route.permission = std::move(permission);
  route.handler = done;
  return route;
}

/// Routes as other modules have them.
std::vector<Route> sample_routes() {
  std::vector<Route> routes{
      extra(Method::get, "/api/sample", "read_sample", "payments:read"),
      extra(Method::post, "/api/sample", "write_sample", "merchants:write"),
      extra(Method::get, "/api/platform", "read_platform", "system:read"),
      extra(Method::post, "/api/money", "move_money", "payments:refund"),
      extra(Method::post, "/api/guarded", "guarded_sample", "merchants:write"),
      extra(Method::post, "/api/bound", "bound_sample", "merchants:write")};
  routes[3].idempotent = true;
  routes[4].level = net::Level::l3;
  routes[5].level = net::Level::l4;
  return routes;
}

class GuardTest : public HttpTest {
 protected:
  std::vector<Route> extra_routes() override { return sample_routes(); }
  std::vector<Route> whole_table() {
    std::vector<Route> table = all_routes();
    for (auto& route : sample_routes()) table.push_back(std::move(route));
    return table;
  }
  static std::string filled(std::string path) {
    const std::map<std::string, std::string> values{
        {"{merchant_id}", k_acme_shop.text()},
        {"{api_key_id}", ApiKeyId{77}.text()},
        {"{session_id}", SessionId{78}.text()},
        {"{user_id}", UserId{79}.text()},
        {"{role_id}", RoleId{80}.text()},
        {"{membership_id}", MembershipId{81}.text()},
        {"{operation_code_id}", OperationCodeId{82}.text()},
        {"{permission}", "payments:read"}};
    for (const auto& [name, value] : values)
      if (const std::size_t at = path.find(name); at != std::string::npos)
        path.replace(at, name.size(), value);
    return path;
  }
  static Answer call_route(Browser& page, const Route& route) {
    const std::string method(net::method_name(route.method));
    page.headers["idempotency-key"] = route.idempotent ? "key-1" : "";
    return page.send(method, filled(route.path), route.method == Method::get ? "" : "{}");
  }
};
INSTANTIATE_TEST_SUITE_P(Both, GuardTest, both_dialects(), dialect_name);

/// Who knocks, and what the policy table says they get: "" = let through, else the refusal's code.
struct Caller {
  const char* name;
  bool full = false;
  bool pre = false;
  bool fresh = false;
  const char* role = nullptr;  ///< role key, installation-wide unless `company`
  bool company = false;
};

std::string expected(const Caller& role, const Route& route) {
  if (route.access == Access::open) return {};
  // Replacing a factor is judged in its use case: the same route serves the first enrolment.
  const bool replaces_factor = role.full && (route.operation_id == "start_totp_enrolment" ||
                                             route.operation_id == "start_passkey_registration");
  if (replaces_factor && !role.fresh) return "step_up_required";
  if (route.access == Access::pre_session) return role.full || role.pre ? "" : "signed_out";
  if (!role.full) return "signed_out";
  if (route.permission != "self") {
    const Permission* permission = find_permission(route.permission);
    const BuiltInRole& held = std::string_view(role.role) == "viewer" ? k_viewer : k_administrator;
    const bool granted =
        built_in_grants(held, *permission) && !(permission->platform && role.company);
    if (!granted) return "permission_missing";
  }
  const AssuranceLevel level = std::max(static_cast<AssuranceLevel>(route.level),
                                        level_of(route.operation_id, route.permission));
  if (level == AssuranceLevel::l4) return "level_unavailable";
  if (level == AssuranceLevel::l3 && !role.fresh) return "step_up_required";
  return {};
}

bool is_guards_refusal(const std::string& code) {
  for (const char* known :
       {"signed_out", "permission_missing", "step_up_required", "level_unavailable",
        "csrf_token_invalid", "cross_site_request", "idempotency_key_required"})
    if (code == known) return true;
  return false;
}

TEST_P(GuardTest, gives_every_role_exactly_its_routes) {
  // Protects: R-03, R-05 and S-05: every route × every kind of visitor, generated from the policy
  // rows.
  const Place acme{ScopeKind::company, k_acme, {}, {}};
  Person root = add_person("root@example.org");
  Person owner = add_person("owner@example.org", "administrator", acme);
  Person viewer = add_person("viewer@example.org", "viewer");
  for (Person* person : {&root, &owner, &viewer}) enrol(*person);
  const std::map<std::string, Person*> people{
      {"nobody", nullptr},       {"half signed in", &root},
      {"administrator", &root},  {"stale administrator", &root},
      {"company owner", &owner}, {"viewer", &viewer}};
  const std::vector<Caller> roles{{"nobody"},
                                  {"half signed in", false, true},
                                  {"administrator", true, false, true, "administrator"},
                                  {"stale administrator", true, false, false, "administrator"},
                                  {"company owner", true, false, true, "administrator", true},
                                  {"viewer", true, false, true, "viewer"}};
  int cells = 0;
  for (const Caller& role : roles) {
    for (const Route& route : whole_table()) {
      Browser page = browser();
      Person* person = people.at(role.name);
      clock().advance_ms(k_totp_step_ms);
      if (role.pre) page = browser_with(*sign_in(person->email).grant);
      if (role.full) page = browser_with(sign_in_fully(*person));
      if (role.full && !role.fresh) clock().advance_ms(6 * k_minute_ms);
      const Answer answer = call_route(page, route);
      const std::string code = answer.code();
      const std::string wanted = expected(role, route);
      EXPECT_EQ(is_guards_refusal(code) ? code : "", wanted)
          << role.name << " × " << route.operation_id << ": " << answer.status << " " << code;
      ++cells;
    }
  }
  EXPECT_EQ(cells, static_cast<int>(roles.size() * whole_table().size()));
}

TEST_P(GuardTest, names_the_missing_permission_and_records_the_denial) {
  // Protects: R-11, the person learns what is missing and the trail who tried.
  Person viewer = add_person("viewer@example.org", "viewer");
  Browser page = browser_with(enrol(viewer));
  const Answer answer = page.post("/api/sample", "{}");
  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(answer.body.at("details").at("required_permission").as_string(), "merchants:write");
  EXPECT_EQ(
      count("SELECT count(*) FROM audit_entry WHERE action = 'write_sample' AND outcome = 2 AND "
            "subject_id = 'merchants:write' AND reason = 'permission_missing' AND actor_name = "
            "'viewer@example.org'"),
      1);
}

TEST_P(GuardTest, refuses_requests_from_elsewhere) {
  // Protects: T-06, each of the four defences alone, on every writing route.
  Person root = add_person("root@example.org");
  const auto grant = enrol(root);
  for (const Route& route : whole_table()) {
    if (route.method == Method::get) continue;
    clock().advance_ms(k_second_ms);  // so that nobody is told to slow down instead
    const auto refusal = [&](auto change) {
      Browser page = browser_with(grant);
      change(page);
      return call_route(page, route).code();
    };
    for (const char* site : {"cross-site", "same-site", "none"})
      EXPECT_EQ(refusal([&](Browser& page) { page.headers["sec-fetch-site"] = site; }),
                "cross_site_request")
          << route.operation_id << " " << site;
    EXPECT_EQ(refusal([](Browser& page) { page.headers["sec-fetch-site"] = ""; }),
              "cross_site_request");
    EXPECT_EQ(refusal([](Browser& page) {
                page.headers["sec-fetch-site"] = "";
                page.headers["origin"] = "https://evil.test";
              }),
              "cross_site_request");
    EXPECT_EQ(refusal([](Browser& page) { page.headers["content-type"] = "text/plain"; }),
              "unsupported_media_type")
        << route.operation_id;
    if (route.access == Access::open) continue;
    EXPECT_EQ(refusal([](Browser& page) { page.headers["x-csrf-token"] = ""; }),
              "csrf_token_invalid");
    EXPECT_EQ(refusal([](Browser& page) { page.headers["x-csrf-token"] = std::string(64, '0'); }),
              "csrf_token_invalid");
  }
  EXPECT_TRUE(alive(grant));
}

TEST_P(GuardTest, accepts_an_older_browser_by_its_origin) {
  // Protects: the fallback for browsers that do not send Sec-Fetch-Site.
  Person root = add_person("root@example.org");
  Browser page = browser_with(enrol(root));
  page.headers["sec-fetch-site"] = "";
  page.headers["origin"] = "https://bursar.test";
  EXPECT_EQ(page.post("/api/sample", "{}").status, 204);
}

TEST_P(GuardTest, refuses_cross_site_reads_but_not_typed_addresses) {
  // Protects: T-06 for streams and reads that carry a session.
  Person root = add_person("root@example.org");
  Browser page = browser_with(enrol(root));
  page.headers["sec-fetch-site"] = "cross-site";
  EXPECT_EQ(page.get("/api/sample").code(), "cross_site_request");
  page.headers["sec-fetch-site"] = "none";
  EXPECT_EQ(page.get("/api/sample").status, 204);
}

TEST_P(GuardTest, keeps_a_session_alive_by_use_and_not_by_polling) {
  // Protects: S-04, background requests and streams do not extend the idle limit.
  Person root = add_person("root@example.org");
  const auto grant = enrol(root);
  Browser used = browser_with(grant);
  clock().advance_ms(14 * k_minute_ms);
  EXPECT_EQ(used.get("/api/sample").status, 204);
  Browser polling = browser_with(grant);
  polling.headers["x-bursar-background"] = "1";
  Browser streaming = browser_with(grant);
  streaming.headers["accept"] = "text/event-stream";
  clock().advance_ms(14 * k_minute_ms + 59 * k_second_ms);
  EXPECT_EQ(polling.get("/api/sample").status, 204);
  EXPECT_EQ(streaming.get("/api/sample").status, 204);
  clock().advance_ms(k_second_ms);
  EXPECT_EQ(used.get("/api/sample").code(), "signed_out");
}

TEST_P(GuardTest, feels_a_disabled_account_on_the_next_request) {
  // Protects: A-04.
  Person root = add_person("root@example.org");
  Person ada = add_person("ada@example.org");
  enrol(root);
  Browser page = browser_with(enrol(ada));
  EXPECT_EQ(page.get("/api/sample").status, 204);
  must([&](Tx& tx) { return disable_user(tx, call(), ada.id); });
  EXPECT_EQ(page.get("/api/sample").code(), "signed_out");
}

TEST_P(GuardTest, wants_a_fresh_confirmation_for_level_three) {
  // Protects: the step-up: refused when stale, let through after confirming, and the token changes.
  Person root = add_person("root@example.org");
  Browser page = browser_with(enrol(root));
  EXPECT_EQ(page.post("/api/guarded", "{}").status, 204);
  clock().advance_ms(5 * k_minute_ms);
  EXPECT_EQ(page.post("/api/guarded", "{}").code(), "step_up_required");
  EXPECT_EQ(page.post("/api/session/confirmation", R"({"code":"not a code"})").code(),
            "code_wrong");
  EXPECT_EQ(
      page.post("/api/session/confirmation", std::string(R"({"password":")") + k_password + "\"}")
          .code(),
      "factor_required");
  EXPECT_EQ(page.post("/api/session/confirmation", "{}").code(), "one_of");
  const std::string before = page.cookie("__Host-bursar");
  EXPECT_EQ(page.post("/api/session/confirmation", R"({"code":")" + code_of(root) + "\"}").status,
            200);
  EXPECT_NE(page.cookie("__Host-bursar"), before);
  page.learn_csrf();
  EXPECT_EQ(page.post("/api/guarded", "{}").status, 204);
}

TEST_P(GuardTest, wants_an_idempotency_key_where_money_moves) {
  // Protects: C-02, presence and shape of the key.
  Person root = add_person("root@example.org");
  Browser page = browser_with(enrol(root));
  for (const auto& [key, code] :
       {std::pair<std::string, const char*>("", "idempotency_key_required"),
        std::pair<std::string, const char*>(std::string(256, 'k'), "idempotency_key_required"),
        std::pair<std::string, const char*>("with space", "idempotency_key_required"),
        std::pair<std::string, const char*>("key-1", "")}) {
    page.headers["idempotency-key"] = key;
    EXPECT_EQ(page.post("/api/money", "{}").code(), code) << key;
  }
}

TEST_P(GuardTest, rations_what_one_person_asks) {
  // Protects: O-01, a burst of a hundred in one second, whatever the session; time brings it back.
  Person root = add_person("root@example.org");
  Browser page = browser_with(enrol(root));
  int passed = 0;
  for (int i = 0; i < 110; ++i)
    if (page.get("/api/sample").status == 204) ++passed;
  EXPECT_EQ(passed, 100);
  EXPECT_EQ(page.get("/api/sample").code(), "rate_limit_exceeded");
  clock().advance_ms(k_second_ms);
  EXPECT_EQ(page.get("/api/sample").status, 204);
}

TEST_P(GuardTest, takes_no_identity_from_headers) {
  // Protects: R-13, S-01: neither header identities nor made-up tokens open anything.
  Person root = add_person("root@example.org");
  enrol(root);
  for (const char* name : {"x-user-id", "x-user", "x-forwarded-user", "remote-user",
                           "x-remote-user", "authorization", "x-api-key", "x-original-user"}) {
    Browser page = browser();
    page.headers[name] = root.id.text();
    EXPECT_EQ(page.get("/api/sample").code(), "signed_out") << name;
  }
  for (const char* token : {"eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.", "", "0", "' OR 1=1 --"}) {
    Browser page = browser();
    page.set_cookie("__Host-bursar", token);
    EXPECT_EQ(page.get("/api/sample").code(), "signed_out") << token;
  }
}

TEST_P(GuardTest, makes_a_viewer_who_must_change_the_password) {
  // Protects: F2 and F3: the temporary password is shown once and leads to the change.
  Person root = add_person("root@example.org");
  Browser page = browser_with(enrol(root));
  const std::string body =
      R"({"email":"vera@example.org","name":"Vera","role_key":"viewer","scope_kind":"merchant","merchant_id":")" +
      k_acme_shop.text() + "\"}";
  const Answer made = page.post("/api/users", body);
  ASSERT_EQ(made.status, 201) << made.code();
  EXPECT_EQ(made.body.at("user").at("memberships").at(0).at("company_id").as_string(),
            k_acme.text());
  const std::string temporary(made.body.at("temporary_password").as_string());
  EXPECT_EQ(page.post("/api/users", body).code(), "email_taken");
  EXPECT_EQ(page.get("/api/users").body.at("rows").as_array().size(), 2U);
  EXPECT_TRUE(page.get("/api/users?limit=1").body.at("has_older").as_bool());
  EXPECT_EQ(page.get("/api/users?limit=0").code(), "out_of_range");
  Browser hers = browser();
  const Answer signed_in =
      hers.post("/api/session", R"({"email":"vera@example.org","password":")" + temporary + "\"}");
  EXPECT_EQ(signed_in.body.at("stage").as_string(), "must_change_password");
}

TEST_P(GuardTest, lets_an_owner_make_users_inside_the_company_only) {
  // Protects: RO5: not another company, not more than held; the denial is on record.
  Person owner =
      add_person("owner@example.org", "administrator", {ScopeKind::company, k_acme, {}, {}});
  Browser page = browser_with(enrol(owner));
  const auto make = [&](const std::string& place) {
    return page
        .post("/api/users",
              R"({"email":"x@example.org","name":"X","role_key":"viewer",)" + place + "}")
        .code();
  };
  EXPECT_EQ(make(R"("scope_kind":"installation")"), "permission_missing");
  // Out of reach answers as absent: whose companies and merchants exist is nobody else's business.
  EXPECT_EQ(make(R"("scope_kind":"company","company_id":")" + k_globex.text() + "\""), "not_found");
  EXPECT_EQ(make(R"("scope_kind":"merchant","merchant_id":")" + k_globex_shop.text() + "\""),
            "not_found");
  EXPECT_EQ(make(R"("scope_kind":"merchant","merchant_id":")" + MerchantId{9}.text() + "\""),
            "not_found");
  EXPECT_EQ(make(R"("scope_kind":"company")"), "scope_invalid");
  EXPECT_EQ(make(R"("scope_kind":"company","company_id":")" + k_acme.text() + "\""), "");
  EXPECT_EQ(audit_reasons("create_user"), "permission_missing;;");
}

}  // namespace
}  // namespace bursar::identity
