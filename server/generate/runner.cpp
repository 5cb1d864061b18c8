// Sends the demo's live traffic: mostly good cards, some declines, holds that are captured or let
// go, customers who authenticate, pay by wallet or transfer, now and then a lost answer, a refund,
// a payout.
#include <array>
#include <deque>
#include <optional>

#include <boost/json.hpp>

#include "generate/runner.hpp"
#include "generate/sample.hpp"

namespace bursar::generate {
namespace {

namespace json = boost::json;
using net::Task;

constexpr std::size_t k_remembered = 64;
/// A shop sends what was ordered, and a customer fills in a page, after so long.
constexpr std::int64_t k_hold_ms = 90 * k_second_ms;
constexpr std::int64_t k_payer_ms = 12 * k_second_ms;

// Test cards by what they do, with the share of payments that use them.
struct TestCard {
  std::string_view number;
  std::int64_t weight;
};
constexpr std::array<TestCard, 14> k_cards{{{"4242424242424242", 520},
                                            {"5555555555554444", 290},
                                            {"4000000000900003", 90},
                                            {"4000000000009995", 32},
                                            {"4000000000000002", 22},
                                            {"4000000000000069", 10},
                                            {"4000000000000127", 10},
                                            {"4000000000000119", 6},
                                            {"4000000000930026", 6},
                                            {"4000000000930034", 5},
                                            {"4000000000930042", 9},
                                            {"4000000000920019", 40},
                                            {"4000000000920027", 36},
                                            {"4000000000920035", 8}}};

// What else than a card pays, with its share.
constexpr std::array<std::pair<std::string_view, std::int64_t>, 5> k_methods{
    {{"card", 860}, {"wallet", 60}, {"bank_transfer", 45}, {"bnpl", 25}, {"crypto", 10}}};

// A few dozen cards of each number: one that is declined for good must not end the traffic.
std::string draw_month(SeededRandom& random) {
  return std::to_string(101 + random.below(12)).substr(1);
}
std::string draw_year(SeededRandom& random, Instant now) {
  constexpr std::uint64_t k_years = 6;
  const std::int64_t year = std::stoll(day_text(utc_day(now)).substr(0, 4));
  return std::to_string(year + 1 + static_cast<std::int64_t>(random.below(k_years)));
}

std::string_view draw_method(SeededRandom& random) {
  std::vector<std::int64_t> weights;
  for (const auto& [method, weight] : k_methods) weights.push_back(weight);
  return k_methods[draw_weighted(random, weights)].first;
}

std::string_view draw_card(SeededRandom& random) {
  std::vector<std::int64_t> weights;
  for (const TestCard& card : k_cards) weights.push_back(card.weight);
  return k_cards[draw_weighted(random, weights)].number;
}

}  // namespace

struct Traffic::Impl : std::enable_shared_from_this<Traffic::Impl> {
  World world;
  TrafficOptions options;
  net::Client& client;
  net::Server& server;
  const Clock& clock;
  SeededRandom random;
  std::int64_t sent = 0;
  struct Paid {
    std::size_t shop;
    std::string id;
    std::int64_t amount_minor;
  };
  std::deque<Paid> paid;
  /// Holds and payers' parts that somebody will see to.
  struct Waiting {
    std::size_t shop;
    std::string id;
    std::int64_t amount_minor;
    Instant at;
  };
  std::deque<Waiting> holds, acting;

  Impl(World world_, TrafficOptions options_, net::Client& client_, net::Server& server_,
       const Clock& clock_)
      : world(std::move(world_)),
        options(std::move(options_)),
        client(client_),
        server(server_),
        clock(clock_),
        random(options.seed ^ static_cast<std::uint64_t>(clock_.now().ms)) {}

  Task<net::Exchange> post(std::size_t shop, std::string path, json::object body) {
    net::ClientRequest request;
    request.url = options.api_url + path;
    request.headers = {{"Authorization", "Bearer " + std::string(options.api_keys[shop].reveal())},
                       {"Content-Type", "application/json"}};
    request.body = json::serialize(body);
    co_return co_await client.send(std::move(request));
  }

