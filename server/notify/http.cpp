// Decode, use case, encode for the delivery log and the test message.
#include "notify/http.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "audit/audit.hpp"
#include "net/await.hpp"
#include "net/json_reader.hpp"
#include "net/query_number.hpp"
#include "notify/letter.hpp"

namespace bursar::notify {
namespace {

namespace json = boost::json;
using net::Request;
using net::Response;
using net::Task;

constexpr std::int64_t k_test_life_ms = 15 * k_minute_ms;
constexpr std::int64_t k_limit_max = 200;
constexpr std::int64_t k_tests_per_hour = 10;

json::value text_or_null(const std::string& text) {
  if (text.empty()) return nullptr;
  return json::value(text);
}

json::object delivery_json(const Delivery& delivery) {
  json::object row{{"message_id", delivery.id.text()},
                   {"channel", channel_name(delivery.channel)},
                   {"kind", delivery.kind},
                   {"about", text_or_null(delivery.about)},
                   {"to_masked", delivery.to_masked},
                   {"state", state_name(delivery.state)},
                   {"attempts", delivery.attempts},
                   {"may_have_arrived_twice", delivery.unknown_attempts > 0},
                   {"last_error", text_or_null(delivery.last_error)},
                   {"next_at", delivery.next_at.ms},
                   {"expires_at", delivery.expires_at.ms},
                   {"created_at", delivery.created_at.ms},
                   {"ended_at", nullptr}};
  if (delivery.ended_at) row["ended_at"] = delivery.ended_at->ms;
  if (delivery.state != State::waiting) row["next_at"] = nullptr;
  return row;
}

std::optional<State> state_of(std::string_view word) {
  for (const State state :
       {State::waiting, State::sending, State::sent, State::failed, State::expired})
    if (state_name(state) == word) return state;
  return std::nullopt;
}

std::optional<Error> read_filter(const std::string& name, const std::string& value,
                                 ListDeliveries& filter) {
  const auto wrong = [&] { return invalid(name, "invalid_parameter", "is not a known " + name); };
  if (name == "before") {
    const auto id = MessageId::parse(value);
    if (!id) return wrong();
    filter.before = *id;
  } else if (name == "channel") {
    filter.channel = channel_of(value);
    if (!filter.channel) return wrong();
  } else if (name == "state") {
    filter.state = state_of(value);
    if (!filter.state) return wrong();
  } else if (name == "about" && value.size() <= 40) {
    filter.about = value;
  } else if (name == "limit") {
    const auto limit = net::whole_number(value, 1, k_limit_max);
    if (!limit) return invalid(name, "out_of_range", "must be from 1 to 200");
    filter.limit = *limit;
  } else {
    return invalid(name, "unknown_parameter", "is not a parameter of this list");
  }
  return std::nullopt;
}

Message test_message(const Call& call, Channel channel, std::string to) {
  Message message;
  message.channel = channel;
  message.to = std::move(to);
  message.kind = "test";
  message.about = UserId{call.actor.key}.text();
  message.subject = "A test message from Bursar";
  message.text =
      "This is a test. " + call.actor.name +
      " asked for it in the office, so messages leave this installation and arrive here.";
  message.expires_at = call.now.plus_ms(k_test_life_ms);
  return message;
}

Result<Delivery> send_test(storage::Tx& tx, const Call& call, Channel channel, std::string to) {
  const std::string about = UserId{call.actor.key}.text();
  const Instant since = call.now.plus_ms(-k_hour_ms);
  if (count_since(tx, channel, about, "test", since) >= k_tests_per_hour)
    return Error{ErrorKind::limited,
                 "too_many_attempts",
                 "ten test messages an hour are enough",
                 {},
                 {{"retry_after_s", "600"}}};
  const auto id = enqueue(tx, call, test_message(call, channel, std::move(to)));
  if (!id)
    return refused("channel_not_set_up",
                   std::string(channel_name(channel)) + " is not set up in the configuration file");
  audit::Entry entry;
  entry.action = "send_test_message";
  entry.subject_kind = "message";
  entry.subject_id = id->text();
  entry.after = json::serialize(json::object{{"channel", channel_name(channel)}});
  audit::record(tx, call, entry);
  ListDeliveries filter;
  filter.before = MessageId{id->key + 1};
  filter.limit = 1;
  return list_deliveries(tx, filter).at(0);
}

class Api {
 public:
  explicit Api(Services services) : services_(std::move(services)) {}

