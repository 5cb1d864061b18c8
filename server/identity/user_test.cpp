// Users, roles and scopes: who may grant what where, and what a membership reaches.
#include "identity/identity_fixture.hpp"

namespace bursar::identity {
namespace {

constexpr CompanyId k_acme{1001};
constexpr CompanyId k_globex{1002};
constexpr MerchantId k_acme_shop{2001};
constexpr MerchantId k_globex_shop{2002};

Place company_place(CompanyId company) { return {ScopeKind::company, company, {}, {}}; }
Place merchant_place(CompanyId company, MerchantId merchant) {
  return {ScopeKind::merchant, company, merchant, {}};
}

class UserTest : public IdentityTest {
 protected:
  Scope scope(const Person& person, std::string_view permission) {
    return must(
        [&](Tx& tx) { return Result<Scope>(scope_of(tx, person.id, permission, clock().now())); });
  }
  std::string create_as(const Person& person, const std::string& role, Place place) {
    const Actor actor = actor_of(person.id, "users:write");
    const std::string email = "made" + std::to_string(++made_) + "@example.org";
    return code_from([&](Tx& tx) {
      return create_user(tx, call_as(actor), settings(),
                         {email, "Made", role, place, known_hash()});
    });
  }
  std::vector<User> list_as(const Person& person) {
    const Actor actor = actor_of(person.id, "users:read");
    return must([&](Tx& tx) {
      return Result<std::vector<User>>(list_users(tx, actor.scope, {}, clock().now()));
    });
  }

