// Protects looking as somebody else: it needs the company's word, shows no more than both people
// may read, and ends at once when either loses rights.
#include "identity/view_as.hpp"

#include "identity/identity_fixture.hpp"
#include "identity/people_store.hpp"
#include "identity/role_store.hpp"

namespace bursar::identity {
namespace {

constexpr CompanyId k_shop{1001};
constexpr CompanyId k_rival{1002};
constexpr MerchantId k_till{2001};
constexpr MerchantId k_stall{2002};
const Place k_at_shop{ScopeKind::company, k_shop, {}, {}};
const Place k_at_till{ScopeKind::merchant, k_shop, k_till, {}};
const Place k_at_stall{ScopeKind::merchant, k_shop, k_stall, {}};
const Place k_at_rival{ScopeKind::company, k_rival, {}, {}};

class ViewAsTest : public IdentityTest {
 protected:
  void SetUp() override {
    IdentityTest::SetUp();
    agent_ = add_person("agent@psp.example", "support_agent");
    owner_ = add_person("owner@shop.example", "owner", k_at_shop);
    viewer_ = add_person("viewer@shop.example", "viewer", k_at_till);
    session_ = enrol(agent_);
  }

  Actor acting(const Person& person, std::string_view permission) {
    Actor actor = actor_of(person.id, permission);
    actor.name = person.email;
    return actor;
  }
  Result<View> ask(UserId person, Place place, std::string reason = "a question about a refund") {
    const Actor actor = acting(agent_, "views:start");
    return db().write([&](Tx& tx) {
      return ask_view(tx, call_as(actor), {person, place, reason});
    });
  }
  Result<View> answer(const Person& by, ViewId id, bool accept = true) {
    const Actor actor = acting(by, "views:answer");
    return db().write([&](Tx& tx) { return answer_view(tx, call_as(actor), id, accept); });
  }
  Result<SessionGrant> start(ViewId id) {
    Actor actor = acting(agent_, "views:start");
    actor.session = session_.visitor.session;
    return db().write([&](Tx& tx) { return start_view(tx, call_as(actor), id, session_.token); });
  }
  std::string consent(const Person& by, ConsentMode mode, std::int64_t version,
                      CompanyId company = k_shop) {
    const Actor actor = acting(by, "views:answer");
    return code_from([&](Tx& tx) {
      return set_view_consent(tx, call_as(actor), {company, version, mode});
    });
  }
  /// A running view of `person`; session_ holds the fresh token.
  View running(UserId person, Place place) {
    const View view = *ask(person, place);
    EXPECT_TRUE(answer(owner_, view.id));
    session_ = *start(view.id);
    return view;
  }
  std::string over() {
    return must([&](Tx& tx) {
      const auto look = look_of(tx, session_.visitor.session, clock().now());
      return Result<std::string>(look ? look->over : "no view");
    });
  }
  Scope reach(const View& view, std::string_view permission) {
    return must(
        [&](Tx& tx) { return Result<Scope>(view_scope(tx, view, permission, clock().now())); });
  }
  template <class R>
  static std::string code_of_result(const R& result) {
    return result ? "" : result.error().code;
  }

