// The settings support may keep for a merchant, and finding its customers. A search is put on
// record at every merchant whose customers it shows.
#include <algorithm>
#include <set>

#include <boost/json.hpp>

#include "audit/audit.hpp"
#include "base/text.hpp"
#include "merchants/merchants.hpp"
#include "outbox/outbox.hpp"
#include "support/store.hpp"

namespace bursar::support {
namespace {

namespace json = boost::json;
using storage::Tx;

constexpr std::size_t k_text_max = 120;
constexpr std::size_t k_email_max = 254;
constexpr std::size_t k_addresses_max = 5;
constexpr std::size_t k_search_min = 3;

bool is_email(std::string_view text) {
  const std::size_t at = text.find('@');
  return text.size() <= k_email_max && at != std::string_view::npos && at > 0 &&
         at + 1 < text.size() && text.find('@', at + 1) == std::string_view::npos &&
         text.find_first_of(" \t\"<>") == std::string_view::npos && is_printable_utf8(text);
}

bool is_phone(std::string_view text) {
  return text.size() >= 8 && text.size() <= 16 && text.front() == '+' &&
         text.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

Result<void> check_settings(const BasicSettings& settings) {
  if (settings.contact_name.size() > k_text_max || !is_printable_utf8(settings.contact_name))
    return invalid("contact_name", "text_invalid", "must be printable and at most 120 bytes");
  if (!settings.contact_email.empty() && !is_email(settings.contact_email))
    return invalid("contact_email", "email_invalid", "must be an e-mail address");
  if (!settings.contact_phone.empty() && !is_phone(settings.contact_phone))
    return invalid("contact_phone", "phone_invalid",
                   "a phone number starts with + and its country code");
  if (settings.notification_emails.size() > k_addresses_max)
    return invalid("notification_emails", "too_many_addresses", "must name at most 5 addresses");
  for (const std::string& address : settings.notification_emails)
    if (!is_email(address))
      return invalid("notification_emails", "email_invalid", "must be e-mail addresses");
  return ok();
}

// Addresses and numbers of people stay out of the trail; that they changed is what it has to tell.
std::string changed_names(const UpdateBasicSettings& command) {
  json::array names;
  if (command.contact_name) names.emplace_back("contact_name");
  if (command.contact_email) names.emplace_back("contact_email");
  if (command.contact_phone) names.emplace_back("contact_phone");
  if (command.notification_emails) names.emplace_back("notification_emails");
  return json::serialize(json::object{{"changed", std::move(names)}});
}

void record_search(Tx& tx, const Call& call, CompanyId company, MerchantId merchant,
                   std::int64_t shown) {
  audit::Entry entry;
  entry.action = "find_customers";
  entry.subject_kind = "merchant";
  entry.subject_id = merchant.text();
  entry.company = company;
  entry.merchant = merchant;
  entry.after = json::serialize(json::object{{"customers_shown", shown}});
  audit::record(tx, call, entry);
}

}  // namespace

Result<BasicSettings> read_basic_settings(Tx& tx, const Scope& scope, MerchantId id) {
  const auto merchant = merchants::load_merchant(tx, scope, id);
  if (!merchant) return merchant.error();
  if (auto stored = store::find_basic_settings(tx, id)) return std::move(*stored);
  BasicSettings none;
  none.merchant = id;
  none.company = merchant->company_id;
  return none;
}

Result<BasicSettings> update_basic_settings(Tx& tx, const Call& call,
                                            const UpdateBasicSettings& command) {
  const auto before = read_basic_settings(tx, call.actor.scope, command.merchant);
  if (!before) return before;
  BasicSettings after = *before;
  if (command.contact_name) after.contact_name = trim(*command.contact_name);
  if (command.contact_email) after.contact_email = trim(*command.contact_email);
  if (command.contact_phone) after.contact_phone = trim(*command.contact_phone);
  if (command.notification_emails) after.notification_emails = *command.notification_emails;
  if (auto fit = check_settings(after); !fit) return fit.error();
  if (command.version != before->version || !store::save_basic_settings(tx, after, call.now))
    return conflict("version_changed", "somebody else has changed this meanwhile; version is now " +
                                           std::to_string(before->version));
  audit::Entry entry;
  entry.action = "update_basic_settings";
  entry.subject_kind = "merchant";
  entry.subject_id = command.merchant.text();
  entry.company = after.company;
  entry.merchant = command.merchant;
  entry.after = changed_names(command);
  audit::record(tx, call, entry);
  outbox::Event event;
  event.type = "merchant.contact_changed";
  event.company = after.company;
  event.merchant = command.merchant;
  event.subject_kind = "merchant";
  event.subject_id = command.merchant.text();
  event.payload = changed_names(command);
  outbox::emit(tx, call, event);
  return *store::find_basic_settings(tx, command.merchant);
}

Result<std::vector<Customer>> find_customers(Tx& tx, const Call& call,
                                             const FindCustomers& command) {
  FindCustomers wanted = command;
  wanted.search = trim(command.search);
  if (wanted.search.size() < k_search_min)
    return invalid("search", "search_too_short", "must have at least 3 characters");
  if (wanted.merchant) {
    const auto merchant = merchants::load_merchant(tx, call.actor.scope, wanted.merchant);
    if (!merchant) return merchant.error();
  }
  const bool by_email = wanted.search.find('@') != std::string::npos;
  auto found = by_email ? store::customers_by_email(tx, call.actor.scope, wanted)
                        : store::customers_by_id(tx, call.actor.scope, wanted);
  // A database may order texts by another alphabet than ours; what does not fit is no result.
  if (!by_email)
    std::erase_if(found, [&](const Customer& customer) {
      return !std::string_view(customer.buyer_id).starts_with(wanted.search);
    });
  std::set<MerchantId> told;
  for (const Customer& customer : found)
    if (told.insert(customer.merchant_id).second)
      record_search(tx, call, customer.company_id, customer.merchant_id,
                    std::count_if(found.begin(), found.end(), [&](const Customer& other) {
                      return other.merchant_id == customer.merchant_id;
                    }));
  return found;
}

}  // namespace bursar::support
