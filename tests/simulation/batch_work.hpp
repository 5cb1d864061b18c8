// Merchants who send files: batches of payouts, refunds, captures and voids, confirmed, paused,
// canceled; and the comparison of what they asked for with what was made of it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "simulation/shoppers.hpp"

namespace bursar::simulation {

class BatchWork {
 public:
  BatchWork(World& world, Node& node, const Shoppers& shoppers)
      : world_(world), node_(node), shoppers_(shoppers), random_(world.options.seed ^ k_stream) {}
  /// Puts the files of a run on the timeline, all before `until`.
  void plan(Instant until);
  /// What is left when everything is quiet.
  void check_end();

 private:
  static constexpr std::uint64_t k_stream = 0x6261'7463'6865'73ULL;
  struct File {
    batches::Kind kind = batches::Kind::payout;
    std::string mark;  ///< the description of its lines
    std::string text;
    std::int64_t lines = 0;
  };

  File payouts(int number);
  File steps_of(batches::Kind kind, int number);
  void send(const File& file, MerchantId merchant, int tries);
  void look_after(batches::BatchId id, const std::string& key);
  void check_batch(storage::Tx& tx, const batches::BatchRow& row, const File& file);
  std::int64_t soon_ms(std::uint64_t most) {
    return 1 + static_cast<std::int64_t>(random_.below(most));
  }

  World& world_;
  Node& node_;
  const Shoppers& shoppers_;
  SeededRandom random_;
  std::map<batches::BatchId, File> sent_;
};

}  // namespace bursar::simulation
