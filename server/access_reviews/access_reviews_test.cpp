// Reviews of access: what is written down, what deciding and signing do, and that nobody changes a
// signed one.
#include "access_reviews/access_reviews.hpp"

#include <algorithm>

#include "audit/audit.hpp"
#include "identity/api_token.hpp"
#include "identity/identity.hpp"
#include "notify/notify.hpp"
#include "notify/queue.hpp"
#include "outbox/outbox.hpp"
#include "testing/testing.hpp"

namespace bursar::access_reviews {
namespace {

using identity::AccessKind;
using identity::Place;
using identity::ScopeKind;

constexpr CompanyId k_acme{1001};
constexpr MerchantId k_shop{2001};

const identity::Settings& settings() {
  static const identity::Settings made = [] {
    SeededRandom random(7);
    const auto key = [](char c) { return Secret(std::string(32, c)); };
    identity::Policy policy;
    policy.hash_cost = identity::k_lowest_hash_cost;
    return identity::make_settings({key('p'), key('t'), key('a')}, policy,
                                   identity::Environment::sandbox, random);
  }();
  return made;
}

class AccessReviewTest : public DbTest {
 protected:
  std::vector<storage::Migration> migrations() const override {
    std::vector<storage::Migration> all;
    for (const auto& scripts : {audit::migrations(), outbox::migrations(), notify::migrations(),
                                identity::migrations(), access_reviews::migrations()})
      all.insert(all.end(), scripts.begin(), scripts.end());
    return all;
  }
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
  void SetUp() override {
    DbTest::SetUp();
    must([&](Tx& tx) {
      return identity::install(tx, as({}), {identity::Environment::sandbox, true, true});
    });
    ada_ = add_person("ada@bursar.example", "administrator", {});
    ben_ = add_person("ben@acme.example", "owner", {ScopeKind::company, k_acme, {}, {}});
    eve_ = add_person("eve@acme.example", "viewer", {ScopeKind::merchant, k_acme, k_shop, {}});
    actor_ = actor(ada_);
  }
  Actor actor(UserId user) {
    Actor someone;
    someone.kind = ActorKind::user;
    someone.key = user.key;
    someone.name = "ada@bursar.example";
    someone.scope = ScopeIssuer::installation();
    return someone;
  }
  Call as(const Actor& someone) { return {someone, clock().now(), ids(), random()}; }
  UserId add_person(const std::string& email, const std::string& role, const Place& place) {
    return must([&](Tx& tx) {
             return identity::seed_user(tx, as({}),
                                        {email, email, role, place, settings().dummy_hash});
           })
        .id;
  }
  Review start() {
    return must([&](Tx& tx) {
      return start_review(tx, as(actor_), [](Tx&, const Place& place) {
        return std::string(identity::scope_kind_name(place.kind));
      });
    });
  }
  std::vector<Row> rows(const Review& review, ListRows filter = {}) {
    return must(
        [&](Tx& tx) -> Result<std::vector<Row>> { return list_rows(tx, review.id, filter); });
  }
  Row row_of(const Review& review, const std::string& email, AccessKind kind) {
    for (const Row& row : rows(review))
      if (row.held.email == email && row.held.kind == kind) return row;
    ADD_FAILURE() << "no row of " << email;
    return {};
  }
  std::string decide(const Review& review, const std::vector<RowId>& which, Decision decision,
                     const std::string& note = {}) {
    return code_from([&](Tx& tx) {
      return decide_rows(tx, as(actor_), {review.id, which, decision, note});
    });
  }
  void keep_the_rest(const Review& review) {
    std::vector<RowId> left;
    for (const Row& row : rows(review, {.decision = Decision::undecided})) left.push_back(row.id);
    if (!left.empty()) {
      EXPECT_EQ(decide(review, left, Decision::keep), "");
    }
  }
  Review read(const Review& review) {
    return must([&](Tx& tx) { return read_review(tx, review.id); });
  }
  Result<Signed> sign(const Review& review, const Actor& who) {
    const std::int64_t version = read(review).version;
    return db().write([&](Tx& tx) {
      return sign_review(tx, as(who), {review.id, version, "looked at everything"});
    });
  }
  std::string csv(const Review& review) {
    return must([&](Tx& tx) -> Result<std::string> { return export_csv(tx, review); });
  }
  bool refused_by_database(const std::string& sql) {
    try {
      (void)db().write([&](Tx& tx) -> Result<void> {
        tx.exec(sql, {});
        return ok();
      });
    } catch (const storage::StorageError&) {
      return true;
    }
    return false;
  }
  std::int64_t count(const std::string& sql) {
    return must([&](Tx& tx) -> Result<std::int64_t> {
      return *tx.one(sql, {}, [](const storage::Row& row) { return row.i64(0); });
    });
  }
  identity::IssuedApiKey add_key() {
    return must([&](Tx& tx) {
      return identity::create_api_key(tx, as(actor_), settings(),
                                      {k_acme, k_shop, "Web shop", {"transactions:read"}, {}});
    });
  }
  identity::IssuedApiKey rotate(ApiKeyId id) {
    return must([&](Tx& tx) {
      return identity::rotate_api_key(tx, as(actor_), settings(), {k_shop, id, 3'600});
    });
  }

  UserId ada_, ben_, eve_;
  Actor actor_;
};
INSTANTIATE_TEST_SUITE_P(Both, AccessReviewTest, both_dialects(), dialect_name);

TEST_P(AccessReviewTest, writes_down_who_holds_what) {
  // Protects: R-12: every role, key and token in force is a row, with rights, factors and use.
  add_key();
  must([&](Tx& tx) { return identity::create_api_token(tx, as(actor_), settings()); });
  const Review review = start();
  EXPECT_EQ(review.counts.undecided, 5);
  const auto all = rows(review);
  ASSERT_EQ(all.size(), 5U);
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end(),
                             [](const Row& a, const Row& b) { return a.held.name < b.held.name; }));
  const Row administrator = row_of(review, "ada@bursar.example", AccessKind::membership);
  EXPECT_TRUE(administrator.held.is_platform);
  EXPECT_NE(administrator.held.rights.find("security:write"), std::string::npos);
  EXPECT_EQ(administrator.held.title, "Administrator");
  const Row viewer = row_of(review, "eve@acme.example", AccessKind::membership);
  EXPECT_FALSE(viewer.held.is_platform);
  EXPECT_EQ(viewer.place, "merchant");
  EXPECT_EQ(viewer.held.rights.find("security:write"), std::string::npos);
  const Row key = row_of(review, "ada@bursar.example", AccessKind::api_key);
  EXPECT_EQ(key.held.rights, "transactions:read");
  EXPECT_EQ(key.held.title, "Web shop");
  EXPECT_EQ(rows(review, {.search = "EVE@"}).size(), 1U);
  EXPECT_EQ(rows(review, {.search = "%"}).size(), 0U);
  EXPECT_EQ(rows(review, {.kind = AccessKind::api_token}).size(), 1U);
  EXPECT_EQ(code_from([&](Tx& tx) {
              return start_review(tx, as(actor_),
                                  [](Tx&, const Place&) { return std::string("x"); });
            }),
            "review_open");
}

TEST_P(AccessReviewTest, takes_away_with_the_signature_what_was_decided_to_go) {
  // Protects: a removal is carried out by the rules of the pages and on record, none is forgotten.
  const auto key = add_key();
  must([&](Tx& tx) { return identity::create_api_token(tx, as(actor_), settings()); });
  const Review review = start();
  const Row viewer = row_of(review, "eve@acme.example", AccessKind::membership);
  const Row shop = row_of(review, "ada@bursar.example", AccessKind::api_key);
  const Row token = row_of(review, "ada@bursar.example", AccessKind::api_token);
  EXPECT_EQ(decide(review, {viewer.id}, Decision::remove), "note_missing");
  EXPECT_EQ(decide(review, {viewer.id, shop.id, token.id}, Decision::remove, "left"), "");
  const auto early = sign(review, actor_);
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().code, "rows_undecided");
  keep_the_rest(review);
  const auto done = sign(review, actor_);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->revoked_keys, std::vector<std::string>{key.key.public_id});
  EXPECT_EQ(count("SELECT count(*) FROM membership WHERE user_id = " + std::to_string(eve_.key)),
            0);
  EXPECT_EQ(count("SELECT count(*) FROM api_key WHERE state = 1"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM api_token WHERE deactivated_at IS NULL"), 0);
  EXPECT_EQ(row_of(review, "eve@acme.example", AccessKind::membership).outcome, Outcome::removed);
  for (const char* action :
       {"end_membership", "revoke_api_key", "deactivate_api_token", "sign_access_review"})
    EXPECT_EQ(
        count("SELECT count(*) FROM audit_entry WHERE action = '" + std::string(action) + "'"), 1)
        << action;
}

TEST_P(AccessReviewTest, takes_nothing_away_when_one_removal_is_refused) {
  // Protects: the last administrator stays, and half a review is none.
  const Review review = start();
  const Row administrator = row_of(review, "ada@bursar.example", AccessKind::membership);
  const Row viewer = row_of(review, "eve@acme.example", AccessKind::membership);
  EXPECT_EQ(decide(review, {administrator.id, viewer.id}, Decision::remove, "gone"), "");
  keep_the_rest(review);
  const auto done = sign(review, actor_);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "last_administrator");
  EXPECT_EQ(done.error().details.front().second, administrator.id.text());
  EXPECT_EQ(count("SELECT count(*) FROM membership WHERE user_id = " + std::to_string(eve_.key)),
            1);
  EXPECT_EQ(read(review).state, State::open);
}

TEST_P(AccessReviewTest, lets_nobody_take_away_beyond_their_own_rights) {
  // Protects: the right to review is none to change people.
  const Review review = start();
  const Row viewer = row_of(review, "eve@acme.example", AccessKind::membership);
  EXPECT_EQ(decide(review, {viewer.id}, Decision::remove, "gone"), "");
  keep_the_rest(review);
  const UserId other = add_person("olga@bursar.example", "support_agent", {});
  const auto done = sign(review, actor(other));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "permission_missing");
}

