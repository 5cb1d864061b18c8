// Who holds what where, and what it takes to reset an administrator's second factor.
#include "identity/holders.hpp"

#include "identity/identity_fixture.hpp"

namespace bursar::identity {
namespace {

constexpr CompanyId k_acme{1001};
constexpr CompanyId k_globex{1002};
constexpr MerchantId k_acme_shop{2001};

class HoldersTest : public IdentityTest {
 protected:
  std::string names_at(const std::vector<std::string>& permissions, const Place& place,
                       std::size_t limit = 10) {
    std::string text;
    for (const Holder& holder : db().read(
             [&](Tx& tx) { return holders_at(tx, permissions, place, clock().now(), limit); }))
      text += (text.empty() ? "" : " ") + holder.email.substr(0, holder.email.find('@'));
    return text;
  }
  std::string reset_code(UserId by, UserId whom, const SecondPeople& second) {
    const Actor actor = actor_of(by, "users:reset");
    return code_from(
        [&](Tx& tx) { return reset_administrator_factor(tx, call_as(actor), whom, second); });
  }
};
INSTANTIATE_TEST_SUITE_P(Both, HoldersTest, both_dialects(), dialect_name);

TEST_P(HoldersTest, finds_whoever_holds_all_of_it_there) {
  // Protects "who can decide": everything must be held, at that place, now, by somebody active.
  const Place company{ScopeKind::company, k_acme, {}, {}};
  const Place shop{ScopeKind::merchant, k_acme, k_acme_shop, {}};
  add_person("admin@bursar.example");
  const Person owner = add_person("owner@bursar.example", "owner", company);
  add_person("other@bursar.example", "owner", {ScopeKind::company, k_globex, {}, {}});
  add_person("oper@bursar.example", "operator", shop);
  EXPECT_EQ(names_at({"payments:refund"}, shop), "admin owner oper");
  EXPECT_EQ(names_at({"approvals:decide", "payments:refund"}, shop), "admin owner");
  EXPECT_EQ(names_at({"approvals:decide", "payments:refund"}, {}), "admin");
  EXPECT_EQ(names_at({"payments:refund"}, shop, 1), "admin");
  must([&](Tx& tx) { return disable_user(tx, call(), owner.id); });
  EXPECT_EQ(names_at({"payments:refund"}, shop), "admin oper");
  const auto roles =
      db().read([&](Tx& tx) { return role_keys_at(tx, owner.id, shop, clock().now()); });
  EXPECT_EQ(roles, std::vector<std::string>{"owner"});
}

TEST_P(HoldersTest, tells_one_mailbox_from_another) {
  // Protects against a second account of one's own.
  EXPECT_TRUE(is_same_mailbox("Ann@Bursar.example", "ann+boss@bursar.example"));
  EXPECT_FALSE(is_same_mailbox("ann@bursar.example", "anne@bursar.example"));
  EXPECT_FALSE(is_same_mailbox("ann@bursar.example", "ann@other.example"));
  EXPECT_FALSE(is_same_mailbox("a@x+y.example", "a@x.example")) << "a plus behind the at";
}

TEST_P(HoldersTest, an_administrators_factor_takes_another_administrator) {
  // Protects L5: alone, or seconded by oneself, by the person concerned or by somebody who could
  // not do it, nothing happens.
  const Person ada = add_person("ada@bursar.example");
  const Person bea = add_person("bea@bursar.example");
  Person cleo = add_person("cleo@bursar.example");
  const Person owner =
      add_person("owner@bursar.example", "owner", {ScopeKind::company, k_acme, {}, {}});
  const SessionGrant session = enrol(cleo);
  const std::string alone = "second_administrator_required";
  EXPECT_EQ(reset_code(ada.id, cleo.id, {}), alone);
  EXPECT_EQ(reset_code(ada.id, cleo.id, {{ada.id}}), alone);
  EXPECT_EQ(reset_code(ada.id, cleo.id, {{cleo.id}}), alone);
  EXPECT_EQ(reset_code(ada.id, cleo.id, {{owner.id}}), alone);
  EXPECT_TRUE(alive(session));
  EXPECT_EQ(reset_code(cleo.id, cleo.id, {{bea.id}}), "own_factor");
  EXPECT_EQ(reset_code(ada.id, cleo.id, {{owner.id, bea.id}}), "");
  EXPECT_FALSE(alive(session));
  EXPECT_EQ(reset_code(ada.id, cleo.id, {{bea.id}}), "no_factor");
}

}  // namespace
}  // namespace bursar::identity
