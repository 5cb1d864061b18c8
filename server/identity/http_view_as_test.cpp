// Protects the office in a view: every write of every module is shut, what is read is on record
// with both names, and a look that is over never turns into acts of one's own.
#include "identity/http_fixture.hpp"
#include "identity/view_as.hpp"

namespace bursar::identity {
namespace {

using net::Access;
using net::Method;
using net::Route;

net::Task<net::Response> whoami(net::Request& request) {
  co_return net::json_response(200, "{\"actor\":\"" + request.actor.name + "\",\"behind\":\"" +
                                        request.actor.impersonator_name + "\"}");
}

const Place k_at_acme{ScopeKind::company, k_acme, {}, {}};

class HttpViewTest : public HttpTest {
 protected:
  std::vector<Route> extra_routes() override {
    Route read{};
    read.method = Method::get;
    read.path = "/api/payments/{payment_id}";
    read.operation_id = "read_payment";
    read.permission = "payments:read";
    read.handler = whoami;
    Route write = read;
    write.method = Method::post;
    write.operation_id = "write_sample";
    write.permission = "payments:refund";
    Route own = read;
    own.path = "/api/own";
    own.operation_id = "read_own";
    own.permission = "self";
    return {read, write, own};
  }
  void SetUp() override {
    HttpTest::SetUp();
    agent_ = add_person("agent@psp.example", "administrator");
    owner_ = add_person("owner@acme.example", "owner", k_at_acme);
    page_.emplace(browser_with(enrol(agent_)));
  }
  /// Asks, has it accepted and goes in; the page holds the view's token afterwards.
  void go_in() {
    const std::string body = R"({"user_id":")" + owner_.id.text() +
                             R"(","scope_kind":"company","company_id":")" + k_acme.text() +
                             R"(","reason":"a question"})";
    const Answer asked = page_->post("/api/views", body);
    ASSERT_EQ(asked.status, 201) << asked.code();
    view_ = std::string(asked.body.at("view_id").as_string());
    const Actor head = actor_of(owner_.id, "views:answer");
    must([&](Tx& tx) { return answer_view(tx, call_as(head), *ViewId::parse(view_), true); });
    const Answer started = page_->post("/api/views/" + view_ + "/start", "");
    ASSERT_EQ(started.status, 200) << started.code();
    page_->learn_csrf();
  }
  static std::string filled(std::string path) {
    while (path.find('{') != std::string::npos) {
      const std::size_t open = path.find('{');
      path.replace(open, path.find('}') - open + 1, PaymentId{77}.text());
    }
    return path;
  }
  Answer call_route(const Route& route) {
    page_->headers["idempotency-key"] = "key-1";
    const bool get = route.method == Method::get;
    return page_->send(std::string(net::method_name(route.method)), filled(route.path),
                       get ? "" : "{}");
  }

  Person agent_, owner_;
  std::optional<Browser> page_;
  std::string view_;
};
INSTANTIATE_TEST_SUITE_P(Both, HttpViewTest, both_dialects(), dialect_name);

TEST_P(HttpViewTest, shuts_every_write_and_every_page_about_oneself) {
  // Protects: read-only, over every route behind a session, generated from the route table.
  go_in();
  std::vector<Route> table = all_routes();
  for (Route& route : extra_routes()) table.push_back(std::move(route));
  int writes = 0;
  for (const Route& route : table) {
    if (route.access != Access::session && route.access != Access::pre_session) continue;
    if (route.operation_id == "sign_out" || route.operation_id == "end_view") continue;
    const Answer answer = call_route(route);
    if (route.method != Method::get) {
      EXPECT_EQ(answer.status, 403) << route.operation_id;
      EXPECT_EQ(answer.code(), "view_only") << route.operation_id;
      ++writes;
    } else if (route.operation_id == "read_own" || route.operation_id == "list_sessions") {
      EXPECT_EQ(answer.code(), "not_in_view") << route.operation_id;
    }
  }
  EXPECT_GT(writes, 20);
  EXPECT_EQ(count("SELECT count(*) FROM audit_entry WHERE reason = 'view_only' AND "
                  "impersonator_name = 'agent@psp.example' AND company_id = 1001"),
            writes);
  const Answer still = page_->get("/api/session");
  ASSERT_EQ(still.status, 200);
  EXPECT_TRUE(still.body.at("view_as").is_object());
}

