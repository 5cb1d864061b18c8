// Properties over random worlds: who can decide whatever roles people hold, and that no field of a
// kept act can be changed unseen.
#include "approvals/fixture_test.hpp"
#include "identity/holders.hpp"

namespace bursar::approvals {
namespace {

class ApprovalProperties : public ApprovalsTest {};
INSTANTIATE_TEST_SUITE_P(Both, ApprovalProperties, both_dialects(), dialect_name);

TEST_P(ApprovalProperties, the_asker_never_decides_and_whoever_decides_may) {
  // Protects C-07 under random role graphs: every consent that is taken comes from another person
  // who holds both permissions at that place, and everybody who does is let decide.
  const std::vector<identity::Place> places{{},
                                            at_company(k_acme),
                                            at_company(k_globex),
                                            at_merchant(k_acme, k_acme_shop),
                                            at_merchant(k_acme, k_acme_web)};
  const std::vector<std::string> roles{"administrator", "owner",   "merchant_admin", "operator",
                                       "finance",       "support", "viewer"};
  std::vector<UserId> people;
  std::vector<std::string> emails;
  for (int i = 0; i < 24; ++i) {
    // Every fourth shares a mailbox with the one before.
    emails.push_back(i % 4 == 3 ? "p" + std::to_string(i - 1) + "+x@bursar.example"
                                : "p" + std::to_string(i) + "@bursar.example");
    people.push_back(add_person(emails.back(), roles[random().below(roles.size())],
                                places[random().below(places.size())]));
  }
  add_policy(policy());
  const identity::Place shop = at_merchant(k_acme, k_acme_shop);
  const auto holds = [&](UserId user, const char* permission) {
    return db().read(
        [&](Tx& tx) { return identity::holds_at(tx, user, permission, shop, clock().now()); });
  };
  int taken = 0;
  int number = 0;
  for (std::size_t asker = 0; asker < people.size(); ++asker) {
    if (!holds(people[asker], "payments:refund")) continue;
    for (std::size_t decider = 0; decider < people.size(); ++decider) {
      const ApprovalId id = must_ask(people[asker], std::to_string(++number));
      const bool same = identity::is_same_mailbox(emails[asker], emails[decider]);
      const bool may = !same && holds(people[decider], "payments:refund") &&
                       holds(people[decider], "approvals:decide");
      const std::string code = code_of(say(people[decider], id));
      EXPECT_EQ(code.empty(), may) << asker << " asks, " << decider << " decides: " << code;
      EXPECT_EQ(was_done(std::to_string(number)), may);
      taken += may ? 1 : 0;
    }
  }
  EXPECT_GT(taken, 10) << "the world is too empty to show anything";
}

TEST_P(ApprovalProperties, no_field_of_a_kept_act_is_changed_unseen) {
  // Protects the binding: whichever stored field is changed behind our back, nothing is done.
  const UserId oper =
      add_person("oper@bursar.example", "operator", at_merchant(k_acme, k_acme_shop));
  const UserId owner = add_person("owner@bursar.example", "administrator", {});
  const UserId other = add_person("other@bursar.example", "operator", at_company(k_acme));
  desk_.add(act("twin", "refund", false));
  add_policy(policy("refund", 2));
  const std::vector<std::string> changes{
      "kind = 'api_key'",
      "action = 'twin'",
      "permission = 'merchants:read'",
      "subject_kind = 'user'",
      "subject_id = 'tx_other'",
      "company_id = 1002",
      "merchant_id = 2002",
      "merchant_id = NULL",
      "amount_minor = 1",
      "currency = ''",
      "currency = 'USD'",
      "reason = 'another'",
      "target = 'user 9'",
      "content = '9'",
      "requested_by = " + std::to_string(other.key),
      "requested_through = " + std::to_string(other.key),
      "needed = 1",
      "content_hash = '" + std::string(64, 'f') + "'",
  };
  int number = 0;
  for (const std::string& change : changes) {
    const std::string content = std::to_string(++number);
    const ApprovalId id = must_ask(oper, content);
    const std::string seen = hash_of(id);
    must([&](Tx& tx) -> Result<void> {
      tx.exec("UPDATE approval SET " + change + " WHERE id = $1", {id});
      return ok();
    });
    for (const std::string& hash : {seen, hash_of(id)}) {
      const Actor who = actor(owner);
      const auto decided = db().write([&](Tx& tx) {
        return approve(tx, as(who), desk_, {id, hash, ""});
      });
      EXPECT_NE(code_of(decided), "") << change;
    }
    EXPECT_FALSE(was_done(content)) << change;
    EXPECT_FALSE(was_done("9")) << change;
    EXPECT_NE(state_of_row(id), State::executed) << change;
  }
}

}  // namespace
}  // namespace bursar::approvals