  Person agent_, owner_, viewer_;
  SessionGrant session_;
};
INSTANTIATE_TEST_SUITE_P(Both, ViewAsTest, both_dialects(), dialect_name);

TEST_P(ViewAsTest, asks_the_company_unless_it_said_otherwise) {
  // Protects: consent. Asking waits for somebody of the company, off refuses, always needs no
  // answer; and nobody answers for themselves or for another company.
  const Person stranger = add_person("owner@rival.example", "owner", k_at_rival);
  const Person root = add_person("root@psp.example", "administrator");
  const auto asked = ask(viewer_.id, k_at_till);
  ASSERT_TRUE(asked) << asked.error().code;
  EXPECT_EQ(asked->state, ViewState::asked);
  EXPECT_EQ(code_of_result(start(asked->id)), "view_state_unfit");
  EXPECT_EQ(code_of_result(answer(stranger, asked->id)), "not_found");
  EXPECT_EQ(code_of_result(answer(root, asked->id)), "not_of_company");
  ASSERT_TRUE(answer(owner_, asked->id));
  EXPECT_EQ(code_of_result(answer(owner_, asked->id)), "view_state_unfit");
  EXPECT_TRUE(start(asked->id));

  EXPECT_EQ(consent(root, ConsentMode::always, 0), "not_of_company");
  EXPECT_EQ(consent(stranger, ConsentMode::always, 0), "not_found");
  EXPECT_EQ(consent(owner_, ConsentMode::off, 0), "");
  EXPECT_EQ(consent(owner_, ConsentMode::always, 0), "version_changed");
  EXPECT_EQ(code_of_result(ask(viewer_.id, k_at_till)), "consent_off");
  EXPECT_EQ(consent(owner_, ConsentMode::always, 1), "");
  const auto free = ask(viewer_.id, k_at_till);
  ASSERT_TRUE(free);
  EXPECT_EQ(free->state, ViewState::accepted);
}

TEST_P(ViewAsTest, refuses_what_makes_no_sense) {
  // Protects: nobody looks as themselves, as somebody out of reach, without a reason, or twice.
  const Person rival = add_person("viewer@rival.example", "viewer", k_at_rival);
  const Person local = add_person("local@psp.example", "support_agent", k_at_till);
  EXPECT_EQ(code_of_result(ask(agent_.id, k_at_shop)), "own_view");
  EXPECT_EQ(code_of_result(ask(rival.id, k_at_shop)), "not_found");
  EXPECT_EQ(code_of_result(ask(UserId{77}, k_at_shop)), "not_found");
  EXPECT_EQ(code_of_result(ask(viewer_.id, k_at_till, " ")), "reason_empty");
  EXPECT_EQ(code_of_result(ask(viewer_.id, {})), "place_unfit");
  EXPECT_EQ(code_of_result(ask({}, k_at_shop)), "place_unfit");
  ASSERT_TRUE(ask(viewer_.id, k_at_till));
  EXPECT_EQ(code_of_result(ask(viewer_.id, k_at_till)), "view_open");
  const Actor actor = acting(local, "views:start");
  for (const Place& place : {k_at_stall, k_at_rival})
    EXPECT_EQ(code_from([&](Tx& tx) {
                return ask_view(tx, call_as(actor), {viewer_.id, place, "why"});
              }),
              "not_found");
}

TEST_P(ViewAsTest, never_reaches_further_than_either_of_both) {
  // Protects: over every built-in role at every place for both people, a view holds only reading
  // permissions, and each of them only where both hold it and inside the place asked for.
  const std::vector<Place> places{{}, k_at_shop, k_at_till, k_at_stall, k_at_rival};
  const std::vector<Place> edges{k_at_shop, k_at_till, k_at_rival};
  int shown = 0;
  for (const BuiltInRole& mine : k_built_in_roles)
    for (const BuiltInRole& theirs : k_built_in_roles) {
      View view;
      const auto key = std::to_string(mine.row_key) + "-" + std::to_string(theirs.row_key);
      view.agent.id = add_person("a" + key + "@x.example", mine.key, places[1]).id;
      view.person.id = add_person("p" + key + "@x.example", theirs.key, places[2]).id;
      must([&](Tx& tx) -> Result<void> {
        const auto role = store::find_role(tx, theirs.key);
        store::insert_membership(tx, call(), view.person.id, role->id, k_at_rival);
        return ok();
      });
      for (const Place& edge : edges) {
        view.place = edge;
        for (const Permission& permission : k_permissions) {
          const Scope scope = reach(view, permission.key);
          shown += reaches_anything(scope) ? 1 : 0;
          const bool both = built_in_grants(mine, permission) &&
                            built_in_grants(theirs, permission) &&
                            permission.key.ends_with(":read") && !permission.platform;
          const bool inside = both && edge != k_at_rival;
          EXPECT_EQ(scope.contains(k_shop, k_till), inside) << permission.key << " " << key;
          EXPECT_FALSE(scope.everything() || scope.contains(k_shop) || scope.contains(k_rival) ||
                       scope.contains(k_shop, k_stall))
              << permission.key << " " << key;
        }
      }
    }
  EXPECT_GT(shown, 0);
}

TEST_P(ViewAsTest, shows_a_merchant_what_its_owner_would_see) {
  // Protects: the merchant itself as the one looked as, bounded by the agent's own rights, which
  // are told apart from what was withheld.
  View view;
  view.agent.id = agent_.id;
  view.place = k_at_till;
  EXPECT_TRUE(reach(view, "payments:read").contains(k_shop, k_till));
  EXPECT_FALSE(reach(view, "payments:read").contains(k_shop, k_stall));
  EXPECT_FALSE(reaches_anything(reach(view, "ledger:read")));
  const auto withheld = must([&](Tx& tx) {
    return Result<std::vector<std::string_view>>(withheld_permissions(tx, view, clock().now()));
  });
  EXPECT_NE(std::find(withheld.begin(), withheld.end(), "ledger:read"), withheld.end());
  EXPECT_EQ(std::find(withheld.begin(), withheld.end(), "payments:read"), withheld.end());
}

TEST_P(ViewAsTest, ends_with_its_hour) {
  // Protects: sixty minutes, to the millisecond.
  running(viewer_.id, k_at_till);
  clock().advance_ms(k_view_ms - 1);
  EXPECT_EQ(over(), "");
  clock().advance_ms(1);
  EXPECT_EQ(over(), "time_over");
}

TEST_P(ViewAsTest, ends_at_once_when_the_person_is_shut_out) {
  // Protects: who loses rights is not looked as any more, whatever was consented to.
  running(viewer_.id, k_at_till);
  must([&](Tx& tx) { return disable_user(tx, call(), viewer_.id); });
  EXPECT_EQ(over(), "person_rights_lost");
}

TEST_P(ViewAsTest, ends_at_once_when_the_agent_may_no_longer_look) {
  // Protects: the agent's own right is read on every request.
  running(viewer_.id, k_at_till);
  must([&](Tx& tx) -> Result<void> {
    for (const Membership& held : store::memberships(tx, agent_.id))
      store::delete_membership(tx, held.id);
    return ok();
  });
  EXPECT_EQ(over(), "agent_rights_lost");
}

TEST_P(ViewAsTest, ends_at_once_when_the_company_takes_its_word_back) {
  // Protects: switching consent off, and stopping one look, reach a running view.
  const View first = running(viewer_.id, k_at_till);
  EXPECT_EQ(consent(owner_, ConsentMode::off, 0), "");
  EXPECT_EQ(over(), "consent_withdrawn");
  EXPECT_EQ(consent(owner_, ConsentMode::ask, 1), "");
  EXPECT_EQ(over(), "") << "somebody had accepted this one";
  const Actor head = acting(owner_, "views:answer");
  must([&](Tx& tx) { return stop_view(tx, call_as(head), first.id); });
  EXPECT_EQ(over(), "no view");
}

TEST_P(ViewAsTest, changes_the_token_on_the_way_in_and_out) {
  // Protects: S-03. The token of the one office never opens the other.
  const SessionGrant before = session_;
  const View view = running(viewer_.id, k_at_till);
  EXPECT_FALSE(alive(before));
  EXPECT_TRUE(alive(session_));
  EXPECT_EQ(before.visitor.fresh_until, session_.visitor.fresh_until);
  EXPECT_NE(csrf_token(settings(), session_.token),
            view_csrf_token(settings(), session_.token, view.id));
  const Actor actor = acting(agent_, "views:start");
  const SessionGrant after =
      must([&](Tx& tx) { return end_view(tx, call_as(actor), session_.token); });
  EXPECT_FALSE(alive(session_));
  EXPECT_TRUE(alive(after));
  EXPECT_EQ(over(), "no view");
}

TEST_P(ViewAsTest, is_not_left_open) {
  // Protects: what nobody answers or uses within a day cannot be used later, and a look whose
  // session is gone is closed by the job.
  const View unanswered = *ask(viewer_.id, k_at_till);
  clock().advance_ms(k_view_open_ms);
  EXPECT_EQ(code_of_result(answer(owner_, unanswered.id)), "view_state_unfit");
  session_ = sign_in_fully(agent_);
  const View unused = *ask(viewer_.id, k_at_till);
  ASSERT_TRUE(answer(owner_, unused.id));
  clock().advance_ms(k_view_open_ms);
  session_ = sign_in_fully(agent_);
  EXPECT_EQ(code_of_result(start(unused.id)), "view_state_unfit");
  running(viewer_.id, k_at_till);
  must([&](Tx& tx) { return sign_out(tx, call(), session_.token); });
  EXPECT_EQ(audit_reasons("end_view"), "signed_out;");
  session_ = sign_in_fully(agent_);
  running(owner_.id, k_at_shop);
  clock().advance_ms(16 * k_minute_ms);
  const auto closed =
      must([&](Tx& tx) { return Result<std::int64_t>(close_lapsed_views(tx, call())); });
  EXPECT_EQ(closed, 1);
  EXPECT_EQ(audit_reasons("end_view"), "signed_out;signed_out;");
}

TEST_P(ViewAsTest, stands_in_the_companys_own_trail_with_both_names) {
  // Protects: the company reads who looked as whom, and what was opened.
  const View view = running(viewer_.id, k_at_till);
  Actor agent = acting(agent_, "views:start");
  const Actor looking = view_actor(view, agent);
  must([&](Tx& tx) {
    return record_view_read(tx, call_as(looking), view, "read_payment", "payment", "tx_1");
  });
  const Actor head = acting(owner_, "audit:read");
  const auto trail = must([&](Tx& tx) {
    return Result<std::vector<audit::StoredEntry>>(audit::list(tx, head.scope, {}, 20));
  });
  std::string actions;
  for (const auto& entry : trail) actions += entry.entry.action + ";";
  EXPECT_EQ(actions, "read_payment;start_view;answer_view;ask_view;");
  EXPECT_EQ(trail.front().actor_name, viewer_.email);
  EXPECT_EQ(trail.front().impersonator_name, agent_.email);
}

TEST_P(ViewAsTest, lists_to_each_side_its_own) {
  // Protects: a company sees the looks at itself, an agent their own, both page by key.
  const Person other = add_person("other@psp.example", "support_agent");
  for (const UserId person : {viewer_.id, owner_.id}) ASSERT_TRUE(ask(person, k_at_shop));
  ASSERT_TRUE(ask({}, k_at_till));
  const auto of = [&](const Scope& scope, ListViews filter) {
    return must([&](Tx& tx) {
             return Result<std::vector<View>>(list_views(tx, scope, filter, clock().now()));
           })
        .size();
  };
  EXPECT_EQ(of(acting(owner_, "views:answer").scope, {}), 3U);
  EXPECT_EQ(of(acting(viewer_, "payments:read").scope, {}), 1U);
  EXPECT_EQ(of({}, {}), 0U);
  ListViews mine;
  mine.agent = agent_.id;
  EXPECT_EQ(of({}, mine), 3U);
  mine.agent = other.id;
  EXPECT_EQ(of({}, mine), 0U);
  ListViews open;
  open.state = ViewState::asked;
  open.limit = 2;
  EXPECT_EQ(of(acting(owner_, "views:answer").scope, open), 2U);
}

}  // namespace
}  // namespace bursar::identity
