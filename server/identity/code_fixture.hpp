// What the tests of codes and phones share: somebody with an authenticator app and a confirmed
// phone, and the messages that were sent.
#pragma once

#include <string>
#include <vector>

#include "identity/code_store.hpp"
#include "identity/confirmation.hpp"
#include "identity/identity_fixture.hpp"
#include "identity/operation_code.hpp"
#include "identity/own_phone.hpp"

namespace bursar::identity {

class CodeTest : public IdentityTest {
 protected:
  static constexpr const char* k_phone = "+447900123456";

  void SetUp() override {
    IdentityTest::SetUp();
    ada_ = add_person("ada@example.org");
    full_ = enrol(ada_);
    set_policy([](SecurityPolicy& policy) { policy.sms_enabled = true; });
    give_phone(ada_.id);
    clock().advance_ms(2 * k_minute_ms);
  }

  template <class Change>
  void set_policy(Change change) {
    must([&](Tx& tx) {
      SecurityPolicy policy = security_policy(tx);
      change(policy);
      EXPECT_TRUE(store::save_policy(tx, policy, policy.version));
      return ok();
    });
  }
  /// A confirmed phone that changed long ago.
  void give_phone(UserId user) {
    must([&](Tx& tx) {
      const std::string sealed =
          seal(settings().keys.totp_key, random(), k_phone, phone_place(user));
      store::save_confirmed_phone(tx, user, sealed, clock().now().plus_ms(-2 * k_day_ms));
      return ok();
    });
  }

  /// Reads every message in place of a phone.
  SmsPort sms() {
    return {[this](Tx&, const Call&, const SmsNotice& notice) {
              texts_.emplace_back(notice.text.reveal());
              numbers_.push_back(notice.to);
              return true;
            },
            [](Tx&) { return true; }};
  }
  /// The digits of the last message.
  std::string digits() const {
    const std::string& text = texts_.back();
    for (std::size_t i = 0; i + k_code_digits <= text.size(); ++i)
      if (is_sms_shape(std::string_view(text).substr(i, k_code_digits)))
        return text.substr(i, k_code_digits);
    return {};
  }
  std::string wrong_digits() const { return digits() == "00000000" ? "11111111" : "00000000"; }

  Actor person(const Person& who) { return actor_of(who.id, "payments:refund"); }
  /// What the gate says; "" lets pass.
  std::optional<Error> gate(const OperationContent& content, OperationCodeId id = {},
                            AssuranceLevel level = AssuranceLevel::l4) {
    const Actor actor = person(ada_);
    return must([&](Tx& tx) {
      return pass_gate(tx, call_as(actor), settings(), content, level, {full_.token, id});
    });
  }
  /// Asks for the act and returns the code it waits for.
  OperationCodeId asked(const OperationContent& content) {
    const auto refusal = gate(content);
    EXPECT_TRUE(refusal && refusal->code == "step_up_required");
    return *OperationCodeId::parse(detail(*refusal, "operation_code_id"));
  }
  static std::string detail(const Error& error, std::string_view name) {
    for (const auto& [key, value] : error.details)
      if (key == name) return value;
    return {};
  }
  static std::string code_of_error(const std::optional<Error>& error) {
    return error ? error->code : "";
  }
  std::string send(OperationCodeId id) {
    const Actor actor = person(ada_);
    return code_from([&](Tx& tx) {
      return send_operation_code(tx, call_as(actor), settings(), sms(), full_.token, id);
    });
  }
  std::string answer(OperationCodeId id, const std::string& code) {
    const Actor actor = person(ada_);
    auto outcome = db().write([&](Tx& tx) {
      return answer_operation_code(tx, call_as(actor), settings(), full_.token, id, code);
    });
    return outcome ? code_of_error(*outcome) : outcome.error().code;
  }
  /// A code for the content, proven by message.
  OperationCodeId proven(const OperationContent& content) {
    const OperationCodeId id = asked(content);
    EXPECT_EQ(send(id), "");
    EXPECT_EQ(answer(id, digits()), "");
    return id;
  }

  /// The same by the app, whose codes are not rationed.
  OperationCodeId proven_by_app(const OperationContent& content) {
    clock().advance_ms(k_totp_step_ms);
    must([&](Tx& tx) { return touch_session(tx, full_.visitor.session, clock().now()); });
    const OperationCodeId id = asked(content);
    EXPECT_EQ(answer(id, code_of(ada_)), "");
    return id;
  }

  Person ada_;
  SessionGrant full_;
  std::vector<std::string> texts_;
  std::vector<std::string> numbers_;
};

}  // namespace bursar::identity
