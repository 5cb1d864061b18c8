// Memberships and keys of one project: what they reach, what they never reach, and who gives them.
#include "identity/identity_fixture.hpp"
#include "identity/role_store.hpp"
#include "identity/trail.hpp"

namespace bursar::identity {
namespace {

constexpr CompanyId k_acme{1001};
constexpr MerchantId k_shop{2001};
constexpr MerchantId k_other_shop{2002};
constexpr ProjectId k_web{3001};
constexpr ProjectId k_app{3002};

Place project_place(ProjectId project) { return {ScopeKind::project, k_acme, k_shop, project}; }
Place shop_place(MerchantId shop = k_shop) { return {ScopeKind::merchant, k_acme, shop, {}}; }

class ProjectPlaceTest : public IdentityTest {
 protected:
  Scope scope(const Person& person, std::string_view permission) {
    return actor_of(person.id, permission).scope;
  }
  std::string give(const Person& by, const Person& to, Grantee grant) {
    const Actor actor = actor_of(by.id, "users:write");
    const std::int64_t version =
        count("SELECT version FROM user_account WHERE id = " + std::to_string(to.id.key));
    return code_from([&](Tx& tx) {
      return add_membership(tx, call_as(actor), {to.id, version, std::move(grant)});
    });
  }
  std::string key_code(const Person& by, std::vector<std::string> scopes, ProjectId project) {
    const Actor actor = actor_of(by.id, "api_keys:write");
    CreateApiKey command{k_acme, k_shop, "one project", std::move(scopes), {}};
    command.project = project;
    return code_from(
        [&](Tx& tx) { return create_api_key(tx, call_as(actor), settings(), command); });
  }
  std::size_t people_seen_by(const Person& person) {
    const Scope reach = scope(person, "users:read");
    return must([&](Tx& tx) {
             return Result<std::vector<User>>(list_users(tx, reach, {}, clock().now()));
           })
        .size();
  }
};
INSTANTIATE_TEST_SUITE_P(Both, ProjectPlaceTest, both_dialects(), dialect_name);

TEST_P(ProjectPlaceTest, reaches_the_project_and_nothing_beside_or_above_it) {
  // Protects: R-05, a membership at a project is none at its sibling, its merchant or its company.
  const Person ada = add_person("ada@example.org", "operator", project_place(k_web));
  const Scope reach = scope(ada, "payments:refund");
  EXPECT_TRUE(reach.contains(k_acme, k_shop, k_web));
  EXPECT_FALSE(reach.contains(k_acme, k_shop, k_app));
  EXPECT_FALSE(reach.contains(k_acme, k_shop));
  EXPECT_FALSE(reach.contains(k_acme));
  EXPECT_TRUE(reach.touches(k_acme, k_shop));
  EXPECT_FALSE(reach.touches(k_acme, k_other_shop));
}

TEST_P(ProjectPlaceTest, has_no_right_over_the_merchant_as_a_whole) {
  // Protects: balances, settings, payouts, customers over all projects stay with the merchant.
  const Person ada = add_person("ada@example.org", "administrator", project_place(k_web));
  for (const Permission& permission : k_permissions)
    EXPECT_EQ(reaches_anything(scope(ada, permission.key)), permission.at_project)
        << permission.key;
  for (const std::string_view whole :
       {"ledger:read", "merchants:read", "merchants:write", "payouts:create", "providers:read",
        "customers:read", "dashboard:read", "audit:read", "companies:read"})
    EXPECT_FALSE(find_permission(whole)->at_project) << whole;
}

TEST_P(ProjectPlaceTest, gives_on_what_it_holds_and_no_more) {
  // Protects: R-09 at projects, and that whoever holds the merchant holds its projects.
  const Person owner = add_person("owner@example.org", "owner", shop_place());
  const Person lead = add_person("lead@example.org", "owner", project_place(k_web));
  const Person ada = add_person("ada@example.org", "viewer", project_place(k_web));
  EXPECT_EQ(give(owner, ada, {"operator", project_place(k_app), {}}), "");
  EXPECT_EQ(give(lead, ada, {"operator", project_place(k_web), {}}), "not_found");
  const Person bob = add_person("bob@example.org", "viewer", project_place(k_web));
  EXPECT_EQ(give(lead, bob, {"operator", project_place(k_web), {}}), "");
  EXPECT_EQ(give(lead, bob, {"operator", project_place(k_app), {}}), "permission_missing");
  EXPECT_EQ(give(lead, bob, {"viewer", shop_place(), {}}), "permission_missing");
  EXPECT_EQ(people_seen_by(lead), 3U);  // themselves, ada and bob; not the owner
}

TEST_P(ProjectPlaceTest, ends_with_its_time_and_with_its_merchant) {
  // Protects: an end date holds at projects, and whoever leaves a merchant leaves its projects.
  const Person owner = add_person("owner@example.org", "administrator");
  const Person ada = add_person("ada@example.org", "viewer", shop_place());
  const Instant soon = clock().now().plus_ms(k_day_ms);
  EXPECT_EQ(give(owner, ada, {"operator", project_place(k_web), soon}), "");
  EXPECT_FALSE(scope(ada, "payments:refund").projects().empty());
  clock().advance_ms(k_day_ms);
  EXPECT_TRUE(scope(ada, "payments:refund").projects().empty());
  EXPECT_EQ(give(owner, ada, {"finance", project_place(k_app), {}}), "");
  const Actor actor = actor_of(owner.id, "users:write");
  const std::int64_t version =
      count("SELECT version FROM user_account WHERE id = " + std::to_string(ada.id.key));
  const User moved = must([&](Tx& tx) {
    return transfer_user(tx, call_as(actor),
                         {ada.id, version, shop_place(), shop_place(k_other_shop)});
  });
  ASSERT_EQ(moved.memberships.size(), 1U);
  EXPECT_EQ(moved.memberships[0].place, shop_place(k_other_shop));
}

TEST_P(ProjectPlaceTest, makes_keys_of_the_project_alone) {
  // Protects: a project's key reaches that project, and nobody makes one beyond their own place.
  const Person lead = add_person("lead@example.org", "owner", project_place(k_web));
  EXPECT_EQ(key_code(lead, {"transactions:read"}, k_web), "");
  EXPECT_EQ(key_code(lead, {"transactions:read"}, k_app), "not_found");
  EXPECT_EQ(key_code(lead, {"transactions:read"}, {}), "not_found");
  EXPECT_EQ(key_code(lead, {"payouts:write"}, k_web), "scope_without_effect");
  const Person owner = add_person("owner@example.org", "owner", shop_place());
  EXPECT_EQ(key_code(owner, {"transactions:read"}, {}), "");
  EXPECT_EQ(key_code(owner, {"transactions:write"}, k_app), "");
  const auto keys = [&](const Person& person) {
    const Scope reach = scope(person, "api_keys:read");
    return must([&](Tx& tx) {
      return Result<std::vector<ApiKey>>(list_api_keys(tx, reach, k_shop, clock().now()));
    });
  };
  ASSERT_EQ(keys(lead).size(), 1U);
  EXPECT_EQ(keys(owner).size(), 3U);
  const Scope of_key = key_scope(keys(lead)[0]);
  EXPECT_TRUE(of_key.contains(k_acme, k_shop, k_web));
  EXPECT_FALSE(of_key.contains(k_acme, k_shop));
}

}  // namespace
}  // namespace bursar::identity
