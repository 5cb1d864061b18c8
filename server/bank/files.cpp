// Payment files: gathering what waits, handing out, cut-offs.
#include <algorithm>
#include <charconv>

#include <boost/json.hpp>

#include "audit/audit.hpp"
#include "bank/payment_file.hpp"
#include "bank/store.hpp"
#include "base/iban.hpp"
#include "base/text.hpp"
#include "payments/provider_side.hpp"
#include "providers/accounts.hpp"
#include "vault/seal.hpp"

namespace bursar::bank {
namespace {

namespace json = boost::json;

constexpr std::int64_t k_orders_max = 5'000;
constexpr std::string_view k_content_purpose = "bank_file";

std::string place(BankFileId id) { return "bank_file|" + std::to_string(id.key); }

void record(storage::Tx& tx, const Call& call, std::string action, const PaymentFile& file,
            CompanyId company) {
  audit::record(tx, call,
                {.action = std::move(action),
                 .subject_kind = "bank_file",
                 .subject_id = file.id.text(),
                 .company = company,
                 .before = {},
                 .after = json::serialize(json::object{{"provider_account_id", file.account.text()},
                                                       {"message_id", file.message_id},
                                                       {"state", word(file.state)},
                                                       {"orders", file.orders},
                                                       {"sum_minor", file.sum.minor},
                                                       {"currency", file.sum.currency.code()},
                                                       {"sha256", file.sha256}})});
}

// "BURSAR-" and the day and a part that is unique; at most 35 characters that banks carry.
std::string message_name(const Call& call, BankFileId id) {
  std::string day = day_text(utc_day(call.now));
  std::erase(day, '-');
  return "BURSAR-" + day + "-" + id.text().substr(3, 13);
}

TransferFile file_of(const Call& call, const vault::KeyRing& keys,
                     const providers::ProviderAccount& account, const PaymentFile& file,
                     const std::vector<Order>& orders) {
  TransferFile out;
  out.message_id = file.message_id;
  out.made_at = call.now;
  out.execute_on = day_text(utc_day(call.now));
  out.holder = setting(account, "holder");
  out.iban = setting(account, "iban");
  if (const std::string bic = setting(account, "bic"); is_bic(bic)) out.bic = bic;
  for (const Order& order : orders) {
    const Party party = open_party(keys, order.key, order.sealed_party);
    out.transfers.push_back(
        {order.end_to_end, order.amount, party.iban, party.bic, party.name, order.purpose});
  }
  return out;
}

// What waits for a file. An order whose operation has come to an end meanwhile is withdrawn; nobody
// has to be told.
std::vector<Order> orders_to_send(storage::Tx& tx, const Call& call, ProviderAccountId account) {
  std::vector<Order> wanted;
  for (Order& order : store::waiting_orders(tx, account, k_orders_max)) {
    if (payments::is_wanted(tx, order.attempt)) {
      wanted.push_back(std::move(order));
      continue;
    }
    order.state = OrderState::rejected;
    order.reason = "not_wanted";
    store::save_order(tx, call, order);
  }
  return wanted;
}

Result<PaymentFile> make(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                         const providers::ProviderAccount& account) {
  if (!is_iban(setting(account, "iban")))
    return refused("account_incomplete", "the account has no IBAN to pay from");
  std::vector<Order> orders = orders_to_send(tx, call, account.id);
  if (orders.empty()) return refused("nothing_waiting", "nothing waits for a payment file");
  PaymentFile file;
  file.id = call.ids.next<BankFileId>();
  file.account = account.id;
  file.message_id = message_name(call, file.id);
  file.orders = static_cast<std::int64_t>(orders.size());
  file.sum = {0, orders.front().amount.currency};
  for (const Order& order : orders) file.sum = file.sum + order.amount;
  file.made_by = call.actor.name;
  file.made_at = call.now;
  const std::string xml = payment_file_xml(file_of(call, keys, account, file, orders));
  file.sha256 = to_hex(vault::digest(xml));
  store::insert_file(
      tx, file, vault::seal(keys, call.random, k_content_purpose, Secret(xml), place(file.id)));
  for (Order& order : orders) {
    order.state = OrderState::in_file;
    order.file = file.id;
    store::save_order(tx, call, order);
    if (auto told = tell(tx, call, order); !told) return std::move(told).error();
  }
  record(tx, call, "make_bank_file", file, account.company_id);
  return file;
}

// The last instant at which the account's cut-off was, if it has one: "16:30", UTC.
std::optional<Instant> last_cut_off(const providers::ProviderAccount& account, Instant now) {
  const std::string text = setting(account, "cut_off");
  int hour = -1, minute = -1;
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  std::from_chars(text.data(), text.data() + 2, hour);
  std::from_chars(text.data() + 3, text.data() + 5, minute);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return std::nullopt;
  const std::int64_t today = utc_day(now) * k_day_ms + hour * k_hour_ms + minute * k_minute_ms;
  return Instant{today <= now.ms ? today : today - k_day_ms};
}

bool is_due(storage::Tx& tx, const providers::ProviderAccount& account, Instant now) {
  if (account.adapter != "bank" || !account.is_enabled) return false;
  const auto cut_off = last_cut_off(account, now);
  return cut_off && store::has_waiting_before(tx, account.id, *cut_off);
}

}  // namespace

Result<PaymentFile> make_file(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                              ProviderAccountId account) {
  const auto found = bank_account(tx, call.actor.scope, account);
  if (!found) return found.error();
  return make(tx, call, keys, *found);
}

bool is_file_due(storage::Tx& tx, const Scope& scope, Instant now) {
  const auto accounts = providers::list_accounts(tx, scope);
  return std::any_of(accounts.begin(), accounts.end(),
                     [&](const auto& account) { return is_due(tx, account, now); });
}

std::vector<PaymentFile> make_due_files(storage::Tx& tx, const Call& call,
                                        const vault::KeyRing& keys) {
  std::vector<PaymentFile> made;
  for (const auto& account : providers::list_accounts(tx, call.actor.scope)) {
    if (!is_due(tx, account, call.now)) continue;
    if (auto file = make(tx, call, keys, account)) made.push_back(*std::move(file));
  }
  return made;
}

Result<FileContent> take_file(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                              BankFileId id) {
  auto file = store::load_file(tx, id);
  if (!file) return not_found(BankFileTag::k_noun);
  const auto account = bank_account(tx, call.actor.scope, file->account);
  if (!account)
    return account.error().kind == ErrorKind::not_found ? not_found(BankFileTag::k_noun)
                                                        : account.error();
  if (!file->taken_at) {
    file->taken_at = call.now;
    file->taken_by = call.actor.name;
    if (file->state == FileState::made) file->state = FileState::submitted;
    store::save_file(tx, *file);
  }
  record(tx, call, "take_bank_file", *file, account->company_id);
  const Secret content =
      vault::unseal(keys, k_content_purpose, store::sealed_file(tx, id), place(id));
  return FileContent{*file, file->message_id + ".xml", std::string(content.reveal())};
}

std::vector<BankFileId> files_to_drop(storage::Tx& tx) {
  std::vector<BankFileId> wanted;
  for (const PaymentFile& file : store::untaken_files(tx)) {
    const auto account = providers::load_account(tx, file.account);
    if (account && setting(*account, "hand_over") == "folder") wanted.push_back(file.id);
  }
  return wanted;
}

}  // namespace bursar::bank