 private:
  int made_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Both, UserTest, both_dialects(), dialect_name);

TEST_P(UserTest, computes_the_scope_from_memberships) {
  // Protects: R-01, a scope is exactly the union of the places whose role grants the permission.
  const Person root = add_person("root@example.org");
  const Person owner = add_person("owner@example.org", "administrator", company_place(k_acme));
  const Person viewer =
      add_person("viewer@example.org", "viewer", merchant_place(k_acme, k_acme_shop));
  EXPECT_TRUE(scope(root, "payments:refund").everything());
  EXPECT_TRUE(scope(owner, "payments:refund").contains(k_acme, k_acme_shop));
  EXPECT_FALSE(scope(owner, "payments:refund").contains(k_globex, k_globex_shop));
  EXPECT_FALSE(scope(owner, "payments:refund").everything());
  EXPECT_TRUE(scope(viewer, "payments:read").contains(k_acme, k_acme_shop));
  EXPECT_FALSE(scope(viewer, "payments:read").contains(k_acme));
  EXPECT_FALSE(reaches_anything(scope(viewer, "payments:refund")));
  EXPECT_FALSE(reaches_anything(scope(root, "no:such")));
}

TEST_P(UserTest, grants_platform_permissions_installation_wide_only) {
  // Protects: R-09, an administrator of one company sees nothing of the installation.
  const Person owner = add_person("owner@example.org", "administrator", company_place(k_acme));
  EXPECT_FALSE(reaches_anything(scope(owner, "system:read")));
  EXPECT_TRUE(reaches_anything(scope(owner, "audit:read")));
}

TEST_P(UserTest, ends_a_membership_at_its_date) {
  // Protects: temporary access ends by itself.
  const Person owner = add_person("owner@example.org", "viewer", company_place(k_acme));
  const Instant end = clock().now().plus_ms(k_day_ms);
  must([&](Tx& tx) {
    tx.exec("UPDATE membership SET expires_at = $1", {end});
    return ok();
  });
  EXPECT_TRUE(reaches_anything(scope(owner, "payments:read")));
  clock().advance_ms(k_day_ms);
  EXPECT_FALSE(reaches_anything(scope(owner, "payments:read")));
}

TEST_P(UserTest, lists_capabilities_with_their_scopes) {
  // Protects: the office shows what the server would allow, and nothing else.
  const Person viewer = add_person("viewer@example.org", "viewer", company_place(k_acme));
  const auto found = must([&](Tx& tx) {
    return Result<std::vector<Capability>>(capabilities(tx, viewer.id, clock().now()));
  });
  std::string keys;
  for (const auto& capability : found) {
    keys += std::string(capability.permission) + ";";
    EXPECT_TRUE(capability.scope.contains(k_acme));
    EXPECT_FALSE(capability.scope.everything());
  }
  EXPECT_EQ(keys,
            "dashboard:read;live:read;payments:read;recipients:read;batches:read;ledger:read;"
            "companies:read;merchants:read;projects:read;");
}

TEST_P(UserTest, lets_nobody_grant_more_than_they_hold) {
  // Protects: R-09, neither a stronger role nor a wider or foreign place.
  const Person root = add_person("root@example.org");
  const Person owner = add_person("owner@example.org", "administrator", company_place(k_acme));
  EXPECT_EQ(create_as(root, "administrator", {}), "");
  EXPECT_EQ(create_as(owner, "viewer", company_place(k_acme)), "");
  EXPECT_EQ(create_as(owner, "viewer", merchant_place(k_acme, k_acme_shop)), "");
  EXPECT_EQ(create_as(owner, "viewer", company_place(k_globex)), "permission_missing");
  EXPECT_EQ(create_as(owner, "viewer", {}), "permission_missing");
  EXPECT_EQ(create_as(owner, "administrator", company_place(k_acme)), "permission_missing")
      << "it would grant system:read, which the owner lacks";
  EXPECT_EQ(create_as(root, "emperor", {}), "role_unknown");
}

TEST_P(UserTest, checks_name_and_address) {
  // Protects: accounts can be mailed to and shown.
  const Person root = add_person("root@example.org");
  const Actor actor = actor_of(root.id, "users:write");
  for (const auto& [email, name, code] :
       {std::tuple("plain", "Ada", "email_invalid"), std::tuple("a@b@c", "Ada", "email_invalid"),
        std::tuple("a b@example.org", "Ada", "email_invalid"),
        std::tuple("@example.org", "Ada", "email_invalid"),
        std::tuple("ada@example.org", "  ", "name_invalid"),
        std::tuple("ROOT@example.org", "Ada", "email_taken"),
        std::tuple("ada@example.org", "Ada", "")})
    EXPECT_EQ(code_from([&](Tx& tx) {
                return create_user(tx, call_as(actor), settings(),
                                   {email, name, "viewer", {}, known_hash()});
              }),
              code)
        << email;
}

TEST_P(UserTest, lists_users_within_the_scope) {
  // Protects: R-10, no name and no membership of another company shows.
  const Person root = add_person("root@example.org");
  const Person owner = add_person("owner@example.org", "administrator", company_place(k_acme));
  add_person("shop@example.org", "viewer", merchant_place(k_acme, k_acme_shop));
  add_person("foreign@example.org", "viewer", company_place(k_globex));
  EXPECT_EQ(list_as(root).size(), 4U);
  const auto seen = list_as(owner);
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[0].email, "shop@example.org") << "newest first";
  EXPECT_EQ(seen[1].email, "owner@example.org");
  ASSERT_EQ(seen[0].memberships.size(), 1U);
  EXPECT_EQ(seen[0].memberships[0].role_key, "viewer");
}

TEST_P(UserTest, pages_through_users) {
  // Protects: a page ends where the next begins.
  for (const char* email : {"a@example.org", "b@example.org", "c@example.org"}) add_person(email);
  const auto page = [&](UserId before) {
    return must([&](Tx& tx) {
      return Result<std::vector<User>>(list_users(tx, ScopeIssuer::installation(),
                                                  {.before = before, .limit = 2}, clock().now()));
    });
  };
  const auto first = page({});
  ASSERT_EQ(first.size(), 2U);
  const auto second = page(first.back().id);
  ASSERT_EQ(second.size(), 1U);
  EXPECT_EQ(second[0].email, "a@example.org");
}

TEST_P(UserTest, keeps_the_last_administrator) {
  // Protects: R-09, the installation cannot be locked out of itself.
  const Person root = add_person("root@example.org");
  const Person viewer = add_person("viewer@example.org", "viewer");
  const auto disable = [&](UserId user) {
    return code_from([&](Tx& tx) { return disable_user(tx, call(), user); });
  };
  EXPECT_EQ(disable(root.id), "last_administrator");
  EXPECT_EQ(disable(viewer.id), "");
  const Person second = add_person("second@example.org");
  EXPECT_EQ(disable(root.id), "");
  EXPECT_EQ(disable(second.id), "last_administrator");
  EXPECT_EQ(disable(UserId{99}), "not_found");
  EXPECT_EQ(code_from([&](Tx& tx) { return enable_user(tx, call(), root.id); }), "");
  EXPECT_EQ(code_from([&](Tx& tx) { return enable_user(tx, call(), root.id); }), "not_disabled");
}

TEST_P(UserTest, governs_only_users_inside_the_scope) {
  // Protects: a company's administrator cannot disable somebody who reaches further.
  add_person("root@example.org");
  const Person other = add_person("other@example.org");
  const Person owner = add_person("owner@example.org", "administrator", company_place(k_acme));
  const Person mine = add_person("mine@example.org", "viewer", company_place(k_acme));
  const Actor actor = actor_of(owner.id, "users:write");
  EXPECT_EQ(code_from([&](Tx& tx) { return disable_user(tx, call_as(actor), other.id); }),
            "not_found");
  EXPECT_EQ(code_from([&](Tx& tx) { return disable_user(tx, call_as(actor), mine.id); }), "");
}

TEST_P(UserTest, disables_accounts_unused_for_ninety_days) {
  // Protects: A-05; the last administrator stays.
  add_person("root@example.org");
  add_person("idle@example.org", "viewer");
  clock().advance_ms(89 * k_day_ms);
  sign_in("root@example.org");
  const auto sweep = [&] {
    return must(
        [&](Tx& tx) { return Result<std::int64_t>(disable_unused_users(tx, call(), settings())); });
  };
  EXPECT_EQ(sweep(), 0);
  clock().advance_ms(2 * k_day_ms);
  EXPECT_EQ(sweep(), 1);
  EXPECT_FALSE(sign_in("idle@example.org").grant);
  clock().advance_ms(100 * k_day_ms);
  EXPECT_EQ(sweep(), 0);
  EXPECT_TRUE(sign_in("root@example.org").grant);
}

}  // namespace
}  // namespace bursar::identity
