// The text message gateway: what is posted is listed once.
#include "simulator/wire/inbox.hpp"

#include <boost/json/parse.hpp>

#include <gtest/gtest.h>

#include "simulator/wire/endpoint.hpp"

namespace bursar::simulator {
namespace {

constexpr std::string_view k_body =
    R"({"from": "Bursar", "to": "+447900123456", "text": "the code is 123", "reference": "ms_1"})";

TEST(Inbox, KeepsOneMessagePerReference) {
  // A sender that repeats itself after a crash must not look like two messages.
  Inbox inbox;
  ASSERT_TRUE(inbox.take(k_body, "ms_1", Instant{5}));
  ASSERT_TRUE(inbox.take(k_body, "ms_1", Instant{6}));
  ASSERT_EQ(inbox.messages().size(), 1U);
  EXPECT_EQ(inbox.messages().front().posts, 2);
  ASSERT_TRUE(inbox.take(k_body, "ms_2", Instant{7}));
  const auto rows = boost::json::parse(inbox.list()).at("rows").as_array();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].at("reference").as_string(), "ms_2") << "the newest comes first";
  EXPECT_EQ(rows[0].at("text").as_string(), "the code is 123");
}

TEST(Inbox, RefusesWhatIsNoMessage) {
  // A gateway that swallows everything would hide a sender's mistakes.
  Inbox inbox;
  EXPECT_FALSE(inbox.take(R"({"from": "B", "to": "0790012345", "text": "x"})", "", Instant{1}));
  EXPECT_FALSE(inbox.take(R"({"from": "B", "to": "+447900123456"})", "", Instant{1}));
  EXPECT_FALSE(inbox.take("not json", "", Instant{1}));
  EXPECT_TRUE(inbox.messages().empty());
}

TEST(Inbox, IsBehindTheKeyOfTheProcess) {
  // Codes stand in the texts, so a page of another site must not read them.
  Endpoint endpoint(Acquirer(1, {}), "secret");
  Call call;
  call.method = "POST";
  call.path = "/v1/messages";
  call.body = k_body;
  EXPECT_EQ(endpoint.answer(call, Instant{1}).status, 401);
  call.authorization = "Bearer secret";
  EXPECT_EQ(endpoint.answer(call, Instant{1}).status, 202);
  call.method = "GET";
  const Reply reply = endpoint.answer(call, Instant{1});
  EXPECT_EQ(reply.status, 200);
  EXPECT_NE(reply.body.find("the code is 123"), std::string::npos);
}

TEST(Inbox, IsShownOnTheControlPage) {
  // A person who tries the demo reads codes there; what others wrote must not become mark-up.
  Endpoint endpoint(Acquirer(1, {}), "secret");
  Call call;
  call.path = "/v1/messages";
  call.method = "POST";
  call.authorization = "Bearer secret";
  call.body = R"({"from": "Bursar", "to": "+447900123456", "text": "<b>4711</b>"})";
  ASSERT_EQ(endpoint.answer(call, Instant{1}).status, 202);
  call.method = "GET";
  call.path = "/";
  const Reply reply = endpoint.answer(call, Instant{1});
  EXPECT_NE(reply.body.find("&lt;b&gt;4711&lt;/b&gt;"), std::string::npos);
}

}  // namespace
}  // namespace bursar::simulator
