// What identity's tests share: an installed database, cheap settings, and people who sign in.
#pragma once

#include <string>

#include "audit/audit.hpp"
#include "identity/crypto.hpp"
#include "identity/identity.hpp"
#include "identity/totp.hpp"
#include "notify/notify.hpp"
#include "outbox/outbox.hpp"
#include "testing/testing.hpp"

namespace bursar::identity {

inline constexpr const char* k_password = "violet anchor tumbles 9 times";
inline constexpr const char* k_other_password = "quartz harbour wobbles 7 nights";

/// Hash of k_password, computed once per process.
const PasswordHash& known_hash();
/// Settings at the lowest hash cost, sandbox, fixed keys.
const Settings& test_settings();

/// A person with an authenticator app.
struct Person {
  UserId id;
  std::string email;
  std::string totp_secret;  ///< raw bytes, empty before enrolment
  std::vector<std::string> recovery_codes;
};

class IdentityTest : public DbTest {
 protected:
  std::vector<storage::Migration> migrations() const override;
  void SetUp() override;

  const Settings& settings() const { return test_settings(); }
  Call call() { return {actor_, clock().now(), ids(), random()}; }
  Call call_as(const Actor& actor) { return {actor, clock().now(), ids(), random()}; }

  /// A demo whose policy can be set; the fixture starts with the second factor required.
  void set_demo_policy(bool skip_second_factor);
  /// From now on messages are queued, as on an installation with a mail server.
  void set_up_mail();
  /// An active account with k_password.
  Person add_person(const std::string& email, std::string_view role = "administrator",
                    Place place = {});
  /// The three steps of a sign-in with `password`.
  LoginOutcome sign_in(const std::string& email, const std::string& password = k_password,
                       const std::string& device = {});
  /// Signs in as far as enrolment and through it: a full session.
  SessionGrant enrol(Person& person);
  /// Signs in with the enrolled factor: a full session. Moves the clock one TOTP step on.
  SessionGrant sign_in_fully(const Person& person);
  std::string code_of(const Person& person);
  FactorOutcome verify(const Secret& token, const std::string& code);
  Stage stage(const SessionGrant& grant) const { return grant.visitor.stage; }
  bool alive(const SessionGrant& grant);
  Actor actor_of(UserId user, std::string_view permission);
  std::int64_t count(const std::string& sql);
  std::string audit_reasons(const std::string& action);

  /// Runs `fn(Tx&) -> Result<T>` as a write that must succeed.
  template <class F>
  auto must(F fn) {
    auto result = db().write(fn);
    EXPECT_TRUE(result.has_value())
        << (result ? "" : result.error().code + ": " + result.error().message);
    return std::move(result).value();
  }
  /// Code of the error a write ends with, "" on success.
  template <class F>
  std::string code_from(F fn) {
    auto result = db().write(fn);
    return result ? std::string() : result.error().code;
  }

 private:
  Actor actor_;
};

}  // namespace bursar::identity
