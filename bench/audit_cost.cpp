// Prints what one audit entry costs inside a payment's transaction: processor time per record()
// with the rest of the transaction left out. Usage: audit_cost FILE [RECORDS] [MERCHANTS]
#include <ctime>
#include <filesystem>
#include <iostream>
#include <string>

#include <fmt/format.h>

#include "audit/audit.hpp"

namespace {

using namespace bursar;  // NOLINT: a program of one file

constexpr std::int64_t k_group = 64;

std::int64_t processor_ns() {
  timespec spent{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
  return spent.tv_sec * 1'000'000'000 + spent.tv_nsec;
}

Actor merchant_key() {
  Actor actor;
  actor.kind = ActorKind::api_key;
  actor.key = 7'000'000'001;
  actor.name = "shop server";
  actor.ip = "192.0.2.17";
  actor.request_id = "rq_0123456789abcdefghij";
  return actor;
}

audit::Entry accepted(PaymentId payment, std::int64_t merchant) {
  audit::Entry entry;
  entry.action = "create_sale";
  entry.subject_kind = "payment";
  entry.subject_id = payment.text();
  entry.company = CompanyId{900 + merchant / 4};
  entry.merchant = MerchantId{1'000 + merchant};
  entry.after =
      R"({"lifecycle":"processing","in_doubt":false,"captured_minor":0,"refunded_minor":0,)"
      R"("refund_pending_minor":0,"version":1})";
  return entry;
}

}  // namespace

int main(int argc, char** argv) {
  const std::filesystem::path file = argc > 1 ? argv[1] : "audit_cost.db";
  const std::int64_t records = argc > 2 ? std::stoll(argv[2]) : 200'000;
  const std::int64_t merchants = argc > 3 ? std::stoll(argv[3]) : 64;
  storage::Options options;
  options.url = "sqlite:" + file.string();
  options.run_inline = true;
  const auto db = storage::open(options);
  db->migrate(audit::migrations());
  ManualClock clock;
  IdSource ids(clock);
  SeededRandom random(1);
  const Actor actor = merchant_key();
  std::int64_t spent_ns = 0;
  for (std::int64_t done = 0; done < records; done += k_group) {
    clock.advance_ms(3);
    (void)db->write([&](storage::Tx& tx) -> Result<void> {
      const Call call{actor, clock.now(), ids, random};
      const std::int64_t before = processor_ns();
      for (std::int64_t i = 0; i < k_group; ++i)
        audit::record(tx, call, accepted(ids.next<PaymentId>(), (done + i) * 31 % merchants));
      spent_ns += processor_ns() - before;
      return ok();
    });
  }
  std::cout << fmt::format(R"({{"bench":"audit_cost","records":{},"ns_per_record":{}}})", records,
                           spent_ns / records)
            << "\n";
}
