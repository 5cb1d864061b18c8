// Joining a further tenant: nobody who invites learns of an account elsewhere, and nobody joins
// without wanting to.
#include "identity/invitation.hpp"

#include "identity/identity_fixture.hpp"
#include "identity/store.hpp"

namespace bursar::identity {
namespace {

constexpr CompanyId k_acme{1001};
constexpr CompanyId k_globex{1002};

Place company(CompanyId id) { return {ScopeKind::company, id, {}, {}}; }

class InvitationTest : public IdentityTest {
 protected:
  void SetUp() override {
    IdentityTest::SetUp();
    add_person("root@bursar.example");
    owner_ =
        actor_of(add_person("owner@globex.example", "owner", company(k_globex)).id, "users:write");
    ada_ = add_person("ada@acme.example", "viewer", company(k_acme));
    as_ada_ = actor_of(ada_.id, "payments:read");
  }
  Result<InvitedUser> invite(const Actor& actor, const std::string& email, CompanyId place) {
    return db().write([&](Tx& tx) {
      return invite_user(tx, call_as(actor), settings(),
                         {email, "Somebody", {"viewer", company(place), {}}});
    });
  }
  std::vector<Invitation> waiting(UserId user) {
    return must(
        [&](Tx& tx) -> Result<std::vector<Invitation>> { return list_invitations(tx, user); });
  }
  Actor owner_;
  Person ada_;
  Actor as_ada_;
};

TEST_P(InvitationTest, tells_nothing_of_an_account_elsewhere) {
  // Protects: an address with an account in another tenant is answered like one without.
  const auto taken = invite(owner_, "Ada@Acme.example", k_globex);
  const auto free = invite(owner_, "nobody@acme.example", k_globex);
  ASSERT_TRUE(taken && free);
  EXPECT_NE(taken->user.id, ada_.id);
  EXPECT_EQ(taken->user.state, free->user.state);
  EXPECT_EQ(taken->user.name, free->user.name);
  EXPECT_EQ(taken->user.memberships.size(), free->user.memberships.size());
  EXPECT_EQ(taken->link.expires_at, free->link.expires_at);
  EXPECT_EQ(taken->link.is_mailed, free->link.is_mailed);
  EXPECT_EQ(taken->link.token.empty(), free->link.token.empty());
  // Asked again, both are one's own people by now.
  EXPECT_EQ(invite(owner_, "ada@acme.example", k_globex).error().code, "email_taken");
  EXPECT_EQ(invite(owner_, "nobody@acme.example", k_globex).error().code, "email_taken");
  const auto made = db().write([&](Tx& tx) {
    return create_user(tx, call_as(owner_), settings(),
                       {"root@bursar.example", "Root", "viewer", company(k_globex), known_hash()});
  });
  ASSERT_TRUE(made);
  EXPECT_EQ(made->state, UserState::active);
}

TEST_P(InvitationTest, says_so_to_those_who_know_the_person_anyway) {
  // Protects: within one's reach the honest answer stays.
  const Actor root = actor_of(add_person("second@bursar.example").id, "users:write");
  EXPECT_EQ(invite(root, "ada@acme.example", k_globex).error().code, "email_taken");
  EXPECT_EQ(invite(owner_, "owner@globex.example", k_globex).error().code, "email_taken");
}

TEST_P(InvitationTest, joins_when_the_person_accepts) {
  // Protects: the roles move to the account that is there, which stays one person's one account.
  const auto invited = invite(owner_, "ada@acme.example", k_globex);
  EXPECT_FALSE(must([&](Tx& tx) -> Result<Scope> {
                 return scope_of(tx, ada_.id, "payments:read", clock().now());
               }).contains(k_globex));
  const auto offers = waiting(ada_.id);
  ASSERT_EQ(offers.size(), 1U);
  EXPECT_EQ(offers[0].memberships[0].place, company(k_globex));
  const auto user =
      must([&](Tx& tx) { return accept_invitation(tx, call_as(as_ada_), invited->user.id); });
  EXPECT_EQ(user.memberships.size(), 2U);
  EXPECT_TRUE(must([&](Tx& tx) -> Result<Scope> {
                return scope_of(tx, ada_.id, "payments:read", clock().now());
              }).contains(k_globex));
  EXPECT_TRUE(waiting(ada_.id).empty());
  EXPECT_EQ(
      code_from([&](Tx& tx) { return accept_invitation(tx, call_as(as_ada_), invited->user.id); }),
      "not_found");
  EXPECT_EQ(count("SELECT count(*) FROM membership WHERE user_id = " +
                  std::to_string(invited->user.id.key)),
            0);
  EXPECT_EQ(count("SELECT count(*) FROM audit_entry WHERE action = 'accept_invitation'"), 1);
  EXPECT_EQ(invite(owner_, "ada@acme.example", k_globex).error().code, "email_taken");
}

TEST_P(InvitationTest, is_its_persons_alone_to_answer) {
  // Protects: nobody accepts or declines for somebody else, and a declined one is gone.
  const auto invited = invite(owner_, "ada@acme.example", k_globex);
  EXPECT_EQ(
      code_from([&](Tx& tx) { return accept_invitation(tx, call_as(owner_), invited->user.id); }),
      "not_found");
  EXPECT_EQ(
      code_from([&](Tx& tx) { return decline_invitation(tx, call_as(owner_), invited->user.id); }),
      "not_found");
  EXPECT_EQ(code_from([&](Tx& tx) { return accept_invitation(tx, call_as(as_ada_), ada_.id); }),
            "not_found");
  must([&](Tx& tx) { return decline_invitation(tx, call_as(as_ada_), invited->user.id); });
  EXPECT_TRUE(waiting(ada_.id).empty());
  EXPECT_TRUE(invite(owner_, "ada@acme.example", k_globex));
}

TEST_P(InvitationTest, a_stand_in_can_never_sign_in) {
  // Protects: the account that is there stays the only one of its address.
  const auto made = db().write([&](Tx& tx) {
    return create_user(tx, call_as(owner_), settings(),
                       {"ada@acme.example", "Ada", "viewer", company(k_globex), known_hash()});
  });
  ASSERT_TRUE(made);
  EXPECT_EQ(sign_in("ada@acme.example").grant->visitor.user, ada_.id);
  const auto invited = invite(owner_, "root@bursar.example", k_globex);
  ASSERT_TRUE(invited);
  EXPECT_EQ(code_from([&](Tx& tx) -> Result<void> {
              const auto view =
                  read_link(tx, invited->link.token, LinkPurpose::invite, clock().now());
              if (!view) return view.error();
              return ok();
            }),
            "sign_in_to_join");
  EXPECT_EQ(code_from([&](Tx& tx) {
              return accept_user_link(tx, call(), invited->link.token, LinkPurpose::invite,
                                      known_hash());
            }),
            "sign_in_to_join");
}

TEST_P(InvitationTest, the_mail_carries_no_link_to_a_password) {
  // Protects: with mail set up both get a mail of the same kind, and nothing is handed over.
  set_up_mail();
  const auto taken = invite(owner_, "ada@acme.example", k_globex);
  const auto free = invite(owner_, "nobody@acme.example", k_globex);
  EXPECT_TRUE(taken->link.is_mailed && free->link.is_mailed);
  EXPECT_EQ(count("SELECT count(*) FROM message WHERE kind = 'invitation'"), 2);
}

TEST_P(InvitationTest, a_new_address_of_somebody_who_works_here_tells_nothing) {
  // Protects: without mail a company learns nothing of addresses elsewhere by trying them out.
  const Person bo = add_person("bo@globex.example", "viewer", company(k_globex));
  (void)sign_in(bo.email);
  const auto code_for = [&](const Actor& actor, const std::string& email) {
    UpdateUser command;
    command.id = bo.id;
    command.version =
        count("SELECT version FROM user_account WHERE id = " + std::to_string(bo.id.key));
    command.email = email;
    return code_from([&](Tx& tx) { return update_user(tx, call_as(actor), settings(), command); });
  };
  EXPECT_EQ(code_for(owner_, "ada@acme.example"), "address_needs_mail");
  EXPECT_EQ(code_for(owner_, "nobody@acme.example"), "address_needs_mail");
  const Actor root = actor_of(add_person("third@bursar.example").id, "users:write");
  EXPECT_EQ(code_for(root, "ada@acme.example"), "email_taken");
  EXPECT_EQ(code_for(root, "bo2@globex.example"), "");
}

INSTANTIATE_TEST_SUITE_P(Both, InvitationTest, both_dialects(), dialect_name);

}  // namespace
}  // namespace bursar::identity
