// One look every five seconds. A file is written whole under another name and then renamed, so
// whoever fetches it never reads half of one; only then does it count as submitted.
#include "bank/runner.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>

#include "bank/bank.hpp"
#include "net/await.hpp"

namespace bursar::bank {
namespace {

namespace fs = std::filesystem;
using storage::Tx;

constexpr std::int64_t k_look_ms = 5 * k_second_ms;

void sync_path(const fs::path& path) {
  const int handle = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (handle < 0) return;
  (void)::fsync(handle);
  (void)::close(handle);
}

void write_whole(const fs::path& folder, const std::string& name, const std::string& content) {
  fs::create_directories(folder);
  fs::permissions(folder, fs::perms::owner_all);
  const fs::path part = folder / (name + ".part");
  {
    std::ofstream out(part, std::ios::binary | std::ios::trunc);
    fs::permissions(part, fs::perms::owner_read | fs::perms::owner_write);
    out.write(content.data(), static_cast<std::streamsize>(content.size()));
    out.close();
    if (!out) throw std::runtime_error("cannot write " + part.string());
  }
  sync_path(part);
  fs::rename(part, folder / name);
  sync_path(folder);
}

}  // namespace

Runner::Runner(RunnerServices services) : services_(std::move(services)) {}

void Runner::start() {
  services_.server.spawn("bank files", [this] { return run(); });
}

net::Task<void> Runner::make_due() {
  const Call call = services_.ports.call(services_.clerk);
  auto query = [call](Tx& tx) -> Result<bool> {
    return is_file_due(tx, call.actor.scope, call.now);
  };
  const auto due = co_await net::read(services_.db, std::move(query));
  if (!due || !*due) co_return;
  auto change = [this, call](Tx& tx) -> Result<std::int64_t> {
    return static_cast<std::int64_t>(make_due_files(tx, call, services_.keys).size());
  };
  (void)co_await net::write(services_.db, std::move(change));
}

net::Task<void> Runner::drop_all() {
  auto query = [](Tx& tx) -> Result<std::vector<BankFileId>> { return files_to_drop(tx); };
  const auto wanted = co_await net::read(services_.db, std::move(query));
  if (!wanted) co_return;
  for (const BankFileId id : *wanted) {
    const Call call = services_.ports.call(services_.clerk);
    // Written inside the transaction: one that fails afterwards writes the same bytes again.
    auto change = [this, call, id](Tx& tx) -> Result<void> {
      const auto taken = take_file(tx, call, services_.keys, id);
      if (!taken) return taken.error();
      write_whole(services_.folder / taken->file.account.text(), taken->name, taken->content);
      return ok();
    };
    (void)co_await net::write(services_.db, std::move(change));
  }
}

net::Task<void> Runner::run() {
  while (!services_.server.stopping()) {
    try {
      co_await make_due();
      co_await drop_all();
    } catch (const std::exception& error) {
      services_.log.write(net::LogLevel::error, "payment files wait", {{"error", error.what()}});
    }
    co_await services_.server.sleep(k_look_ms);
  }
}

}  // namespace bursar::bank
