// Protects: a repeat finds what the first request made, and a key never stands for two requests.
#include "idempotency/idempotency.hpp"

#include "testing/testing.hpp"

namespace bursar::idempotency {
namespace {

struct Shelf {
  CompanyId id;
};

class IdempotencyTest : public DbTest {
 protected:
  std::vector<storage::Migration> migrations() const override { return idempotency::migrations(); }
  void SetUp() override {
    DbTest::SetUp();
    ada_.kind = ActorKind::user;
    ada_.key = 7;
    bob_ = ada_;
    bob_.key = 8;
  }

  /// Asks once as `actor`; `refuse` makes the use case refuse.
  Result<Made<Shelf>> ask(const Actor& actor, const Token& token, bool refuse = false) {
    return db().write([&](storage::Tx& tx) {
      const Call call{actor, clock().now(), ids(), random()};
      const auto make = [&]() -> Result<Shelf> {
        if (refuse) return refused("no", "not today");
        return Shelf{ids().next<CompanyId>()};
      };
      const auto load = [](std::int64_t key) -> Result<Shelf> { return Shelf{CompanyId{key}}; };
      return once(tx, call, token, make, load);
    });
  }

  Actor ada_;
  Actor bob_;
};

TEST_P(IdempotencyTest, ARepeatFindsWhatWasMade) {  // a lost answer makes no second shelf
  const Token first = token("k1", {"POST", "/api/things", "{}"});
  const auto made = ask(ada_, first);
  ASSERT_TRUE(made);
  EXPECT_FALSE(made->replayed);
  const auto again = ask(ada_, first);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->value.id, made->value.id);
}

TEST_P(IdempotencyTest, AKeyStandsForOneRequest) {  // another body under the key is a mistake
  ASSERT_TRUE(ask(ada_, token("k1", {"POST", "/a", "{}"})));
  for (const Token& other : {token("k1", {"POST", "/a", "{} "}), token("k1", {"POST", "/b", "{}"}),
                             token("k1", {"POS", "T/a", "{}"})})
    EXPECT_EQ(ask(ada_, other).error().code, "idempotency_key_reused");
}

TEST_P(IdempotencyTest, KeysOfTwoPeopleNeverMeet) {  // nobody finds a stranger's shelf by a key
  const Token same = token("k1", {"POST", "/a", "{}"});
  const auto adas = ask(ada_, same);
  const auto bobs = ask(bob_, same);
  ASSERT_TRUE(adas && bobs);
  EXPECT_FALSE(bobs->replayed);
  EXPECT_NE(adas->value.id, bobs->value.id);
}

TEST_P(IdempotencyTest, ARefusalKeepsNoKey) {  // corrected and sent again, the request is carried
                                               // out
  const Token same = token("k1", {"POST", "/a", "{}"});
  EXPECT_EQ(ask(ada_, same, true).error().code, "no");
  const auto made = ask(ada_, same);
  ASSERT_TRUE(made);
  EXPECT_FALSE(made->replayed);
}

TEST_P(IdempotencyTest, WithoutAKeyEveryRequestIsItsOwn) {  // the caller's choice is respected
  const Token none = token("", {"POST", "/a", "{}"});
  EXPECT_NE(ask(ada_, none)->value.id, ask(ada_, none)->value.id);
}

INSTANTIATE_TEST_SUITE_P(Both, IdempotencyTest, both_dialects(), dialect_name);

}  // namespace
}  // namespace bursar::idempotency