  Task<Response> channels(Request& request) const {
    auto load = [this](storage::Tx& tx) -> Result<json::object> {
      const auto view = [&](Channel channel, const ChannelView& shown) {
        return json::object{{"is_ready", is_ready(tx, channel)},
                            {"server", text_or_null(shown.server)},
                            {"from", text_or_null(shown.from)}};
      };
      return json::object{{"mail", view(Channel::mail, services_.mail)},
                          {"sms", view(Channel::sms, services_.sms)}};
    };
    const auto body = co_await net::read(services_.db, std::move(load));
    if (!body) co_return net::to_problem(body.error(), request.request_id);
    co_return net::json_response(200, json::serialize(*body));
  }

  Task<Response> list(Request& request) const {
    ListDeliveries filter;
    for (const auto& [name, value] : request.query) {
      if (value.empty()) continue;
      if (const auto error = read_filter(name, value, filter))
        co_return net::to_problem(*error, request.request_id);
    }
    const auto wanted = static_cast<std::size_t>(filter.limit++);  // one more tells of more
    auto load = [filter](storage::Tx& tx) -> Result<std::vector<Delivery>> {
      return list_deliveries(tx, filter);
    };
    auto rows = co_await net::read(services_.db, std::move(load));
    if (!rows) co_return net::to_problem(rows.error(), request.request_id);
    const bool has_older = rows->size() > wanted;
    if (has_older) rows->pop_back();
    json::array shown;
    for (const Delivery& delivery : *rows) shown.push_back(delivery_json(delivery));
    const json::object body{{"rows", std::move(shown)}, {"has_older", has_older}};
    co_return net::json_response(200, json::serialize(body));
  }

  Task<Response> test(Request& request) const {
    net::JsonReader in(request.body);
    const auto channel = channel_of(in.text("channel", 1, 8));
    if (!channel) in.fail("channel", "invalid_parameter", "must be mail or sms");
    const std::string phone = in.text_or_none("to", 20).value_or("");
    const bool by_sms = channel == Channel::sms;
    if (by_sms && !is_phone_number(phone))
      in.fail("to", "phone_invalid", "a phone number starts with + and its country code");
    if (!by_sms && !phone.empty())
      in.fail("to", "invalid_parameter", "a test mail goes to your own address");
    if (const auto error = in.finish()) co_return net::to_problem(*error, request.request_id);
    const Call call = services_.ports.call(request.actor);
    const std::string to = by_sms ? phone : request.actor.name;
    auto record = [call, channel = *channel, to](storage::Tx& tx) {
      return send_test(tx, call, channel, to);
    };
    const auto sent = co_await net::write(services_.db, std::move(record));
    if (!sent) co_return net::to_problem(sent.error(), request.request_id);
    co_return net::json_response(201, json::serialize(delivery_json(*sent)));
  }

 private:
  Services services_;
};

}  // namespace

std::vector<net::Route> routes(Services services) {
  using net::Method;
  const auto api = std::make_shared<Api>(std::move(services));
  const auto row = [](Method method, std::string path, std::string operation,
                      std::string permission, net::Level level, net::Handler handler) {
    net::Route route{};
    route.method = method;
    route.path = std::move(path);
    route.operation_id = std::move(operation);
    route.permission = std::move(permission);
    route.level = level;
    route.handler = std::move(handler);
    return route;
  };
  return {row(Method::get, "/api/messages/channels", "read_message_channels", "messages:read",
              net::Level::l2, [api](Request& request) { return api->channels(request); }),
          row(Method::get, "/api/messages", "list_messages", "messages:read", net::Level::l2,
              [api](Request& request) { return api->list(request); }),
          row(Method::post, "/api/messages/test", "send_test_message", "messages:write",
              net::Level::l2, [api](Request& request) { return api->test(request); })};
}

}  // namespace bursar::notify
