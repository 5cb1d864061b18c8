// One coroutine and one thread for the file, which may be slow. A failure is logged, told as an
// event, put on record, and tried again at the next turn.
#include "audit/runner.hpp"

#include <mutex>

#include "audit/retention.hpp"
#include "audit/runner_sink.hpp"
#include "net/await.hpp"
#include "net/system_ports.hpp"
#include "outbox/outbox.hpp"

namespace bursar::audit {
namespace {

using net::Task;
using storage::Tx;

constexpr std::int64_t k_leaves_max = 1'000;  // entries of one checkpoint (U-04)
constexpr std::int64_t k_turn_ms = 1'000;
constexpr std::int64_t k_notes_max = 1'000;
constexpr std::int64_t k_segments_max = 16;  // removed in one transaction

}  // namespace

std::string_view word(ExternalState state) {
  switch (state) {
    case ExternalState::ok: return "ok";
    case ExternalState::behind: return "behind";
    case ExternalState::failing: return "failing";
  }
  return {};
}

struct Sealer::Impl : std::enable_shared_from_this<Sealer::Impl> {
  SealerServices services;
  net::WorkerPool file_thread{1, 4};
  mutable std::mutex mutex;
  SealerState state;         ///< under the mutex
  std::int64_t copied = -1;  ///< entries of the last checkpoint in the file; -1: not read yet
  Instant waiting_since;     ///< of the oldest entry no checkpoint covers; 0: none waits
  Instant next_removal_at;   ///< 0: at the first turn

  explicit Impl(SealerServices given) : services(std::move(given)) {
    state.external_file = services.external.string();
  }

  Instant now() const { return services.ports.clock.now(); }

  template <class Change>
  void change_state(Change change) {
    const std::lock_guard lock(mutex);
    change(state);
  }

