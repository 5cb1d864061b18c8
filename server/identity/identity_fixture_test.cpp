// The fixture's bodies: they stand in a test file because only tests link them.
#include "identity/identity_fixture.hpp"

#include "idempotency/idempotency.hpp"
#include "notify/queue.hpp"

namespace bursar::identity {

const Settings& test_settings() {
  static const Settings k_settings = [] {
    SeededRandom random(7);
    Policy policy;
    policy.hash_cost = k_lowest_hash_cost;
    Keys keys{Secret(std::string(32, 'p')), Secret(std::string(32, 't')),
              Secret(std::string(32, 'a'))};
    Settings made = make_settings(keys, policy, Environment::sandbox, random);
    made.relying_party = relying_party_of("https://office.example.org");
    made.office_url = "https://office.example.org";
    return made;
  }();
  return k_settings;
}

const PasswordHash& known_hash() {
  static const PasswordHash k_hash = [] {
    SeededRandom random(8);
    return hash_password(test_settings(), random, Secret(k_password));
  }();
  return k_hash;
}

std::vector<storage::Migration> IdentityTest::migrations() const {
  return join({audit::migrations(), outbox::migrations(), notify::migrations(),
               idempotency::migrations(), identity::migrations()});
}

void IdentityTest::SetUp() {
  DbTest::SetUp();
  actor_.name = "test";
  actor_.ip = "192.0.2.10";
  actor_.request_id = "rq_test";
  actor_.scope = ScopeIssuer::installation();
  set_demo_policy(false);
}

void IdentityTest::set_up_mail() {
  must([&](Tx& tx) -> Result<void> {
    const auto keys = notify::make_box_keys(Secret(std::string(32, 'm')));
    notify::set_channel(tx, call(), notify::Channel::mail, true, keys.public_key);
    return ok();
  });
}

void IdentityTest::set_demo_policy(bool skip_second_factor) {
  must([&](Tx& tx) {
    return install(tx, call(), {Environment::sandbox, true, skip_second_factor});
  });
}

Person IdentityTest::add_person(const std::string& email, std::string_view role, Place place) {
  const SeedUser command{email, "Person " + email, std::string(role), place, known_hash()};
  const User user = must([&](Tx& tx) { return seed_user(tx, call(), command); });
  return {user.id, email, {}, {}};
}

LoginOutcome IdentityTest::sign_in(const std::string& email, const std::string& password,
                                   const std::string& device) {
  const LoginAttempt attempt{email, Secret(password), device, "test browser"};
  const auto check = must([&](Tx& tx) {
    return Result<LoginCheck>(load_login(tx, settings(), attempt, clock().now()));
  });
  const auto proof = prove_login(settings(), random(), check, attempt.password);
  return must([&](Tx& tx) { return record_login(tx, call(), settings(), attempt, check, proof); });
}

SessionGrant IdentityTest::enrol(Person& person) {
  const auto login = sign_in(person.email);
  const Secret token = login.grant->token;
  const auto enrolment =
      must([&](Tx& tx) { return start_totp_enrolment(tx, call(), settings(), token); });
  // The URI carries the secret in base32; the fixture reads it as an app would.
  constexpr std::string_view k_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::uint32_t buffer = 0;
  unsigned bits = 0;
  person.totp_secret.clear();
  for (const char c : enrolment.secret_base32.reveal()) {
    buffer = (buffer << 5) | static_cast<std::uint32_t>(k_alphabet.find(c));
    bits += 5;
    if (bits >= 8) person.totp_secret.push_back(static_cast<char>((buffer >> (bits -= 8)) & 0xFF));
  }
  auto outcome = must([&](Tx& tx) {
    return confirm_totp_enrolment(tx, call(), settings(), token, code_of(person));
  });
  person.recovery_codes = outcome.recovery_codes;
  return *outcome.grant;
}

SessionGrant IdentityTest::sign_in_fully(const Person& person) {
  clock().advance_ms(k_totp_step_ms);
  const auto login = sign_in(person.email);
  return *verify(login.grant->token, code_of(person)).grant;
}

std::string IdentityTest::code_of(const Person& person) {
  return totp_code(person.totp_secret, totp_step(clock().now()));
}

FactorOutcome IdentityTest::verify(const Secret& token, const std::string& code) {
  return must([&](Tx& tx) { return verify_totp(tx, call(), settings(), token, code); });
}

bool IdentityTest::alive(const SessionGrant& grant) {
  return must([&](Tx& tx) {
    return Result<bool>(
        find_session(tx, grant.token, grant.visitor.kind, clock().now()).has_value());
  });
}

Actor IdentityTest::actor_of(UserId user, std::string_view permission) {
  Actor actor;
  actor.kind = ActorKind::user;
  actor.key = user.key;
  actor.name = "person";
  actor.scope =
      must([&](Tx& tx) { return Result<Scope>(scope_of(tx, user, permission, clock().now())); });
  return actor;
}

std::int64_t IdentityTest::count(const std::string& sql) {
  return must([&](Tx& tx) {
    return Result<std::int64_t>(
        *tx.one(sql, {}, [](const storage::Row& row) { return row.i64(0); }));
  });
}

std::string IdentityTest::audit_reasons(const std::string& action) {
  return must([&](Tx& tx) {
    std::string reasons;
    tx.query("SELECT reason FROM audit_entry WHERE action = $1 ORDER BY id", {action},
             [&](const storage::Row& row) { reasons += std::string(row.text(0)) + ";"; });
    return Result<std::string>(reasons);
  });
}

}  // namespace bursar::identity
