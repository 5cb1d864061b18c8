// The life of a request: kept, seen, decided, carried out once; and everything that ends it.
#include "approvals/fixture_test.hpp"

namespace bursar::approvals {
namespace {

class RequestTest : public ApprovalsTest {
 protected:
  void SetUp() override {
    ApprovalsTest::SetUp();
    oper_ = add_person("oper@bursar.example", "operator", at_merchant(k_acme, k_acme_shop));
    owner_ = add_person("owner@bursar.example", "owner", at_company(k_acme));
    second_ = add_person("second@bursar.example", "owner", at_company(k_acme));
    stranger_ = add_person("stranger@bursar.example", "owner", at_company(k_globex));
  }
  std::string events() {
    must([](Tx& tx) -> Result<void> {
      outbox::assign_sequence(tx);
      return ok();
    });
    std::string text;
    for (const auto& stored : db().read([](Tx& tx) { return outbox::after(tx, 0, 1'000); }))
      if (stored.event.type.starts_with("approval."))
        text += (text.empty() ? "" : " ") + stored.event.type;
    return text;
  }
  std::size_t seen_by(UserId user, Tab tab) {
    return must([&](Tx& tx) {
             const Actor who = actor(user);
             return Result<std::vector<Approval>>(list_approvals(tx, as(who), desk_, {.tab = tab}));
           })
        .size();
  }
  Counts counts(UserId user) {
    return must([&](Tx& tx) {
      const Actor who = actor(user);
      return Result<Counts>(count_approvals(tx, as(who), desk_));
    });
  }

  UserId oper_, owner_, second_, stranger_;
};
INSTANTIATE_TEST_SUITE_P(Both, RequestTest, both_dialects(), dialect_name);

TEST_P(RequestTest, without_a_policy_nothing_is_kept) {
  // Protects today's behaviour: no policy, no waiting.
  const auto held = ask(oper_, "1");
  ASSERT_TRUE(held);
  EXPECT_FALSE(*held);
}

TEST_P(RequestTest, a_kept_act_is_done_by_consent_and_once) {
  // Protects the core: asking does nothing, another person's consent does it, once.
  add_policy(policy());
  const ApprovalId id = must_ask(oper_, "1");
  EXPECT_FALSE(was_done("1"));
  EXPECT_EQ(code_of(say(oper_, id)), "own_request");
  EXPECT_EQ(code_of(say(owner_, id)), "");
  EXPECT_TRUE(was_done("1"));
  EXPECT_EQ(code_of(say(owner_, id)), "") << "a repeat of one's own consent";
  EXPECT_EQ(code_of(say(second_, id)), "approval_closed");
  EXPECT_EQ(load(id, oper_).result_id, "1");
  EXPECT_EQ(events(), "approval.requested approval.executed");
}

TEST_P(RequestTest, what_the_act_changes_is_found_by_a_trial) {
  // Protects the page of a decision: before and after are the act's own, and the trial leaves
  // nothing.
  add_policy(policy());
  const Approval kept = load(must_ask(oper_, "1"), owner_);
  ASSERT_EQ(kept.preview.size(), 1U);
  EXPECT_EQ(kept.preview[0].name, "done");
  EXPECT_EQ(kept.preview[0].before, "0");
  EXPECT_EQ(kept.preview[0].after, "1");
  const auto refused_now = ask(oper_, "refused");
  ASSERT_FALSE(refused_now);
  EXPECT_EQ(refused_now.error().code, "toy_refused") << "nobody is asked for what cannot be done";
}

TEST_P(RequestTest, two_consents_come_from_two_people) {
  // Protects policies with more than one approver.
  add_policy(policy("refund", 2));
  const ApprovalId id = must_ask(oper_, "1");
  EXPECT_EQ(code_of(say(owner_, id)), "");
  EXPECT_EQ(code_of(say(owner_, id)), "");
  EXPECT_FALSE(was_done("1"));
  EXPECT_EQ(code_of(say(second_, id)), "");
  EXPECT_TRUE(was_done("1"));
  EXPECT_EQ(events(), "approval.requested approval.consented approval.executed");
}

TEST_P(RequestTest, the_consent_of_somebody_who_left_does_not_count) {
  // Protects two consents when the first of the two has lost the right meanwhile.
  add_policy(policy("refund", 2));
  const ApprovalId id = must_ask(oper_, "1");
  EXPECT_EQ(code_of(say(owner_, id)), "");
  must([&](Tx& tx) { return identity::disable_user(tx, as(job_), owner_); });
  EXPECT_EQ(code_of(say(second_, id)), "");
  EXPECT_FALSE(was_done("1"));
  EXPECT_EQ(state_of_row(id), State::open);
}

TEST_P(RequestTest, a_changed_target_makes_it_void) {
  // Protects what was agreed to: the target of then is looked at again in the transaction that
  // acts.
  add_policy(policy());
  const ApprovalId id = must_ask(oper_, "1");
  touch_target();
  EXPECT_EQ(code_of(say(owner_, id)), "approval_void");
  EXPECT_FALSE(was_done("1"));
  EXPECT_EQ(state_of_row(id), State::voided);
  EXPECT_EQ(code_of(say(second_, id)), "approval_closed");
  EXPECT_EQ(events(), "approval.requested approval.voided");
}

TEST_P(RequestTest, an_asker_without_the_right_makes_it_void) {
  // Protects against acting for somebody who may no longer act.
  add_policy(policy());
  const ApprovalId id = must_ask(oper_, "1");
  must([&](Tx& tx) { return identity::disable_user(tx, as(job_), oper_); });
  EXPECT_EQ(code_of(say(owner_, id)), "approval_void");
  EXPECT_FALSE(was_done("1"));
}

TEST_P(RequestTest, what_was_on_the_screen_is_what_is_approved) {
  // Protects the binding: a decision names the content it was made on.
  add_policy(policy());
  const ApprovalId id = must_ask(oper_, "1");
  const Actor who = actor(owner_);
  const auto code = code_from([&](Tx& tx) -> Result<Approval> {
    auto decided = approve(tx, as(who), desk_, {id, std::string(64, '0'), ""});
    if (!decided) return decided.error();
    return decided->approval;
  });
  EXPECT_EQ(code, "content_changed");
  EXPECT_FALSE(was_done("1"));
}

TEST_P(RequestTest, rejecting_needs_a_reason_and_ends_it) {
  // Protects the asker: they learn why.
  add_policy(policy());
  const ApprovalId id = must_ask(oper_, "1");
  const Actor who = actor(owner_);
  const std::string hash = hash_of(id);
  const auto silent = db().write([&](Tx& tx) {
    return reject(tx, as(who), desk_, {id, hash, "  "});
  });
  ASSERT_FALSE(silent);
  EXPECT_EQ(silent.error().code, "reason_missing");
  EXPECT_EQ(code_of(say(owner_, id, Verdict::reject)), "");
  EXPECT_EQ(load(id, oper_).closed_reason, "because");
  EXPECT_EQ(code_of(say(second_, id)), "approval_closed");
  EXPECT_FALSE(was_done("1"));
}

TEST_P(RequestTest, only_the_asker_withdraws) {
  // Protects the way back.
  add_policy(policy());
  const ApprovalId id = must_ask(oper_, "1");
  const auto withdraw_as = [&](UserId user) {
    return code_from([&](Tx& tx) {
      const Actor who = actor(user);
      return withdraw(tx, as(who), desk_, id);
    });
  };
  EXPECT_EQ(withdraw_as(owner_), "not_own_request");
  EXPECT_EQ(withdraw_as(oper_), "");
  EXPECT_EQ(code_of(say(owner_, id)), "approval_closed");
}

TEST_P(RequestTest, time_ends_it_and_so_does_the_sweep) {
  // Protects expiry: 72 hours by default, judged when deciding and swept without anybody.
  add_policy(policy());
  const ApprovalId late = must_ask(oper_, "1");
  const ApprovalId swept = must_ask(oper_, "2");
  const auto sweep_now = [&] { return must([&](Tx& tx) { return sweep(tx, as(job_), desk_); }); };
  clock().advance_ms(72 * k_hour_ms - 1);
  EXPECT_EQ(sweep_now(), 0);
  clock().advance_ms(1);
  EXPECT_EQ(code_of(say(owner_, late)), "approval_expired");
  EXPECT_EQ(sweep_now(), 1);
  EXPECT_EQ(state_of_row(swept), State::expired);
  const ApprovalId stale = must_ask(oper_, "3");
  touch_target();
  EXPECT_EQ(sweep_now(), 1);
  EXPECT_EQ(state_of_row(stale), State::voided);
}

TEST_P(RequestTest, asking_again_finds_the_request) {
  // Protects repeats: the same content waits once, the same key answers as before, another content
  // under the key is refused, and a key that was carried out is the act's own to answer.
  add_policy(policy());
  const ApprovalId id = must_ask(oper_, "1");
  EXPECT_EQ(must_ask(oper_, "1"), id);
  const auto keyed = ask(oper_, "2", "k");
  ASSERT_TRUE(keyed && *keyed);
  const ApprovalId second = *ApprovalId::parse((*keyed)->approval_id);
  EXPECT_EQ(ask(oper_, "2", "k").value()->approval_id, second.text());
  EXPECT_EQ(ask(oper_, "3", "k").error().code, "idempotency_key_reused");
  EXPECT_EQ(code_of(say(owner_, second)), "");
  EXPECT_FALSE(*ask(oper_, "2", "k"));
}

TEST_P(RequestTest, an_answer_for_the_asker_alone_waits_for_them) {
  // Protects secrets: consent opens the way, the asker's own repeat does the act, once.
  add_policy(policy("api_key"));
  const ApprovalId id = must_ask(oper_, "1", "key");
  EXPECT_EQ(code_of(say(owner_, id)), "");
  EXPECT_FALSE(was_done("1"));
  EXPECT_EQ(state_of_row(id), State::approved);
  EXPECT_TRUE(*ask(owner_, "1", "", "key")) << "somebody else's request is another one";
  EXPECT_FALSE(*ask(oper_, "1", "", "key")) << "let through";
  EXPECT_EQ(state_of_row(id), State::executed);
  EXPECT_TRUE(*ask(oper_, "1", "", "key")) << "and kept again the next time";
}

TEST_P(RequestTest, an_idempotency_key_does_not_shut_the_asker_out) {
  // Protects the office's way: it repeats its request under the key it sent at first.
  add_policy(policy("api_key"));
  const auto kept = ask(oper_, "1", "k", "key");
  ASSERT_TRUE(kept && *kept);
  const ApprovalId id = *ApprovalId::parse((*kept)->approval_id);
  EXPECT_EQ(ask(oper_, "1", "k", "key").value()->approval_id, id.text());
  EXPECT_EQ(code_of(say(owner_, id)), "");
  EXPECT_EQ(ask(oper_, "2", "k", "key").error().code, "idempotency_key_reused");
  EXPECT_FALSE(*ask(oper_, "1", "k", "key")) << "let through";
  EXPECT_EQ(state_of_row(id), State::executed);
}

TEST_P(RequestTest, those_who_can_decide_hear_of_it_by_mail) {
  // Protects: a request waits for people who know of it, and nobody else learns of it.
  set_up_mail();
  add_policy(policy());
  (void)must_ask(oper_, "1");
  EXPECT_EQ(mails_to(owner_), 1);
  EXPECT_EQ(mails_to(oper_), 0) << "the asker";
  EXPECT_EQ(mails_to(stranger_), 0);
  (void)ask(oper_, "1");
  EXPECT_EQ(mails_to(owner_), 1) << "a repeat is the same request";
  for (int i = 2; i < 40; ++i) (void)must_ask(oper_, std::to_string(i));
  EXPECT_EQ(mails_to(owner_), 20) << "a day's worth";
}

TEST_P(RequestTest, foreign_requests_do_not_exist) {
  // Protects tenants: a stranger finds nothing, in lists, counts and by id.
  add_policy(policy());
  const ApprovalId id = must_ask(oper_, "1");
  EXPECT_EQ(seen_by(stranger_, Tab::all), 0U);
  EXPECT_EQ(counts(stranger_).to_decide, 0);
  EXPECT_EQ(code_of(say(stranger_, id)), "not_found");
  EXPECT_EQ(seen_by(owner_, Tab::to_decide), 1U);
  EXPECT_EQ(counts(owner_).to_decide, 1);
  EXPECT_EQ(seen_by(oper_, Tab::mine), 1U);
  EXPECT_EQ(seen_by(oper_, Tab::to_decide), 0U) << "one's own is not to decide";
  EXPECT_EQ(counts(oper_).mine_open, 1);
}

TEST_P(RequestTest, two_accounts_of_one_mailbox_are_one_person) {
  // Protects against a second account of one's own.
  const UserId alias = add_person("oper+boss@bursar.example", "owner", at_company(k_acme));
  add_policy(policy());
  const ApprovalId id = must_ask(oper_, "1");
  EXPECT_EQ(code_of(say(alias, id)), "same_person");
  const auto names = db().read([&](Tx& tx) {
    const Actor who = actor(owner_);
    return deciders_of(tx, *read_approval(tx, as(who), id), clock().now());
  });
  EXPECT_EQ(names, (std::vector<std::string>{"owner@bursar.example", "second@bursar.example"}));
}

TEST_P(RequestTest, nobody_decides_in_anothers_name) {
  // Protects against looking as the owner and agreeing for them, and against the one behind.
  add_policy(policy());
  Actor behind = actor(oper_);
  behind.impersonator_key = owner_.key;
  const auto held = db().write([&](Tx& tx) {
    return desk_.hold(tx, as(behind), {"pay", "1", ""});
  });
  ASSERT_TRUE(held && *held);
  const ApprovalId id = *ApprovalId::parse((*held)->approval_id);
  EXPECT_EQ(code_of(say(owner_, id)), "own_request") << "who asked through somebody else";
  Actor looking = actor(second_);
  looking.impersonator_key = stranger_.key;
  const std::string hash = hash_of(id);
  const auto decided = db().write([&](Tx& tx) {
    return approve(tx, as(looking), desk_, {id, hash, ""});
  });
  EXPECT_EQ(code_of(decided), "in_anothers_name");
  EXPECT_EQ(code_of(say(second_, id)), "");
}

TEST_P(RequestTest, policies_about_policies_need_somebody_who_can_decide) {
  // Protects against locking oneself out: such a policy is refused while nobody else could decide.
  gate::Action change = act("change_policy", "policy_change", false);
  change.permission = "approvals:configure";
  desk_.add(change);
  const Policy about = policy("policy_change");
  const auto code = [&](Policy wanted, UserId by) {
    return code_from([&](Tx& tx) {
      const Actor who = actor(by);
      return create_policy(tx, as(who), desk_, std::move(wanted));
    });
  };
  EXPECT_EQ(code(about, owner_), "too_few_approvers");
  const UserId admin = add_person("a@bursar.example", "administrator", {});
  EXPECT_EQ(code(about, admin), "too_few_approvers") << "only oneself";
  add_person("b@bursar.example", "administrator", {});
  EXPECT_EQ(code(about, admin), "");
  Policy more = about;
  more.approvers = 2;
  EXPECT_EQ(code(more, admin), "too_few_approvers");
}

TEST_P(RequestTest, whoever_holds_the_machine_switches_policies_off) {
  // Protects against a lock-out: with every policy off nothing is kept, and each is on record.
  add_policy(policy());
  add_policy(policy("api_key"));
  const auto suspend = [&] { return must([&](Tx& tx) { return suspend_policies(tx, as(job_)); }); };
  EXPECT_EQ(suspend(), 2);
  EXPECT_EQ(suspend(), 0);
  EXPECT_FALSE(*ask(oper_, "1"));
  const auto entries =
      db().read([&](Tx& tx) { return audit::list(tx, ScopeIssuer::installation(), {}, 2); });
  EXPECT_EQ(entries.at(0).entry.action, "suspend_approval_policies");
}

TEST_P(RequestTest, policies_keep_versions) {
  // Protects two editors from each other.
  Policy made = add_policy(policy());
  made.approvers = 2;
  const auto change = [&](const Policy& wanted) {
    return code_from([&](Tx& tx) { return update_policy(tx, as(job_), desk_, wanted); });
  };
  EXPECT_EQ(change(made), "");
  EXPECT_EQ(change(made), "version_changed");
  EXPECT_EQ(code_from([&](Tx& tx) { return delete_policy(tx, as(job_), made.id, 1); }),
            "version_changed");
  EXPECT_EQ(code_from([&](Tx& tx) { return delete_policy(tx, as(job_), made.id, 2); }), "");
  EXPECT_FALSE(*ask(oper_, "1"));
}

}  // namespace
}  // namespace bursar::approvals
