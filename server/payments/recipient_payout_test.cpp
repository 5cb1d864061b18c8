// Payouts to saved recipients: only to what was approved and has cooled down, and found again by
// the recipient's page.
#include <gtest/gtest.h>

#include "payments/fixture_test.hpp"
#include "payments/money_act.hpp"

namespace bursar::payments {
namespace {

constexpr const char* k_iban = "DE89370400440532013000";

class RecipientPayoutTest : public PaymentsTest {
 protected:
  void SetUp() override {
    PaymentsTest::SetUp();
    captured_sale(100'000);
    clock().advance_ms(3 * k_day_ms);
    mature_all();
  }
  recipients::Recipient add(recipients::Destination destination, std::string name = "Acme") {
    recipients::CreateRecipient wanted;
    wanted.merchant = merchant_;
    wanted.destination = std::move(destination);
    wanted.currency = k_eur;
    wanted.name = std::move(name);
    wanted.holder = "Acme GmbH";
    wanted.reference = "Invoice 7";
    auto made = db().write([&](storage::Tx& tx) -> Result<recipients::Recipient> {
      auto draft = recipients::create_recipient(tx, call(), *keys_, wanted);
      if (!draft) return draft;
      return recipients::submit_recipient(tx, call(), nullptr, {draft->id, draft->version});
    });
    EXPECT_TRUE(made) << (made ? "" : made.error().message);
    return std::move(*made);
  }
  recipients::Recipient cooled() {
    recipients::Recipient one = add({k_iban, "", "", {}});
    clock().advance_ms(recipients::k_cooling_ms);
    return one;
  }
  CreatePayout command(recipients::RecipientId recipient) {
    CreatePayout command;
    command.merchant_id = merchant_;
    command.external_id = "payout-" + std::to_string(++orders_);
    command.amount = {5'000, k_eur};
    command.payment_method = "card";
    command.recipient = recipient;
    return command;
  }
  Result<Created> pay_out(const CreatePayout& command) {
    return db().write([&](storage::Tx& tx) { return create_payout(tx, call(), *keys_, command); });
  }
  std::string code_of(const Result<Created>& created) {
    return created ? "accepted" : created.error().field + " " + created.error().code;
  }
  MoneyAct act_of(const CreatePayout& command) {
    auto act = db().write([&](storage::Tx& tx) { return payout_act(tx, call(), *keys_, command); });
    EXPECT_TRUE(act && *act);
    return act && *act ? **act : MoneyAct{};
  }
};
INSTANTIATE_TEST_SUITE_P(Both, RecipientPayoutTest, both_dialects(), dialect_name);

TEST_P(RecipientPayoutTest, GoesWhereWasApproved) {
  // Protects the money: the whole destination comes from the recipient, and the page of both tells.
  const recipients::Recipient acme = cooled();
  const auto created = pay_out(command(acme.id));
  ASSERT_TRUE(created) << created.error().message;
  EXPECT_EQ(created->payment.method, "bank_transfer");
  EXPECT_EQ(created->payment.description, "Invoice 7");
  const Dispatch sent = claim_one(created->attempt);
  EXPECT_EQ(sent.request.destination.iban, k_iban);
  EXPECT_EQ(sent.request.destination.holder, "Acme GmbH");
  const auto detail =
      read([&](storage::Tx& tx) { return payout_detail_of(tx, created->payment.id); });
  ASSERT_TRUE(detail);
  EXPECT_EQ(detail->display, "DE89 •••• 3000");
  EXPECT_EQ(detail->recipient, acme.id);
  EXPECT_EQ(detail->recipient_name, "Acme");
  EXPECT_EQ(findings(), "");
}

TEST_P(RecipientPayoutTest, IsRefusedBeforeItsTime) {
  // Protects the day between approval and first payout, in the transaction that pays.
  const recipients::Recipient acme = add({k_iban, "", "", {}});
  EXPECT_EQ(code_of(pay_out(command(acme.id))), "recipient_id recipient_cooling");
  clock().advance_ms(recipients::k_cooling_ms - 1);
  EXPECT_EQ(code_of(pay_out(command(acme.id))), "recipient_id recipient_cooling");
  clock().advance_ms(1);
  EXPECT_EQ(code_of(pay_out(command(acme.id))), "accepted");
}

TEST_P(RecipientPayoutTest, NamesOneDestinationOfItsOwnMerchant) {
  // Protects merchants from each other, and a payout from two destinations at once.
  const recipients::Recipient acme = cooled();
  CreatePayout both = command(acme.id);
  both.iban = k_iban;
  both.holder = "Ada";
  EXPECT_EQ(code_of(pay_out(both)), "card one_destination");
  CreatePayout dollars = command(acme.id);
  dollars.amount.currency = Currency::of("USD");
  EXPECT_EQ(code_of(pay_out(dollars)), "currency recipient_currency");
  EXPECT_EQ(code_of(pay_out(command(recipients::RecipientId{acme.id.key + 1}))),
            "recipient_id not_found");
  CreatePayout foreign = command(acme.id);
  const auto other = db().write([&](storage::Tx& tx) {
    merchants::CreateMerchant wanted{company_, "Other", "Other", "5999", "OTHER*1",
                                     "",       k_eur,   {k_eur}, plan()};
    return merchants::create_merchant(tx, call(), wanted);
  });
  ASSERT_TRUE(other) << other.error().message;
  foreign.merchant_id = other->id;
  EXPECT_EQ(code_of(pay_out(foreign)), "recipient_id not_found");
}

TEST_P(RecipientPayoutTest, AnswersARepeatAfterTheArchive) {
  // Protects C-01: a lost answer is found again, whatever has become of the recipient since.
  const recipients::Recipient acme = cooled();
  CreatePayout once = command(acme.id);
  once.idempotency_key = "k";
  once.request_hash = "h";
  const auto first = pay_out(once);
  ASSERT_TRUE(first);
  ASSERT_TRUE(db().write([&](storage::Tx& tx) {
    return recipients::archive_recipient(tx, call(), nullptr, {acme.id, acme.version});
  }));
  const auto again = pay_out(once);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->payment.id, first->payment.id);
  EXPECT_EQ(code_of(pay_out(command(acme.id))), "recipient_id recipient_archived");
}

TEST_P(RecipientPayoutTest, BindsItsCodeToWhatWasApproved) {
  // Protects M-05: the code names the recipient, and is worthless once it is written otherwise.
  const recipients::Recipient acme = cooled();
  const MoneyAct before = act_of(command(acme.id));
  EXPECT_EQ(before.recipient, "Acme, DE89 •••• 3000");
  CreatePayout typed = command({});
  typed.iban = k_iban;
  typed.holder = "Acme GmbH";
  EXPECT_NE(act_of(typed).recipient_key, before.recipient_key);
  ASSERT_TRUE(db().write([&](storage::Tx& tx) -> Result<recipients::Recipient> {
    auto draft = recipients::change_recipient(tx, call(), *keys_, nullptr,
                                              {acme.id, acme.version, {}, {}, "Acme two"});
    if (!draft) return draft;
    return recipients::submit_recipient(tx, call(), nullptr, {draft->id, draft->version});
  }));
  clock().advance_ms(recipients::k_cooling_ms);
  EXPECT_NE(act_of(command(acme.id)).recipient_key, before.recipient_key);
}

TEST_P(RecipientPayoutTest, IsListedByItsRecipient) {
  // Protects the recipient's page: its payouts and no others, page by page.
  const recipients::Recipient acme = cooled();
  const recipients::Recipient bolt = add({"GB29NWBK60161331926819", "", "", {}}, "Bolt");
  clock().advance_ms(recipients::k_cooling_ms);
  std::vector<PaymentId> to_acme;
  for (const auto id : {acme.id, bolt.id, acme.id}) {
    const auto created = pay_out(command(id));
    ASSERT_TRUE(created) << created.error().message;
    if (id == acme.id) to_acme.push_back(created->payment.id);
  }
  const auto page = [&](PaymentFilter filter) {
    filter.recipient_id = acme.id;
    return *read([&](storage::Tx& tx) { return list_payments(tx, everything(), filter); });
  };
  PaymentFilter filter;
  filter.limit = 1;
  const PaymentPage first = page(filter);
  ASSERT_EQ(first.rows.size(), 1U);
  EXPECT_EQ(first.rows.front().id, to_acme[1]);
  EXPECT_TRUE(first.has_older);
  filter.before = first.rows.front().id;
  const PaymentPage second = page(filter);
  ASSERT_EQ(second.rows.size(), 1U);
  EXPECT_EQ(second.rows.front().id, to_acme[0]);
  EXPECT_FALSE(second.has_older);
  PaymentFilter searched;
  searched.search = "payout-";
  EXPECT_EQ(page(searched).rows.size(), 2U);
}

}  // namespace
}  // namespace bursar::payments
