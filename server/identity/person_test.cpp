// One person as an administrator changes and helps them: memberships, conflicts, ways back in.
#include "identity/identity_fixture.hpp"
#include "identity/role_store.hpp"

namespace bursar::identity {
namespace {

constexpr CompanyId k_acme{1001};
constexpr CompanyId k_globex{1002};
constexpr MerchantId k_acme_shop{2001};
constexpr MerchantId k_globex_shop{2002};

Place company_place(CompanyId company) { return {ScopeKind::company, company, {}, {}}; }
Place shop_place(CompanyId company, MerchantId shop) {
  return {ScopeKind::merchant, company, shop, {}};
}

class PersonTest : public IdentityTest {
 protected:
  void SetUp() override {
    IdentityTest::SetUp();
    root_ = add_person("root@example.org");
  }
  Actor as(const Person& person, std::string_view permission = "users:write") {
    return actor_of(person.id, permission);
  }
  std::int64_t version_of(const Person& person) {
    return count("SELECT version FROM user_account WHERE id = " + std::to_string(person.id.key));
  }
  std::vector<Membership> held(const Person& person) {
    return must(
        [&](Tx& tx) { return Result<std::vector<Membership>>(store::memberships(tx, person.id)); });
  }
  std::string add_code(const Person& by, const Person& to, Grantee grant) {
    const Actor actor = as(by);
    const std::int64_t version = version_of(to);
    return code_from([&](Tx& tx) {
      return add_membership(tx, call_as(actor), {to.id, version, std::move(grant)});
    });
  }
  std::string end_code(const Person& by, const Person& of, MembershipId membership) {
    const Actor actor = as(by);
    const std::int64_t version = version_of(of);
    return code_from([&](Tx& tx) {
      return end_membership(tx, call_as(actor), {of.id, version, membership});
    });
  }
  std::string until_code(const Person& by, const Person& of, MembershipId membership,
                         std::optional<Instant> end) {
    const Actor actor = as(by);
    const std::int64_t version = version_of(of);
    return code_from([&](Tx& tx) {
      return change_membership(tx, call_as(actor), {of.id, version, membership, end});
    });
  }
  bool may(const Person& person, std::string_view permission, const Place& place) {
    const Scope scope = actor_of(person.id, permission).scope;
    return place.merchant ? scope.contains(place.company, place.merchant)
                          : scope.contains(place.company);
  }
  Person root_;
};
INSTANTIATE_TEST_SUITE_P(Both, PersonTest, both_dialects(), dialect_name);

TEST_P(PersonTest, gives_different_rights_at_different_places) {
  // Protects: X6, write on merchant A, read on B, nothing on C, for the same person.
  const Person ada = add_person("ada@example.org", "operator", shop_place(k_acme, k_acme_shop));
  EXPECT_EQ(add_code(root_, ada, {"viewer", company_place(k_globex), {}}), "");
  EXPECT_EQ(add_code(root_, ada, {"viewer", company_place(k_globex), {}}), "membership_exists");
  EXPECT_TRUE(may(ada, "payments:refund", shop_place(k_acme, k_acme_shop)));
  EXPECT_FALSE(may(ada, "payments:refund", shop_place(k_globex, k_globex_shop)));
  EXPECT_TRUE(may(ada, "payments:read", shop_place(k_globex, k_globex_shop)));
  EXPECT_FALSE(may(ada, "payments:read", shop_place(k_acme, MerchantId{2009})));
}

TEST_P(PersonTest, keeps_an_owners_team_within_the_owners_rights) {
  // Protects: RO5, an owner adds operators and viewers, and nobody stronger or elsewhere.
  const Person owner = add_person("owner@example.org", "owner", company_place(k_acme));
  const Person ada = add_person("ada@example.org", "viewer", company_place(k_acme));
  EXPECT_EQ(add_code(owner, ada, {"operator", shop_place(k_acme, k_acme_shop), {}}), "");
  EXPECT_EQ(add_code(owner, ada, {"administrator", company_place(k_acme), {}}),
            "permission_missing");
  EXPECT_EQ(add_code(owner, ada, {"viewer", company_place(k_globex), {}}), "permission_missing");
  EXPECT_EQ(add_code(owner, ada, {"viewer", {}, {}}), "permission_missing");
}

TEST_P(PersonTest, lets_no_limited_right_be_made_lasting) {
  // Protects: R-09 in time, whoever stands in for a week cannot stay for ever.
  const Person deputy = add_person("deputy@example.org", "viewer", company_place(k_acme));
  const Person ada = add_person("ada@example.org", "viewer", company_place(k_acme));
  const Instant week = clock().now().plus_ms(7 * k_day_ms);
  EXPECT_EQ(add_code(root_, deputy, {"owner", company_place(k_acme), week}), "");
  EXPECT_EQ(add_code(deputy, deputy, {"merchant_admin", company_place(k_acme), {}}),
            "outlasts_own");
  EXPECT_EQ(until_code(deputy, deputy, held(deputy)[1].id, {}), "outlasts_own");
  EXPECT_EQ(add_code(deputy, ada, {"operator", company_place(k_acme), week.plus_ms(1)}),
            "outlasts_own");
  EXPECT_EQ(add_code(deputy, ada, {"operator", company_place(k_acme), week}), "");
  EXPECT_EQ(add_code(root_, ada, {"finance", company_place(k_acme), clock().now()}), "expiry_past");
  clock().advance_ms(7 * k_day_ms);
  EXPECT_FALSE(may(deputy, "users:write", company_place(k_acme)));
  EXPECT_FALSE(may(ada, "payments:refund", company_place(k_acme)));
}

TEST_P(PersonTest, keeps_a_lasting_administrator) {
  // Protects: R-09, neither ending, nor an end date, nor disabling leaves the house without one.
  const auto own = held(root_)[0].id;
  const Instant later = clock().now().plus_ms(k_day_ms);
  EXPECT_EQ(end_code(root_, root_, own), "last_administrator");
  EXPECT_EQ(until_code(root_, root_, own, later), "last_administrator");
  const Person second = add_person("second@example.org");
  EXPECT_EQ(until_code(root_, second, held(second)[0].id, later), "");
  EXPECT_EQ(end_code(root_, root_, own), "last_administrator") << "the other one ends tomorrow";
  EXPECT_EQ(until_code(root_, second, held(second)[0].id, {}), "");
  EXPECT_EQ(end_code(root_, root_, own), "");
}

TEST_P(PersonTest, shows_conflicting_changes) {
  // Protects: U2 for people, the second of two people who change somebody learns of the first.
  const Person ada = add_person("ada@example.org", "viewer", company_place(k_acme));
  const Actor actor = as(root_);
  const auto rename = [&](std::int64_t version, std::string name) {
    return code_from([&](Tx& tx) {
      return update_user(tx, call_as(actor), settings(), {ada.id, version, name, {}, {}});
    });
  };
  EXPECT_EQ(rename(1, "Ada One"), "");
  EXPECT_EQ(rename(1, "Ada Two"), "version_changed");
  const MembershipId own = held(ada)[0].id;
  EXPECT_EQ(code_from([&](Tx& tx) {
              return end_membership(tx, call_as(actor), {ada.id, 1, own});
            }),
            "version_changed");
  EXPECT_EQ(rename(2, "Ada Two"), "");
}

TEST_P(PersonTest, moves_a_person_to_another_company) {
  // Protects: a transfer leaves nothing behind, and gives nothing its maker could not give.
  const Person ada = add_person("ada@example.org", "operator", company_place(k_acme));
  EXPECT_EQ(add_code(root_, ada, {"finance", shop_place(k_acme, k_acme_shop), {}}), "");
  const auto move = [&](const Person& by, Place from, Place to) {
    const Actor actor = as(by);
    const std::int64_t version = version_of(ada);
    return code_from([&](Tx& tx) {
      return transfer_user(tx, call_as(actor), {ada.id, version, from, to});
    });
  };
  const Person owner = add_person("owner@example.org", "owner", company_place(k_acme));
  EXPECT_EQ(move(owner, company_place(k_acme), company_place(k_globex)), "permission_missing");
  EXPECT_EQ(move(root_, company_place(k_acme), shop_place(k_acme, k_acme_shop)),
            "transfer_invalid");
  EXPECT_EQ(move(root_, company_place(k_globex), company_place(k_acme)), "nothing_to_transfer");
  EXPECT_EQ(move(root_, company_place(k_acme), company_place(k_globex)), "");
  ASSERT_EQ(held(ada).size(), 1U);
  EXPECT_EQ(held(ada)[0].place, company_place(k_globex));
  EXPECT_EQ(held(ada)[0].role_key, "operator");
}

TEST_P(PersonTest, keeps_weaker_people_from_governing_stronger_ones) {
  // Protects: nobody takes over, disables or revives somebody who may do more than they do.
  const Role desk = must([&](Tx& tx) {
    return create_role(tx, call(),
                       {{}, "Help desk", "", {"users:read", "users:write", "users:reset"}});
  });
  const Person aide = add_person("aide@example.org", desk.key, company_place(k_acme));
  const Person owner = add_person("owner@example.org", "owner", company_place(k_acme));
  const Actor actor = as(aide, "users:reset");
  EXPECT_EQ(code_from([&](Tx& tx) {
              return create_user_link(tx, call_as(actor), settings(), owner.id, LinkPurpose::reset);
            }),
            "permission_missing");
  EXPECT_EQ(code_from([&](Tx& tx) { return reset_second_factor(tx, call_as(actor), owner.id); }),
            "permission_missing");
  EXPECT_EQ(code_from([&](Tx& tx) { return disable_user(tx, call_as(actor), owner.id); }),
            "permission_missing");
  const Person peer = add_person("peer@example.org", desk.key, shop_place(k_acme, k_acme_shop));
  EXPECT_EQ(code_from([&](Tx& tx) { return disable_user(tx, call_as(actor), peer.id); }), "");
}

TEST_P(PersonTest, resets_a_factor_but_never_an_administrators) {
  // Protects: X1 and M-08, a reset ends sessions and enrols anew; an administrator's needs two.
  Person ada = add_person("ada@example.org", "viewer", company_place(k_acme));
  const auto full = enrol(ada);
  Person second = add_person("second@example.org");
  enrol(second);
  const Actor actor = as(root_, "users:reset");
  const auto reset = [&](UserId user) {
    return code_from([&](Tx& tx) { return reset_second_factor(tx, call_as(actor), user); });
  };
  EXPECT_EQ(reset(second.id), "second_administrator_required");
  EXPECT_EQ(reset(root_.id), "own_factor");
  EXPECT_EQ(reset(ada.id), "");
  EXPECT_EQ(reset(ada.id), "no_factor");
  EXPECT_FALSE(alive(full));
  EXPECT_EQ(stage(*sign_in(ada.email).grant), Stage::must_enrol_totp);
  EXPECT_EQ(
      count("SELECT count(*) FROM recovery_code WHERE user_id = " + std::to_string(ada.id.key)), 0);
}

TEST_P(PersonTest, demands_another_password) {
  // Protects: a forced change ends every session and stands before everything else.
  Person ada = add_person("ada@example.org", "viewer", company_place(k_acme));
  const auto full = enrol(ada);
  const Actor actor = as(root_, "users:reset");
  must([&](Tx& tx) { return require_password_change(tx, call_as(actor), ada.id); });
  EXPECT_FALSE(alive(full));
  clock().advance_ms(k_totp_step_ms);
  const auto login = sign_in(ada.email);
  const auto verified = verify(login.grant->token, code_of(ada));
  EXPECT_EQ(stage(*verified.grant), Stage::must_change_password);
}

TEST_P(PersonTest, shows_and_ends_sessions_and_sign_ins) {
  // Protects: S-06 and X4, an administrator sees where somebody is signed in and ends it.
  Person ada = add_person("ada@example.org", "viewer", company_place(k_acme));
  const auto full = enrol(ada);
  (void)sign_in(ada.email, k_other_password);
  const Person foreign = add_person("foreign@example.org", "owner", company_place(k_globex));
  const Actor actor = as(root_, "users:reset");
  const Actor stranger = as(foreign, "users:reset");
  const auto sessions =
      must([&](Tx& tx) { return list_user_sessions(tx, call_as(actor), ada.id); });
  ASSERT_EQ(sessions.size(), 1U);
  EXPECT_EQ(code_from([&](Tx& tx) { return list_user_sessions(tx, call_as(stranger), ada.id); }),
            "not_found");
  const auto logins = must([&](Tx& tx) { return list_logins(tx, call_as(actor), ada.id, 0, 10); });
  ASSERT_EQ(logins.size(), 2U);
  EXPECT_EQ(logins[0].reason, "wrong_password");
  EXPECT_TRUE(logins[1].ok);
  EXPECT_EQ(code_from([&](Tx& tx) {
              return end_user_session(tx, call_as(stranger), ada.id, sessions[0].id);
            }),
            "not_found");
  must([&](Tx& tx) { return end_user_session(tx, call_as(actor), ada.id, sessions[0].id); });
  EXPECT_FALSE(alive(full));
}

TEST_P(PersonTest, keeps_phones_sealed_and_checks_their_form) {
  // Protects: row 39 and M-09, international form only, and nothing readable in the database.
  const Person ada = add_person("ada@example.org", "viewer", company_place(k_acme));
  const Actor actor = as(root_);
  const auto save = [&](std::string phone) {
    const std::int64_t version = version_of(ada);
    return code_from([&](Tx& tx) {
      return update_user(tx, call_as(actor), settings(), {ada.id, version, {}, {}, phone});
    });
  };
  for (const char* wrong : {"07900123456", "+0790012345", "+44 7900", "+44790012345678901", "+"})
    EXPECT_EQ(save(wrong), "phone_invalid") << wrong;
  EXPECT_EQ(save("+447900123478"), "");
  const auto detail =
      must([&](Tx& tx) { return read_person(tx, call_as(actor), settings(), ada.id); });
  EXPECT_EQ(detail.phone_masked, "+44 ••••• 78");
  const std::string sealed = must([&](Tx& tx) {
    return Result<std::string>(
        *tx.one("SELECT phone_sealed FROM user_account WHERE phone_sealed IS NOT NULL", {},
                [](const storage::Row& row) { return std::string(row.blob(0)); }));
  });
  EXPECT_EQ(sealed.find("7900"), std::string::npos);
  EXPECT_EQ(save(""), "");
}

TEST_P(PersonTest, invites_by_a_link_that_is_bound_to_the_address) {
  // Protects: A3 and A-06, once, in time, for that address; nothing secret in the event.
  const Actor actor = as(root_);
  const auto invited = must([&](Tx& tx) {
    return invite_user(tx, call_as(actor), settings(),
                       {"new@example.org", "New", {"viewer", company_place(k_acme), {}}});
  });
  EXPECT_FALSE(sign_in("new@example.org").grant);
  const auto payload = must([&](Tx& tx) {
    return Result<std::string>(
        *tx.one("SELECT payload FROM event WHERE type = 'user.invited'", {},
                [](const storage::Row& row) { return std::string(row.text(0)); }));
  });
  EXPECT_EQ(payload.find(invited.link.token.reveal()), std::string::npos);
  EXPECT_NE(payload.find(invited.user.id.text()), std::string::npos);
  const auto link = must([&](Tx& tx) {
    return read_link(tx, invited.link.token, LinkPurpose::invite, clock().now());
  });
  EXPECT_EQ(link.email, "new@example.org");
  must([&](Tx& tx) {
    return update_user(tx, call_as(actor), settings(),
                       {invited.user.id, invited.user.version, {}, "newer@example.org", {}});
  });
  EXPECT_EQ(code_from([&](Tx& tx) {
              return accept_user_link(tx, call(), invited.link.token, LinkPurpose::invite,
                                      known_hash());
            }),
            "link_invalid")
      << "the address changed";
  const auto again = must([&](Tx& tx) {
    return create_user_link(tx, call_as(actor), settings(), invited.user.id, LinkPurpose::invite);
  });
  must([&](Tx& tx) {
    return accept_user_link(tx, call(), again.token, LinkPurpose::invite, known_hash());
  });
  EXPECT_TRUE(sign_in("newer@example.org").grant);
}

TEST_P(PersonTest, answers_a_forgotten_password_alike_for_everybody) {
  // Protects: A-06, no link for strangers or without a mailer, and none in quick succession.
  add_person("ada@example.org", "viewer", company_place(k_acme));
  const auto ask = [&](const std::string& email) {
    return must([&](Tx& tx) { return request_reset(tx, call(), settings(), email); });
  };
  EXPECT_FALSE(ask("ada@example.org")) << "mail is not set up";
  set_up_mail();
  EXPECT_FALSE(ask("nobody@example.org"));
  EXPECT_TRUE(ask("ADA@example.org"));
  EXPECT_FALSE(ask("ada@example.org"));
  for (int i = 1; i < 10; ++i) {
    clock().advance_ms(6 * k_minute_ms);
    EXPECT_TRUE(ask("ada@example.org"));
  }
  clock().advance_ms(6 * k_minute_ms);
  EXPECT_FALSE(ask("ada@example.org")) << "ten mails a day are enough";
}

TEST_P(PersonTest, finds_people_by_what_is_asked) {
  // Protects: filters narrow within the scope and fit one membership together.
  const Person owner = add_person("owner@example.org", "owner", company_place(k_acme));
  add_person("shop@example.org", "viewer", shop_place(k_acme, k_acme_shop));
  add_person("both@example.org", "viewer", company_place(k_globex));
  const Person gone = add_person("gone_50%@example.org", "operator", company_place(k_acme));
  must([&](Tx& tx) { return disable_user(tx, call(), gone.id); });
  const auto found = [&](const Scope& scope, const ListUsers& filter) {
    std::string emails;
    for (const User& user : must([&](Tx& tx) {
           return Result<std::vector<User>>(list_users(tx, scope, filter, clock().now()));
         }))
      emails += user.email.substr(0, user.email.find('@')) + ";";
    return emails;
  };
  const Scope all = ScopeIssuer::installation();
  EXPECT_EQ(found(all, {.search = "SHOP"}), "shop;");
  EXPECT_EQ(found(all, {.search = "50%"}), "gone_50%;");
  EXPECT_EQ(found(all, {.search = "%%"}), "");
  EXPECT_EQ(found(all, {.state = UserState::disabled}), "gone_50%;");
  EXPECT_EQ(found(all, {.role_key = "viewer"}), "both;shop;");
  EXPECT_EQ(found(all, {.role_key = "viewer", .company = k_acme}), "shop;");
  EXPECT_EQ(found(all, {.merchant = k_acme_shop}), "shop;");
  EXPECT_EQ(found(all, {.second_factor = true}), "");
  EXPECT_EQ(found(actor_of(owner.id, "users:read").scope, {}), "gone_50%;shop;owner;");
  EXPECT_EQ(found(actor_of(owner.id, "users:read").scope, {.company = k_globex}), "");
  sign_in("shop@example.org");
  EXPECT_EQ(found(all, {.signed_in_since = clock().now()}), "shop;");
}

TEST_P(PersonTest, counts_the_keys_of_a_person_as_use) {
  // Protects: A-05 and X7 together: keys in use do not fall silent because their maker is away.
  const Person owner = add_person("owner@example.org", "owner", company_place(k_acme));
  const Actor actor = actor_of(owner.id, "api_keys:write");
  const auto key = must([&](Tx& tx) {
    return create_api_key(tx, call_as(actor), settings(),
                          {k_acme, k_acme_shop, "shop", {"transactions:read"}, {}});
  });
  clock().advance_ms(80 * k_day_ms);
  must([&](Tx& tx) {
    return record_api_key_uses(tx, {{key.key.id, 1, clock().now(), "192.0.2.1"}});
  });
  const auto sweep = [&] {
    return must(
        [&](Tx& tx) { return Result<std::int64_t>(disable_unused_users(tx, call(), settings())); });
  };
  sign_in(root_.email);
  clock().advance_ms(20 * k_day_ms);
  EXPECT_EQ(sweep(), 0);
  clock().advance_ms(75 * k_day_ms);
  sign_in(root_.email);
  EXPECT_EQ(sweep(), 1);
}

}  // namespace
}  // namespace bursar::identity
