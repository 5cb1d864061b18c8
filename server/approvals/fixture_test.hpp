// What the tests of approvals share: an installation with people at places, and an act whose target
// is a person's version and whose second effect would break a key.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "approvals/approvals.hpp"
#include "audit/audit.hpp"
#include "idempotency/idempotency.hpp"
#include "identity/identity.hpp"
#include "notify/notify.hpp"
#include "notify/queue.hpp"
#include "outbox/outbox.hpp"
#include "testing/testing.hpp"

namespace bursar::approvals {

inline constexpr CompanyId k_acme{1001};
inline constexpr CompanyId k_globex{1002};
inline constexpr MerchantId k_acme_shop{2001};
inline constexpr MerchantId k_acme_web{2002};

inline identity::Place at_company(CompanyId company) {
  return {identity::ScopeKind::company, company, {}, {}};
}
inline identity::Place at_merchant(CompanyId company, MerchantId merchant) {
  return {identity::ScopeKind::merchant, company, merchant, {}};
}

inline const identity::Settings& test_settings() {
  static SeededRandom random(7);
  static const identity::Settings settings = identity::make_settings(
      {Secret(std::string(32, 'p')), Secret(std::string(32, 't')), Secret(std::string(32, 'a'))},
      {.hash_cost = identity::k_lowest_hash_cost}, identity::Environment::sandbox, random);
  return settings;
}

class ApprovalsTest : public DbTest {
 protected:
  template <class F>
  auto must(F fn) {
    auto result = db().write(fn);
    EXPECT_TRUE(result.has_value())
        << (result ? "" : result.error().code + ": " + result.error().message);
    return std::move(result).value();
  }
  template <class F>
  std::string code_from(F fn) {
    auto result = db().write(fn);
    return result ? std::string() : result.error().code;
  }

  std::vector<storage::Migration> migrations() const override {
    return join({audit::migrations(), outbox::migrations(), idempotency::migrations(),
                 notify::migrations(), identity::migrations(), approvals::migrations()});
  }

  void SetUp() override {
    DbTest::SetUp();
    must([&](Tx& tx) {
      return identity::install(tx, as(job_), {identity::Environment::sandbox, true, true});
    });
    target_ = add_person("target@bursar.example", "viewer", {});
    desk_.add(act("pay", "refund", false));
    desk_.add(act("key", "api_key", true));
    desk_.add(recorded("release"));
  }

  UserId add_person(const std::string& email, const std::string& role, identity::Place place) {
    return must([&](Tx& tx) {
             return identity::seed_user(tx, as(job_),
                                        {email, email, role, place, test_settings().dummy_hash});
           })
        .id;
  }
  Actor actor(UserId user) {
    Actor actor;
    actor.kind = ActorKind::user;
    actor.key = user.key;
    actor.name = std::to_string(user.key);
    actor.scope = ScopeIssuer::installation();
    return actor;
  }
  Call as(const Actor& actor) { return {actor, clock().now(), ids(), random()}; }

