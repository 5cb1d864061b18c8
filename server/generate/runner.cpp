// Sends the demo's live traffic: mostly good cards, some declines, now and then a lost answer, a
// refund.
#include <array>
#include <deque>

#include <boost/json.hpp>

#include "generate/runner.hpp"
#include "generate/sample.hpp"

namespace bursar::generate {
namespace {

namespace json = boost::json;
using net::Task;

constexpr std::size_t k_remembered = 64;

// Test cards by what they do, with the share of payments that use them.
struct TestCard {
  std::string_view number;
  std::int64_t weight;
};
constexpr std::array<TestCard, 11> k_cards{{{"4242424242424242", 520},
                                            {"5555555555554444", 290},
                                            {"4000000000900003", 90},
                                            {"4000000000009995", 32},
                                            {"4000000000000002", 22},
                                            {"4000000000000069", 10},
                                            {"4000000000000127", 10},
                                            {"4000000000000119", 6},
                                            {"4000000000930026", 6},
                                            {"4000000000930034", 5},
                                            {"4000000000930042", 9}}};

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
        {"paymentMethod", "card"},
        {"orderId", "web-" + std::to_string(clock.now().ms / 1'000) + "-" + std::to_string(++sent)},
        {"buyerId", buyer.buyer_id},
        {"description", "Order from " + shop.name},
        {"metadata", json::object{{"channel", random.below(3) == 0 ? "app" : "web"}}},
        {"customer", json::object{{"email", buyer.email},
                                  {"firstName", buyer.first_name},
                                  {"lastName", buyer.last_name}}}};
    if (random.below(100) < 85)
      body["paymentMethodInput"] = json::object{{"cardNumber", draw_card(random)},
                                                {"expiryMonth", "12"},
                                                {"expiryYear", "2030"},
                                                {"cvv", "123"},
                                                {"cardHolder", buyer.holder}};
    return body;
  }

  Task<void> sale() {
    const std::size_t shop = draw_shop(random, world.shops, clock.now());
    json::object body = sale_body(world.shops[shop]);
    const std::int64_t amount_minor = body["amount"].as_int64();
    const net::Exchange answer = co_await post(shop, "/v1/transactions", std::move(body));
    if (answer.status != 201) co_return;
    paid.push_back(
        {shop, std::string(json::parse(answer.body).at("id").as_string()), amount_minor});
    if (paid.size() > k_remembered) paid.pop_front();
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