TEST_P(AccessReviewTest, marks_what_was_gone_before_the_signature) {
  // Protects: a review of some days does not fail over what ended meanwhile.
  const Review review = start();
  const Row viewer = row_of(review, "eve@acme.example", AccessKind::membership);
  EXPECT_EQ(decide(review, {viewer.id}, Decision::remove, "gone"), "");
  keep_the_rest(review);
  must([&](Tx& tx) -> Result<void> {
    tx.exec("DELETE FROM membership WHERE user_id = $1", {eve_});
    return ok();
  });
  ASSERT_TRUE(sign(review, actor_));
  EXPECT_EQ(row_of(review, "eve@acme.example", AccessKind::membership).outcome, Outcome::gone);
}

TEST_P(AccessReviewTest, marks_a_deleted_key_as_gone) {
  // Protects: a key that went with its merchant does not keep the review from being signed; the
  // right to end keys is asked for all the same.
  const auto key = add_key();
  const Review review = start();
  const Row shop = row_of(review, "ada@bursar.example", AccessKind::api_key);
  EXPECT_EQ(decide(review, {shop.id}, Decision::remove, "closed"), "");
  keep_the_rest(review);
  must([&](Tx& tx) -> Result<void> {
    tx.exec("DELETE FROM api_key WHERE id = $1", {key.key.id});
    return ok();
  });
  const UserId other = add_person("olga@bursar.example", "support_agent", {});
  const auto early = sign(review, actor(other));
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().code, "permission_missing");
  const auto done = sign(review, actor_);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_TRUE(done->revoked_keys.empty());
  EXPECT_EQ(row_of(review, "ada@bursar.example", AccessKind::api_key).outcome, Outcome::gone);
}