  Task<void> run();
  Task<bool> turn(bool at_once);
  Task<bool> guarded_turn(bool at_once);
  Task<void> note_life(std::string_view action);
  Task<bool> seal(bool at_once);
  Task<void> remove_aged();
  Task<void> remove_daily();
  Task<void> copy();
  Task<std::string> on_file_thread(std::function<void()> work);
  Task<void> report(std::string_view action, std::string trouble, Outcome outcome,
                    std::string event);
  Task<void> note_trouble(std::string_view what, const std::string& why);
};

/// Runs `work` on the file's thread; the text of what it threw, or nothing.
Task<std::string> Sealer::Impl::on_file_thread(std::function<void()> work) {
  auto start = [this, work = std::move(work)](auto done) {
    auto shared = std::make_shared<decltype(done)>(std::move(done));
    const bool queued = file_thread.submit([work, shared] {
      std::string trouble;
      try {
        work();
      } catch (const std::exception& error) {
        trouble = error.what();
      }
      (*shared)(std::move(trouble), nullptr);
    });
    if (!queued) (*shared)("the file's thread is busy", nullptr);
  };
  co_return co_await net::await_callback<std::string>(std::move(start));
}

Task<void> Sealer::Impl::report(std::string_view action, std::string trouble, Outcome outcome,
                                std::string event) {
  Entry entry;
  entry.action = action;
  entry.subject_kind = "audit_trail";
  entry.outcome = outcome;
  entry.reason = std::move(trouble);
  const Call call = services.ports.call(services.actor);
  auto change = [call, entry = std::move(entry), event = std::move(event)](Tx& tx) -> Result<void> {
    record(tx, call, entry);
    if (!event.empty())
      outbox::emit(tx, call,
                   {.type = event,
                    .company = {},
                    .merchant = {},
                    .subject_kind = entry.subject_kind,
                    .subject_id = {},
                    .payload = "{}"});
    return ok();
  };
  (void)co_await net::write(services.db, std::move(change));
}

/// Told once when trouble begins and once when it ends; logged at every turn.
Task<void> Sealer::Impl::note_trouble(std::string_view what, const std::string& why) {
  bool began = false;
  bool ended = false;
  change_state([&](SealerState& shown) {
    began = !why.empty() && shown.trouble.empty();
    ended = why.empty() && !shown.trouble.empty();
    shown.trouble = why;
  });
  if (!why.empty()) services.log.write(net::LogLevel::error, what, {{"why", why}});
  if (began) co_await report("seal_audit_trail", why, Outcome::error, "audit.failed");
  if (ended) co_await report("seal_audit_trail", std::string(), Outcome::ok, "audit.recovered");
}

/// Numbers and seals what is there, if it is enough or has waited long enough. True when a full
/// checkpoint was made, so that more may wait.
Task<bool> Sealer::Impl::seal(bool at_once) {
  if (services.db.dialect() == storage::Dialect::postgres) {
    auto number = [](Tx& tx) -> Result<void> {
      assign_sequence(tx);
      return ok();
    };
    (void)co_await net::write(services.db, std::move(number));
  }
  auto measure = [](Tx& tx) -> Result<std::int64_t> {
    const auto newest = newest_checkpoint(tx);
    return last_position(tx) - (newest ? newest->checkpoint.size : 0);
  };
  const auto waiting = co_await net::read(services.db, std::move(measure));
  if (!waiting || *waiting == 0) waiting_since = {};
  else if (waiting_since.ms == 0) waiting_since = now();
  if (waiting_since.ms == 0) co_return false;
  const bool due = *waiting >= k_leaves_max || now() >= waiting_since.plus_ms(services.every_ms);
  if (!due && !at_once) co_return false;
  auto hash = [](Tx& tx) { return read_growth(tx, k_leaves_max); };
  auto growth = co_await net::read(services.db, std::move(hash));
  if (!growth) throw std::runtime_error(growth.error().message);
  const bool full = static_cast<std::int64_t>(growth->leaves.size()) == k_leaves_max;
  auto append = [this, growth = std::move(*growth), at = now()](Tx& tx) {
    return grow(tx, services.key, growth, at);
  };
  const auto grown = co_await net::write(services.db, std::move(append));
  if (!grown) throw std::runtime_error(grown.error().message);
  waiting_since = {};
  co_return full;
}

/// Removes what is old enough, some segments at a time, so that nobody waits long for the writer.
Task<void> Sealer::Impl::remove_aged() {
  for (bool more = true; more && !services.server.stopping();) {
    auto take = [this, call = services.ports.call(services.actor)](Tx& tx) {
      return remove_oldest(tx, call, services.key, services.keep_ms, k_segments_max);
    };
    const auto taken = co_await net::write(services.db, std::move(take));
    if (!taken) throw std::runtime_error(taken.error().message);
    more = taken->has_value();
  }
}

Task<void> Sealer::Impl::remove_daily() {
  if (services.keep_ms == 0 || now() < next_removal_at) co_return;
  next_removal_at = now().plus_ms(k_day_ms);
  try {
    co_await remove_aged();
  } catch (const std::exception& error) {
    services.log.write(net::LogLevel::error, "retention of the audit trail failed",
                       {{"why", error.what()}});
  }
}

/// Appends to the external file every checkpoint it does not hold yet.
Task<void> Sealer::Impl::copy() {
  if (copied < 0) {
    std::int64_t found = 0;
    auto look = [this, &found] {
      for (const std::string& note : read_note_file(services.external).notes)
        if (const auto opened = open_checkpoint(note, {services.key.verifier()}))
          found = std::max(found, opened->size);
    };
    const std::string trouble = co_await on_file_thread(std::move(look));
    if (!trouble.empty()) throw std::runtime_error(trouble);
    copied = found;
  }
  auto fetch = [after = copied](Tx& tx) -> Result<std::vector<SignedState>> {
    const auto newest = newest_checkpoint(tx);
    if (after > (newest ? newest->checkpoint.size : 0))
      return refused("file_ahead", "the external file vouches for " + std::to_string(after) +
                                       " entries, this database holds fewer; after a restore, "
                                       "put the old file away");
    return checkpoints_after(tx, after, k_notes_max);
  };
  const auto states = co_await net::read(services.db, std::move(fetch));
  if (!states) {
    copied = -1;  // the file may be another one by the next turn
    throw std::runtime_error(states.error().message);
  }
  if (!states->empty()) {
    std::vector<std::string> notes;
    for (const SignedState& signed_state : *states) notes.push_back(signed_state.checkpoint.note);
    auto append = [this, notes = std::move(notes)] { append_notes(services.external, notes); };
    const std::string trouble = co_await on_file_thread(std::move(append));
    if (!trouble.empty()) throw std::runtime_error(trouble);
    copied = states->back().checkpoint.size;
  }
  const bool more = static_cast<std::int64_t>(states->size()) == k_notes_max;
  change_state([&](SealerState& shown) {
    shown.external = more ? ExternalState::behind : ExternalState::ok;
    shown.external_size = copied;
  });
}

/// True when there may be more to seal at once.
Task<bool> Sealer::Impl::turn(bool at_once) {
  std::string trouble;
  bool more = false;
  try {
    more = co_await seal(at_once);
  } catch (const std::exception& error) {
    trouble = error.what();
  }
  try {
    co_await copy();
  } catch (const std::exception& error) {
    trouble = error.what();
    change_state([](SealerState& shown) { shown.external = ExternalState::failing; });
  }
  co_await note_trouble("sealing the audit trail failed", trouble);
  co_return more&& trouble.empty();
}

/// A failure stops nothing: the next turn tries again.
Task<void> Sealer::Impl::note_life(std::string_view action) {
  try {
    co_await report(action, std::string(), Outcome::ok, std::string());
  } catch (const std::exception& error) {
    services.log.write(net::LogLevel::error, "the audit trail could not be reached",
                       {{"why", error.what()}});
  }
}

Task<bool> Sealer::Impl::guarded_turn(bool at_once) {
  try {
    co_return co_await turn(at_once);
  } catch (const std::exception& error) {
    services.log.write(net::LogLevel::error, "the audit trail could not be reached",
                       {{"why", error.what()}});
  }
  co_return false;
}

Task<void> Sealer::Impl::run() {
  co_await note_life("start_auditing");
  while (!services.server.stopping()) {
    const bool more = co_await guarded_turn(false);
    co_await remove_daily();
    if (!more) co_await services.server.sleep(k_turn_ms);
  }
  co_await note_life("stop_auditing");
  for (bool more = true; more;) more = co_await guarded_turn(true);
}

Sealer::Sealer(SealerServices services) : impl_(std::make_shared<Impl>(std::move(services))) {}
Sealer::~Sealer() = default;

void Sealer::start() {
  impl_->services.server.spawn("audit sealer", [impl = impl_] { return impl->run(); });
}

SealerState Sealer::state() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->state;
}

const VerifierKey& Sealer::verifier() const { return impl_->services.key.verifier(); }

}  // namespace bursar::audit
