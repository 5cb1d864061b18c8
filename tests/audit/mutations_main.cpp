// Seals a small trail, then forges it in random ways, each in a transaction of its own that is
// undone: verification must find every one against the external checkpoints. With --blind nothing
// is changed and nothing may be found; with --removed retention has taken the oldest segments
// before. Usage: audit_mutations [--mutations N] [--seed N] [--blind] [--removed]
#include <filesystem>
#include <iostream>
#include <map>
#include <string>

#include <fmt/format.h>
#include <unistd.h>

#include "audit/mutations.hpp"
#include "audit/retention.hpp"
#include "audit/seal.hpp"
#include "audit/verify.hpp"

namespace {

using namespace bursar;  // NOLINT: a program of one file

constexpr std::int64_t k_entries = 120;
constexpr std::int64_t k_checkpoint = 25;

struct World {
  std::unique_ptr<storage::Db> db;
  ManualClock clock;
  IdSource ids{clock};
  SeededRandom random{7};
  audit::SigningKey key = audit::SigningKey::make(random);
  std::string external;

  void fill(std::int64_t count) {
    Actor actor;
    actor.kind = ActorKind::user;
    actor.key = 4;
    actor.name = "ada@bursar.example";
    actor.ip = "192.0.2.9";
    actor.device = "Browser/1.0";
    actor.session = SessionId{31};
    for (std::int64_t i = 0; i < count; ++i)
      (void)db->write([&](storage::Tx& tx) {
        clock.advance_ms(1'000);
        audit::Entry entry{.action = i % 3 == 0 ? "create_refund" : "update_merchant",
                           .subject_kind = "merchant",
                           .subject_id = MerchantId{100 + i % 7}.text()};
        entry.company = CompanyId{1 + i % 2};
        if (i % 4 != 0) entry.merchant = MerchantId{100 + i % 7};
        entry.before = R"({"state":"active","limit":)" + std::to_string(i) + "}";
        entry.after = R"({"state":"closed","limit":)" + std::to_string(i + 1) + "}";
        return Result<AuditId>(audit::record(tx, Call{actor, clock.now(), ids, random}, entry));
      });
  }

  void seal() {
    for (;;) {
      const auto growth =
          db->read([](storage::Tx& tx) { return audit::read_growth(tx, k_checkpoint); });
      if (!growth || growth->leaves.empty()) return;
      const auto grown =
          db->write([&](storage::Tx& tx) { return audit::grow(tx, key, *growth, clock.now()); });
      if (grown && *grown) external += (*grown)->note + "\n";
    }
  }
};

std::int64_t option(int argc, char** argv, std::string_view name, std::int64_t otherwise) {
  for (int i = 1; i + 1 < argc; ++i)
    if (argv[i] == name) return std::stoll(argv[i + 1]);
  return otherwise;
}

bool flag(int argc, char** argv, std::string_view name) {
  for (int i = 1; i < argc; ++i)
    if (argv[i] == name) return true;
  return false;
}

constexpr std::int64_t k_removed = 2 * audit::k_segment_entries;

/// Two segments that are gone, and what came after them.
bool make_removed(World& world) {
  world.fill(k_removed);
  world.seal();
  world.clock.advance_ms(audit::k_keep_least_ms + k_day_ms);
  world.fill(k_entries);
  world.seal();
  Actor actor;
  actor.kind = ActorKind::job;
  actor.name = "sealer";
  const auto taken = world.db->write([&](storage::Tx& tx) {
    return audit::remove_oldest(tx, Call{actor, world.clock.now(), world.ids, world.random},
                                world.key, audit::k_keep_least_ms, 100);
  });
  world.seal();
  return taken && *taken && (*taken)->last == k_removed;
}

struct Tally {
  std::int64_t done = 0;
  std::int64_t found = 0;
};

/// One forgery, judged, and undone.
bool is_found(World& world, const audit::Witness& witness, SeededRandom& random,
              audit_mutations::Kind kind, bool blind, const audit_mutations::Range& range,
              std::string& what) {
  bool found = false;
  (void)world.db->write([&](storage::Tx& tx) -> Result<void> {
    what = blind ? "nothing" : audit_mutations::mutate(tx, random, kind, range);
    found = !audit::verify(tx, witness).findings.empty();
    return refused("undone", "the forgery is not kept");
  });
  return found;
}

}  // namespace

int main(int argc, char** argv) {
  const std::int64_t mutations = option(argc, argv, "--mutations", 1'000);
  const std::int64_t seed = option(argc, argv, "--seed", 1);
  const bool blind = flag(argc, argv, "--blind");
  const std::filesystem::path file =
      std::filesystem::temp_directory_path() / fmt::format("audit_mutations_{}.db", ::getpid());
  std::filesystem::remove(file);
  World world;
  storage::Options options;
  options.url = "sqlite:" + file.string();
  options.run_inline = true;
  options.synchronous = "NORMAL";
  world.db = storage::open(options);
  world.db->migrate(audit::migrations());
  const bool removed = flag(argc, argv, "--removed");
  if (removed && !make_removed(world)) {
    std::cout << "the oldest segments were not removed\n";
    return 2;
  }
  if (!removed) world.fill(k_entries);
  world.seal();
  const audit_mutations::Range range{removed ? k_removed : 0, k_entries};
  const audit::Witness witness{{world.key.verifier()}, audit::split_notes(world.external)};
  (void)world.db->write([](storage::Tx& tx) -> Result<void> {
    audit_mutations::open_the_table(tx);
    return ok();
  });
  SeededRandom random(static_cast<std::uint64_t>(seed));
  std::map<std::string_view, Tally> tallies;
  std::int64_t missed = 0;
  for (std::int64_t i = 0; i < mutations; ++i) {
    // Half are single bytes, the most likely and the smallest change.
    const auto kinds = audit_mutations::kinds(removed);
    const auto kind =
        random.below(2) == 0 ? audit_mutations::Kind::byte : kinds[random.below(kinds.size())];
    std::string what;
    const bool found = is_found(world, witness, random, kind, blind, range, what);
    Tally& tally = tallies[audit_mutations::word(kind)];
    ++tally.done;
    tally.found += found ? 1 : 0;
    if (found != blind) continue;
    if (++missed <= 10) std::cout << (blind ? "false alarm: " : "missed: ") << what << "\n";
  }
  for (const auto& [kind, tally] : tallies)
    std::cout << fmt::format("{:<17} {:>7} done {:>7} found\n", kind, tally.done, tally.found);
  world.db.reset();
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(file.string() + suffix);
  std::cout << fmt::format("{} passed, {} failed\n", mutations - missed, missed);
  return missed == 0 ? 0 : 1;
}
