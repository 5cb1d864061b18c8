// Which call comes next. What may be out comes before what is new.
#include <algorithm>

#include "base/check.hpp"
#include "chain/steps.hpp"
#include "providers/accounts.hpp"

namespace bursar::chain {
namespace {

constexpr std::int64_t k_stuck_least_ms = k_hour_ms;
constexpr std::int64_t k_gather_read = 1'000;

// One that could not be made for so long is given up; it was never sent.
bool is_stuck(const Desk& desk, const Transaction& one) {
  const std::int64_t patience_ms = std::max(desk.terms.funds_wait_ms, k_stuck_least_ms);
  return desk.call.now.ms - one.made_at.ms > patience_ms;
}

// The inputs of what was dissolved, at once: nothing may be due for long.
Turn let_go(const Desk& desk) {
  const auto locked = store::locked_transaction(desk.tx, desk.account.id);
  return locked ? Turn{ask_lock(desk, *locked, true), false} : Turn{};
}

Result<std::optional<Turn>> go_on(Desk& desk) {
  const auto open = store::unsent_transaction(desk.tx, desk.account.id, desk.call.now);
  if (!open) return std::optional<Turn>();
  if (open->state == TransactionState::sending)
    return std::optional(Turn{ask_lock(desk, *open, false), false});
  const auto unwanted = dissolve_unwanted(desk, *open);
  if (!unwanted) return unwanted.error();
  if (*unwanted) return std::optional(let_go(desk));
  if (!desk.account.is_enabled) return std::optional<Turn>();
  if (is_stuck(desk, *open)) {
    if (auto ended = dissolve(desk, *open, Cause::given_up, open->note); !ended)
      return std::move(ended).error();
    return std::optional(let_go(desk));
  }
  if (open->state == TransactionState::signed_)
    return std::optional(Turn{ask_lock(desk, *open, false), false});
  return std::optional(Turn{ask_create(desk, *open), false});
}

bool is_gathering_due(const Desk& desk) {
  if (store::is_making(desk.tx, desk.account.id)) return false;
  const auto orders =
      store::orders_to_gather(desk.tx, desk.account.id, desk.call.now, k_gather_read);
  if (orders.empty()) return false;
  return static_cast<std::int64_t>(orders.size()) >= desk.terms.outputs_max ||
         desk.call.now.ms - orders.front().created_at.ms >= desk.terms.gather_ms;
}

// Orders that nobody has sent yet; an account that is switched off begins nothing.
std::optional<Ask> begin(const Desk& desk) {
  if (!desk.account.is_enabled) return std::nullopt;
  const auto unchecked = store::unchecked_orders(desk.tx, desk.account.id, k_batch);
  if (!unchecked.empty()) return ask_check(desk, unchecked);
  if (!is_gathering_due(desk)) return std::nullopt;
  return ask_of(desk, AskKind::balance, providers::node_call("0", "getbalances", ""));
}

Desk desk_of(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
             const providers::ProviderAccount& account) {
  return {tx, call, keys, account, providers::open_config(tx, keys, account.id), terms_of(account)};
}

}  // namespace

std::vector<ProviderAccountId> due_accounts(storage::Tx& tx, Instant now) {
  return store::due_accounts(tx, now);
}

Ask ask_of(const Desk& desk, AskKind kind, std::string body) {
  Ask ask;
  ask.kind = kind;
  ask.account = desk.account.id;
  ask.base_url = desk.config.base_url;
  ask.wire = providers::node_request(desk.config, std::move(body));
  return ask;
}

Result<Turn> next_ask(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                      ProviderAccountId account) {
  const auto found = providers::load_account(tx, account);
  if (!found || found->adapter != "crypto") return Turn{};
  Desk desk = desk_of(tx, call, keys, *found);
  if (const auto locked = store::locked_transaction(tx, account))
    return Turn{ask_lock(desk, *locked, true), false};
  auto open = go_on(desk);
  if (!open) return open.error();
  if (*open) return **std::move(open);
  if (auto ask = begin(desk)) return Turn{std::move(ask), false};
  const auto watched = store::transactions_to_watch(tx, account, call.now, k_batch);
  if (!watched.empty()) return Turn{ask_watch(desk, watched), false};
  return Turn{};
}

Result<Turn> take_answer(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                         const Ask& ask, const providers::WireResponse& response) {
  const auto found = providers::load_account(tx, ask.account);
  check(found.has_value(), "an account that was asked for exists");
  Desk desk = desk_of(tx, call, keys, *found);
  const Heard heard = hear(ask.kind, response);
  if (!heard.failure.empty()) {
    store::note_waiting(tx, ask.account, "the node cannot be worked with: " + heard.failure);
    return Turn{std::nullopt, true};
  }
  switch (ask.kind) {
    case AskKind::check: return take_check(desk, ask, heard);
    case AskKind::balance: return take_balance(desk, ask, heard);
    case AskKind::create:
    case AskKind::fund:
    case AskKind::sign:
    case AskKind::decode: return take_making(desk, ask, heard);
    case AskKind::lock:
    case AskKind::unlock:
    case AskKind::test:
    case AskKind::send:
    case AskKind::find:
    case AskKind::inputs: return take_sending(desk, ask, heard);
    case AskKind::watch: return take_watch(desk, ask, heard);
  }
  throw Bug("kind of call outside its enumeration", std::source_location::current());
}

}  // namespace bursar::chain
