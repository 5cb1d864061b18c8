// API keys: text form, judgement, rotation, revocation, scopes never above the creator's.
#include <set>

#include "identity/identity_fixture.hpp"
#include "identity/request_signature.hpp"

namespace bursar::identity {
namespace {

constexpr CompanyId k_acme{1001};
constexpr MerchantId k_shop{2001};
constexpr MerchantId k_foreign_shop{2002};

TEST(ApiKeyText, has_the_published_form) {
  // Protects: K-01, scanners recognise it and a typing error dies without a read.
  SeededRandom random(5);
  const KeyText text = make_key_text(Environment::sandbox, random);
  const std::string plain(text.plain_text.reveal());
  EXPECT_EQ(plain.size(), 8U + 8U + 1U + 43U + 6U);
  EXPECT_TRUE(plain.starts_with("sk_test_" + text.public_id + "_"));
  EXPECT_TRUE(make_key_text(Environment::live, random).plain_text.reveal().starts_with("sk_live_"));
  const auto parsed = parse_api_key(plain);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->public_id, text.public_id);
  EXPECT_EQ(parsed->secret.reveal(), text.secret.reveal());
  for (std::size_t i = 0; i < plain.size(); ++i) {
    std::string damaged = plain;
    damaged[i] = damaged[i] == 'x' ? 'y' : 'x';
    EXPECT_FALSE(parse_api_key(damaged)) << i;
  }
  EXPECT_FALSE(parse_api_key(plain.substr(1)));
  EXPECT_FALSE(parse_api_key(plain + "x"));
  EXPECT_FALSE(parse_api_key(""));
}

TEST(ApiKeyText, sums_like_everyone_elses_crc32) {
  // Protects: the checksum is plain CRC-32 in base 62, so others can check it (crc32("123456789") =
  // cbf43926).
  SeededRandom random(6);
  std::set<std::string> public_ids;
  for (int i = 0; i < 1'000; ++i)
    public_ids.insert(make_key_text(Environment::sandbox, random).public_id);
  EXPECT_EQ(public_ids.size(), 1'000U);
}

class ApiKeyTest : public IdentityTest {
 protected:
  IssuedApiKey create(std::vector<std::string> scopes = {"transactions:read"}) {
    const CreateApiKey command{k_acme, k_shop, "shop", std::move(scopes), {}};
    return must([&](Tx& tx) { return create_api_key(tx, call(), settings(), command); });
  }
  std::string create_code(const Actor& actor, const CreateApiKey& command) {
    return code_from(
        [&](Tx& tx) { return create_api_key(tx, call_as(actor), settings(), command); });
  }
  /// The judgement on a presented text: "" when accepted.
  std::string judge(const Secret& plain_text, const Settings& with) {
    const auto presented = parse_api_key(plain_text.reveal());
    if (!presented) return "unreadable";
    const auto stored = must([&](Tx& tx) {
      return Result<std::optional<StoredApiKey>>(
          find_api_key(tx, presented->public_id, clock().now()));
    });
    const auto actor = judge_api_key(with, *presented, stored ? &*stored : nullptr, clock().now());
    return actor ? "" : actor.error().code;
  }
  std::string judge(const Secret& plain_text) { return judge(plain_text, settings()); }
};
INSTANTIATE_TEST_SUITE_P(Both, ApiKeyTest, both_dialects(), dialect_name);

TEST_P(ApiKeyTest, accepts_its_own_text_and_reaches_one_merchant) {
  // Protects: the key acts for its merchant and no other.
  const auto issued = create();
  EXPECT_EQ(judge(issued.plain_text), "");
  const auto presented = parse_api_key(issued.plain_text.reveal());
  const auto stored = must([&](Tx& tx) {
    return Result<std::optional<StoredApiKey>>(
        find_api_key(tx, presented->public_id, clock().now()));
  });
  const auto actor = judge_api_key(settings(), *presented, &*stored, clock().now());
  EXPECT_EQ(actor->kind, ActorKind::api_key);
  EXPECT_TRUE(actor->scope.contains(k_acme, k_shop));
  EXPECT_FALSE(actor->scope.contains(k_acme, k_foreign_shop));
  EXPECT_FALSE(actor->scope.contains(k_acme));
}

TEST_P(ApiKeyTest, stores_no_secret) {
  // Protects: K-02, a database without the pepper yields no key.
  const auto issued = create();
  const auto presented = parse_api_key(issued.plain_text.reveal());
  EXPECT_EQ(count("SELECT count(*) FROM api_key WHERE secret_mac LIKE '%" +
                  std::string(presented->secret.reveal()) + "%'"),
            0);
  EXPECT_EQ(issued.key.last4, std::string(issued.plain_text.reveal().substr(62)));
  Settings other = settings();
  other.keys.api_key_pepper = Secret(std::string(32, 'b'));
  EXPECT_EQ(judge(issued.plain_text, other), "invalid_api_key");
}

TEST_P(ApiKeyTest, refuses_unknown_wrong_and_foreign_keys_alike) {
  // Protects: K-02 and the separation of environments; one code for every reason.
  const auto issued = create();
  SeededRandom stream(9);
  EXPECT_EQ(judge(make_key_text(Environment::sandbox, stream).plain_text), "invalid_api_key");
  EXPECT_EQ(judge(make_key_text(Environment::live, stream).plain_text), "invalid_api_key");
  Settings live = settings();
  live.environment = Environment::live;
  EXPECT_EQ(judge(issued.plain_text, live), "invalid_api_key");
  // The right public id with another secret, checksum intact.
  auto presented = *parse_api_key(issued.plain_text.reveal());
  presented.secret = Secret(std::string(43, 'A'));
  const auto stored = must([&](Tx& tx) {
    return Result<std::optional<StoredApiKey>>(
        find_api_key(tx, presented.public_id, clock().now()));
  });
  EXPECT_FALSE(judge_api_key(settings(), presented, &*stored, clock().now()));
}

TEST_P(ApiKeyTest, expires_after_a_year) {
  // Protects: K-03, every key has an end.
  const auto issued = create();
  clock().advance_ms(365 * k_day_ms - 1);
  EXPECT_EQ(judge(issued.plain_text), "");
  clock().advance_ms(1);
  EXPECT_EQ(judge(issued.plain_text), "invalid_api_key");
}

TEST_P(ApiKeyTest, rotates_with_an_overlap) {
  // Protects: K-04, the replacement works at once, the rotated one until the overlap ends.
  const auto rotated = create({"refunds:write", "transactions:read"});
  const auto fresh = must([&](Tx& tx) {
    return rotate_api_key(tx, call(), settings(), {k_shop, rotated.key.id, 3'600});
  });
  EXPECT_EQ(fresh.key.scopes, rotated.key.scopes);
  EXPECT_EQ(judge(fresh.plain_text), "");
  clock().advance_ms(k_hour_ms - 1);
  EXPECT_EQ(judge(rotated.plain_text), "");
  clock().advance_ms(1);
  EXPECT_EQ(judge(rotated.plain_text), "invalid_api_key");
  EXPECT_EQ(judge(fresh.plain_text), "");
  EXPECT_EQ(code_from([&](Tx& tx) {
              return rotate_api_key(tx, call(), settings(), {k_shop, rotated.key.id, 0});
            }),
            "key_not_active");
}

TEST_P(ApiKeyTest, rotates_without_overlap_at_once) {
  // Protects: a leaked key can be replaced in one step.
  const auto rotated = create();
  must([&](Tx& tx) { return rotate_api_key(tx, call(), settings(), {k_shop, rotated.key.id, 0}); });
  EXPECT_EQ(judge(rotated.plain_text), "invalid_api_key");
  for (const std::int64_t overlap : {-1, 7 * 24 * 3600 + 1})
    EXPECT_EQ(code_from([&](Tx& tx) {
                return rotate_api_key(tx, call(), settings(), {k_shop, rotated.key.id, overlap});
              }),
              "overlap_invalid");
}

TEST_P(ApiKeyTest, revokes_at_once_and_for_good) {
  // Protects: K-04; repeating it is harmless, rotating afterwards is refused.
  const auto issued = create();
  const auto revoke = [&] {
    return code_from([&](Tx& tx) { return revoke_api_key(tx, call(), k_shop, issued.key.id); });
  };
  EXPECT_EQ(revoke(), "");
  EXPECT_EQ(judge(issued.plain_text), "invalid_api_key");
  EXPECT_EQ(revoke(), "");
  EXPECT_EQ(audit_reasons("revoke_api_key"), ";") << "one entry for one change";
  EXPECT_EQ(code_from([&](Tx& tx) {
              return rotate_api_key(tx, call(), settings(), {k_shop, issued.key.id, 0});
            }),
            "key_not_active");
}

TEST_P(ApiKeyTest, is_found_under_its_own_merchant_and_scope_only) {
  // Protects: R-01 and R-06, a foreign key id cannot be told from one that does not exist.
  const auto issued = create();
  EXPECT_EQ(
      code_from([&](Tx& tx) { return revoke_api_key(tx, call(), k_foreign_shop, issued.key.id); }),
      "not_found");
  const Person other =
      add_person("other@example.org", "administrator", {ScopeKind::company, CompanyId{1002}, {}});
  const Actor actor = actor_of(other.id, "api_keys:write");
  EXPECT_EQ(
      code_from([&](Tx& tx) { return revoke_api_key(tx, call_as(actor), k_shop, issued.key.id); }),
      "not_found");
  EXPECT_TRUE(must([&](Tx& tx) {
                return Result<std::vector<ApiKey>>(
                    list_api_keys(tx, actor.scope, k_shop, clock().now()));
              }).empty());
  EXPECT_EQ(create_code(actor, {k_acme, k_shop, "x", {"merchants:read"}, {}}), "not_found");
}

TEST_P(ApiKeyTest, carries_no_scope_its_creator_lacks) {
  // Protects: X7 and K-03, a viewer cannot mint a key that refunds.
  const Person viewer =
      add_person("viewer@example.org", "viewer", {ScopeKind::company, k_acme, {}, {}});
  Actor actor = actor_of(viewer.id, "payments:read");
  EXPECT_EQ(create_code(actor, {k_acme, k_shop, "x", {"transactions:read"}, {}}), "");
  EXPECT_EQ(create_code(actor, {k_acme, k_shop, "x", {"transactions:read", "refunds:write"}, {}}),
            "permission_missing");
  const auto strong = create({"refunds:write"});
  EXPECT_EQ(code_from([&](Tx& tx) {
              return rotate_api_key(tx, call_as(actor), settings(), {k_shop, strong.key.id, 0});
            }),
            "permission_missing");
}

TEST_P(ApiKeyTest, checks_its_fields) {
  // Protects: no key without label, scope or end.
  const Actor actor = call().actor;
  const auto code = [&](const CreateApiKey& command) { return create_code(actor, command); };
  EXPECT_EQ(code({k_acme, k_shop, " ", {"transactions:read"}, {}}), "label_invalid");
  EXPECT_EQ(code({k_acme, k_shop, "x", {}, {}}), "scopes_empty");
  EXPECT_EQ(code({k_acme, k_shop, "x", {"everything:write"}, {}}), "scope_unknown");
  EXPECT_EQ(code({k_acme, k_shop, "x", {"transactions:read"}, 0}), "expiry_invalid");
  EXPECT_EQ(code({k_acme, k_shop, "x", {"transactions:read"}, 366}), "expiry_invalid");
  EXPECT_EQ(code({k_acme, k_shop, "x", {"transactions:read", "transactions:read"}, 30}), "");
}

TEST_P(ApiKeyTest, adds_up_its_uses) {
  // Protects: call counts of several flushes and nodes add up; the later instant stays.
  const auto issued = create();
  const Instant later = clock().now().plus_ms(k_minute_ms);
  must([&](Tx& tx) { return record_api_key_uses(tx, {{issued.key.id, 3, later, "192.0.2.1"}}); });
  must([&](Tx& tx) {
    return record_api_key_uses(tx, {{issued.key.id, 4, clock().now(), "192.0.2.2"}});
  });
  const auto keys = must([&](Tx& tx) {
    return Result<std::vector<ApiKey>>(
        list_api_keys(tx, ScopeIssuer::installation(), k_shop, clock().now()));
  });
  ASSERT_EQ(keys.size(), 1U);
  EXPECT_EQ(keys[0].calls, 7);
  EXPECT_EQ(keys[0].last_used_at, later);
  EXPECT_EQ(keys[0].last_ip, "192.0.2.2");
}

TEST_P(ApiKeyTest, shrinks_with_its_maker) {
  // Protects: X7, a key never does more than its maker may do now; one of the installation does.
  const Person maker =
      add_person("maker@example.org", "owner", {ScopeKind::company, k_acme, {}, {}});
  const Actor actor = actor_of(maker.id, "api_keys:write");
  const auto issued = must([&](Tx& tx) {
    return create_api_key(tx, call_as(actor), settings(),
                          {k_acme, k_shop, "x", {"transactions:read", "refunds:write"}, {}});
  });
  const auto own = create({"refunds:write"});
  const auto effective = [&](const IssuedApiKey& key) {
    const auto stored = must([&](Tx& tx) {
      return Result<std::optional<StoredApiKey>>(
          find_api_key(tx, key.key.public_id, clock().now()));
    });
    return stored->key.effective_scopes.size();
  };
  EXPECT_EQ(effective(issued), 2U);
  must([&](Tx& tx) {
    tx.exec("UPDATE membership SET role_id = 2 WHERE user_id = $1", {maker.id});
    return ok();
  });
  EXPECT_EQ(effective(issued), 1U) << "a viewer reads and refunds nothing";
  must([&](Tx& tx) { return disable_user(tx, call(), maker.id); });
  add_person("spare@example.org");
  EXPECT_EQ(effective(issued), 0U);
  EXPECT_EQ(effective(own), 1U);
}

TEST_P(ApiKeyTest, keeps_to_its_addresses) {
  // Protects: K-03, a key used from elsewhere is refused, and what is no address is not stored.
  const Actor actor = call().actor;
  CreateApiKey command{k_acme, k_shop, "x", {"transactions:read"}, {}, {"10.0.0.0/8", "nowhere"}};
  EXPECT_EQ(create_code(actor, command), "address_invalid");
  command.allowed_addresses = {" 10.0.0.0/8", "2001:DB8::/32", "10.0.0.0/8"};
  const auto issued = must([&](Tx& tx) { return create_api_key(tx, call(), settings(), command); });
  EXPECT_EQ(issued.key.allowed_addresses,
            (std::vector<std::string>{"10.0.0.0/8", "2001:db8::/32"}));
  EXPECT_TRUE(judge_address(issued.key, "10.9.8.7"));
  EXPECT_TRUE(judge_address(issued.key, "2001:db8::7"));
  EXPECT_EQ(judge_address(issued.key, "192.0.2.1").error().code, "address_not_allowed");
  EXPECT_FALSE(judge_address(issued.key, "not an address"));
  const auto open = must([&](Tx& tx) {
    return update_api_key(tx, call(), {k_shop, issued.key.id, {}, std::vector<std::string>{}});
  });
  EXPECT_TRUE(judge_address(open, "192.0.2.1"));
}

TEST_P(ApiKeyTest, puts_what_changed_on_record) {
  // Protects: K-06: whoever switches signatures off, or exchanges the public key, leaves it in the
  // trail with what was there before; the key itself is not written down.
  const std::string raw = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
  const auto issued = create();
  const auto change = [&](std::string signing_key) {
    must([&](Tx& tx) {
      return update_api_key(tx, call(), {k_shop, issued.key.id, {}, {}, signing_key});
    });
  };
  const auto recorded = [&](const std::string& before, const std::string& after) {
    const auto has = [](const std::string& column, const std::string& print) {
      return column + R"( LIKE '%"signing":")" + print + R"("%')";
    };
    return count("SELECT count(*) FROM audit_entry WHERE action = 'update_api_key' AND " +
                 has("before_json", before) + " AND " + has("after_json", after));
  };
  const std::string print = signing_fingerprint(raw);
  change(raw);
  EXPECT_EQ(recorded("none", print), 1);
  change("");
  EXPECT_EQ(recorded(print, "none"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM audit_entry WHERE after_json LIKE '%" + raw + "%'"), 0);
  must([&](Tx& tx) {
    return update_api_key(tx, call(),
                          {k_shop, issued.key.id, "till", std::vector<std::string>{"10.0.0.0/8"}});
  });
  EXPECT_EQ(count("SELECT count(*) FROM audit_entry WHERE action = 'update_api_key' AND "
                  "before_json LIKE '%\"label\":\"shop\"%' AND "
                  "after_json LIKE '%\"label\":\"till\"%\"10.0.0.0/8\"%'"),
            1);
}

TEST_P(ApiKeyTest, announces_its_end_at_30_7_and_1_days) {
  // Protects: K-03, every reminder once, and none for keys that are replaced or revoked.
  const auto issued = create({"transactions:read"});
  const auto gone = create({"transactions:read"});
  must([&](Tx& tx) { return revoke_api_key(tx, call(), k_shop, gone.key.id); });
  const auto remind = [&] {
    return must([&](Tx& tx) { return Result<std::int64_t>(remind_expiring_keys(tx, call())); });
  };
  EXPECT_EQ(remind(), 0);
  for (const std::int64_t days : {30, 7, 1}) {
    clock().set(issued.key.expires_at.plus_ms(-days * k_day_ms));
    EXPECT_EQ(remind(), 1) << days;
    EXPECT_EQ(remind(), 0) << days;
  }
  EXPECT_EQ(count("SELECT count(*) FROM event WHERE type = 'api_key.expires_soon'"), 3);
}

}  // namespace
}  // namespace bursar::identity
