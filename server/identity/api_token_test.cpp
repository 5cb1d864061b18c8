// Tokens for the Data API: one in force per person, ended for good, with what the person may do
// now.
#include "identity/api_token.hpp"

#include "identity/identity_fixture.hpp"

namespace bursar::identity {
namespace {

constexpr CompanyId k_acme{1001};
constexpr MerchantId k_shop{2001};

class ApiTokenTest : public IdentityTest {
 protected:
  void SetUp() override {
    IdentityTest::SetUp();
    ada_ = add_person("ada@acme.example", "owner", {ScopeKind::company, k_acme, {}, {}});
    actor_ = actor_of(ada_.id, "payments:read");
  }
  IssuedApiToken create() {
    return must([&](Tx& tx) { return create_api_token(tx, call_as(actor_), settings()); });
  }
  std::optional<TokenHolder> holder(const std::string& token) {
    return must([&](Tx& tx) -> Result<std::optional<TokenHolder>> {
      return find_token_holder(tx, settings(), token, "payments:read", clock().now());
    });
  }
  void deactivate(ApiTokenId id) {
    must([&](Tx& tx) { return deactivate_api_token(tx, call_as(actor_), id); });
  }
  /// Whether the database itself refuses a statement.
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

  Person ada_;
  Actor actor_;
};

TEST_P(ApiTokenTest, has_thirty_characters_and_a_secret_of_its_own) {
  // Protects: K-01, the published form; and that only a sealed secret is stored.
  const auto issued = create();
  EXPECT_EQ(issued.token.token.size(), 30U);
  EXPECT_EQ(issued.secret.reveal().size(), 43U);
  const auto found = holder(issued.token.token);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->secret.reveal(), issued.secret.reveal());
  EXPECT_EQ(found->actor.key, ada_.id.key);
  const auto again = must([&](Tx& tx) { return read_api_token(tx, call_as(actor_), issued.id); });
  EXPECT_TRUE(again.secret.empty());
  EXPECT_EQ(count("SELECT count(*) FROM audit_entry WHERE action = 'create_api_token'"), 1);
  EXPECT_FALSE(holder("nobody"));
}

TEST_P(ApiTokenTest, a_deactivated_one_never_returns) {
  // Protects: the published promise, held by the database whatever a use case does.
  const auto issued = create();
  deactivate(issued.id);
  EXPECT_FALSE(holder(issued.token.token));
  const std::string id = std::to_string(issued.id.key);
  const std::string other = create().token.token;
  for (const std::string& sql :
       {"UPDATE api_token SET deactivated_at = NULL WHERE id = " + id,
        "UPDATE api_token SET last_ip = 'x' WHERE id = " + id,
        "DELETE FROM api_token WHERE id = " + id,
        "UPDATE api_token SET token = '" + issued.token.token + "' WHERE token = '" + other + "'",
        "UPDATE api_token SET token = 'another' WHERE token = '" + other + "'",
        "UPDATE api_token SET user_id = 7 WHERE token = '" + other + "'",
        "INSERT INTO api_token (id, user_id, token, secret_sealed, created_at, last_ip) "
        "SELECT 9, user_id, token, secret_sealed, 1, '' FROM api_token WHERE id = " +
            id})
    EXPECT_TRUE(refused_by_database(sql)) << sql;
  EXPECT_FALSE(holder(issued.token.token));
  EXPECT_EQ(count("SELECT count(*) FROM api_token WHERE length(secret_sealed) > 0"), 1);
}

TEST_P(ApiTokenTest, the_next_one_ends_the_one_before) {
  // Protects: a token is valid until another is generated; one in force per person.
  const auto first = create();
  const auto second = create();
  EXPECT_FALSE(holder(first.token.token));
  EXPECT_TRUE(holder(second.token.token));
  const auto all =
      must([&](Tx& tx) -> Result<std::vector<ApiToken>> { return list_api_tokens(tx, ada_.id); });
  ASSERT_EQ(all.size(), 2U);
  EXPECT_FALSE(all[0].deactivated_at);
  EXPECT_TRUE(all[1].deactivated_at);
  EXPECT_EQ(count("SELECT count(*) FROM audit_entry WHERE action = 'deactivate_api_token'"), 1);
}

TEST_P(ApiTokenTest, belongs_to_its_person_alone) {
  // Protects: nobody ends or reads a stranger's token, and cannot tell it from one that is not.
  const auto issued = create();
  const Person bob = add_person("bob@acme.example");
  const Actor stranger = actor_of(bob.id, "payments:read");
  EXPECT_EQ(
      code_from([&](Tx& tx) { return deactivate_api_token(tx, call_as(stranger), issued.id); }),
      "not_found");
  EXPECT_EQ(code_from([&](Tx& tx) { return read_api_token(tx, call_as(stranger), issued.id); }),
            "not_found");
  EXPECT_TRUE(holder(issued.token.token));
}

TEST_P(ApiTokenTest, reads_what_its_person_may_read_now) {
  // Protects: row 83, taking a right away takes the data away; a disabled person's token is dead.
  const auto issued = create();
  EXPECT_TRUE(holder(issued.token.token)->actor.scope.contains(k_acme, k_shop));
  must([&](Tx& tx) -> Result<void> {
    tx.exec("DELETE FROM membership WHERE user_id = $1", {ada_.id});
    return ok();
  });
  EXPECT_FALSE(reaches_anything(holder(issued.token.token)->actor.scope));
  must([&](Tx& tx) { return disable_user(tx, call(), ada_.id); });
  EXPECT_FALSE(holder(issued.token.token));
}

TEST_P(ApiTokenTest, notes_when_and_from_where_it_was_used) {
  // Protects: the list with the last use, to the minute.
  const auto issued = create();
  must([&](Tx& tx) { return note_api_token_use(tx, issued.id, clock().now(), "192.0.2.77"); });
  const auto all =
      must([&](Tx& tx) -> Result<std::vector<ApiToken>> { return list_api_tokens(tx, ada_.id); });
  EXPECT_EQ(all[0].last_ip, "192.0.2.77");
  EXPECT_EQ(all[0].last_used_at->ms % k_minute_ms, 0);
}

INSTANTIATE_TEST_SUITE_P(Both, ApiTokenTest, both_dialects(), dialect_name);

}  // namespace
}  // namespace bursar::identity