  /// A toy act at Acme's shop: `content` is its number. Done twice it would break a key.
  gate::Action act(std::string key, std::string kind, bool by_requester) {
    gate::Action action;
    action.key = std::move(key);
    action.kind = std::move(kind);
    action.permission = "payments:refund";
    action.by_requester = by_requester;
    action.describe = [this](Tx& tx, const Call&, const std::string& content) {
      return describe(tx, content);
    };
    action.figures = [](Tx& tx, const Call& call, const std::string& content) {
      const auto done = idempotency::made_before(tx, toy(call), {"did " + content, "x"});
      return std::vector<gate::Figure>{{"done", std::to_string(*done)}};
    };
    action.execute = [](Tx& tx, const Call& call, const std::string& content,
                        const gate::Consent&) -> Result<gate::Done> {
      if (content == "refused") return refused("toy_refused", "this act is refused");
      idempotency::keep(tx, toy(call), {"did " + content, "x"}, 1);
      return gate::Done{"toy", content, false, {}};
    };
    return action;
  }
  /// The same for an act on record: how it ended is told as "rejected because".
  gate::Action recorded(std::string key) {
    gate::Action action = act(std::move(key), "payout", false);
    action.is_recorded = true;
    action.permission = "payouts:create";
    action.ended = [this](Tx&, const Call&, const std::string&, gate::Ending ending,
                          const std::string& why) {
      static constexpr std::array<const char*, 4> k_words{"rejected", "withdrawn", "expired",
                                                          "voided"};
      ends_.push_back(std::string(k_words.at(static_cast<std::size_t>(ending) - 1)) + " " + why);
    };
    action.read_condition = [](const std::string& condition) -> Result<std::string> {
      if (condition == "broken") return invalid("condition", "syntax_error", "is no condition");
      return "<" + condition + ">";
    };
    return action;
  }
  // Effects belong to nobody, so that whoever does it twice meets the first.
  static Call toy(const Call& call) {
    static const Actor nobody;
    return {nobody, call.now, call.ids, call.random};
  }
  Result<gate::Subject> describe(Tx& tx, const std::string& content) {
    const auto person = identity::read_person(tx, as(job_), test_settings(), target_);
    if (!person) return person.error();
    gate::Subject subject{"payment", "tx_" + content, "order " + content, k_acme, k_acme_shop};
    subject.target = "user " + std::to_string(person->user.version);
    subject.amount = Money{10'000, Currency::of("EUR")};
    subject.reason = "asked for";
    return subject;
  }
  bool was_done(const std::string& content) {
    return db().read([&](Tx& tx) {
      return *idempotency::made_before(tx, toy(as(job_)), {"did " + content, "x"}) != 0;
    });
  }
  void touch_target() {
    must([&](Tx& tx) { return identity::require_password_change(tx, as(job_), target_); });
  }

  Policy policy(std::string kind = "refund", std::int64_t approvers = 1) {
    Policy policy;
    policy.kind = std::move(kind);
    policy.name = "large ones";
    policy.approvers = approvers;
    return policy;
  }
  Policy add_policy(const Policy& wanted) {
    return must([&](Tx& tx) { return create_policy(tx, as(job_), desk_, wanted); });
  }

  Result<std::optional<gate::Held>> ask(UserId user, const std::string& content,
                                        const std::string& key = "", const char* action = "pay") {
    return db().write([&](Tx& tx) {
      return desk_.hold(tx, as(actor(user)), {action, content, key});
    });
  }
  ApprovalId must_ask(UserId user, const std::string& content, const char* action = "pay") {
    const auto held = ask(user, content, "", action);
    EXPECT_TRUE(held && *held) << (held ? "let through" : held.error().message);
    return held && *held ? *ApprovalId::parse((*held)->approval_id) : ApprovalId{};
  }
  /// From now on messages are queued, as on an installation with a mail server.
  void set_up_mail() {
    must([&](Tx& tx) -> Result<void> {
      const auto keys = notify::make_box_keys(Secret(std::string(32, 'm')));
      notify::set_channel(tx, as(job_), notify::Channel::mail, true, keys.public_key);
      return ok();
    });
  }
  std::int64_t mails_to(UserId user) {
    return *db().read([&](Tx& tx) -> Result<std::int64_t> {
      return notify::count_since(tx, notify::Channel::mail, user.text(), "approval_requested", {0});
    });
  }
  Approval load(ApprovalId id, UserId viewer) {
    return must([&](Tx& tx) { return read_approval(tx, as(actor(viewer)), id); });
  }
  std::string hash_of(ApprovalId id) {
    return *db().read([&](Tx& tx) {
      return tx.one("SELECT content_hash FROM approval WHERE id = $1", {id},
                    [](const storage::Row& row) { return std::string(row.text(0)); });
    });
  }
  State state_of_row(ApprovalId id) {
    return *db().read([&](Tx& tx) {
      return tx.one("SELECT state FROM approval WHERE id = $1", {id},
                    [](const storage::Row& row) { return row.as_enum<State>(0); });
    });
  }
  Result<Decided> say(UserId user, ApprovalId id, Verdict verdict = Verdict::approve) {
    const std::string hash = hash_of(id);
    return db().write([&](Tx& tx) {
      const Actor who = actor(user);
      const Decide command{id, hash, "because"};
      return verdict == Verdict::approve ? approve(tx, as(who), desk_, command)
                                         : reject(tx, as(who), desk_, command);
    });
  }
  /// Code of what a decision ends with, "" when it was taken.
  std::string code_of(const Result<Decided>& decided) {
    if (!decided) return decided.error().code;
    return decided->refusal ? decided->refusal->code : "";
  }

  Actor job_ = [] {
    Actor actor;
    actor.name = "test";
    actor.scope = ScopeIssuer::installation();
    return actor;
  }();
  UserId target_;
  std::vector<std::string> ends_;
  Desk desk_{[](Instant instant) { return instant.ms / k_minute_ms % 10'080; }};
};

}  // namespace bursar::approvals
