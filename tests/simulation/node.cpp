// The loop of the process, its deaths, and the broken twins of its steps.
#include "simulation/node_write.hpp"

#include <algorithm>

#include <boost/json.hpp>

#include "ledger/ledger.hpp"
#include "payments/reversal.hpp"
#include "providers/webhook.hpp"

namespace bursar::simulation {
namespace {

using payments::AskMethod;
using providers::Reach;
using providers::WireResponse;
using storage::Tx;

constexpr std::int64_t k_cvv_life_ms = 5 * k_minute_ms;
constexpr std::int64_t k_idle_ms = 10 * k_minute_ms;
constexpr std::int64_t k_send_within_ms = 20'000;
constexpr std::int64_t k_hold_look_ms = 20 * k_minute_ms;

WireResponse not_sent(std::string why) {
  WireResponse response;
  response.failure = std::move(why);
  return response;
}

// The answer as one would like it: amount, currency and reference of the request.
std::string made_to_fit(const providers::ProviderRequest& request, std::string body) {
  boost::system::error_code failure;
  boost::json::value parsed = boost::json::parse(body, failure);
  if (failure || !parsed.is_object() || !parsed.as_object().contains("amount_minor")) return body;
  parsed.as_object()["reference"] = request.our_reference;
  parsed.as_object()["amount_minor"] = request.amount.minor;
  parsed.as_object()["currency"] = request.amount.currency.code();
  return boost::json::serialize(parsed);
}

// The answer to a reversal as one would like it.
WireResponse acknowledged(const providers::ProviderRequest& request) {
  WireResponse response;
  response.reach = Reach::answered;
  response.status = 200;
  response.body =
      boost::json::serialize(boost::json::object{{"reference", request.our_reference},
                                                 {"provider_reference", "ac_believed"},
                                                 {"status", "approved"},
                                                 {"code", "00"},
                                                 {"amount_minor", 0},
                                                 {"currency", request.amount.currency.code()}});
  return response;
}

}  // namespace

Node::Node(World& world) : world_(world), network_(world) {
  actor_.name = "node";
  actor_.scope = ScopeIssuer::installation();
  network_.on_message([this](const std::string& reference, const WireResponse& response) {
    return take_message(reference, response);
  });
  network_.on_webhook([this](const simulator::Post& post) { return take_webhook(post); });
}

void Node::start() {
  restart();
  world_.timeline.after_ms(k_hour_ms, [this] { mature(); });
  if (world_.features.webhooks()) network_.carry_webhooks();
  if (world_.features.holds) world_.timeline.after_ms(k_hold_look_ms, [this] { end_holds(); });
}

// Nothing: the process lives. Else whether it dies before the commit.
std::optional<bool> Node::crash_now() {
  world_.report.writes = ++writes_;
  const auto& planned = world_.options.crash_at;
  if (planned && planned->write == writes_) return planned->before_commit;
  if (world_.fires(FaultKind::crash_before_commit)) return true;
  if (world_.fires(FaultKind::crash_after_commit)) return false;
  return std::nullopt;
}

void Node::die() {
  world_.note("crash");
  ++world_.report.crashes;
  ++epoch_;
  up_ = false;
  cvvs_.reset();
  fresh_.clear();
  next_wake_.reset();
  world_.timeline.after_ms(10 + static_cast<std::int64_t>(world_.random.below(20'000)),
                           [this] { restart(); });
}

void Node::restart() {
  up_ = true;
  cvvs_ = std::make_unique<vault::CvvHolder>();
  clock_watch_ = {};
  (void)clock_watch_.even_since(world_.wall);
  if (epoch_ % 4 == 3) world_.scratch.reopen();
  guarded([&] {
    const auto adopted =
        write("adopt", [&](Tx& tx) { return payments::adopt_orphans(tx, call()); });
    check(adopted.has_value(), "orphans are adopted");
    wake_after_ms(0);
  });
  if (world_.features.batches) carry_batches_after_ms(1'000);
}

Node::Heard<payments::Created> Node::create_sale(const payments::CreateSale& command) {
  return served("create_sale", [&](Tx& tx) {
    if (world_.options.twin == Twin::forgets_declines) tx.exec("DELETE FROM routing_decline");
    auto created = payments::create_sale(tx, call(), *world_.keys, command);
    if (created && !created->attempt) world_.reach("refused " + created->payment.decline_reason);
    if (created && created->attempt && !created->replayed) {
      if (command.card && !command.card->cvv.empty())
        cvvs_->put(created->attempt, command.card->cvv, world_.wall.now().plus_ms(k_cvv_life_ms));
      fresh_.push_back(created->attempt);
    }
    return created;
  });
}

Node::Heard<payments::RefundCreated> Node::create_refund(const payments::CreateRefund& command) {
  return served("create_refund", [&](Tx& tx) {
    auto created = payments::create_refund(tx, call(), command);
    if (created && !created->replayed) fresh_.push_back(created->attempt);
    return created;
  });
}

Node::Heard<payments::StepCreated> Node::create_step(StepKind kind,
                                                     const payments::CreateStep& command) {
  return served("create_step", [&](Tx& tx) {
    auto created = kind == StepKind::capture ? payments::create_capture(tx, call(), command)
                   : kind == StepKind::void_ ? payments::create_void(tx, call(), command)
                                             : payments::create_increment(tx, call(), command);
    if (created && !created->replayed) fresh_.push_back(created->attempt);
    if (created) stepped_[created->attempt] = command.payment_id;
    return created;
  });
}

Node::Heard<payments::Created> Node::create_payout(const payments::CreatePayout& command) {
  return served("create_payout", [&](Tx& tx) {
    auto created = payments::create_payout(tx, call(), *world_.keys, command);
    if (created && !created->replayed) fresh_.push_back(created->attempt);
    return created;
  });
}

std::optional<payments::Payment> Node::read(PaymentId id) {
  if (!up_) return std::nullopt;
  const auto payment = world_.scratch.db().read(
      [&](Tx& tx) { return payments::load_payment(tx, actor_.scope, id); });
  if (!payment) return std::nullopt;
  return *payment;
}

std::vector<payments::UnansweredOperation> Node::unanswered() {
  if (!up_) return {};
  payments::ListUnanswered filter;
  filter.limit = 200;
  return world_.scratch.db().read([&](Tx& tx) {
    return payments::list_unanswered(tx, actor_.scope, world_.wall.now(), filter);
  });
}

void Node::take_back(OperationId id) {
  const auto heard = served("take_back " + id.text(), [&](Tx& tx) {
    return payments::reverse_operation(tx, call(), {id, "wanted back"});
  });
  if (heard && *heard) world_.reach("taken back by a person");
}

void Node::decide(OperationId id, payments::Verdict verdict) {
  const auto heard = served("decide " + id.text(), [&](Tx& tx) {
    payments::ChangeState command;
    command.operation = id;
    command.verdict = verdict;
    command.reason = command.evidence = "the statement says so";
    command.has_second_person = true;
    return payments::change_transaction_state(tx, call(), command);
  });
  if (heard && *heard) world_.reach("decided by a person");
}

// Waiting goes by the monotonic clock, as timers do.
void Node::wake_after_ms(std::int64_t wait_ms) {
  const Instant instant = world_.timeline.now().plus_ms(std::max<std::int64_t>(wait_ms, 0));
  if (next_wake_ && *next_wake_ <= instant) return;
  next_wake_ = instant;
  world_.timeline.at(instant, [this, instant, epoch = epoch_] {
    if (epoch != epoch_ || next_wake_ != instant) return;
    next_wake_.reset();
    guarded([this] { work(); });
  });
}

void Node::work() {
  dispatch();
  ask();
  if (!fresh_.empty()) return wake_after_ms(1);
  const auto due = world_.scratch.db().read([](Tx& tx) { return payments::next_due(tx); });
  wake_after_ms(due ? std::clamp<std::int64_t>(due->ms - world_.wall.now().ms, 1, k_idle_ms)
                    : k_idle_ms);
}

void Node::dispatch() {
  // Sometimes the process forgets what it was told and finds it in the database instead.
  std::vector<AttemptId> only;
  if (world_.random.below(4) != 0)
    while (!fresh_.empty() && only.size() < 4) {
      only.push_back(fresh_.front());
      fresh_.pop_front();
    }
  else fresh_.clear();
  const auto claimed = write(
      "claim", [&](Tx& tx) { return payments::claim_prepared(tx, call(), *world_.keys, only, 8); });
  check(claimed.has_value(), "claiming is not refused");
  for (const payments::Dispatch& one : *claimed) send(one);
}

void Node::send(const payments::Dispatch& dispatch) {
  payments::Dispatch ready = dispatch;
  Secret cvv = dispatch.needs_cvv ? cvvs_->take(dispatch.attempt) : Secret();
  if (!dispatch.unsendable.empty() || (dispatch.needs_cvv && cvv.empty()))
    return record(dispatch, not_sent("the verification value is gone"), "");
  if (ready.request.card) ready.request.card->cvv = std::move(cvv);
  const providers::Adapter* adapter = providers::find_adapter(dispatch.adapter);
  const providers::WireRequest wire = adapter->build(ready.request, ready.config);
  if (!world_.fires(FaultKind::stall)) return transmit(ready, wire);
  const Instant claimed = world_.timeline.now();
  world_.timeline.after_ms(
      static_cast<std::int64_t>(world_.faults.below(FaultKind::stall, 40'000)),
      [this, ready, wire, claimed, epoch = epoch_] {
        if (epoch != epoch_) return;
        // As the runner does: others may have found by now that the call never came.
        if (world_.timeline.now() <= claimed.plus_ms(k_send_within_ms)) transmit(ready, wire);
        else guarded([&] { record(ready, not_sent("too late to be sent after its claim"), ""); });
      });
}

void Node::transmit(const payments::Dispatch& dispatch, const providers::WireRequest& wire) {
  const std::string masked = providers::masked_body(wire.body.reveal());
  network_.exchange(
      wire, [this, dispatch, wire, masked, epoch = epoch_](const WireResponse& response) {
        if (epoch != epoch_) return;
        const bool silent = response.reach == Reach::unknown;
        if (silent && world_.options.twin == Twin::resend_on_silence && world_.faults.on())
          return transmit(dispatch, wire);
        guarded([&] { record(dispatch, response, masked); });
      });
}

void Node::record(payments::Dispatch dispatch, WireResponse response, const std::string& masked) {
  if (world_.options.twin == Twin::unknown_is_failed && response.reach == Reach::unknown)
    response.reach = Reach::not_sent;
  if (betrays(dispatch, response)) return;
  if (world_.options.twin == Twin::believes_answers)
    response.body = made_to_fit(dispatch.request, std::move(response.body));
  const auto recorded = write("answer " + dispatch.request.our_reference, [&](Tx& tx) {
    return payments::record_exchange(tx, call(), dispatch.attempt, response, masked);
  });
  check(recorded.has_value(), "an answer is recorded");
  if (*recorded) {  // the operation goes on at another account
    world_.reach("cascaded");
    if (dispatch.request.card && !dispatch.request.card->cvv.empty()) {
      world_.reach("cascaded with its verification value");
      cvvs_->put(**recorded, std::move(dispatch.request.card->cvv),
                 world_.wall.now().plus_ms(k_send_within_ms));
    }
    fresh_.push_back(**recorded);
  }
  wake_after_ms(1);
}

void Node::ask() {
  auto claimed =
      write("ask", [&](Tx& tx) { return payments::claim_questions(tx, call(), *world_.keys, 8); });
  check(claimed.has_value(), "asking is not refused");
  const Instant even_since = clock_watch_.even_since(world_.wall);
  for (payments::Question& question : *claimed) {
    if (world_.options.twin != Twin::trusts_clock) question.clock_even_since = even_since;
    if (question.method == AskMethod::query || !world_.fires(FaultKind::stall)) {
      put_question(std::move(question));
      continue;
    }
    const Instant claimed_at = world_.timeline.now();
    world_.timeline.after_ms(
        static_cast<std::int64_t>(world_.faults.below(FaultKind::stall, 40'000)),
        [this, question, claimed_at, epoch = epoch_] {
          if (epoch != epoch_) return;
          if (world_.timeline.now() <= claimed_at.plus_ms(k_send_within_ms)) put_question(question);
          else guarded([&] { record(question, not_sent("too late to be sent after its claim")); });
        });
  }
}

void Node::put_question(payments::Question question) {
  if (!payments::question_objection(question, world_.wall.now()).empty())
    return guarded([&] { record(question, not_sent("its key may be forgotten")); });
  world_.reach("method " + std::string(payments::word(question.method)));
  providers::ProviderRequest request = question.request;
  if (question.method == AskMethod::same_request && world_.options.twin == Twin::repeats_anew)
    request.our_reference += "x";
  const providers::Adapter* adapter = providers::find_adapter(question.adapter);
  network_.exchange(adapter->build(request, question.config),
                    [this, question, epoch = epoch_](const WireResponse& response) {
                      if (epoch != epoch_) return;
                      guarded([&] { record(question, response); });
                    });
}

void Node::record(const payments::Question& question, WireResponse response) {
  const Twin twin = world_.options.twin;
  const Instant first_asked =
      first_asked_.emplace(question.attempt, question.asked_at).first->second;
  const bool long_silent = response.reach == Reach::unknown &&
                           question.asked_at >= first_asked.plus_ms(10 * k_minute_ms);
  const bool given_up = (twin == Twin::not_found_is_failed && response.status == 404) ||
                        (twin == Twin::gives_up && long_silent);
  if (twin == Twin::believes_answers && question.method != AskMethod::reversal)
    response.body = made_to_fit(question.request, std::move(response.body));
  if (twin == Twin::believes_reversal && question.method == AskMethod::reversal &&
      response.reach == Reach::unknown)
    response = acknowledged(question.request);
  const auto recorded = write("reply " + question.request.our_reference, [&](Tx& tx) {
    if (given_up)
      return payments::record_answer(tx, call(), question.attempt, not_sent("given up"), "");
    return payments::record_reply(tx, call(), question, response);
  });
  check(recorded.has_value(), "a reply is recorded");
  wake_after_ms(1);
}

// What the acquirer tells unasked, hours later; taken only once it is durable.
bool Node::take_message(const std::string& reference, const WireResponse& response) {
  const auto attempt = AttemptId::parse(reference);
  check(attempt.has_value(), "messages are about attempts");
  bool taken = false;
  guarded([&] {
    const auto recorded = write("message " + reference, [&](Tx& tx) -> Result<void> {
      if (world_.options.twin == Twin::drops_late_truth) return ok();
      return payments::record_answer(tx, call(), *attempt, response, "");
    });
    taken = recorded.has_value();
    wake_after_ms(1);
  });
  return taken;
}

// The twins of second steps and payouts: what nobody answered is taken for what one would like.
bool Node::betrays(const payments::Dispatch& dispatch, const WireResponse& response) {
  using providers::RequestKind;
  const Twin twin = world_.options.twin;
  const RequestKind kind = dispatch.request.kind;
  const bool void_done = twin == Twin::believes_void && kind == RequestKind::void_;
  const bool renewed = twin == Twin::renews_reference && kind == RequestKind::capture;
  const bool released = twin == Twin::releases_payout && kind == RequestKind::payout;
  if (response.reach != Reach::unknown || (!void_done && !renewed && !released)) return false;
  providers::Outcome outcome;
  outcome.kind =
      void_done ? providers::OutcomeKind::approved : providers::OutcomeKind::not_executed;
  outcome.amount = dispatch.request.amount;
  const auto recorded = write("twin " + dispatch.request.our_reference, [&](Tx& tx) {
    return payments::record_webhook(tx, call(), dispatch.attempt, outcome);
  });
  check(recorded.has_value(), "a twin's belief is recorded");
  wake_after_ms(1);
  const auto stepped = stepped_.find(dispatch.attempt);
  if (released) released_.insert(dispatch.attempt);
  if (!renewed || stepped == stepped_.end()) return true;
  payments::CreateStep again;
  again.payment_id = stepped->second;
  again.amount_minor = dispatch.request.amount.minor;
  again.is_final = dispatch.request.final_capture;
  again.idempotency_key = "again-" + dispatch.request.our_reference;
  again.request_hash = again.idempotency_key;
  (void)create_step(StepKind::capture, again);
  return true;
}

// A message of the acquirer: the status our server answers, 0 when it does not. How old a message
// may be is judged by virtual time here: a clock that is wrong by hours refuses all messages, which
// is the sender's to repeat and an operator's to mend.
int Node::take_webhook(const simulator::Post& post) {
  if (!up_) return 0;
  providers::WebhookMessage message;
  message.headers = {{"sim-signature", post.signature}};
  message.body = post.body;
  message.secret = Secret(std::string(k_webhook_secret));
  message.now = world_.timeline.now();
  const auto reading = providers::find_adapter("sim")->parse_webhook(message);
  check(reading.refusal.empty(), "a message is believed: " + reading.refusal);
  int status = 0;
  guarded([&] {
    for (const providers::WebhookEvent& event : reading.events) record_event(event);
    status = 204;
  });
  return status;
}

void Node::record_event(const providers::WebhookEvent& event) {
  const auto attempt = AttemptId::parse(event.our_reference);
  if (!attempt) return;  // about a reversal: parked
  if (released_.contains(*attempt)) return;
  const auto recorded = write("webhook " + event.our_reference, [&](Tx& tx) -> Result<void> {
    if (world_.options.twin == Twin::drops_late_truth) return ok();
    return payments::record_webhook(tx, call(), *attempt, event.outcome);
  });
  check(recorded.has_value(), "a message is recorded");
  wake_after_ms(1);
}

void Node::end_holds() {
  guarded([&] {
    const auto prepared =
        write("holds", [&](Tx& tx) { return payments::take_due_hold_steps(tx, call(), 100); });
    check(prepared.has_value(), "ending holds is not refused");
    for (const AttemptId attempt : *prepared) fresh_.push_back(attempt);
    if (!prepared->empty()) world_.reach("a hold ends by itself");
    if (!prepared->empty()) wake_after_ms(1);
  });
  world_.timeline.after_ms(k_hold_look_ms, [this] { end_holds(); });
}

void Node::mature() {
  guarded([&] {
    const auto matured = write("mature", [&](Tx& tx) -> Result<std::int64_t> {
      return ledger::mature(tx, call(), world_.wall.now(), 100);
    });
    check(matured.has_value(), "maturing is not refused");
  });
  world_.timeline.after_ms(k_hour_ms, [this] { mature(); });
}

}  // namespace bursar::simulation