  json::object sale_body(const Shop& shop) {
    const Buyer buyer = draw_buyer(random, shop);
    const Currency currency = draw_currency(random, shop);
    json::object body{
        {"amount", draw_amount(random, shop, currency)},
        {"currency", currency.code()},
        {"paymentMethod", draw_method(random)},
        {"returnUrl", "http://localhost/back-to-the-shop"},
        {"orderId", "web-" + std::to_string(clock.now().ms / 1'000) + "-" + std::to_string(++sent)},
        {"buyerId", buyer.buyer_id},
        {"description", "Order from " + shop.name},
        {"metadata", json::object{{"channel", random.below(3) == 0 ? "app" : "web"}}},
        {"customer", json::object{{"email", buyer.email},
                                  {"firstName", buyer.first_name},
                                  {"lastName", buyer.last_name}}}};
    if (body["paymentMethod"] != "card") return body;
    if (random.below(100) < 8) body["captureMode"] = "MANUAL";
    if (random.below(100) < 85)
      body["paymentMethodInput"] = json::object{{"cardNumber", draw_card(random)},
                                                {"expiryMonth", draw_month(random)},
                                                {"expiryYear", draw_year(random, clock.now())},
                                                {"cvv", "123"},
                                                {"cardHolder", buyer.holder}};
    return body;
  }

  Task<void> sale() {
    const std::size_t shop = draw_shop(random, world.shops, clock.now());
    json::object body = sale_body(world.shops[shop]);
    const std::int64_t amount_minor = body["amount"].as_int64();
    const bool held = body.contains("captureMode");
    const net::Exchange answer = co_await post(shop, "/v1/transactions", std::move(body));
    if (answer.status != 201) co_return;
    const std::string id(json::parse(answer.body).at("id").as_string());
    const Instant now = clock.now();
    if (held) remember(holds, {shop, id, amount_minor, now.plus_ms(k_hold_ms)});
    remember(acting, {shop, id, amount_minor, now.plus_ms(k_payer_ms)});
    paid.push_back({shop, id, amount_minor});
    if (paid.size() > k_remembered) paid.pop_front();
  }

  static void remember(std::deque<Waiting>& queue, Waiting one) {
    queue.push_back(std::move(one));
    if (queue.size() > 4 * k_remembered) queue.pop_front();
  }
  /// The next one whose time has come; none when nobody's has.
  std::optional<Waiting> due(std::deque<Waiting>& queue) const {
    if (queue.empty() || queue.front().at > clock.now()) return std::nullopt;
    Waiting one = std::move(queue.front());
    queue.pop_front();
    return one;
  }

  /// Shops take most holds, some of them in part, and let the rest go.
  Task<void> second_step(Waiting hold) {
    const std::uint64_t draw = random.below(100);
    json::object body;
    if (draw < 25 && hold.amount_minor > 3) body["amount"] = hold.amount_minor * 2 / 3;
    const std::string step = draw < 82 ? "/capture" : "/void";
    if (draw >= 82) body.clear();
    (void)co_await post(hold.shop, "/v1/transactions/" + hold.id + step, std::move(body));
  }

  /// What the customer does on the page they were sent to: most go through with it, some cancel,
  /// some just leave.
  Task<void> act(Waiting one) {
    net::ClientRequest read;
    read.method = net::Method::get;
    read.url = options.api_url + "/v1/transactions/" + one.id;
    read.headers = {
        {"Authorization", "Bearer " + std::string(options.api_keys[one.shop].reveal())}};
    const net::Exchange seen = co_await client.send(std::move(read));
    if (seen.status != 200) co_return;
    const json::value parsed = json::parse(seen.body);
    const json::value* url = parsed.as_object().if_contains("url");
    if (url == nullptr || !url->is_string() || random.below(100) < 8) co_return;
    const std::string page(url->as_string());
    const bool cancels = random.below(100) < 10;
    if (page.find("/acs/") == std::string::npos) {
      json::object choice{{"act", cancels ? "cancel" : "approve"}};
      co_await press(page, std::move(choice));
      co_return;
    }
    json::object browser{{"act", "identify"}};
    co_await press(page, std::move(browser));
    json::object answer{{"act", "submit_code"}, {"code", "1234"}};
    if (cancels) answer = {{"act", "cancel"}};
    co_await press(page, std::move(answer));
  }
  Task<void> press(std::string page, json::object body) {
    net::ClientRequest request;
    request.url = std::move(page);
    request.headers = {{"Content-Type", "application/json"}};
    request.body = json::serialize(body);
    (void)co_await client.send(std::move(request));
  }

  Task<void> payout() {
    const std::size_t shop = draw_shop(random, world.shops, clock.now());
    const Buyer buyer = draw_buyer(random, world.shops[shop]);
    const Currency currency = world.shops[shop].home;
    json::object receiver{{"iban", "DE89370400440532013000"}, {"holder", buyer.holder}};
    json::object body{{"amount", draw_amount(random, world.shops[shop], currency)},
                      {"currency", currency.code()},
                      {"paymentMethod", "bank_transfer"},
                      {"merchantId", world.shops[shop].merchant.text()},
                      {"orderId", "out-" + std::to_string(clock.now().ms)},
                      {"buyerId", buyer.buyer_id},
                      {"description", "Payout to " + buyer.holder},
                      {"paymentMethodInput", std::move(receiver)}};
    (void)co_await post(shop, "/v1/payment/payout", std::move(body));
  }

  Task<void> refund() {
    if (paid.size() < k_remembered / 2) co_return;
    const std::size_t index = random.below(paid.size() / 2);
    const Paid one = paid[index];
    paid.erase(paid.begin() + static_cast<std::ptrdiff_t>(index));
    json::object body{{"reason", "returned goods"}};
    if (random.below(3) == 0 && one.amount_minor > 3) body["amount"] = one.amount_minor / 3;
    (void)co_await post(one.shop, "/v1/transactions/" + one.id + "/refund", std::move(body));
  }

  // Waits follow an exponential's quantiles, so that payments come in small bursts like real ones.
  std::int64_t wait_ms() {
    static constexpr std::array<std::int64_t, 10> k_quantiles{51,  163,  288,  431,  598,
                                                              799, 1050, 1386, 1897, 2996};
    const std::int64_t mean_ms =
        k_minute_ms / std::max<std::int64_t>(1, options.payments_per_minute);
    return std::max<std::int64_t>(5,
                                  mean_ms * k_quantiles[random.below(k_quantiles.size())] / 1'000);
  }

  Task<void> flow() {
    while (!server.stopping()) {
      co_await sale();
      if (random.below(22) == 0) co_await refund();
      if (random.below(60) == 0) co_await payout();
      while (auto hold = due(holds)) co_await second_step(std::move(*hold));
      while (auto payer = due(acting)) co_await act(std::move(*payer));
      co_await server.sleep(wait_ms());
    }
  }
};

Traffic::Traffic(World world, TrafficOptions options, net::Client& client, net::Server& server,
                 const Clock& clock)
    : impl_(std::make_shared<Impl>(std::move(world), std::move(options), client, server, clock)) {}

Traffic::~Traffic() = default;

void Traffic::start() {
  if (impl_->options.payments_per_minute <= 0 || impl_->world.shops.empty()) return;
  impl_->server.spawn("demo traffic", [impl = impl_] { return impl->flow(); });
}

}  // namespace bursar::generate
