// The process under test: it accepts commands, drives the production steps (claim, record, ask,
// adopt) and dies at commits. What it holds in memory is exactly what a real process holds: fresh
// attempts, verification values, exchanges under way.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "batches/batches.hpp"
#include "payments/clock_watch.hpp"
#include "payments/manual_status.hpp"
#include "payments/payments.hpp"
#include "payments/unanswered.hpp"
#include "providers/webhook.hpp"
#include "simulation/network.hpp"
#include "simulation/world.hpp"

namespace bursar::simulation {

/// The second steps on a hold.
enum class StepKind { capture, void_, increment };

class Node {
 public:
  explicit Node(World& world);
  /// Starts for the first time.
  void start();

  /// What a merchant hears: a result, a refusal, or nothing (the connection broke).
  template <class T>
  using Heard = std::optional<Result<T>>;
  Heard<payments::Created> create_sale(const payments::CreateSale& command);
  Heard<payments::RefundCreated> create_refund(const payments::CreateRefund& command);
  Heard<payments::StepCreated> create_step(StepKind kind, const payments::CreateStep& command);
  Heard<payments::Created> create_payout(const payments::CreatePayout& command);
  std::optional<payments::Payment> read(PaymentId id);
  Heard<batches::Batch> upload(const batches::Upload& upload);
  Heard<batches::Confirmed> confirm(const batches::ConfirmBatch& command);
  /// Pauses, goes on with or cancels a batch.
  enum class BatchAct { pause, resume, cancel };
  Heard<batches::Batch> change(BatchAct act, batches::BatchId id);
  std::optional<batches::BatchRow> read(batches::BatchId id);
  batches::Tools tools() const;
  std::vector<payments::UnansweredOperation> unanswered();
  void take_back(OperationId id);
  void decide(OperationId id, payments::Verdict verdict);

 private:
  /// Thrown where the process dies; caught at the edge of every event.
  struct Crashed {};

  template <class F>
  storage::TxResult<F> write(std::string_view what, F fn);
  template <class F>
  void guarded(F body);
  template <class F>
  auto served(std::string_view what, F fn) -> Heard<typename storage::TxResult<F>::value_type>;
  std::optional<bool> crash_now();
  void die();
  void restart();
  void wake_after_ms(std::int64_t wait_ms);
  void work();
  void dispatch();
  void ask();
  void send(const payments::Dispatch& dispatch);
  void transmit(const payments::Dispatch& dispatch, const providers::WireRequest& wire);
  void record(payments::Dispatch dispatch, providers::WireResponse response,
              const std::string& masked);
  void record(const payments::Question& question, providers::WireResponse response);
  void put_question(payments::Question question);
  bool take_message(const std::string& reference, const providers::WireResponse& response);
  int take_webhook(const simulator::Post& post);
  void record_event(const providers::WebhookEvent& event);
  void carry_batches_after_ms(std::int64_t wait_ms);
  void carry_batches();
  void pay_again(batches::BatchId id);
  void end_holds();
  bool betrays(const payments::Dispatch& dispatch, const providers::WireResponse& response);
  void mature();
  Call call() { return world_.call(actor_); }

  World& world_;
  Network network_;
  Actor actor_;
  std::int64_t epoch_ = 0;  ///< counts lives; what a former life waited for is lost
  bool up_ = false;
  std::int64_t writes_ = 0;
  std::unique_ptr<vault::CvvHolder> cvvs_;
  std::deque<AttemptId> fresh_;
  std::optional<Instant> next_wake_;
  payments::ClockWatch clock_watch_;
  std::map<AttemptId, Instant> first_asked_;
  std::set<AttemptId> released_;            ///< payouts a twin has given back for good
  std::map<AttemptId, PaymentId> stepped_;  ///< what a twin needs to know of second steps
};

}  // namespace bursar::simulation
