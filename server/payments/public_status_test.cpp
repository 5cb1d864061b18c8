// The public statuses over the full product of the stored dimensions.
#include <gtest/gtest.h>

#include <set>

#include "payments/state_machine.hpp"

namespace bursar::payments {
namespace {

const std::set<std::string_view> k_orsunpay{"CREATED",  "WAIT_APPROVE", "PROCESSING", "SUCCESS",
                                            "DECLINED", "CANCELED",     "EXPIRED"};
const std::set<std::string_view> k_ecommpay{"initial",
                                            "awaiting approval",
                                            "awaiting 3ds result",
                                            "awaiting redirect result",
                                            "awaiting payment",
                                            "awaiting customer",
                                            "processing",
                                            "external processing",
                                            "awaiting capture",
                                            "success",
                                            "partially refunded",
                                            "refunded",
                                            "cancelled",
                                            "canceled",
                                            "decline",
                                            "external error",
                                            "expired",
                                            "reversed"};

/// Every combination of life cycle, refund state, dispute state, doubt and action.
template <class F>
void for_all(F visit) {
  for (int life = 1; !word(static_cast<Lifecycle>(life)).empty(); ++life)
    for (int refund = 1; refund <= 3; ++refund)
      for (int dispute = 1; dispute <= 4; ++dispute)
        for (const bool doubt : {false, true})
          for (const std::string_view action : {"", "three_ds", "redirect", "transfer", "crypto"}) {
            Payment payment;
            payment.lifecycle = static_cast<Lifecycle>(life);
            payment.refund_state = static_cast<RefundState>(refund);
            payment.dispute_state = static_cast<DisputeState>(dispute);
            payment.in_doubt = doubt;
            if (!action.empty()) payment.action = R"({"type":")" + std::string(action) + R"("})";
            visit(payment);
          }
}

bool has_money(const Payment& payment) {
  return payment.lifecycle == Lifecycle::captured || payment.lifecycle == Lifecycle::part_captured;
}

TEST(PublicStatus, OrsunpayHasSevenWordsAndFollowsTheLifeCycleAlone) {
  // Protects shops: refunds, disputes and doubt never change a word they act on.
  for_all([](const Payment& payment) {
    const std::string_view status = orsunpay_status(payment);
    EXPECT_TRUE(k_orsunpay.contains(status)) << status;
    Payment plain;
    plain.lifecycle = payment.lifecycle;
    EXPECT_EQ(status, orsunpay_status(plain));
    const bool done = has_money(payment) || payment.lifecycle == Lifecycle::paid ||
                      payment.lifecycle == Lifecycle::verified;
    EXPECT_EQ(status == "SUCCESS", done) << word(payment.lifecycle);
    if (!is_final(payment.lifecycle) && !has_money(payment)) {
      EXPECT_TRUE(status == "CREATED" || status == "WAIT_APPROVE" || status == "PROCESSING");
    }
  });
}

TEST(PublicStatus, EcommpayWordsAreDocumentedAndNeverSayUnknown) {
  // Protects merchants: doubt is not shown, a refund shows only where money was captured, a hold
  // is never a success.
  for_all([](const Payment& payment) {
    const std::string_view status = ecommpay_status(payment);
    EXPECT_TRUE(k_ecommpay.contains(status)) << status;
    const bool refunded = status == "refunded" || status == "partially refunded";
    EXPECT_EQ(refunded, payment.lifecycle == Lifecycle::captured &&
                            payment.refund_state != RefundState::none);
    EXPECT_EQ(status == "awaiting 3ds result",
              payment.lifecycle == Lifecycle::action &&
                  payment.action.find("three_ds") != std::string::npos);
    if (payment.lifecycle == Lifecycle::authorized) {
      EXPECT_EQ(status, "awaiting capture");
    }
    EXPECT_EQ(status == "external processing",
              payment.lifecycle == Lifecycle::processing && payment.in_doubt);
  });
  Payment voided;
  voided.lifecycle = Lifecycle::voided;
  EXPECT_EQ(ecommpay_status(voided), "cancelled");
  EXPECT_EQ(ecommpay_status(voided, "canceled"), "canceled");
}

TEST(PublicStatus, SurfacesAgreeOnWhatIsFinalAndGood) {
  // Protects integrators who use both: neither says success where the other says refusal.
  for_all([](const Payment& payment) {
    const std::string_view ours = orsunpay_status(payment);
    const std::string_view theirs = ecommpay_status(payment);
    if (ours == "DECLINED") {
      EXPECT_TRUE(theirs == "decline" || theirs == "external error");
    }
    if (theirs == "success") {
      EXPECT_EQ(ours, "SUCCESS");
    }
    if (ours == "EXPIRED") {
      EXPECT_EQ(theirs, "expired");
    }
  });
}

TEST(PublicStatus, OperationsHaveWordsOnBothSurfaces) {
  // Protects the operation lists of both surfaces.
  for (int state = 1; !word(static_cast<OperationState>(state)).empty(); ++state) {
    EXPECT_TRUE(k_orsunpay.contains(orsunpay_status(static_cast<OperationState>(state))));
    EXPECT_FALSE(ecommpay_status(static_cast<OperationState>(state)).empty());
    EXPECT_NE(ecommpay_status(static_cast<OperationState>(state)), "unknown");
  }
  EXPECT_EQ(ecommpay_status(OperationState::in_doubt), "external processing");
  for (int type = 1; !word(static_cast<OperationType>(type)).empty(); ++type)
    EXPECT_FALSE(ecommpay_type(static_cast<OperationType>(type)).empty());
  EXPECT_EQ(ecommpay_type(OperationType::void_), "cancel");
}

}  // namespace
}  // namespace bursar::payments
