// Roles of one's own making: who may make, change and delete them, and what a refusal tells.
#include "identity/identity_fixture.hpp"
#include "identity/role_store.hpp"

namespace bursar::identity {
namespace {

constexpr CompanyId k_acme{1001};
constexpr CompanyId k_globex{1002};
constexpr MerchantId k_acme_shop{2001};

Place company_place(CompanyId company) { return {ScopeKind::company, company, {}, {}}; }

class RoleTest : public IdentityTest {
 protected:
  std::string create_code(const Person& by, const CreateRole& command) {
    const Actor actor = actor_of(by.id, "roles:write");
    return code_from([&](Tx& tx) { return create_role(tx, call_as(actor), command); });
  }
  Role make(const Person& by, const CreateRole& command) {
    const Actor actor = actor_of(by.id, "roles:write");
    return must([&](Tx& tx) { return create_role(tx, call_as(actor), command); });
  }
  std::string update_code(const Person& by, const UpdateRole& command) {
    const Actor actor = actor_of(by.id, "roles:write");
    return code_from([&](Tx& tx) { return update_role(tx, call_as(actor), command); });
  }
  std::string delete_code(const Person& by, RoleId role, std::int64_t version) {
    const Actor actor = actor_of(by.id, "roles:write");
    return code_from([&](Tx& tx) { return delete_role(tx, call_as(actor), role, version); });
  }
  bool may(const Person& person, std::string_view permission) {
    return reaches_anything(actor_of(person.id, permission).scope);
  }
};
INSTANTIATE_TEST_SUITE_P(Both, RoleTest, both_dialects(), dialect_name);

TEST_P(RoleTest, installs_the_roles_of_both_products) {
  // Protects: the built-in roles exist with distinct rights; only the administrator has it all.
  const auto roles = must([&](Tx& tx) {
    return Result<std::vector<Role>>(list_roles(tx, ScopeIssuer::installation()));
  });
  std::string keys;
  for (const Role& role : roles) keys += role.key + ";";
  EXPECT_EQ(keys,
            "administrator;viewer;owner;operator;finance;risk;support_agent;support;"
            "merchant_admin;");
  for (const Role& role : roles) {
    EXPECT_TRUE(role.built_in) << role.key;
    const bool all = role.permissions.size() == k_permissions.size();
    EXPECT_EQ(all, role.key == "administrator") << role.key;
    for (const auto& key : role.permissions)
      EXPECT_FALSE(role.key != "administrator" && find_permission(key)->platform) << role.key;
    // Files to the bank carry what others have asked for and released.
    const bool moves_money =
        std::any_of(role.permissions.begin(), role.permissions.end(), [](const auto& key) {
          return find_permission(key)->moves_money && key != "bank_files:write";
        });
    const bool expected = role.key == "administrator" || role.key == "owner" ||
                          role.key == "operator" || role.key == "merchant_admin";
    EXPECT_EQ(moves_money, expected) << role.key;
  }
}

TEST_P(RoleTest, makes_a_role_from_single_permissions) {
  // Protects: X5, a custom role works, and its holders feel a change at once.
  const Person root = add_person("root@example.org");
  Role role = make(root, {{}, " Night desk ", "at night", {"payments:refund", "payments:read"}});
  EXPECT_EQ(role.name, "Night desk");
  EXPECT_EQ(role.permissions, (std::vector<std::string>{"payments:read", "payments:refund"}));
  const Person desk = add_person("desk@example.org", role.key, company_place(k_acme));
  EXPECT_TRUE(may(desk, "payments:refund"));
  EXPECT_EQ(update_code(root, {role.id, role.version, {}, {}, {{"payments:read"}}}), "");
  EXPECT_FALSE(may(desk, "payments:refund"));
  EXPECT_TRUE(may(desk, "payments:read"));
}

TEST_P(RoleTest, checks_words_and_permissions) {
  // Protects: no nameless, empty or twin role.
  const Person root = add_person("root@example.org");
  EXPECT_EQ(create_code(root, {{}, " ", "", {"payments:read"}}), "name_invalid");
  EXPECT_EQ(create_code(root, {{}, std::string(61, 'x'), "", {"payments:read"}}), "name_invalid");
  EXPECT_EQ(create_code(root, {{}, "A", "", {}}), "permissions_empty");
  EXPECT_EQ(create_code(root, {{}, "A", "", {"everything:do"}}), "permission_unknown");
  EXPECT_EQ(create_code(root, {{}, "OPERATOR", "", {"payments:read"}}), "role_name_taken");
  EXPECT_EQ(create_code(root, {{}, "Desk", "", {"payments:read"}}), "");
  EXPECT_EQ(create_code(root, {{}, "desk", "", {"payments:read"}}), "role_name_taken");
}

TEST_P(RoleTest, keeps_platform_permissions_out_of_companies) {
  // Protects: R-09, a company's role never speaks about the installation.
  const Person root = add_person("root@example.org");
  EXPECT_EQ(create_code(root, {k_acme, "Watch", "", {"system:read"}}), "platform_permission");
  const Role role = make(root, {k_acme, "Watch", "", {"payments:read"}});
  EXPECT_EQ(update_code(root, {role.id, 1, {}, {}, {{"payments:read", "system:read"}}}),
            "platform_permission");
  EXPECT_EQ(create_code(root, {{}, "Watch all", "", {"system:read"}}), "");
}

TEST_P(RoleTest, puts_nothing_into_a_role_that_its_maker_lacks) {
  // Protects: R-09 for making and editing: neither a permission nor a place beyond one's own.
  const Person root = add_person("root@example.org");
  const Role keepers =
      make(root, {{}, "Keepers", "", {"roles:write", "users:write", "payments:read"}});
  const Person keeper = add_person("keeper@example.org", keepers.key, company_place(k_acme));
  EXPECT_EQ(create_code(keeper, {k_acme, "R", "", {"payments:refund"}}), "permission_missing");
  EXPECT_EQ(create_code(keeper, {k_globex, "R", "", {"payments:read"}}), "not_found");
  EXPECT_EQ(create_code(keeper, {{}, "R", "", {"payments:read"}}), "permission_missing");
  const Role mine = make(keeper, {k_acme, "R", "", {"payments:read"}});
  EXPECT_EQ(update_code(keeper, {mine.id, 1, {}, {}, {{"payments:read", "payments:refund"}}}),
            "permission_missing");
  EXPECT_EQ(update_code(keeper, {keepers.id, 1, {}, {}, {{"payments:read"}}}), "permission_missing")
      << "a role of the installation is not a company's to change";
  EXPECT_EQ(update_code(keeper, {RoleId{1}, 1, {"Mine"}, {}, {}}), "role_built_in");
}

TEST_P(RoleTest, keeps_a_companys_role_to_its_company) {
  // Protects: a role of one company is neither seen nor given in another.
  const Person root = add_person("root@example.org");
  const Person other = add_person("other@example.org", "owner", company_place(k_globex));
  const Role role = make(root, {k_acme, "Acme desk", "", {"payments:read"}});
  const Actor actor = actor_of(other.id, "roles:write");
  const auto seen =
      must([&](Tx& tx) { return Result<std::vector<Role>>(list_roles(tx, actor.scope)); });
  for (const Role& one : seen) EXPECT_NE(one.id, role.id);
  EXPECT_EQ(delete_code(other, role.id, 1), "not_found");
  const auto invite = [&](const Person& by, Place place) {
    const Actor inviter = actor_of(by.id, "users:write");
    return code_from([&](Tx& tx) {
      return invite_user(tx, call_as(inviter), settings(),
                         {"new@example.org", "New", {role.key, place, {}}});
    });
  };
  EXPECT_EQ(invite(other, company_place(k_globex)), "role_unknown");
  EXPECT_EQ(invite(root, company_place(k_globex)), "role_foreign");
  EXPECT_EQ(invite(root, {}), "role_foreign");
  EXPECT_EQ(invite(root, {ScopeKind::merchant, k_acme, k_acme_shop, {}}), "");
}

TEST_P(RoleTest, deletes_only_unused_roles_and_sees_conflicts) {
  // Protects: U2 for roles; nobody loses rights because a role vanished.
  const Person root = add_person("root@example.org");
  const Role role = make(root, {{}, "Desk", "", {"payments:read"}});
  const Person desk = add_person("desk@example.org", role.key);
  EXPECT_EQ(delete_code(root, role.id, 1), "role_in_use");
  EXPECT_EQ(update_code(root, {role.id, 1, {"Front desk"}, {}, {}}), "");
  EXPECT_EQ(update_code(root, {role.id, 1, {"Back desk"}, {}, {}}), "version_changed");
  const Actor actor = actor_of(root.id, "users:write");
  const auto held = must(
      [&](Tx& tx) { return Result<std::vector<Membership>>(store::memberships(tx, desk.id)); });
  must([&](Tx& tx) { return end_membership(tx, call_as(actor), {desk.id, 1, held[0].id}); });
  EXPECT_EQ(delete_code(root, role.id, 1), "version_changed");
  EXPECT_EQ(delete_code(root, role.id, 2), "");
  EXPECT_EQ(delete_code(root, role.id, 2), "not_found");
  EXPECT_EQ(delete_code(root, RoleId{2}, 1), "role_built_in");
}

TEST_P(RoleTest, names_roles_and_colleagues_who_can_help) {
  // Protects: a refusal leads on, and shows no name beyond the asker's own companies.
  const Person root = add_person("root@example.org");
  const Person boss = add_person("boss@example.org", "owner", company_place(k_acme));
  add_person("foreign@example.org", "owner", company_place(k_globex));
  const Person viewer = add_person("viewer@example.org", "viewer", company_place(k_acme));
  make(root, {k_globex, "Globex refunds", "", {"payments:refund"}});
  make(root, {k_acme, "Acme refunds", "", {"payments:refund"}});
  const auto ask = [&](const Person& person, std::string_view permission) {
    return must([&](Tx& tx) {
      return Result<Granters>(who_can_grant(tx, person.id, permission, clock().now()));
    });
  };
  const Granters found = ask(viewer, "payments:refund");
  EXPECT_EQ(found.roles, (std::vector<std::string>{"Administrator", "Owner", "Operator",
                                                   "Merchant admin", "Acme refunds"}));
  EXPECT_EQ(found.people, std::vector<std::string>{"Person boss@example.org"});
  EXPECT_TRUE(ask(viewer, "system:read").people.empty()) << "the owner lacks it too";
  EXPECT_TRUE(ask(viewer, "no:such").roles.empty());
  must([&](Tx& tx) { return disable_user(tx, call(), boss.id); });
  EXPECT_TRUE(ask(viewer, "payments:refund").people.empty());
}

}  // namespace
}  // namespace bursar::identity
