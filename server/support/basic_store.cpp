// SQL of basic settings, and of customers as payments know them. A search looks at a bounded window
// of payments, so that no name makes it read the whole table.
#include "base/text.hpp"
#include "storage/query.hpp"
#include "support/store.hpp"

namespace bursar::support::store {
namespace {

using storage::Tx;

constexpr std::int64_t k_email_window = 30'000;
constexpr std::int64_t k_id_window = 2'000;

std::string join(const std::vector<std::string>& addresses) {
  std::string joined;
  for (const std::string& address : addresses)
    joined.append(joined.empty() ? "" : " ").append(address);
  return joined;
}

std::vector<std::string> split(std::string_view joined) {
  std::vector<std::string> addresses;
  while (!joined.empty()) {
    const std::size_t space = joined.find(' ');
    addresses.emplace_back(joined.substr(0, space));
    joined = space == std::string_view::npos ? "" : joined.substr(space + 1);
  }
  return addresses;
}

// The smallest text above every text that starts with `prefix`, byte by byte.
std::string prefix_end(std::string prefix) {
  while (!prefix.empty() && static_cast<unsigned char>(prefix.back()) >= 0x7F) prefix.pop_back();
  if (!prefix.empty()) prefix.back() = static_cast<char>(prefix.back() + 1);
  return prefix;
}

constexpr std::string_view k_walk =
    "SELECT w.company_id, w.merchant_id, m.name, w.buyer_id, w.id, w.buyer_email, "
    "w.buyer_first_name, w.buyer_last_name FROM (SELECT p.id, p.company_id, p.merchant_id, "
    "p.buyer_id, p.buyer_email, p.buyer_first_name, p.buyer_last_name FROM payment p WHERE 1 = 1";

// One customer per merchant and buyer, as the newest of their payments names them.
std::vector<Customer> gather(Tx& tx, storage::Query& query, const Scope& scope,
                             const FindCustomers& command) {
  storage::scope_filter(query, scope, "w.company_id", "w.merchant_id");
  if (command.merchant) query.add(" AND w.merchant_id = ", command.merchant);
  query.add(" ORDER BY w.id DESC");
  std::vector<Customer> found;
  tx.query(query.sql(), query.params(), [&](const storage::Row& row) {
    const auto merchant = row.id<MerchantId>(1);
    for (Customer& known : found)
      if (known.merchant_id == merchant && known.buyer_id == row.text(3) &&
          (!known.buyer_id.empty() || fold_case(known.email) == fold_case(row.text(5)))) {
        ++known.payments;
        return;
      }
    if (found.size() >= static_cast<std::size_t>(command.limit)) return;
    Customer customer;
    customer.company_id = row.id<CompanyId>(0);
    customer.merchant_id = merchant;
    customer.merchant_name = row.text(2);
    customer.buyer_id = row.text(3);
    customer.last_paid_at = key_instant(row.i64(4));
    customer.email = row.text(5);
    customer.first_name = row.text(6);
    customer.last_name = row.text(7);
    customer.payments = 1;
    found.push_back(std::move(customer));
  });
  return found;
}

}  // namespace

std::optional<BasicSettings> find_basic_settings(Tx& tx, MerchantId merchant) {
  return tx.one(
      "SELECT merchant_id, company_id, contact_name, contact_email, contact_phone, "
      "notification_emails, version, updated_at FROM merchant_contact WHERE merchant_id = $1",
      {merchant}, [](const storage::Row& row) {
        BasicSettings settings;
        settings.merchant = row.id<MerchantId>(0);
        settings.company = row.id<CompanyId>(1);
        settings.contact_name = row.text(2);
        settings.contact_email = row.text(3);
        settings.contact_phone = row.text(4);
        settings.notification_emails = split(row.text(5));
        settings.version = row.i64(6);
        settings.updated_at = row.instant(7);
        return settings;
      });
}

bool save_basic_settings(Tx& tx, const BasicSettings& settings, Instant now) {
  const storage::Params params{settings.merchant,
                               settings.company,
                               settings.contact_name,
                               settings.contact_email,
                               settings.contact_phone,
                               join(settings.notification_emails),
                               now,
                               settings.version};
  if (settings.version == 0)
    return tx.exec(
               "INSERT INTO merchant_contact (merchant_id, company_id, contact_name, "
               "contact_email, contact_phone, notification_emails, updated_at, version) VALUES "
               "($1, $2, $3, $4, $5, $6, $7, $8 + 1) ON CONFLICT (merchant_id) DO NOTHING",
               params) == 1;
  return tx.exec(
             "UPDATE merchant_contact SET contact_name = $3, contact_email = $4, contact_phone = "
             "$5, notification_emails = $6, updated_at = $7, version = version + 1 "
             "WHERE merchant_id = $1 AND company_id = $2 AND version = $8",
             params) == 1;
}

std::vector<Customer> customers_by_email(Tx& tx, const Scope& scope, const FindCustomers& command) {
  storage::Query query(k_walk);
  if (command.merchant) query.add(" AND p.merchant_id = ", command.merchant);
  query.add(" ORDER BY p.id DESC LIMIT ", k_email_window);
  query.add(") w CROSS JOIN merchant m WHERE m.id = w.merchant_id AND lower(w.buyer_email) = ",
            fold_case(command.search));
  return gather(tx, query, scope, command);
}

std::vector<Customer> customers_by_id(Tx& tx, const Scope& scope, const FindCustomers& command) {
  storage::Query query(k_walk);
  query.add(" AND p.buyer_id <> '' AND p.buyer_id >= ", command.search);
  if (const std::string end = prefix_end(command.search); !end.empty())
    query.add(" AND p.buyer_id < ", end);
  query.add(" ORDER BY p.buyer_id LIMIT ", k_id_window);
  query.add(") w CROSS JOIN merchant m WHERE m.id = w.merchant_id");
  return gather(tx, query, scope, command);
}

}  // namespace bursar::support::store
