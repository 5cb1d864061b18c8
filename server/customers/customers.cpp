// Gathering what payments tell about a customer, and erasing them.
#include "customers/customers.hpp"

#include <algorithm>
#include <set>

#include <boost/json.hpp>

#include "audit/audit.hpp"
#include "base/text.hpp"
#include "customers/gather.hpp"
#include "customers/store.hpp"
#include "merchants/merchants.hpp"
#include "outbox/outbox.hpp"
#include "payments/buyer.hpp"
#include "vault/erasure.hpp"

namespace bursar::customers {
namespace {

namespace json = boost::json;
using payments::BuyerPayment;

constexpr std::int64_t k_window = 10'000;
constexpr std::size_t k_reason_max = 500;

audit::Entry entry_of(std::string_view action, CompanyId company, MerchantId merchant) {
  audit::Entry entry;
  entry.action = std::string(action);
  entry.subject_kind = "merchant";
  entry.subject_id = merchant.text();
  entry.company = company;
  entry.merchant = merchant;
  return entry;
}

// The merchant's own id of a person says little to others and is what the trail needs.
void record_look(storage::Tx& tx, const Call& call, const Customer& customer) {
  audit::Entry entry = entry_of("read_customer", customer.company_id, customer.merchant_id);
  entry.after = json::serialize(json::object{{"buyer_id", customer.buyer_id}});
  audit::record(tx, call, entry);
}

Result<std::vector<BuyerPayment>> paid_by(storage::Tx& tx, const Scope& scope, MerchantId merchant,
                                          const std::string& buyer_id) {
  const auto known = merchants::load_merchant(tx, scope, merchant);
  if (!known) return known.error();
  if (buyer_id.empty())
    return invalid("buyer_id", "invalid_parameter", "must be the merchant's id of a customer");
  auto all = payments::payments_of_buyer(tx, merchant, buyer_id, k_window + 1);
  if (all.empty()) return not_found("customer");
  return all;
}

std::int64_t count_under_way(const std::vector<BuyerPayment>& all) {
  return std::count_if(all.begin(), all.end(),
                       [](const BuyerPayment& one) { return payments::is_under_way(one.payment); });
}

void leave_trail(storage::Tx& tx, const Call& call, const Erasure& erasure) {
  const json::object after{{"erasure_id", erasure.id.text()},
                           {"buyer_id", erasure.buyer_id},
                           {"payments", erasure.payments},
                           {"cards", erasure.cards}};
  audit::Entry entry = entry_of("erase_customer", erasure.company_id, erasure.merchant_id);
  entry.after = json::serialize(after);
  entry.reason = erasure.reason;
  audit::record(tx, call, entry);
  outbox::emit(tx, call,
               {.type = "customer.erased",
                .company = erasure.company_id,
                .merchant = erasure.merchant_id,
                .subject_kind = "customer",
                .subject_id = erasure.id.text(),
                .payload = json::serialize(after)});
}

Result<void> check_command(const EraseCustomer& command) {
  if (command.confirmation != command.buyer_id)
    return invalid("confirmation", "confirmation_differs", "is not the customer's id");
  const std::string_view reason = trim(command.reason);
  if (reason.empty() || command.reason.size() > k_reason_max || !is_printable_utf8(reason))
    return invalid("reason", "reason_invalid", "must be 1 to 500 bytes of text");
  return ok();
}

}  // namespace

Result<Customer> load_customer(storage::Tx& tx, const Call& call, MerchantId merchant,
                               const std::string& buyer_id) {
  auto all = paid_by(tx, call.actor.scope, merchant, buyer_id);
  if (!all) return all.error();
  const bool is_cut = static_cast<std::int64_t>(all->size()) > k_window;
  if (is_cut) all->pop_back();
  Customer customer = gather(*all, call.now, [&tx](CardId id) { return vault::load_card(tx, id); });
  customer.is_cut = is_cut;
  customer.under_way = count_under_way(*all);
  customer.erasures = store::erasures_of(tx, merchant, buyer_id);
  return customer;
}

Result<Customer> read_customer(storage::Tx& tx, const Call& call, MerchantId merchant,
                               const std::string& buyer_id) {
  auto customer = load_customer(tx, call, merchant, buyer_id);
  if (customer) record_look(tx, call, *customer);
  return customer;
}

Result<Erasure> erase_customer(storage::Tx& tx, const Call& call, const EraseCustomer& command) {
  if (auto fit = check_command(command); !fit) return fit.error();
  const auto all = paid_by(tx, call.actor.scope, command.merchant, command.buyer_id);
  if (!all) return all.error();
  if (const std::int64_t count = count_under_way(*all); count > 0) {
    Error error = refused(
        "payments_under_way",
        "money of this customer still moves: " + std::to_string(count) + " payments are under way");
    error.details.emplace_back("count", std::to_string(count));
    return error;
  }
  if (!command.has_second_person)
    return refused("second_person_needed", "erasing is for good; somebody else has to agree");
  const payments::BuyerErased erased =
      payments::erase_buyer(tx, command.merchant, command.buyer_id);
  for (const CardId& card : erased.cards) vault::erase_card(tx, card);
  Erasure erasure;
  erasure.id = call.ids.next<ErasureId>();
  erasure.company_id = all->front().payment.company_id;
  erasure.merchant_id = command.merchant;
  erasure.buyer_id = command.buyer_id;
  erasure.payments = erased.payments;
  erasure.cards = static_cast<std::int64_t>(erased.cards.size());
  erasure.reason = std::string(trim(command.reason));
  erasure.erased_by = call.actor.name;
  erasure.erased_at = call.now;
  store::insert_erasure(tx, erasure);
  leave_trail(tx, call, erasure);
  return erasure;
}

}  // namespace bursar::customers