TEST_P(AccessReviewTest, takes_away_what_a_rotation_put_in_place) {
  // Protects: rotating a key between decision and signature does not save it, however often; a
  // successor that has a row of its own is decided there.
  const auto kept_from = add_key();
  const auto kept = rotate(kept_from.key.id);
  const auto doomed = add_key();
  const Review review = start();
  for (const Row& row : rows(review, {.kind = AccessKind::api_key}))
    EXPECT_EQ(
        decide(review, {row.id},
               row.held.target == kept.key.id.key ? Decision::keep : Decision::remove, "too old"),
        "");
  keep_the_rest(review);
  const auto second = rotate(doomed.key.id);
  const auto third = rotate(second.key.id);
  const auto done = sign(review, actor_);
  ASSERT_TRUE(done) << done.error().message;
  auto revoked = done->revoked_keys;
  std::sort(revoked.begin(), revoked.end());
  std::vector<std::string> wanted{kept_from.key.public_id, doomed.key.public_id,
                                  second.key.public_id, third.key.public_id};
  std::sort(wanted.begin(), wanted.end());
  EXPECT_EQ(revoked, wanted);
  EXPECT_EQ(count("SELECT id FROM api_key WHERE state = 1"), kept.key.id.key);
  EXPECT_EQ(count("SELECT count(*) FROM api_key WHERE state = 1"), 1);
}

