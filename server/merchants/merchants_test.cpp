// Protects the tenant tree: who may create and see what, and that two editors never overwrite each
// other.
#include "merchants/merchants.hpp"

#include "audit/audit.hpp"
#include "fees/fees.hpp"
#include "outbox/outbox.hpp"
#include "testing/testing.hpp"

namespace bursar::merchants {
namespace {

class MerchantsTest : public DbTest {
 protected:
  std::vector<storage::Migration> migrations() const override {
    return join(
        {audit::migrations(), outbox::migrations(), fees::migrations(), merchants::migrations()});
  }
  void SetUp() override {
    DbTest::SetUp();
    admin_.scope = ScopeIssuer::installation();
    (void)db().write([&](storage::Tx& tx) -> Result<void> {
      fees::Plan plan;
      plan.name = "standard";
      plan.sale.percent_ppm = 14'000;
      if (auto saved = fees::save_plan(tx, call(), CompanyId{}, plan); !saved) return saved.error();
      return ok();
    });
  }
  Call call() { return call_as(admin_); }
  Call call_as(const Actor& actor) { return Call{actor, clock().now(), ids(), random()}; }

  Result<Company> company(CreateCompany command = {.name = "Northwind",
                                                   .country = "DE",
                                                   .time_zone = "Europe/Berlin",
                                                   .default_currency = Currency::of("EUR")}) {
    return db().write([&](storage::Tx& tx) { return create_company(tx, call(), command); });
  }
  Result<Merchant> merchant(CreateMerchant command) {
    return db().write([&](storage::Tx& tx) { return create_merchant(tx, call(), command); });
  }
  Result<Merchant> shop(CompanyId company, std::string name = "Shop") {
    CreateMerchant command;
    command.company_id = company;
    command.name = std::move(name);
    command.settlement_currency = Currency::of("EUR");
    return merchant(command);
  }
  Result<Merchant> change(const UpdateMerchant& command) {
    return db().write([&](storage::Tx& tx) { return update_merchant(tx, call(), command); });
  }

  Actor admin_;
};

TEST_P(MerchantsTest, CreatesWithProjectAuditAndEvent) {  // a new merchant is complete, recorded
                                                          // and told of
  const auto made = shop(company()->id, "  Fashion  ");
  ASSERT_TRUE(made);
  EXPECT_EQ(made->name, "Fashion");
  EXPECT_EQ(made->mcc, "5999");
  const auto loaded =
      db().read([&](storage::Tx& tx) { return load_merchant(tx, admin_.scope, made->id); });
  ASSERT_TRUE(loaded);
  EXPECT_TRUE(loaded->default_project_id);
  EXPECT_EQ(loaded->allowed_currencies, std::vector{Currency::of("EUR")});
  (void)db().write([&](storage::Tx& tx) -> Result<void> {
    outbox::assign_sequence(tx);
    EXPECT_EQ(audit::about(tx, admin_.scope, "merchant", made->id.text()).size(), 1U);
    const auto events = outbox::after(tx, 0, 10);
    EXPECT_EQ(events.empty() ? "" : events.back().event.type, "merchant.created");
    return ok();
  });
}

TEST_P(MerchantsTest, NamesTheWrongField) {  // each refusal tells the field and a stable code
  EXPECT_EQ(company({.name = " ",
                     .country = "DE",
                     .time_zone = "UTC",
                     .default_currency = Currency::of("EUR")})
                .error()
                .field,
            "name");
  EXPECT_EQ(company({.name = "A",
                     .country = "de",
                     .time_zone = "UTC",
                     .default_currency = Currency::of("EUR")})
                .error()
                .field,
            "country");
  EXPECT_EQ(company({.name = "A",
                     .country = "DE",
                     .time_zone = "../etc",
                     .default_currency = Currency::of("EUR")})
                .error()
                .field,
            "time_zone");
  CreateMerchant command;
  command.company_id = company()->id;
  command.name = "Shop";
  command.settlement_currency = Currency::of("EUR");
  command.website = "javascript:alert(1)";
  EXPECT_EQ(merchant(command).error().field, "website");
  command.website = "";
  command.mcc = "12";
  EXPECT_EQ(merchant(command).error().field, "mcc");
}

TEST_P(MerchantsTest, RefusesAStaleVersion) {  // two editors: the second sees a conflict, nothing
                                               // is lost
  const auto made = shop(company()->id);
  ASSERT_TRUE(change({.id = made->id, .version = 1, .name = "First"}));
  const auto second = change({.id = made->id, .version = 1, .name = "Second"});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, "version_changed");
  const auto loaded =
      db().read([&](storage::Tx& tx) { return load_merchant(tx, admin_.scope, made->id); });
  EXPECT_EQ(loaded->name, "First");
  EXPECT_EQ(loaded->version, 2);
}

TEST_P(MerchantsTest, HidesWhatIsOutOfScope) {  // foreign and nonexistent look the same
  const auto own = shop(company()->id, "Own");
  const auto foreign = shop(company()->id, "Foreign");
  Actor limited;
  limited.scope = ScopeIssuer::of({}, {own->id});
  (void)db().read([&](storage::Tx& tx) -> Result<void> {
    EXPECT_TRUE(load_merchant(tx, limited.scope, own->id));
    const auto hidden = load_merchant(tx, limited.scope, foreign->id);
    const auto absent = load_merchant(tx, limited.scope, MerchantId{ids().next_key()});
    EXPECT_EQ(hidden.error().kind, ErrorKind::not_found);
    EXPECT_EQ(hidden.error().message, absent.error().message);
    EXPECT_EQ(list_merchants(tx, limited.scope, {}).size(), 1U);
    EXPECT_TRUE(list_merchants(tx, Scope(), {}).empty());
    return ok();
  });
  const auto denied = db().write([&](storage::Tx& tx) {
    return create_company(tx, call_as(limited),
                          {.name = "X",
                           .country = "DE",
                           .time_zone = "UTC",
                           .default_currency = Currency::of("EUR")});
  });
  EXPECT_EQ(denied.error().kind, ErrorKind::forbidden);
}

TEST_P(MerchantsTest, ListsByKeyAndSearchesLiterally) {  // pages continue without gaps; % and _ are
                                                         // text
  const auto home = company()->id;
  for (int i = 0; i < 5; ++i)
    ASSERT_TRUE(shop(home, i == 3 ? "100%_Off" : "Shop " + std::to_string(i)));
  (void)db().read([&](storage::Tx& tx) -> Result<void> {
    const auto first = list_merchants(tx, admin_.scope, {.limit = 2});
    const auto second = list_merchants(tx, admin_.scope, {.after = first.back().id, .limit = 2});
    EXPECT_GT(first.back().id, second.front().id);
    EXPECT_EQ(list_merchants(tx, admin_.scope, {.search = "%_o"}).size(), 1U);
    EXPECT_EQ(list_merchants(tx, admin_.scope, {.search = "SHOP"}).size(), 4U);
    return ok();
  });
}

TEST_P(MerchantsTest, KeepsAClosedMerchantClosed) {  // closing is final
  const auto made = shop(company()->id);
  ASSERT_TRUE(change({.id = made->id, .version = 1, .state = MerchantState::closed}));
  EXPECT_EQ(change({.id = made->id, .version = 2, .state = MerchantState::active}).error().code,
            "merchant_closed");
}

INSTANTIATE_TEST_SUITE_P(Both, MerchantsTest, both_dialects(), dialect_name);

}  // namespace
}  // namespace bursar::merchants
