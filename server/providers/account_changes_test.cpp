// Changing accounts on both databases: secrets that never come back, versions, who may, and which
// changes send money elsewhere.
#include "audit/audit.hpp"
#include "providers/accounts.hpp"
#include "providers/restrictions.hpp"
#include "testing/testing.hpp"

namespace bursar::providers {
namespace {

class AccountChangesTest : public DbTest {
 protected:
  std::vector<storage::Migration> migrations() const override {
    return join({audit::migrations(), fees::migrations(), providers::migrations()});
  }
  Call call() { return {operator_, clock().now(), ids(), random()}; }
  void SetUp() override {
    DbTest::SetUp();
    account_ = make(company_);
  }
  ProviderAccount make(CompanyId company) {
    CreateAccount create;
    create.account.company_id = company;
    create.account.adapter = "sim";
    create.account.title = "Acquirer";
    create.account.methods = {"card", "wallet"};
    create.account.base_url = "https://acquirer.example";
    create.api_key = Secret("a key of some length 1234");
    auto made = db().write(
        [&](storage::Tx& tx) { return create_account(tx, call(), *keys_, true, create); });
    return *made;
  }
  Result<ProviderAccount> change(ChangeAccount command) {
    command.id = account_.id;
    if (command.version == 0) command.version = account_.version;
    auto changed =
        db().write([&](storage::Tx& tx) { return change_account(tx, call(), *keys_, command); });
    if (changed) account_ = *changed;
    return changed;
  }
  std::string code_of(const ChangeAccount& command) {
    const auto changed = change(command);
    return changed ? "changed" : changed.error().field + "/" + changed.error().code;
  }
  static ChangeAccount restrict(Restrictions limits) {
    ChangeAccount command;
    command.restrictions = std::move(limits);
    return command;
  }

