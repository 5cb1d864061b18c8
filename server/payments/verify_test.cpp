// verify() must find what is broken: each invariant is violated by hand once, behind the domain's
// back.
#include "payments/fixture_test.hpp"

namespace bursar::payments {
namespace {

class VerifyTest : public PaymentsTest {
 protected:
  void SetUp() override {
    PaymentsTest::SetUp();
    set_overdraft(1'000'000);
    sale_ = captured_sale().payment.id;
    refund_ = answered_refund(sale_, 4'000, [](const auto& request) {
                return approved(request);
              }).operation.id;
    open_ = must_sell(sale_command()).payment.id;
  }
  /// Names of the checks that fail after a statement, each once.
  std::string broken_by(std::string_view sql, const storage::Params& params) {
    must([&](storage::Tx& tx) -> Result<void> {
      tx.exec(sql, params);
      return ok();
    });
    std::string names;
    for (const Finding& finding : read([](storage::Tx& tx) { return verify(tx); }))
      if (names.find(finding.check) == std::string::npos)
        names += (names.empty() ? "" : " ") + finding.check;
    return names;
  }
  PaymentId sale_, open_;
  OperationId refund_;
};
INSTANTIATE_TEST_SUITE_P(Both, VerifyTest, both_dialects(), dialect_name);

TEST_P(VerifyTest, SoundDataHasNoFindings) {
  // Protects the alarm from crying wolf.
  EXPECT_EQ(findings(), "");
}

TEST_P(VerifyTest, FindsWrongTotals) {
  // Protects invariant 7: the cached sums of a payment are its operations'.
  EXPECT_EQ(broken_by("UPDATE payment SET refunded_minor = 3999 WHERE id = $1", {sale_}), "totals");
}
TEST_P(VerifyTest, FindsAWrongRefundState) {
  // Protects the list's refund filter from saying another thing than the sums.
  EXPECT_EQ(broken_by("UPDATE payment SET refund_state = 3 WHERE id = $1", {sale_}), "totals");
}
TEST_P(VerifyTest, FindsPaymentsWithoutOperation) {
  // Protects against half an acceptance.
  EXPECT_NE(broken_by("DELETE FROM operation WHERE payment_id = $1", {open_}).find("no_operation"),
            std::string::npos);
}
TEST_P(VerifyTest, FindsASecondOpenOperation) {
  // Protects invariant 4: only refunds may run beside each other.
  EXPECT_NE(
      broken_by("INSERT INTO operation (id, payment_id, seq, type, state, amount_minor, "
                "fee_minor, fee_returned_minor, requested_by, request_hash, reason, "
                "decline_reason, provider_code, provider_message, auth_code, rrn, created_at) "
                "VALUES (77, $1, 2, 4, 3, 1, 0, 0, '', '', '', '', '', '', '', '', 0)",
                {open_})
          .find("net_open_operations"),
      std::string::npos);
}
TEST_P(VerifyTest, FindsASecondSuccess) {
  // Protects invariant 5: an operation has one attempt that succeeded.
  EXPECT_NE(
      broken_by("INSERT INTO attempt (id, operation_id, seq, provider_account_id, phase, "
                "certainty, outcome, has_cvv, queries, prepared_at, resolved_by, latency_us, "
                "http_status, provider_reference, provider_code, provider_message, "
                "request_masked, response_masked) VALUES (78, $1, 2, 1, 4, 3, 1, 0, 0, 0, '', "
                "0, 200, '', '', '', '', '')",
                {refund_})
          .find("second_success"),
      std::string::npos);
}
TEST_P(VerifyTest, FindsAWrongDoubt) {
  // Protects the lock of payments in doubt.
  EXPECT_EQ(broken_by("UPDATE payment SET in_doubt = 1 WHERE id = $1", {sale_}), "in_doubt_flag");
}
TEST_P(VerifyTest, FindsAnAttemptOutOfStep) {
  // Protects the runner from waiting for an operation that its attempt has left.
  EXPECT_EQ(
      broken_by("UPDATE attempt SET phase = 2 WHERE operation_id IN (SELECT id FROM operation "
                "WHERE payment_id = $1)",
                {open_}),
      "operation_attempt");
}
TEST_P(VerifyTest, FindsAnAttemptNobodyWillLookAt) {
  // Protects liveness: what is open is due some day.
  EXPECT_EQ(
      broken_by("UPDATE attempt SET next_check_at = NULL WHERE operation_id IN (SELECT id FROM "
                "operation WHERE payment_id = $1)",
                {open_}),
      "stuck_attempt");
}
TEST_P(VerifyTest, FindsAWrongLifecycle) {
  // Protects the status merchants see; its history breaks with it.
  EXPECT_EQ(broken_by("UPDATE payment SET lifecycle = 10 WHERE id = $1", {sale_}),
            "lifecycle history");
}
TEST_P(VerifyTest, FindsASuccessWithoutMoney) {
  // Protects invariant 8: every succeeded operation has its ledger transaction.
  EXPECT_EQ(broken_by("UPDATE operation SET id = id + 1 WHERE id = $1", {refund_})
                    .find("ledger_refund") != std::string::npos,
            true);
}
TEST_P(VerifyTest, FindsALooseHold) {
  // Protects reserved money: a finished refund has no open hold.
  EXPECT_EQ(
      broken_by("UPDATE hold SET state = 1, resolved_at = NULL WHERE subject_key = $1", {refund_}),
      "hold");
}
TEST_P(VerifyTest, FindsAGapInTheHistory) {
  // Protects the step-by-step view: each step starts where the one before ended.
  EXPECT_EQ(
      broken_by("INSERT INTO status_history (id, payment_id, subject_kind, subject_key, "
                "from_state, to_state, at, actor, reason) VALUES (9000000000000000000, $1, 1, "
                "$1, 10, 7, 0, '', '')",
                {sale_}),
      "history");
}

}  // namespace
}  // namespace bursar::payments
