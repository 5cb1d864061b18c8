// claim_prepared, claim_questions, adopt_orphans: which attempts go out next. A claim is durable
// before any byte leaves, so a crash afterwards is seen as "may have been executed".
#include <map>

#include "base/check.hpp"
#include "payments/order.hpp"
#include "payments/resolver.hpp"
#include "payments/trail.hpp"

namespace bursar::payments {
namespace {

using providers::RequestKind;

/// Between two questions while the payer acts; the reply says more.
constexpr std::int64_t k_action_pause_ms = 30 * k_second_ms;

/// Opened provider accounts of one claim, so that a batch opens each key once.
class Configs {
 public:
  Configs(storage::Tx& tx, const vault::KeyRing& keys) : tx_(tx), keys_(keys) {}
  const providers::AccountConfig& of(ProviderAccountId id) {
    auto found = opened_.find(id);
    if (found == opened_.end())
      found = opened_.emplace(id, providers::open_config(tx_, keys_, id)).first;
    return found->second;
  }

 private:
  storage::Tx& tx_;
  const vault::KeyRing& keys_;
  std::map<ProviderAccountId, providers::AccountConfig> opened_;
};

// Runs what opens sealed values. One that does not open (altered, or its key is gone) must not keep
// the rest of a batch from going out; its reason comes back instead.
template <class F>
std::string opened(F open) {
  try {
    open();
  } catch (const storage::StorageError&) {
    throw;
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return {};
}

// Claims one attempt, unless somebody else did or its payment is in doubt.
std::optional<store::Context> claim(storage::Tx& tx, const Call& call, AttemptId id) {
  auto context = store::load_context(tx, id);
  if (!context || context->attempt.phase != AttemptPhase::prepared || context->payment.in_doubt)
    return std::nullopt;
  const OperationState from = context->operation.state;
  const auto to = next(from, OperationEvent::sent);
  if (!to) return std::nullopt;
  Attempt& attempt = context->attempt;
  attempt.phase = *next(attempt.phase, AttemptEvent::claimed);
  attempt.certainty = Certainty::unknown;
  attempt.sent_at = call.now;
  // One that is still in phase sending then has lost its answer.
  attempt.next_check_at = call.now.plus_ms(k_exchange_max_ms);
  attempt.account_version = context->account_version;
  context->operation.state = *to;
  store::save_claim(tx, attempt, call.ids.node());
  store::save_operation(tx, context->operation);
  History history;
  history.moved(context->operation, from);
  history.write(tx, call, context->payment.id);
  return context;
}

// Where the same request can go out again, what it is must outlive this process: its answer may
// find nobody. Whoever sends keeps it again with the answer.
void keep_request(storage::Tx& tx, const store::Context& context, const Dispatch& dispatch) {
  const providers::Adapter* adapter = providers::find_adapter(dispatch.adapter);
  if (adapter == nullptr || dispatch.needs_cvv || !dispatch.unsendable.empty()) return;
  const providers::Capabilities can = adapter->capabilities();
  if (!can.same_key_is_safe || !can.repeat_settles) return;
  const auto wire = adapter->build(dispatch.request, dispatch.config);
  store::save_request(tx, context.attempt.id, providers::masked_body(wire.body.reveal()));
}

// Moves the schedule on, whatever becomes of the question.
void postpone(const Call& call, store::Context& context) {
  Attempt& attempt = context.attempt;
  ++attempt.queries;
  auto delay_ms = question_delay_ms(attempt.queries);
  if (context.operation.state == OperationState::action) delay_ms = k_action_pause_ms;
  attempt.next_check_at = delay_ms ? std::optional(call.now.plus_ms(*delay_ms)) : std::nullopt;
  const bool known = providers::find_adapter(context.adapter) != nullptr;
  const auto deadline = known ? reversal_deadline(context) : std::nullopt;
  if (deadline && *deadline > call.now &&
      (!attempt.next_check_at || *attempt.next_check_at > *deadline))
    attempt.next_check_at = deadline;
}

// The last repeat may still be on its way; nothing else is done about its attempt meanwhile.
bool waits_for_repeat(storage::Tx& tx, const Call& call, Attempt& attempt) {
  if (!attempt.repeat_sent_at) return false;
  const Instant lost_at = attempt.repeat_sent_at->plus_ms(k_exchange_max_ms);
  if (call.now >= lost_at || call.now < *attempt.repeat_sent_at) {
    attempt.repeat_sent_at = std::nullopt;
    attempt.answered_at = call.now;
    return false;
  }
  attempt.next_check_at = lost_at;
  store::save_attempt(tx, attempt);
  return true;
}

void fill_query(const store::Context& context, providers::ProviderRequest& request) {
  request.kind = RequestKind::query;
  request.about = order_kind(context.operation);
  request.our_reference = context.attempt.our_reference;
  request.provider_reference = context.attempt.provider_reference;
  request.method = context.payment.method;
  request.amount = context.operation.amount;
}

// Decides what is sent about an attempt, and writes it down. False: nothing.
template <class Open>
bool claim_question(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                    store::Context& context, Question& question, Open open) {
  Attempt& attempt = context.attempt;
  if (waits_for_repeat(tx, call, attempt)) return false;
  postpone(call, context);
  const bool known = providers::find_adapter(context.adapter) != nullptr;
  const auto chosen = known ? choose_method(tx, call, context) : std::nullopt;
  const AskMethod method = chosen.value_or(AskMethod::query);
  bool fits = chosen.has_value() && opened(open).empty();
  if (fits && method == AskMethod::query) fill_query(context, question.request);
  if (fits && method == AskMethod::reversal) fits = fill_reversal(tx, call, context, question);
  if (fits && method == AskMethod::same_request) {
    bool same = false;
    const auto fill = [&] { same = fill_repeat(tx, keys, context, question); };
    fits = opened(fill).empty() && same;
    if (fits) {
      ++attempt.repeats;
      attempt.repeat_sent_at = call.now;
      attempt.next_check_at = call.now.plus_ms(k_exchange_max_ms);
    }
  }
  if (fits) question.method = method;
  store::save_attempt(tx, attempt);
  return fits;
}

// Nobody will bring this attempt's answer any more.
void adopt(storage::Tx& tx, const Call& call, AttemptId id, std::string_view why) {
  auto context = store::load_context(tx, id);
  if (!context || context->attempt.phase != AttemptPhase::sending) return;
  context->attempt.answered_at = call.now;
  providers::Outcome outcome;
  outcome.provider_message = why;
  conclude(tx, call, *context, outcome, k_from_crash);
}

}  // namespace

Result<std::vector<Dispatch>> claim_prepared(storage::Tx& tx, const Call& call,
                                             const vault::KeyRing& keys,
                                             const std::vector<AttemptId>& only,
                                             std::int64_t limit) {
  const std::vector<AttemptId> wanted =
      only.empty() ? store::due_prepared(tx, call.now, limit) : only;
  Configs configs(tx, keys);
  std::vector<Dispatch> dispatches;
  for (const AttemptId id : wanted) {
    if (static_cast<std::int64_t>(dispatches.size()) >= limit) break;
    const auto context = claim(tx, call, id);
    if (!context) continue;
    Dispatch dispatch;
    dispatch.attempt = id;
    dispatch.needs_cvv = context->has_cvv;
    dispatch.adapter = context->adapter;
    dispatch.unsendable = opened([&] {
      dispatch.config = configs.of(context->attempt.provider_account_id);
      dispatch.request = order_of(tx, keys, *context);
    });
    keep_request(tx, *context, dispatch);
    dispatches.push_back(std::move(dispatch));
  }
  return dispatches;
}

Result<std::vector<Question>> claim_questions(storage::Tx& tx, const Call& call,
                                              const vault::KeyRing& keys, std::int64_t limit) {
  for (const AttemptId id : store::due_in_phase(tx, AttemptPhase::sending, call.now, limit))
    adopt(tx, call, id, "no answer within any time limit");
  Configs configs(tx, keys);
  std::vector<Question> questions;
  for (const AttemptId id : store::due_in_phase(tx, AttemptPhase::answered, call.now, limit)) {
    auto context = store::load_context(tx, id);
    check(context.has_value(), "a due attempt exists");
    Question question;
    question.attempt = id;
    question.asked_at = call.now;
    question.adapter = context->adapter;
    const auto open = [&] { question.config = configs.of(context->attempt.provider_account_id); };
    if (claim_question(tx, call, keys, *context, question, open))
      questions.push_back(std::move(question));
  }
  return questions;
}

Result<std::int64_t> adopt_orphans(storage::Tx& tx, const Call& call) {
  const std::vector<AttemptId> orphans = store::orphaned(tx, call.now, call.ids.node());
  for (const AttemptId id : orphans)
    adopt(tx, call, id, "the process ended before the answer came");
  return static_cast<std::int64_t>(orphans.size());
}

std::optional<Instant> next_due(storage::Tx& tx) { return store::next_due(tx); }

}  // namespace bursar::payments