TEST_P(AccessReviewTest, stays_as_it_was_signed) {
  // Protects: a signed review is evidence: its rows, its digest and its export never change.
  const Review review = start();
  keep_the_rest(review);
  const Signed done = *sign(review, actor_);
  EXPECT_EQ(done.review.digest.size(), 64U);
  const std::string text = csv(read(review));
  EXPECT_EQ(text, csv(done.review));
  EXPECT_NE(text.find("\"ada@bursar.example\""), std::string::npos);
  const Row viewer = row_of(review, "eve@acme.example", AccessKind::membership);
  EXPECT_EQ(decide(review, {viewer.id}, Decision::remove, "late"), "review_signed");
  EXPECT_EQ(sign(review, actor_).error().code, "review_signed");
  EXPECT_TRUE(refused_by_database("UPDATE access_review SET note = 'x'"));
  EXPECT_TRUE(refused_by_database("DELETE FROM access_review"));
  EXPECT_TRUE(refused_by_database("UPDATE access_review_row SET decided_by = 'x'"));
  EXPECT_TRUE(refused_by_database("DELETE FROM access_review_row"));
}

TEST_P(AccessReviewTest, writes_no_cell_that_a_spreadsheet_runs) {
  // Protects: a name or note that begins like a formula is text in the export.
  add_person("=cmd@acme.example", "viewer", {ScopeKind::company, k_acme, {}, {}});
  const Review review = start();
  EXPECT_NE(csv(review).find("\"'=cmd@acme.example\""), std::string::npos);
}

TEST_P(AccessReviewTest, sees_a_change_by_somebody_else) {
  // Protects: nobody signs what another one decided meanwhile.
  const Review review = start();
  keep_the_rest(review);
  const auto stale = db().write([&](Tx& tx) {
    return sign_review(tx, as(actor_), {review.id, review.version, ""});
  });
  ASSERT_FALSE(stale);
  EXPECT_EQ(stale.error().code, "version_changed");
}

TEST_P(AccessReviewTest, is_due_every_180_days_and_reminds_once_a_week) {
  // Protects: R-12: due after 180 days and not before; the mail comes weekly, and never without
  // mail.
  const auto next = [&] {
    return must([&](Tx& tx) -> Result<Due> { return due(tx, clock().now()); });
  };
  const auto remind = [&] {
    return must([&](Tx& tx) -> Result<std::int64_t> { return remind_of_review(tx, as({})); });
  };
  EXPECT_FALSE(next().is_due);
  clock().advance_ms(k_due_every_ms - 1);
  EXPECT_FALSE(next().is_due);
  clock().advance_ms(1);
  EXPECT_TRUE(next().is_due);
  EXPECT_EQ(remind(), 0);
  must([&](Tx& tx) -> Result<void> {
    const auto keys = notify::make_box_keys(Secret(std::string(32, 'm')));
    notify::set_channel(tx, as({}), notify::Channel::mail, true, keys.public_key);
    return ok();
  });
  EXPECT_EQ(remind(), 1);
  EXPECT_EQ(remind(), 0);
  clock().advance_ms(7 * k_day_ms + 1);
  EXPECT_EQ(remind(), 1);
  const Review review = start();
  keep_the_rest(review);
  ASSERT_TRUE(sign(review, actor_));
  EXPECT_FALSE(next().is_due);
  EXPECT_EQ(remind(), 0);
  clock().advance_ms(k_due_every_ms);
  EXPECT_TRUE(next().is_due);
}

}  // namespace
}  // namespace bursar::access_reviews
