// Provider accounts on both databases: sealed keys, who may use them, scopes.
#include "audit/audit.hpp"
#include "providers/restrictions.hpp"
#include "testing/testing.hpp"

namespace bursar::providers {
namespace {

class AccountsTest : public DbTest {
 protected:
  std::vector<storage::Migration> migrations() const override {
    return join({audit::migrations(), fees::migrations(), providers::migrations()});
  }
  Call call() { return {operator_, clock().now(), ids(), random()}; }

  static CreateAccount command(std::string title = "Acquirer") {
    CreateAccount create;
    create.account.adapter = "sim";
    create.account.title = std::move(title);
    create.account.method = "card";
    create.account.base_url = "http://127.0.0.1:9000";
    create.account.cost.scheme = {800, {{Currency::of("EUR"), 2, {}, {}}}};
    create.api_key = Secret("secret-1");
    return create;
  }
  Result<ProviderAccount> create(const CreateAccount& create, bool sandbox = true) {
    return db().write(
        [&](storage::Tx& tx) { return create_account(tx, call(), *keys_, sandbox, create); });
  }
  std::vector<std::string> usable_by(CompanyId company) {
    return db().read([&](storage::Tx& tx) {
      std::vector<std::string> titles;
      for (const ProviderAccount& account : usable_accounts(tx, company))
        titles.push_back(account.title);
      return titles;
    });
  }
  template <class F>
  void run(F fn) {
    ASSERT_TRUE(db().write([&](storage::Tx& tx) -> Result<void> {
      fn(tx);
      return ok();
    }));
  }

  const CompanyId company_{11 << 20};
  const CompanyId other_company_{12 << 20};
  std::unique_ptr<vault::KeyRing> keys_ = vault::make_key_ring({{1, Secret(std::string(32, 'k'))}});
  Actor operator_ = [] {
    Actor actor;
    actor.name = "operator";
    actor.scope = ScopeIssuer::installation();
    return actor;
  }();
};
INSTANTIATE_TEST_SUITE_P(Both, AccountsTest, both_dialects(), dialect_name);

TEST_P(AccountsTest, KeepsTheKeySealedAndGivesItBack) {
  // Protects the provider's key: no column holds it in the clear, and it opens only in its own row.
  const auto first = create(command());
  const auto second = create(command("Second"));
  ASSERT_TRUE(first && second) << first.error().message;
  db().read([&](storage::Tx& tx) {
    EXPECT_EQ(open_config(tx, *keys_, first->id).api_key.reveal(), "secret-1");
    EXPECT_EQ(load_account(tx, first->id)->cost.scheme.percent_ppm, 800);
    tx.query("SELECT sealed FROM provider_secret", {}, [](const storage::Row& row) {
      EXPECT_EQ(row.blob(0).find("secret"), std::string_view::npos);
    });
    return true;
  });
  run([&](storage::Tx& tx) {
    tx.exec(
        "UPDATE provider_secret SET sealed = (SELECT p.sealed FROM provider_secret p "
        "WHERE p.account_id = $1) WHERE account_id = $2",
        {first->id, second->id});
  });
  db().read([&](storage::Tx& tx) {
    EXPECT_THROW(open_config(tx, *keys_, second->id), std::runtime_error);
    return true;
  });
}

TEST_P(AccountsTest, ReconnectsToAnotherAddress) {
  // Protects the demo's start: the simulator's port and key change, the account stays the same.
  const auto account = create(command());
  ASSERT_TRUE(account);
  run([&](storage::Tx& tx) {
    set_connection(tx, call(), *keys_, account->id, "http://127.0.0.1:9001", Secret("secret-2"));
  });
  db().read([&](storage::Tx& tx) {
    const AccountConfig config = open_config(tx, *keys_, account->id);
    EXPECT_EQ(config.base_url, "http://127.0.0.1:9001");
    EXPECT_EQ(config.api_key.reveal(), "secret-2");
    EXPECT_EQ(load_account(tx, account->id)->version, 2);
    EXPECT_EQ(audit::about(tx, operator_.scope, "provider_account", account->id.text()).size(), 2U);
    return true;
  });
}

TEST_P(AccountsTest, RefusesWhatCannotWork) {
  // Protects the form: each bad member is named, and the simulator cannot be reached from live.
  const auto code_of = [&](auto change, bool sandbox = true) {
    CreateAccount bad = command();
    change(bad);
    const auto created = create(bad, sandbox);
    return created ? std::string("created") : created.error().field + "/" + created.error().code;
  };
  EXPECT_EQ(code_of([](CreateAccount& c) { c.account.adapter = "nobody"; }),
            "adapter/unknown_adapter");
  EXPECT_EQ(code_of([](CreateAccount& c) { c.account.title = " "; }), "title/invalid_title");
  EXPECT_EQ(code_of([](CreateAccount& c) { c.account.method = "Card!"; }),
            "methods/invalid_method");
  EXPECT_EQ(code_of([](CreateAccount& c) { c.account.base_url = "http://acquirer.example"; }),
            "base_url/invalid_url");
  EXPECT_EQ(code_of([](CreateAccount& c) { c.account.base_url = "https://user@acquirer.example"; }),
            "base_url/invalid_url");
  EXPECT_EQ(code_of([](CreateAccount& c) { c.api_key = Secret(); }), "api_key/invalid_api_key");
  EXPECT_EQ(code_of([](CreateAccount& c) {
              c.account.amount_min_minor = 9;
              c.account.amount_max_minor = 8;
            }),
            "amount_max_minor/out_of_range");
  EXPECT_EQ(code_of([](CreateAccount&) {}, false), "/sandbox_only");
}

TEST_P(AccountsTest, ACompanyUsesItsOwnAccountsFirst) {
  // Protects routing: the order without rules, and tenants from each other's accounts.
  CreateAccount own = command("own");
  own.account.company_id = company_;
  ASSERT_TRUE(create(command("shared")) && create(own) && create(command("later")));
  EXPECT_EQ(usable_by(company_), (std::vector<std::string>{"own", "shared", "later"}));
  EXPECT_EQ(usable_by(other_company_), (std::vector<std::string>{"shared", "later"}));
}

TEST_P(AccountsTest, ListsWhatAScopeMayUse) {
  // Protects tenants on the list of accounts, and shared accounts from being made by a tenant.
  CreateAccount own = command("own");
  own.account.company_id = company_;
  ASSERT_TRUE(create(command("shared")) && create(own));
  const auto listed = [&](const Scope& scope) {
    return db().read([&](storage::Tx& tx) { return list_accounts(tx, scope).size(); });
  };
  EXPECT_EQ(listed(operator_.scope), 2U);
  EXPECT_EQ(listed(ScopeIssuer::of({company_}, {})), 2U);
  EXPECT_EQ(listed(ScopeIssuer::of({other_company_}, {})), 1U);
  operator_.scope = ScopeIssuer::of({company_}, {});
  EXPECT_EQ(create(command()).error().kind, ErrorKind::not_found);
  own.account.company_id = other_company_;
  EXPECT_EQ(create(own).error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace bursar::providers
