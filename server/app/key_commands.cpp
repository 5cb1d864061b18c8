// Commands about the master key: a new one, moving everything sealed to it, dropping the old ones.
#include <iostream>

#include "app/app.hpp"
#include "app/commands.hpp"
#include "app/master_key.hpp"
#include "audit/audit.hpp"
#include "bank/reencrypt.hpp"
#include "batches/reencrypt.hpp"
#include "chain/reencrypt.hpp"
#include "identity/reencrypt.hpp"
#include "payments/reencrypt.hpp"
#include "providers/reencrypt.hpp"
#include "recipients/reencrypt.hpp"

namespace bursar::app {
namespace {

constexpr std::int64_t k_batch = 50;  // rows of one transaction: nobody waits long for it

std::vector<vault::SealedColumn> versioned_columns() {
  std::vector<vault::SealedColumn> all = bank::sealed_columns();
  for (const auto& column : chain::sealed_columns()) all.push_back(column);
  for (const auto& column :
       {vault::card_column(), providers::secret_column(), payments::destination_column(),
        batches::piece_column(), batches::line_column(), recipients::destination_column()})
    all.push_back(column);
  return all;
}

void record_act(Core& core, std::string action, std::string after) {
  const Actor actor = job_actor("command line");
  const auto recorded = core.db().write([&](storage::Tx& tx) -> Result<void> {
    audit::record(tx, core.ports().call(actor),
                  {.action = action, .subject_kind = "master_key", .after = after});
    return ok();
  });
  if (!recorded) throw std::runtime_error(recorded.error().message);
}

std::int64_t move_column(Core& core, const vault::SealedColumn& column) {
  std::int64_t moved = 0;
  for (std::optional<std::int64_t> from = 0; from;) {
    const auto done = core.db().write([&](storage::Tx& tx) -> Result<vault::Moved> {
      return vault::reencrypt(tx, core.keys(), core.random(), column, *from, k_batch);
    });
    if (!done) throw std::runtime_error(done.error().message);
    moved += done->rows;
    from = done->next;
  }
  return moved;
}

std::int64_t move_hidden(Core& core, int column) {
  std::int64_t moved = 0;
  for (std::optional<std::int64_t> from = 0; from;) {
    const auto done = core.db().write([&](storage::Tx& tx) -> Result<identity::Resealed> {
      return identity::reseal(tx, core.settings(), core.random(), column, *from, k_batch);
    });
    if (!done) throw std::runtime_error(done.error().message);
    moved += done->moved;
    from = done->next;
  }
  return moved;
}

std::int64_t move_everything(Core& core, bool tells) {
  std::int64_t moved = 0;
  const auto tell = [&](std::string_view title, std::int64_t rows) {
    moved += rows;
    if (tells) std::cout << title << ": " << rows << " moved\n" << std::flush;
  };
  for (const auto& column : versioned_columns()) tell(column.title, move_column(core, column));
  for (int column = 0; !identity::sealed_column_title(column).empty(); ++column)
    tell(identity::sealed_column_title(column), move_hidden(core, column));
  return moved;
}

}  // namespace

int rotate_keys(const Config& config) {
  net::SystemRandom random;
  const std::int64_t version = add_master_key(config.master_key_path(), random);
  Core core(config, true);
  record_act(core, "rotate_master_key", "{\"version\":" + std::to_string(version) + "}");
  std::cout
      << "master key version " << version << " added to " << config.master_key_path().string()
      << "\nCopy the file to where its copies are kept, restart every server, then run bursar "
         "reencrypt.\n";
  return 0;
}

int reencrypt(const Config& config) {
  Core core(config, true);
  const std::int64_t moved = move_everything(core, true);
  record_act(core, "reencrypt",
             "{\"version\":" + std::to_string(core.keys().current_version()) +
                 ",\"rows\":" + std::to_string(moved) + "}");
  std::cout << moved << " values moved to master key version " << core.keys().current_version()
            << "\n";
  return 0;
}

int drop_keys(const Config& config) {
  Core core(config, true);
  // What a server without the new key sealed in between is moved here.
  const std::int64_t moved = move_everything(core, false);
  const auto dropped = drop_earlier_master_keys(config.master_key_path());
  std::string list;
  for (const std::int64_t version : dropped)
    list += (list.empty() ? "" : ",") + std::to_string(version);
  record_act(core, "drop_master_keys", "{\"versions\":[" + list + "]}");
  std::cout << moved << " values were still to be moved; "
            << (dropped.empty() ? "there was no earlier key"
                                : "dropped the master keys of version " + list)
            << "\nBackups made before can only be read with a copy of the earlier file.\n";
  return 0;
}

}  // namespace bursar::app
