// One-time operation codes: bound to their content, used once, limited in tries, time and number.
#include <atomic>
#include <thread>

#include "base/text.hpp"
#include "identity/code_fixture.hpp"

namespace bursar::identity {
namespace {

OperationContent refund() {
  OperationContent content;
  content.operation = "create_refund";
  content.subject = "tx_1:key-1";
  content.noun = "refund";
  content.totals = {{2'500, Currency::of("EUR")}};
  content.recipient = "Visa •••• 4242";
  content.recipient_key = "card 77";
  content.company = CompanyId{11};
  content.merchant = MerchantId{12};
  return content;
}

OperationContent payout() {
  OperationContent content = refund();
  content.operation = "create_payout";
  content.subject = "payout:key-9";
  content.noun = "payout";
  content.recipient = "GB•• •••• 1234";
  content.recipient_key = "GB29NWBK60161331926819";
  return content;
}

OperationContent batch() {
  OperationContent content = payout();
  content.operation = "create_payout_batch";
  content.noun = "payout";
  content.count = 3;
  content.totals = {{12'000, Currency::of("EUR")}, {3'000, Currency::of("USD")}};
  content.digest = std::string(64, 'a');
  content.recipient = "3 recipients";
  return content;
}

struct Mutation {
  const char* name;
  void (*change)(OperationContent&);
};

constexpr std::array k_mutations{
    Mutation{"operation", [](OperationContent& c) { c.operation += "2"; }},
    Mutation{"subject", [](OperationContent& c) { c.subject += "2"; }},
    Mutation{"noun", [](OperationContent& c) { c.noun += "2"; }},
    Mutation{"amount", [](OperationContent& c) { c.totals[0].minor += 1; }},
    Mutation{"currency", [](OperationContent& c) { c.totals[0].currency = Currency::of("GBP"); }},
    Mutation{"another total",
             [](OperationContent& c) {
               c.totals.push_back({1, Currency::of("JPY")});
             }},
    Mutation{"no total", [](OperationContent& c) { c.totals.clear(); }},
    Mutation{"count", [](OperationContent& c) { c.count += 1; }},
    Mutation{"recipient as shown", [](OperationContent& c) { c.recipient += "2"; }},
    Mutation{"recipient", [](OperationContent& c) { c.recipient_key += "2"; }},
    Mutation{"file", [](OperationContent& c) { c.digest += "b"; }},
    Mutation{"company", [](OperationContent& c) { c.company = CompanyId{99}; }},
    Mutation{"merchant", [](OperationContent& c) { c.merchant = MerchantId{99}; }},
    // The same letters, cut elsewhere.
    Mutation{"border between members",
             [](OperationContent& c) {
               c.recipient_key = c.recipient.back() + c.recipient_key;
               c.recipient.pop_back();
             }},
};

class OperationCodeTest : public CodeTest {};
INSTANTIATE_TEST_SUITE_P(Both, OperationCodeTest, both_dialects(), dialect_name);

TEST_P(OperationCodeTest, asks_with_everything_a_person_needs_to_judge) {
  // Protects: M-05, what is confirmed is shown: amount, currency, masked recipient, and by what.
  const auto refusal = gate(refund());
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->code, "step_up_required");
  EXPECT_EQ(detail(*refusal, "level"), "l4");
  EXPECT_EQ(detail(*refusal, "methods"), "totp sms");
  EXPECT_EQ(detail(*refusal, "amount_minor"), "2500");
  EXPECT_EQ(detail(*refusal, "currency"), "EUR");
  EXPECT_EQ(detail(*refusal, "recipient"), "Visa •••• 4242");
  EXPECT_EQ(detail(*refusal, "sentence"), "refund of 25.00 EUR to Visa •••• 4242");
  EXPECT_EQ(detail(*refusal, "expires_at"),
            std::to_string(clock().now().plus_ms(3 * k_minute_ms).ms));
}

TEST_P(OperationCodeTest, says_in_the_message_what_it_confirms) {
  // Protects: M-05, the message alone tells a person whether to type the code.
  EXPECT_EQ(send(asked(refund())), "");
  EXPECT_NE(texts_[0].find("confirms the refund of 25.00 EUR to Visa •••• 4242"),
            std::string::npos);
  EXPECT_EQ(numbers_[0], k_phone);
  EXPECT_EQ(digits().size(), 8U);
  EXPECT_EQ(send(asked(batch())), "");
  EXPECT_NE(texts_[1].find("payout of 3 lines, 120.00 EUR, 30.00 USD to 3 recipients"),
            std::string::npos);
}

TEST_P(OperationCodeTest, passes_once_with_a_proven_code) {
  // Protects: single use; a used code opens neither its own operation nor another try.
  const OperationCodeId id = proven(refund());
  EXPECT_EQ(code_of_error(gate(refund(), id)), "");
  EXPECT_EQ(code_of_error(gate(refund(), id)), "code_void");
  EXPECT_EQ(answer(id, digits()), "code_void");
}

TEST_P(OperationCodeTest, passes_nobody_with_an_unproven_code) {
  // Protects: naming the code is not answering it.
  const OperationCodeId id = asked(refund());
  EXPECT_EQ(code_of_error(gate(refund(), id)), "step_up_required");
  EXPECT_EQ(code_of_error(gate(refund(), OperationCodeId{INT64_MAX})), "code_void");
}

TEST_P(OperationCodeTest, takes_the_code_of_the_authenticator_app) {
  // Protects: TOTP proves this content, and its step cannot prove another one as well.
  const std::string code = code_of(ada_);
  const OperationCodeId first = asked(refund());
  const OperationCodeId second = asked(payout());
  EXPECT_EQ(answer(first, code), "");
  EXPECT_EQ(answer(second, code), "code_wrong");
  EXPECT_EQ(code_of_error(gate(refund(), first)), "");
}

TEST_P(OperationCodeTest, dies_when_anything_about_the_operation_changes) {
  // Protects: dynamic linking: each member of each kind of content is bound, after the proof too.
  for (const auto& [kind, original] :
       {std::pair{"refund", refund()}, std::pair{"payout", payout()}, std::pair{"batch", batch()}})
    for (const Mutation& mutation : k_mutations) {
      OperationContent content = original;
      content.subject += mutation.name;
      const OperationCodeId id = proven_by_app(content);
      OperationContent changed = content;
      mutation.change(changed);
      EXPECT_EQ(code_of_error(gate(changed, id)), "code_void") << kind << ": " << mutation.name;
      EXPECT_EQ(code_of_error(gate(content, id)), "code_void")
          << kind << ": " << mutation.name << ", tried with the original again";
    }
}

TEST_P(OperationCodeTest, opens_no_other_operation) {
  // Protects: the code of operation A is worthless for operation B, whoever asks for B.
  const OperationCodeId of_refund = asked(refund());
  const OperationCodeId of_payout = asked(payout());
  EXPECT_EQ(send(of_refund), "");
  EXPECT_EQ(answer(of_payout, digits()), "code_wrong");
  EXPECT_EQ(answer(of_refund, digits()), "");
  EXPECT_EQ(code_of_error(gate(payout(), of_refund)), "code_void");
}

TEST_P(OperationCodeTest, belongs_to_its_person_and_session) {
  // Protects: a code cannot be carried into another browser or account.
  const OperationCodeId id = proven(refund());
  full_ = sign_in_fully(ada_);
  EXPECT_EQ(code_of_error(gate(refund(), id)), "code_void");
  EXPECT_EQ(answer(id, digits()), "not_found");
  Person bob = add_person("bob@example.org");
  full_ = enrol(bob);
  std::swap(ada_, bob);
  EXPECT_EQ(code_of_error(gate(refund(), id)), "code_void");
}

TEST_P(OperationCodeTest, allows_three_tries_and_three_minutes) {
  // Protects: M-05, no room for guessing; the right digits come too late after either limit.
  const OperationCodeId tried = asked(refund());
  EXPECT_EQ(send(tried), "");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(answer(tried, wrong_digits()), "code_wrong");
  EXPECT_EQ(answer(tried, digits()), "code_wrong") << "a fourth try";
  must([&](Tx& tx) { return store::clear_factor_failures(tx, ada_.id), ok(); });
  const OperationCodeId late = asked(payout());
  EXPECT_EQ(send(late), "");
  clock().advance_ms(3 * k_minute_ms - 1);
  EXPECT_EQ(answer(late, wrong_digits()), "code_wrong") << "still alive at 2:59.999";
  clock().advance_ms(1);
  EXPECT_EQ(answer(late, digits()), "code_void");
}

TEST_P(OperationCodeTest, must_be_used_in_time_as_well) {
  // Protects: a proven code is no licence for later.
  const OperationCodeId id = proven(refund());
  clock().advance_ms(3 * k_minute_ms);
  EXPECT_EQ(code_of_error(gate(refund(), id)), "code_void");
}

TEST_P(OperationCodeTest, forgets_digits_that_were_sent_before) {
  // Protects: asking again makes the earlier message worthless.
  const OperationCodeId id = asked(refund());
  EXPECT_EQ(send(id), "");
  const std::string earlier = digits();
  EXPECT_EQ(send(id), "");
  ASSERT_NE(earlier, digits());
  EXPECT_EQ(answer(id, earlier), "code_wrong");
  EXPECT_EQ(answer(id, digits()), "");
}

TEST_P(OperationCodeTest, counts_wrong_codes_with_those_of_the_account) {
  // Protects: M-04, five wrong answers over any codes lock the factor and end the session.
  std::string last;
  for (int i = 0; i < 5; ++i) {
    OperationContent content = refund();
    content.subject += std::to_string(i / 2);
    const OperationCodeId id = asked(content);
    last = answer(id, "00000000");
  }
  EXPECT_EQ(last, "too_many_attempts");
  EXPECT_FALSE(alive(full_));
}

TEST_P(OperationCodeTest, lets_one_of_64_parallel_submissions_through) {
  // Protects: M-05 under load: one code proves once, and lets one act pass.
  Settings generous = settings();
  generous.policy.factor_failures_max = 1'000;
  const OperationCodeId id = asked(refund());
  EXPECT_EQ(send(id), "");
  const std::string code = digits();
  const Actor actor = person(ada_);
  const Instant now = clock().now();
  const auto race = [&](auto step) {
    std::atomic<int> successes{0};
    {
      std::vector<std::jthread> threads;
      for (int i = 0; i < 64; ++i)
        threads.emplace_back([&, i] {
          auto outcome = db().write([&](Tx& tx) {
            SeededRandom mine(static_cast<std::uint64_t>(i));
            return step(tx, Call{actor, now, ids(), mine});
          });
          if (outcome && !*outcome) ++successes;
        });
    }
    return successes.load();
  };
  EXPECT_EQ(race([&](Tx& tx, const Call& at) {
              return answer_operation_code(tx, at, generous, full_.token, id, code);
            }),
            1);
  EXPECT_EQ(race([&](Tx& tx, const Call& at) {
              return pass_gate(tx, at, generous, refund(), AssuranceLevel::l4, {full_.token, id});
            }),
            1);
}

TEST_P(OperationCodeTest, sends_three_messages_for_one_operation) {
  // Protects: M-06, and that a fresh code for the same operation does not start the count anew.
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(send(asked(refund())), "");
    clock().advance_ms(4 * k_minute_ms);
    full_ = sign_in_fully(ada_);
  }
  EXPECT_EQ(send(asked(refund())), "too_many_messages");
  EXPECT_EQ(texts_.size(), 3U);
}

TEST_P(OperationCodeTest, sends_ten_messages_an_hour_to_one_person) {
  // Protects: M-06, and that the hour passes.
  const auto send_for = [&](int number) {
    OperationContent content = refund();
    content.subject += std::to_string(number);
    return send(asked(content));
  };
  for (int i = 0; i < 10; ++i) EXPECT_EQ(send_for(i), "");
  EXPECT_EQ(send_for(10), "too_many_messages");
  clock().advance_ms(k_hour_ms);
  full_ = sign_in_fully(ada_);
  EXPECT_EQ(send_for(11), "");
}

TEST_P(OperationCodeTest, sends_a_hundred_messages_an_hour_for_one_company) {
  // Protects: M-06, a company's people together cannot run up the bill; another company's can send.
  const Person bob = add_person("bob@example.org");
  must([&](Tx& tx) {
    store::CodeRow row;
    row.user = bob.id;
    row.company = refund().company;
    for (int i = 0; i < 100; ++i) {
      row.binding = std::to_string(i);
      store::insert_sms(tx, call(), row);
    }
    return ok();
  });
  EXPECT_EQ(send(asked(refund())), "too_many_messages");
  OperationContent other = payout();
  other.company = CompanyId{21};
  EXPECT_EQ(send(asked(other)), "");
}

TEST_P(OperationCodeTest, sends_to_allowed_countries_only) {
  // Protects: M-06, the list of calling codes; an empty list allows all.
  set_policy([](SecurityPolicy& policy) { policy.sms_prefixes = {"+357", "+49"}; });
  EXPECT_EQ(send(asked(refund())), "country_not_allowed");
  set_policy([](SecurityPolicy& policy) { policy.sms_prefixes = {"+44", "+49"}; });
  EXPECT_EQ(send(asked(refund())), "");
}

TEST_P(OperationCodeTest, moves_no_money_by_a_number_that_just_changed) {
  // Protects: M-06, whoever changes the number cannot pay themselves out within a day.
  must([&](Tx& tx) {
    const std::string sealed =
        seal(settings().keys.totp_key, random(), k_phone, phone_place(ada_.id));
    return store::save_confirmed_phone(tx, ada_.id, sealed, clock().now()), ok();
  });
  const auto refusal = gate(refund());
  EXPECT_EQ(detail(*refusal, "methods"), "totp");
  const auto id = *OperationCodeId::parse(detail(*refusal, "operation_code_id"));
  EXPECT_EQ(send(id), "sms_unavailable");
  clock().advance_ms(k_day_ms - k_totp_step_ms - 1);
  full_ = sign_in_fully(ada_);
  EXPECT_EQ(detail(*gate(refund()), "methods"), "totp") << "a millisecond before the day is over";
  clock().advance_ms(1);
  EXPECT_EQ(detail(*gate(refund()), "methods"), "totp sms");
}

TEST_P(OperationCodeTest, asks_for_a_fresh_session_at_l3) {
  // Protects: L3 is five minutes from the last confirmation, and no code is made for it.
  EXPECT_EQ(code_of_error(gate(refund(), {}, AssuranceLevel::l3)), "");
  clock().advance_ms(5 * k_minute_ms);
  const auto refusal = gate(refund(), {}, AssuranceLevel::l3);
  EXPECT_EQ(detail(*refusal, "level"), "l3");
  EXPECT_EQ(count("SELECT count(*) FROM one_time_code"), 0);
  EXPECT_EQ(code_of_error(gate(refund(), {}, AssuranceLevel::l2)), "");
}

TEST_P(OperationCodeTest, asks_people_only) {
  // Protects: a merchant's key cannot be asked for a code; its own limits hold.
  Actor key;
  key.kind = ActorKind::api_key;
  const auto passed = must([&](Tx& tx) {
    return pass_gate(tx, call_as(key), settings(), refund(), AssuranceLevel::l4, {});
  });
  EXPECT_FALSE(passed);
}

TEST_P(OperationCodeTest, keeps_no_digits_and_no_number_in_the_clear) {
  // Protects: M-05, M-09: who reads the database learns neither.
  EXPECT_EQ(send(asked(refund())), "");
  const std::string like = " LIKE '%" + digits() + "%'";
  EXPECT_EQ(count("SELECT count(*) FROM one_time_code WHERE code_mac" + like + " OR binding" +
                  like + " OR shown" + like + " OR subject" + like),
            0);
  const auto sealed = must([&](Tx& tx) {
    return Result<std::string>(
        *tx.one("SELECT phone_sealed FROM user_account", {},
                [](const storage::Row& row) { return std::string(row.blob(0)); }));
  });
  EXPECT_EQ(sealed.find("7900123456"), std::string::npos);
}

}  // namespace
}  // namespace bursar::identity