TEST_P(HttpViewTest, shows_whose_view_it_is_and_the_way_out) {
  // Protects: the session says as whom and until when; leaving gives the agent back.
  go_in();
  const Answer inside = page_->get("/api/session");
  const auto& look = inside.body.at("view_as").as_object();
  EXPECT_EQ(look.at("person").at("email").as_string(), "owner@acme.example");
  EXPECT_EQ(look.at("agent").at("email").as_string(), "agent@psp.example");
  EXPECT_EQ(look.at("ends_at").as_int64(), clock().now().ms + k_view_ms);
  for (const auto& capability : inside.body.at("capabilities").as_array())
    EXPECT_FALSE(capability.at("everything").as_bool());
  const Answer left = page_->del("/api/session/view");
  ASSERT_EQ(left.status, 200) << left.code();
  EXPECT_TRUE(left.body.at("view_as").is_null());
  page_->learn_csrf();
  EXPECT_EQ(page_->get("/api/own").status, 200);
}

TEST_P(HttpViewTest, puts_both_names_on_what_is_read_once_each) {
  // Protects: the trail of reads, without a line for every refresh of one page.
  go_in();
  const std::string target = "/api/payments/" + PaymentId{5}.text();
  for (int i = 0; i < 3; ++i) {
    const Answer seen = page_->get(target);
    EXPECT_EQ(seen.body.at("actor").as_string(), "owner@acme.example");
    EXPECT_EQ(seen.body.at("behind").as_string(), "agent@psp.example");
  }
  EXPECT_EQ(page_->get("/api/payments/" + PaymentId{6}.text()).status, 200);
  EXPECT_EQ(count("SELECT count(*) FROM audit_entry WHERE action = 'read_payment' AND "
                  "actor_name = 'owner@acme.example' AND impersonator_name = "
                  "'agent@psp.example' AND company_id = 1001"),
            2);
}

TEST_P(HttpViewTest, ends_under_the_request_that_finds_it_over) {
  // Protects: after the end neither a read nor a write meant for the view happens as oneself.
  go_in();
  const std::string token_inside = page_->headers["x-csrf-token"];
  must([&](Tx& tx) { return disable_user(tx, call(), owner_.id); });
  const Answer refused = page_->get("/api/payments/" + PaymentId{5}.text());
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(refused.code(), "view_ended");
  EXPECT_EQ(refused.body.at("details").at("reason").as_string(), "person_rights_lost");
  page_->headers["idempotency-key"] = "key-2";
  EXPECT_EQ(page_->post("/api/payments/" + PaymentId{5}.text(), "{}").code(), "csrf_token_invalid");
  const Answer after = page_->get("/api/session");
  ASSERT_EQ(after.status, 200);
  EXPECT_TRUE(after.body.at("view_as").is_null());
  EXPECT_NE(after.body.at("csrf_token").as_string(), token_inside);
  EXPECT_EQ(audit_reasons("end_view"), "person_rights_lost;");
}

TEST_P(HttpViewTest, tells_who_one_is_even_when_the_hour_is_over) {
  // Protects: the office finds out by asking for the session, without an error in between.
  go_in();
  clock().advance_ms(10 * k_minute_ms);
  (void)page_->get("/api/payments/" + PaymentId{5}.text());
  for (int i = 0; i < 5; ++i) {
    clock().advance_ms(10 * k_minute_ms);
    const Answer kept = page_->get("/api/session");
    ASSERT_EQ(kept.status, 200);
    EXPECT_EQ(kept.body.at("view_as").is_null(), i == 4) << i;
  }
}

}  // namespace
}  // namespace bursar::identity