  const CompanyId company_{11 << 20}, other_{12 << 20};
  std::unique_ptr<vault::KeyRing> keys_ = vault::make_key_ring({{1, Secret(std::string(32, 'k'))}});
  Actor operator_ = [] {
    Actor actor;
    actor.name = "operator";
    actor.scope = ScopeIssuer::installation();
    return actor;
  }();
  ProviderAccount account_;
};
INSTANTIATE_TEST_SUITE_P(Both, AccountChangesTest, both_dialects(), dialect_name);

TEST_P(AccountChangesTest, ShowsOfASecretItsEndAndItsDayAlone) {
  // Protects secrets: no read gives one back, and a short one is not told by its end.
  ASSERT_EQ(account_.secrets.size(), 1U);
  EXPECT_EQ(account_.secrets[0].last4, "1234");
  ChangeAccount command;
  command.api_key = Secret("short");
  command.webhook_secret = Secret("a secret of messages 9876");
  clock().advance_ms(k_day_ms);
  ASSERT_TRUE(change(command));
  ASSERT_EQ(account_.secrets.size(), 2U);
  EXPECT_EQ(account_.secrets[0].last4, "");
  EXPECT_EQ(account_.secrets[1].last4, "9876");
  EXPECT_EQ(account_.secrets[1].set_at, clock().now());
  db().read([&](storage::Tx& tx) {
    EXPECT_EQ(open_config(tx, *keys_, account_.id).api_key.reveal(), "short");
    EXPECT_EQ(open_webhook_secret(tx, *keys_, account_.id).reveal(), "a secret of messages 9876");
    const auto entries = audit::about(tx, operator_.scope, "provider_account", account_.id.text());
    EXPECT_EQ(entries.size(), 2U);
    for (const auto& entry : entries)
      EXPECT_EQ((entry.entry.before + entry.entry.after).find("9876"), std::string::npos);
    return true;
  });
  command = {};
  command.webhook_secret = Secret();
  ASSERT_TRUE(change(command));
  EXPECT_EQ(account_.secrets.size(), 1U);
}

TEST_P(AccountChangesTest, LosesNoChangeOfTwoPeople) {
  // Protects the second editor's work: a save names the version it began with.
  ChangeAccount mine;
  mine.title = "Mine";
  ASSERT_TRUE(change(mine));
  ChangeAccount theirs;
  theirs.title = "Theirs";
  theirs.version = 1;
  EXPECT_EQ(code_of(theirs), "/version_changed");
  EXPECT_EQ(account_.title, "Mine");
}

TEST_P(AccountChangesTest, KeepsAccountsOfOthersOutOfReach) {
  // Protects tenants: a foreign account is absent, a shared one is seen and left alone, and nobody
  // of a company points the server at its own machine.
  const ProviderAccount shared = make({});
  const ProviderAccount foreign = make(other_);
  operator_.scope = ScopeIssuer::of({company_}, {});
  ChangeAccount command;
  command.title = "Other";
  ASSERT_EQ(code_of(command), "changed");
  command.base_url = "http://127.0.0.1:5432";
  EXPECT_EQ(code_of(command), "base_url/local_address");
  command.base_url.reset();
  account_ = foreign;
  EXPECT_EQ(code_of(command), "/not_found");
  account_ = shared;
  EXPECT_EQ(code_of(command), "/shared_account");
}

TEST_P(AccountChangesTest, JudgesSettingsAndRestrictionsByTheirFields) {
  // Protects the form: what the adapter does not describe is not stored, and each list is sound.
  ChangeAccount settings;
  settings.settings = Settings{{"colour", "red"}};
  EXPECT_EQ(code_of(settings), "settings.colour/unknown_setting");
  ChangeAccount methods;
  methods.methods = std::vector<std::string>{"cheque"};
  EXPECT_EQ(code_of(methods), "methods/unknown_method");
  const Currency eur = Currency::of("EUR");
  EXPECT_EQ(code_of(restrict({.bounds = {{eur, 9, 8}}})), "bounds/out_of_range");
  EXPECT_EQ(code_of(restrict({.bounds = {{eur, 1, 0}, {eur, 2, 0}}})), "bounds/repeated");
  EXPECT_EQ(code_of(restrict({.countries_allow = {"de"}})), "countries_allow/invalid_country");
  EXPECT_EQ(code_of(restrict({.countries_allow = {"DE"}, .countries_deny = {"FR"}})),
            "countries_deny/both_lists");
  ChangeAccount secret;
  secret.webhook_secret = Secret("too short");
  EXPECT_EQ(code_of(secret), "webhook_secret/invalid_webhook_secret");
}

TEST_P(AccountChangesTest, RestrictsByAmountCountryAndOperation) {
  // Protects what an account is allowed: each restriction stops its own case and survives storage.
  const Currency eur = Currency::of("EUR"), usd = Currency::of("USD");
  ASSERT_EQ(code_of(restrict({.bounds = {{eur, 100, 5'000}, {usd, 0, 900}},
                              .countries_deny = {"FR", "BE"},
                              .operations = {RequestKind::sale}})),
            "changed");
  const auto stored =
      *db().read([&](storage::Tx& tx) { return read_account(tx, operator_.scope, account_.id); });
  const auto why = [&](std::int64_t minor, Currency currency, std::string_view country = "DE",
                       RequestKind kind = RequestKind::sale) {
    return restriction_of(stored, {minor, currency}, kind, country);
  };
  EXPECT_EQ(why(5'000, eur), "");
  EXPECT_EQ(why(99, eur), "amount_too_small");
  EXPECT_EQ(why(5'001, eur), "amount_too_large");
  EXPECT_EQ(why(901, usd), "amount_too_large");
  EXPECT_EQ(why(1, Currency::of("GBP")), "");
  EXPECT_EQ(why(200, eur, "FR"), "country_not_served");
  EXPECT_EQ(why(200, eur, ""), "");
  EXPECT_EQ(why(200, eur, "DE", RequestKind::payout), "operation_not_served");
  EXPECT_TRUE(takes_method(stored, "wallet"));
  EXPECT_FALSE(takes_method(stored, "bnpl"));
  ProviderAccount allowed = stored;
  allowed.restrictions = {.countries_allow = {"DE"}};
  EXPECT_EQ(restriction_of(allowed, {1, eur}, RequestKind::sale, ""), "country_not_served");
}

TEST_P(AccountChangesTest, KnowsWhatSendsMoneyElsewhere) {
  // Protects the second pair of eyes: address, key, secret and enabling are asked about, names not.
  const auto moves = [&](auto set) {
    ChangeAccount command;
    set(command);
    return moves_money(account_, command);
  };
  EXPECT_FALSE(moves([](ChangeAccount& c) { c.title = "Other"; }));
  EXPECT_FALSE(moves([](ChangeAccount& c) { c.base_url = "https://acquirer.example"; }));
  EXPECT_FALSE(moves([](ChangeAccount& c) { c.is_enabled = false; }));
  EXPECT_TRUE(moves([](ChangeAccount& c) { c.base_url = "https://other.example"; }));
  EXPECT_TRUE(moves([](ChangeAccount& c) { c.api_key = Secret("k"); }));
  EXPECT_TRUE(moves([](ChangeAccount& c) { c.webhook_secret = Secret("k"); }));
  account_.is_enabled = false;
  EXPECT_TRUE(moves([](ChangeAccount& c) { c.is_enabled = true; }));
}

TEST_P(AccountChangesTest, ReadsATestOfTheConnection) {
  // Protects the button: only an answer of this provider about nothing counts as working.
  const Adapter& sim = *find_adapter("sim");
  const Call now = call();
  const ProviderRequest request = probe_request(sim, now);
  const auto judged = [&](Reach reach, int status, std::string body) {
    return judge_probe(sim, request, {reach, status, std::move(body), "", 5}, now.now);
  };
  EXPECT_EQ(request.kind, RequestKind::query);
  EXPECT_TRUE(judged(Reach::answered, 404, R"({"found":false})").is_working);
  EXPECT_FALSE(judged(Reach::answered, 404, "<html>").is_working);
  EXPECT_FALSE(judged(Reach::answered, 401, "{}").is_working);
  EXPECT_FALSE(judged(Reach::answered, 200, "{}").is_working);
  EXPECT_FALSE(judged(Reach::not_sent, 0, "").is_working);
  const AccountTest test = judged(Reach::unknown, 0, "");
  ASSERT_TRUE(
      db().write([&](storage::Tx& tx) { return record_test(tx, call(), account_.id, test); }));
  db().read([&](storage::Tx& tx) {
    EXPECT_EQ(last_test(tx, account_.id)->note, test.note);
    return true;
  });
}

}  // namespace
}  // namespace bursar::providers
