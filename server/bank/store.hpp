// What the module asks of the database; the statements are in store.cpp. Private.
#pragma once

#include "bank/bank.hpp"
#include "bank/order.hpp"

namespace bursar::bank::store {

/// False when the attempt has an order already.
bool insert_order(storage::Tx& tx, const Call& call, const Order& order);
std::optional<Order> order_of_attempt(storage::Tx& tx, AttemptId attempt);
std::optional<Order> order_of_end_to_end(storage::Tx& tx, std::string_view end_to_end);
std::optional<Order> load_order(storage::Tx& tx, std::int64_t key);
std::vector<Order> waiting_orders(storage::Tx& tx, ProviderAccountId account, std::int64_t limit);
bool has_waiting_before(storage::Tx& tx, ProviderAccountId account, Instant before);
std::vector<Order> orders_of_file(storage::Tx& tx, BankFileId file);
/// State, file, bank's reference, reason, what was booked, and the party.
void save_order(storage::Tx& tx, const Call& call, const Order& order);

void insert_file(storage::Tx& tx, const PaymentFile& file, std::string_view sealed);
std::optional<PaymentFile> load_file(storage::Tx& tx, BankFileId id);
std::optional<PaymentFile> file_of_message(storage::Tx& tx, std::string_view message_id);
std::string sealed_file(storage::Tx& tx, BankFileId id);
void save_file(storage::Tx& tx, const PaymentFile& file);
std::vector<PaymentFile> files(storage::Tx& tx, ProviderAccountId account, std::int64_t limit);
std::vector<PaymentFile> untaken_files(storage::Tx& tx);

std::optional<StatementId> statement_with(storage::Tx& tx, ProviderAccountId account,
                                          std::string_view sha256);
void insert_statement(storage::Tx& tx, const Statement& statement, std::string_view sealed);
/// With how many of its lines wait for a person now.
std::optional<Statement> load_statement(storage::Tx& tx, StatementId id);
void save_counts(storage::Tx& tx, const Statement& statement);
std::vector<Statement> statements(storage::Tx& tx, ProviderAccountId account, std::int64_t limit);

struct LineRow {
  Line line;
  ProviderAccountId account;
  std::string entry_key, sealed_party;
  std::int64_t order_key = 0;
};
/// False when the entry is known.
bool insert_line(storage::Tx& tx, const LineRow& row);
std::optional<LineRow> load_line(storage::Tx& tx, LineId id);
/// State, note, order, and who settled it.
void save_line(storage::Tx& tx, const LineRow& row);
std::vector<LineRow> lines(storage::Tx& tx, const ListLines& filter);

Summary summary(storage::Tx& tx, ProviderAccountId account);

}  // namespace bursar::bank::store
