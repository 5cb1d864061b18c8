// The loop of the process, its deaths, and the broken twins of its steps.
#include "simulation/node.hpp"

#include "ledger/ledger.hpp"

namespace bursar::simulation {
namespace {

using providers::Reach;
using providers::WireResponse;
using storage::Tx;

constexpr std::int64_t k_cvv_life_ms = 5 * k_minute_ms;
constexpr std::int64_t k_idle_ms = 10 * k_minute_ms;

WireResponse not_sent(std::string why) {
  WireResponse response;
  response.failure = std::move(why);
  return response;
}

Error crashed() { return Error{ErrorKind::unavailable, "crashed", "the process died", {}, {}}; }

}  // namespace

Node::Node(World& world) : world_(world), network_(world) {
  actor_.name = "node";
  actor_.scope = ScopeIssuer::installation();
}

void Node::start() {
  restart();
  world_.timeline.after_ms(k_hour_ms, [this] { mature(); });
}

// Nothing: the process lives. Else whether it dies before the commit.
std::optional<bool> Node::crash_now() {
  world_.report.writes = ++writes_;
  const auto& planned = world_.options.crash_at;
  if (planned && planned->write == writes_) return planned->before_commit;
  if (world_.happens(world_.faults.crash_before_commit)) return true;
  if (world_.happens(world_.faults.crash_after_commit)) return false;
  return std::nullopt;
}

template <class F>
storage::TxResult<F> Node::write(std::string_view what, F fn) {
  using R = storage::TxResult<F>;
  const auto crash = crash_now();
  if (crash == true) {
    const R lost = world_.scratch.db().write([&](Tx& tx) -> R {
      const R ran = fn(tx);
      return crashed();
    });
    world_.note(std::string(what) + " lost before its commit");
    throw Crashed{};
  }
  R result = world_.scratch.db().write(fn);
  world_.note(std::string(what) + (result ? " done" : " refused " + result.error().code));
  if (crash == false) throw Crashed{};
  return result;
}

template <class F>
void Node::guarded(F body) {
  if (!up_) return;
  try {
    body();
  } catch (const Crashed&) {
    die();
  }
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
  if (epoch_ % 4 == 3) world_.scratch.reopen();
  guarded([&] {
    const auto adopted =
        write("adopt", [&](Tx& tx) { return payments::adopt_orphans(tx, call()); });
    check(adopted.has_value(), "orphans are adopted");
    wake_at(world_.timeline.now());
  });
}

template <class F>
auto Node::served(std::string_view what, F fn) -> Heard<typename storage::TxResult<F>::value_type> {
  if (!up_) return std::nullopt;
  try {
    auto result = write(what, fn);
    wake_at(world_.timeline.now().plus_ms(static_cast<std::int64_t>(world_.random.below(20))));
    if (world_.happens(world_.faults.lose_reply)) return std::nullopt;
    return result;
  } catch (const Crashed&) {
    die();
    return std::nullopt;
  }
}

Node::Heard<payments::Created> Node::create_sale(const payments::CreateSale& command) {
  return served("create_sale", [&](Tx& tx) {
    auto created = payments::create_sale(tx, call(), *world_.keys, command);
    if (created && !created->replayed) {
      if (command.card && !command.card->cvv.empty())
        cvvs_->put(created->attempt, command.card->cvv,
                   world_.timeline.now().plus_ms(k_cvv_life_ms));
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

std::optional<payments::Payment> Node::read(PaymentId id) {
  if (!up_) return std::nullopt;
  const auto payment = world_.scratch.db().read(
      [&](Tx& tx) { return payments::load_payment(tx, actor_.scope, id); });
  if (!payment) return std::nullopt;
  return *payment;
}

void Node::wake_at(Instant instant) {
  instant = std::max(instant, world_.timeline.now());
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
  if (!fresh_.empty()) return wake_at(world_.timeline.now().plus_ms(1));
  const auto due = world_.scratch.db().read([](Tx& tx) { return payments::next_due(tx); });
  const Instant idle_until = world_.timeline.now().plus_ms(k_idle_ms);
  wake_at(due ? std::min(std::max(*due, world_.timeline.now().plus_ms(1)), idle_until)
              : idle_until);
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
  if (!world_.happens(world_.faults.stall)) return transmit(ready, wire);
  world_.timeline.after_ms(static_cast<std::int64_t>(world_.random.below(40'000)),
                           [this, ready, wire, epoch = epoch_] {
                             if (epoch == epoch_) transmit(ready, wire);
                           });
}

void Node::transmit(const payments::Dispatch& dispatch, const providers::WireRequest& wire) {
  const std::string masked = providers::masked_body(wire.body.reveal());
  network_.exchange(
      wire, [this, dispatch, wire, masked, epoch = epoch_](const WireResponse& response) {
        if (epoch != epoch_) return;
        const bool silent = response.reach == Reach::unknown;
        if (silent && world_.options.twin == Twin::resend_on_silence && world_.faults_on)
          return transmit(dispatch, wire);
        guarded([&] { record(dispatch, response, masked); });
      });
}

void Node::record(const payments::Dispatch& dispatch, WireResponse response,
                  const std::string& masked) {
  if (world_.options.twin == Twin::unknown_is_failed && response.reach == Reach::unknown)
    response.reach = Reach::not_sent;
  const auto recorded = write("answer " + dispatch.request.our_reference, [&](Tx& tx) {
    return payments::record_answer(tx, call(), dispatch.attempt, response, masked);
  });
  check(recorded.has_value(), "an answer is recorded");
  wake_at(world_.timeline.now().plus_ms(1));
}

void Node::ask() {
  const auto claimed =
      write("ask", [&](Tx& tx) { return payments::claim_questions(tx, call(), *world_.keys, 8); });
  check(claimed.has_value(), "asking is not refused");
  for (const payments::Question& question : *claimed) {
    const providers::Adapter* adapter = providers::find_adapter(question.adapter);
    network_.exchange(adapter->build(question.request, question.config),
                      [this, question, epoch = epoch_](const WireResponse& response) {
                        if (epoch != epoch_) return;
                        guarded([&] { record(question, response); });
                      });
  }
}

void Node::record(const payments::Question& question, const WireResponse& response) {
  const bool absent = response.status == 404;
  const auto recorded = write("reply " + question.request.our_reference, [&](Tx& tx) {
    if (absent && world_.options.twin == Twin::not_found_is_failed)
      return payments::record_answer(tx, call(), question.attempt, not_sent("not found"), "");
    return payments::record_reply(tx, call(), question, response);
  });
  check(recorded.has_value(), "a reply is recorded");
  wake_at(world_.timeline.now().plus_ms(1));
}

void Node::mature() {
  guarded([&] {
    const auto matured = write("mature", [&](Tx& tx) -> Result<std::int64_t> {
      return ledger::mature(tx, call(), world_.timeline.now(), 100);
    });
    check(matured.has_value(), "maturing is not refused");
  });
  world_.timeline.after_ms(k_hour_ms, [this] { mature(); });
}

}  // namespace bursar::simulation
