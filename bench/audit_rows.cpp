// Fills the trail of an installation with plausible entries over its merchants, for measuring
// searches. Usage: audit_rows DATABASE_FILE ENTRIES
#include <ctime>
#include <iostream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "audit/audit.hpp"

namespace {

using namespace bursar;  // NOLINT: a program of one file

constexpr std::int64_t k_people = 300;
constexpr std::int64_t k_days = 400;
constexpr unsigned k_node = 62;  // apart from any serving process

struct Shop {
  MerchantId merchant;
  CompanyId company;
};

class Writer {
 public:
  Writer(std::vector<Shop> shops, Instant from, std::int64_t step_ms)
      : shops_(std::move(shops)), step_ms_(step_ms), clock_(from), ids_(clock_, k_node) {}

  void write(storage::Tx& tx) {
    clock_.advance_ms(step_ms_);
    const std::uint64_t kind = random_.below(1'000);
    if (kind < 900) return payment(tx, kind < 450);
    if (kind < 930) return refund(tx);
    if (kind < 970) return signing_in(tx);
    office_act(tx, kind);
  }

 private:
  // Few merchants have most of the payments.
  const Shop& shop() {
    const std::uint64_t first = random_.below(shops_.size());
    return shops_[random_.below(first + 1)];
  }
  std::string person() { return fmt::format("person{}@bursar.example", random_.below(k_people)); }

  void put(storage::Tx& tx, ActorKind kind, std::string name, audit::Entry entry) {
    Actor actor;
    actor.kind = kind;
    actor.key = 1'000;
    actor.name = std::move(name);
    actor.ip = fmt::format("192.0.2.{}", random_.below(250));
    actor.device = "Mozilla/5.0 (X11; Linux x86_64)";
    actor.request_id = "rq_0123456789abcdefghij";
    audit::record(tx, Call{actor, clock_.now(), ids_, random_}, entry);
  }

  static audit::Entry about(const Shop& shop, const char* action) {
    audit::Entry entry;
    entry.action = action;
    entry.company = shop.company;
    entry.merchant = shop.merchant;
    return entry;
  }

  void payment(storage::Tx& tx, bool accepted) {
    const Shop& where = shop();
    audit::Entry entry = about(where, accepted ? "create_sale" : "record_answer");
    entry.subject_kind = "payment";
    entry.subject_id = ids_.next<PaymentId>().text();
    if (!accepted) entry.before = k_processing;
    entry.after = accepted ? k_processing : k_captured;
    if (accepted) put(tx, ActorKind::api_key, "shop key", std::move(entry));
    else put(tx, ActorKind::provider, "provider", std::move(entry));
  }

  void refund(storage::Tx& tx) {
    audit::Entry entry = about(shop(), "create_refund");
    entry.subject_kind = "payment";
    entry.subject_id = ids_.next<PaymentId>().text();
    entry.before = entry.after = k_captured;
    entry.reason = "returned goods";
    put(tx, ActorKind::user, person(), std::move(entry));
  }

  void signing_in(storage::Tx& tx) {
    audit::Entry entry;
    entry.action = "sign_in";
    entry.subject_kind = "user";
    entry.subject_id = UserId{5'000 + static_cast<std::int64_t>(random_.below(k_people))}.text();
    if (random_.below(10) == 0) {
      entry.outcome = audit::Outcome::denied;
      entry.reason = "wrong_password";
    }
    put(tx, ActorKind::user, person(), std::move(entry));
  }

  void office_act(storage::Tx& tx, std::uint64_t kind) {
    const Shop& where = shop();
    audit::Entry entry = about(where, kind < 990 ? "list_audit_entries" : "update_merchant");
    if (kind == 999) entry.action = "rotate_api_key";
    entry.subject_kind = "merchant";
    entry.subject_id = where.merchant.text();
    entry.after = R"({"limit":"50"})";
    put(tx, ActorKind::user, person(), std::move(entry));
  }

  static constexpr const char* k_processing =
      R"({"lifecycle":"processing","in_doubt":false,"captured_minor":0,"refunded_minor":0,)"
      R"("refund_pending_minor":0,"version":1})";
  static constexpr const char* k_captured =
      R"({"lifecycle":"captured","in_doubt":false,"captured_minor":1000,"refunded_minor":0,)"
      R"("refund_pending_minor":0,"version":2})";

  std::vector<Shop> shops_;
  std::int64_t step_ms_;
  ManualClock clock_;
  IdSource ids_;
  SeededRandom random_{11};
};

std::vector<Shop> shops_in(storage::Db& db) {
  return *db.read([](storage::Tx& tx) -> Result<std::vector<Shop>> {
    return tx.all("SELECT id, company_id FROM merchant ORDER BY id", {},
                  [](const storage::Row& row) {
                    return Shop{row.id<MerchantId>(0), row.id<CompanyId>(1)};
                  });
  });
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: audit_rows DATABASE_FILE ENTRIES\n";
    return 2;
  }
  const std::int64_t entries = std::stoll(argv[2]);
  storage::Options options;
  options.url = std::string("sqlite:") + argv[1];
  options.run_inline = true;
  options.synchronous = "NORMAL";
  const auto db = storage::open(options);
  std::vector<Shop> shops = shops_in(*db);
  if (shops.empty()) {
    std::cerr << "audit_rows: the installation has no merchants\n";
    return 1;
  }
  const std::int64_t step_ms = std::max<std::int64_t>(1, k_days * k_day_ms / entries);
  const Instant now{static_cast<std::int64_t>(time(nullptr)) * 1'000};
  Writer writer(std::move(shops), now.plus_ms(-step_ms * entries - k_hour_ms), step_ms);
  constexpr std::int64_t k_group = 5'000;
  for (std::int64_t done = 0; done < entries; done += k_group)
    (void)db->write([&](storage::Tx& tx) -> Result<void> {
      for (std::int64_t i = 0; i < k_group && done + i < entries; ++i) writer.write(tx);
      return ok();
    });
  return 0;
}
