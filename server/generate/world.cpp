// The generated world: companies, their shops with different trades, one shared simulator account.
#include <array>

#include "fees/fees.hpp"
#include "generate/generate.hpp"
#include "merchants/merchants.hpp"
#include "providers/providers.hpp"

namespace bursar::generate {
namespace {

struct Trade {
  std::string_view name;
  std::string_view mcc;
  std::int64_t median_minor;
  std::int64_t spread_permille;
  std::int64_t refund_permille;
  std::int64_t decline_permille;
  bool evening;
};

constexpr std::array<Trade, 8> k_trades{{{"Fashion", "5651", 5'500, 1'000, 150, 60, true},
                                         {"Groceries", "5411", 3'500, 750, 15, 35, true},
                                         {"Games", "5816", 900, 850, 20, 140, true},
                                         {"Travel", "4722", 24'000, 1'200, 70, 90, true},
                                         {"Books", "5942", 1'900, 700, 30, 45, true},
                                         {"Office Supplies", "5943", 8'200, 900, 25, 50, false},
                                         {"Electronics", "5732", 18'900, 1'100, 60, 85, true},
                                         {"Subscriptions", "5968", 1'499, 200, 20, 110, false}}};

struct House {
  std::string_view name;
  std::string_view legal_name;
  std::string_view country;
  std::string_view currency;
  std::string_view time_zone;
};

constexpr std::array<House, 10> k_houses{
    {{"Northwind Retail", "Northwind Retail GmbH", "DE", "EUR", "Europe/Berlin"},
     {"Lumière & Fils", "Lumière et Fils SAS", "FR", "EUR", "Europe/Paris"},
     {"Harbour Street", "Harbour Street Trading Ltd", "GB", "GBP", "Europe/London"},
     {"Sakura Market", "Sakura Market K.K.", "JP", "JPY", "Asia/Tokyo"},
     {"Gulf Bazaar", "Gulf Bazaar General Trading W.L.L.", "KW", "KWD", "Asia/Kuwait"},
     {"Blue Prairie", "Blue Prairie Commerce Inc.", "US", "USD", "America/Chicago"},
     {"Vistula Digital", "Vistula Digital sp. z o.o.", "PL", "PLN", "Europe/Warsaw"},
     {"Fjord Supply", "Fjord Supply og Sønner Handelskompani AS", "NO", "NOK", "Europe/Oslo"},
     {"Alpine Outfitters", "Alpine Outfitters AG", "CH", "CHF", "Europe/Zurich"},
     {"Iberia Viajes", "Iberia Viajes y Experiencias S.L.", "ES", "EUR", "Europe/Madrid"}}};

fees::CostProfile simulator_costs() {
  fees::CostProfile cost;
  cost.interchange.percent_ppm = 2'000;
  cost.scheme.percent_ppm = 800;
  cost.scheme.parts = {{Currency::of("EUR"), 2, {}, {}},
                       {Currency::of("USD"), 2, {}, {}},
                       {Currency::of("GBP"), 2, {}, {}}};
  cost.acquirer.percent_ppm = 1'500;
  cost.acquirer.parts = {{Currency::of("EUR"), 3, {}, {}},
                         {Currency::of("USD"), 3, {}, {}},
                         {Currency::of("GBP"), 3, {}, {}}};
  return cost;
}

// Every third shop pays a plan of its own with a rolling reserve, so that boards show more than
// one.
std::optional<fees::Plan> plan_for(std::int64_t number, Currency home) {
  if (number % 3 != 0) return std::nullopt;
  fees::Plan plan;
  plan.name = "Blended with reserve";
  plan.sale.percent_ppm = 19'000;
  plan.sale.parts = {{home, home.exponent() == 0 ? 30 : 25, {}, {}}};
  plan.refund.parts = {{home, home.exponent() == 0 ? 20 : 30, {}, {}}};
  plan.reserve_ppm = 50'000;
  plan.reserve_days = 180;
  plan.settle_days = 3;
  return plan;
}

Result<Shop> create_shop(storage::Tx& tx, const Call& call, const merchants::Company& company,
                         const House& house, const Trade& trade, std::int64_t number) {
  merchants::CreateMerchant command;
  command.company_id = company.id;
  command.name = std::string(house.name) + " " + std::string(trade.name);
  command.mcc = trade.mcc;
  command.statement_descriptor = std::string(house.name).substr(0, 22);
  command.website = "https://shop" + std::to_string(number) + ".example";
  command.settlement_currency = company.default_currency;
  command.allowed_currencies = {Currency::of("EUR"), Currency::of("USD")};
  command.fee_plan = plan_for(number, company.default_currency);
  const auto merchant = merchants::create_merchant(tx, call, command);
  if (!merchant) return merchant.error();
  Shop shop;
  shop.company = company.id;
  shop.merchant = merchant->id;
  shop.name = merchant->name;
  shop.home = merchant->settlement_currency;
  shop.currencies = merchant->allowed_currencies;
  shop.weight = 12'000 / (10 + number * 12);  // a few shops carry most of the traffic
  shop.median_minor = trade.median_minor;
  shop.spread_permille = trade.spread_permille;
  shop.refund_permille = trade.refund_permille;
  shop.decline_permille = trade.decline_permille;
  shop.evening = trade.evening;
  return shop;
}

}  // namespace

std::vector<std::string> simulator_methods() {
  return {"card", "bank_transfer", "wallet", "bnpl", "crypto"};
}

Result<ProviderAccountId> create_simulator_account(storage::Tx& tx, const Call& call,
                                                   const vault::KeyRing& keys,
                                                   const Connection& simulator) {
  providers::CreateAccount command;
  command.account.adapter = "sim";
  command.account.title = "Sandbox acquirer";
  command.account.method = "card";
  command.account.methods = simulator_methods();
  command.account.base_url = simulator.base_url;
  command.account.cost = simulator_costs();
  command.api_key = simulator.api_key;
  const auto account = providers::create_account(tx, call, keys, true, command);
  if (!account) return account.error();
  return account->id;
}

Result<World> create_world(storage::Tx& tx, const Call& call, std::int64_t companies) {
  World world;
  std::int64_t number = 0;
  for (std::int64_t i = 0; i < companies; ++i) {
    const House& house = k_houses[static_cast<std::size_t>(i) % k_houses.size()];
    const auto round = static_cast<std::size_t>(i) / k_houses.size();
    const std::string suffix = round == 0 ? "" : " " + std::to_string(round + 1);
    const auto company =
        merchants::create_company(tx, call,
                                  {.name = std::string(house.name) + suffix,
                                   .legal_name = std::string(house.legal_name),
                                   .country = std::string(house.country),
                                   .time_zone = std::string(house.time_zone),
                                   .default_currency = Currency::of(house.currency)});
    if (!company) return company.error();
    const std::int64_t shops = 1 + (i * 2 + 1) % 3;
    for (std::int64_t s = 0; s < shops; ++s, ++number) {
      const Trade& trade = k_trades[static_cast<std::size_t>(i + s * 3) % k_trades.size()];
      auto shop = create_shop(tx, call, *company, house, trade, number);
      if (!shop) return shop.error();
      world.shops.push_back(std::move(*shop));
    }
  }
  return world;
}

Result<World> load_world(storage::Tx& tx, const Call& call) {
  World world;
  merchants::ListMerchants filter;
  filter.limit = 10'000;
  std::int64_t number = 0;
  for (const auto& merchant : merchants::list_merchants(tx, call.actor.scope, filter)) {
    if (merchant.state != merchants::MerchantState::active) continue;
    const Trade& trade = k_trades[static_cast<std::size_t>(number) % k_trades.size()];
    Shop shop;
    shop.company = merchant.company_id;
    shop.merchant = merchant.id;
    shop.name = merchant.name;
    shop.home = merchant.settlement_currency;
    shop.currencies = merchant.allowed_currencies;
    shop.weight = 12'000 / (10 + number * 12);
    shop.median_minor = trade.median_minor;
    shop.spread_permille = trade.spread_permille;
    shop.refund_permille = trade.refund_permille;
    shop.decline_permille = trade.decline_permille;
    shop.evening = trade.evening;
    world.shops.push_back(std::move(shop));
    ++number;
  }
  return world;
}

}  // namespace bursar::generate
