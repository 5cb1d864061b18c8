// The sample workload: a ledger in small, written the way the product writes its own.
#include <fmt/format.h>

#include <array>
#include <memory>
#include <set>

#include "crash/workload.hpp"

namespace bursar::crash {
namespace {

using storage::Db;
using storage::Row;
using storage::Tx;

constexpr std::int64_t k_accounts = 8;

const std::vector<storage::Migration>& scripts() {
  static const std::vector<storage::Migration> k_all{
      {"transfer", "0001_transfer.sql",
       "CREATE TABLE account (id BIGINT PRIMARY KEY, balance_minor BIGINT NOT NULL CHECK "
       "(balance_minor >= -50000));\n"
       "CREATE TABLE payment (id BIGINT PRIMARY KEY, request TEXT NOT NULL, state BIGINT NOT "
       "NULL);\n"
       "CREATE UNIQUE INDEX payment_request ON payment (request);\n"
       "CREATE TABLE entry (id BIGINT PRIMARY KEY, payment BIGINT NOT NULL REFERENCES payment "
       "(id), "
       "account BIGINT NOT NULL REFERENCES account (id), amount_minor BIGINT NOT NULL);\n"
       "CREATE INDEX entry_account ON entry (account, id);\n"
       "INSERT INTO account (id, balance_minor) VALUES "
       "(1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0), (7, 0), (8, 0);"}};
  return k_all;
}

struct Transfer {
  std::int64_t id;
  std::int64_t from;
  std::int64_t to;
  std::int64_t amount_minor;
};

void post(Tx& tx, std::int64_t entry, const Transfer& transfer, std::int64_t account,
          std::int64_t amount) {
  tx.exec("insert into entry (id, payment, account, amount_minor) values ($1, $2, $3, $4)",
          {entry, transfer.id, account, amount});
}

Result<void> create_transfer(Tx& tx, const Transfer& transfer) {
  tx.exec("insert into payment (id, request, state) values ($1, $2, 1)",
          {transfer.id,
           fmt::format("request-{:06}-{}", transfer.id, std::string(transfer.id % 64, 'x'))});
  const auto reserved = tx.exec(
      "update account set balance_minor = balance_minor - $1 where id = $2 and balance_minor - $1 "
      ">= -50000",
      {transfer.amount_minor, transfer.from});
  if (reserved == 0) return refused("insufficient", "the account does not hold that much");
  tx.exec("update account set balance_minor = balance_minor + $1 where id = $2",
          {transfer.amount_minor, transfer.to});
  post(tx, transfer.id * 2, transfer, transfer.from, -transfer.amount_minor);
  post(tx, transfer.id * 2 + 1, transfer, transfer.to, transfer.amount_minor);
  return ok();
}

/// What the client knows, apart from the database.
struct Memory {
  std::int64_t next = 1;
  std::set<std::int64_t> acknowledged;
  std::set<std::int64_t> refused;
};

void step(Db& db, SeededRandom& random, Memory& memory) {
  const auto draw = [&](std::int64_t bound) {
    return static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(bound)));
  };
  const std::int64_t from = 1 + draw(k_accounts);
  const Transfer transfer{memory.next++, from, 1 + (from + draw(k_accounts - 1)) % k_accounts,
                          1 + draw(20'000)};
  const Result<void> done = db.write([&](Tx& tx) { return create_transfer(tx, transfer); });
  (done ? memory.acknowledged : memory.refused).insert(transfer.id);
}

Findings check(Db& db, const Memory& memory) {
  return db.read([&](Tx& tx) {
    Findings findings;
    std::set<std::int64_t> present;
    tx.query("select id from payment", {}, [&](const Row& row) { present.insert(row.i64(0)); });
    for (const std::int64_t id : memory.acknowledged)
      if (!present.contains(id))
        findings.note(&Findings::lost, fmt::format("payment {} was acknowledged and is gone", id));
    for (const std::int64_t id : memory.refused)
      if (present.contains(id))
        findings.note(&Findings::unbalanced,
                      fmt::format("payment {} was refused and is there", id));
    tx.query(
        "select payment from entry group by payment having sum(amount_minor) <> 0 or count(*) <> 2",
        {}, [&](const Row& row) {
          findings.note(&Findings::unbalanced,
                        fmt::format("payment {} does not balance", row.i64(0)));
        });
    tx.query(
        "select p.id from payment p where not exists (select 1 from entry e where e.payment = "
        "p.id)",
        {}, [&](const Row& row) {
          findings.note(&Findings::unbalanced,
                        fmt::format("payment {} has no entries", row.i64(0)));
        });
    tx.query(
        "select a.id from account a where a.balance_minor <> "
        "(select coalesce(cast(sum(e.amount_minor) as bigint), 0) from entry e where e.account = "
        "a.id)",
        {}, [&](const Row& row) {
          findings.note(&Findings::unbalanced,
                        fmt::format("account {} is off its entries", row.i64(0)));
        });
    return findings;
  });
}

}  // namespace

Workload transfer_workload() {
  auto memory = std::make_shared<Memory>();
  return {"transfer", 90, [](Db& db) { db.migrate(scripts()); },
          [memory](Db& db, SeededRandom& random) { step(db, random, *memory); },
          [memory](Db& db) { return check(db, *memory); }};
}

}  // namespace bursar::crash
