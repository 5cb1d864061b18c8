// Customers as payments know them, and their erasure, on both databases.
#include "customers/customers.hpp"

#include "payments/fixture_test.hpp"

namespace bursar::customers {
namespace {

class CustomersTest : public payments::PaymentsTest {
 protected:
  std::vector<storage::Migration> migrations() const override {
    return join({payments::all_migrations(), customers::migrations()});
  }
  payments::Created sell_to(std::string buyer, std::string_view answer_code = "00") {
    payments::CreateSale command = sale_command();
    command.buyer_id = std::move(buyer);
    command.buyer_email = "Ann@Example.org";
    command.buyer_first_name = "Ann";
    command.buyer_last_name = "Miller";
    command.buyer_ip = "203.0.113.7";
    command.description = "for Ann";
    const payments::Created created = must_sell(command);
    const payments::Dispatch sent = claim_one(created.attempt);
    answer(created.attempt, answer_code == "00" ? payments::approved(sent.request)
                                                : payments::declined(sent.request, answer_code));
    return created;
  }
  Result<Customer> look(const std::string& buyer) {
    return db().write([&](storage::Tx& tx) { return read_customer(tx, call(), merchant_, buyer); });
  }
  Result<Erasure> erase(EraseCustomer command) {
    command.merchant = merchant_;
    return db().write([&](storage::Tx& tx) { return erase_customer(tx, call(), command); });
  }
  static EraseCustomer wanted(const std::string& buyer) {
    return {{}, buyer, buyer, "asked for by letter", true};
  }
};
INSTANTIATE_TEST_SUITE_P(Both, CustomersTest, both_dialects(), dialect_name);

TEST_P(CustomersTest, GathersWhatPaymentsKnow) {
  // Protects the page of a customer: figures are of this customer at this merchant alone.
  (void)sell_to("ann");
  clock().advance_ms(k_hour_ms);
  (void)sell_to("ann", "51");
  (void)sell_to("ann", "51");
  (void)sell_to("ben");
  const auto customer = look("ann");
  ASSERT_TRUE(customer) << customer.error().message;
  EXPECT_EQ(customer->risk.payments, 3);
  EXPECT_EQ(customer->risk.declined, 2);
  EXPECT_EQ(customer->risk.declined_in_a_row, 2);
  EXPECT_EQ(customer->risk.distinct_emails, 1);
  ASSERT_EQ(customer->totals.size(), 1U);
  EXPECT_EQ(customer->totals.front().captured_minor, 10'000);
  ASSERT_EQ(customer->cards.size(), 1U);
  EXPECT_EQ(customer->cards.front().last4, "4242");
  EXPECT_EQ(customer->cards.front().payments, 3);
  EXPECT_EQ(customer->last_seen_at.ms - customer->first_seen_at.ms, k_hour_ms);
  EXPECT_EQ(look("nobody").error().kind, ErrorKind::not_found);
  EXPECT_EQ(look("").error().code, "invalid_parameter");
  actor_.scope = ScopeIssuer::of({CompanyId{company_.key + 1}}, {});
  EXPECT_EQ(look("ann").error().kind, ErrorKind::not_found);
}

TEST_P(CustomersTest, ErasesThePersonAndKeepsTheBooks) {
  // Protects both the person and the merchant: nothing personal is left, and no figure changes.
  const payments::Created sale = sell_to("ann");
  EXPECT_EQ(erase({{}, "ann", "an", "asked", true}).error().code, "confirmation_differs");
  EXPECT_EQ(erase({{}, "ann", "ann", " ", true}).error().code, "reason_invalid");
  EXPECT_EQ(erase({{}, "ann", "ann", "asked", false}).error().code, "second_person_needed");
  const auto erased = erase(wanted("ann"));
  ASSERT_TRUE(erased) << erased.error().message;
  EXPECT_EQ(erased->payments, 1);
  EXPECT_EQ(erased->cards, 1);
  const auto customer = look("ann");
  ASSERT_TRUE(customer);
  EXPECT_EQ(customer->email + customer->first_name + customer->last_name + customer->ip, "");
  EXPECT_EQ(customer->totals.front().captured_minor, 10'000);
  EXPECT_EQ(customer->cards.front().holder, "");
  EXPECT_EQ(customer->erasures.size(), 1U);
  const payments::Payment after = payment(sale.payment.id);
  EXPECT_EQ(after.description, "");
  EXPECT_EQ(after.amount.minor, 10'000);
  EXPECT_EQ(after.created_at, sale.payment.created_at);
  EXPECT_EQ(last_attempt(sale.payment.id).request_masked, "");
  EXPECT_EQ(findings(), "");
  // The same card comes again as a new one.
  (void)sell_to("ann");
  EXPECT_EQ(look("ann")->cards.size(), 2U);
}

TEST_P(CustomersTest, LeavesSharedCardsAndWaitsForMoney) {
  // Protects others who pay with the same card, and payments whose money still moves.
  (void)sell_to("ann");
  (void)sell_to("ben");
  EXPECT_EQ(erase(wanted("ann"))->cards, 0);
  payments::CreateSale open = sale_command();
  open.buyer_id = "cleo";
  const payments::Created created = must_sell(open);
  EXPECT_EQ(erase(wanted("cleo")).error().code, "payments_under_way");
  answer(claim_one(created.attempt).attempt, payments::no_answer());
  EXPECT_EQ(erase(wanted("cleo")).error().code, "payments_under_way");
}

}  // namespace
}  // namespace bursar::customers
