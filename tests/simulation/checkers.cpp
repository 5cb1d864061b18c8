// The comparison of the acquirer's book (the truth), the payments and the ledger.
#include "simulation/checkers.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "audit/audit.hpp"
#include "ledger/ledger.hpp"
#include "outbox/outbox.hpp"
#include "payments/exception.hpp"
#include "payments/reversal.hpp"

namespace bursar::simulation {
namespace {

using payments::OperationState;
using payments::OperationType;
using storage::Tx;

// What the core writes into the history when something rare happens.
constexpr auto k_words = std::to_array<std::string_view>(
    {"the provider never received it", "the process ended before the answer came",
     "no answer within any time limit", "the answer states", "the answer is about reference",
     "the verification value is gone", "ignored", "a person must look", "late answer",
     "being taken back", "ignored, it has been taken back", "it is being taken back",
     "cannot be taken back", "no answer within a day", "the payer did not act in time"});

class Checker {
 public:
  Checker(World& world, const Shoppers& shoppers, const Steps& steps)
      : world_(world),
        shoppers_(shoppers),
        steps_(steps),
        book_(world.endpoint.acquirer().book()),
        scope_(ScopeIssuer::installation()) {}

  void run() {
    world_.scratch.db().read([&](Tx& tx) {
      check_payments(tx);
      check_unknown_effects();
      check_ledger(tx);
      check_events(tx);
      check_audit(tx);
      check_refunds(tx);
      note_end(tx);
      for (const auto& finding : payments::verify(tx)) add(finding.check + " " + finding.detail);
      for (const auto& finding : ledger::verify(tx))
        add("ledger " + finding.check + " " + finding.detail);
      return true;
    });
    if (!book_.balanced()) add("the acquirer's book does not balance");
  }

 private:
  void add(std::string finding) { world_.report.findings.push_back(std::move(finding)); }

  std::vector<payments::Payment> all_payments(Tx& tx) {
    std::vector<payments::Payment> all;
    payments::PaymentFilter filter;
    filter.limit = 200;
    for (;;) {
      auto page = payments::list_payments(tx, scope_, filter);
      check(page.has_value(), "payments can be listed");
      all.insert(all.end(), page->rows.begin(), page->rows.end());
      if (!page->has_older) return all;
      filter.before = page->rows.back().id;
    }
  }

  void check_payments(Tx& tx) {
    std::set<PaymentId> ids;
    for (const payments::Payment& payment : all_payments(tx)) {
      ids.insert(payment.id);
      if (payment.lifecycle == payments::Lifecycle::captured) ++world_.report.captured;
      const auto operations = payments::operations_of(tx, payment.id);
      const auto attempts = payments::attempts_of(tx, payment.id);
      note_reversals(tx, payment);
      const bool waits_for_person =
          std::any_of(attempts.begin(), attempts.end(), [this](const payments::Attempt& attempt) {
            return misbooked(attempt.our_reference) && !is_undone(attempt);
          });
      if (payment.in_doubt != waits_for_person)
        add(payment.id.text() + (payment.in_doubt ? " is still in doubt" : " is not in doubt"));
      const bool open = payment.lifecycle == payments::Lifecycle::processing ||
                        payment.lifecycle == payments::Lifecycle::action;
      if (open && !waits_for_person)
        add(payment.id.text() + " is still " + std::string(word(payment.lifecycle)));
      if (!waits_for_person) check_hold(payment, operations, attempts);
      note_paths(tx, payment);
      for (const payments::ExceptionCase& one :
           payments::list_exceptions(tx, scope_, about(payment)))
        if (one.kind == payments::ExceptionKind::late_success) late_.insert(one.operation_id);
      for (const payments::Operation& operation : operations)
        for (const payments::Attempt& attempt : attempts)
          if (attempt.operation_id == operation.id)
            compare(operation, attempt, is_newest(attempt, attempts));
    }
    for (const auto& [key, id] : shoppers_.acknowledged())
      if (!ids.contains(id)) add("the acknowledged sale " + key + " is gone");
    for (const auto& [key, id] : steps_.payouts())
      if (!ids.contains(id)) add("the acknowledged payout " + key + " is gone");
  }

  static payments::ListExceptions about(const payments::Payment& payment) {
    payments::ListExceptions filter;
    filter.payment = payment.id;
    return filter;
  }

  static bool is_undone(const payments::Attempt& attempt) {
    return attempt.reversal == payments::ReversalState::acknowledged;
  }

  static bool is_newest(const payments::Attempt& attempt,
                        const std::vector<payments::Attempt>& attempts) {
    return std::none_of(attempts.begin(), attempts.end(), [&](const payments::Attempt& other) {
      return other.operation_id == attempt.operation_id && other.seq > attempt.seq;
    });
  }

  // References of reversals are ours too, and each undid at most once.
  void note_reversals(Tx& tx, const payments::Payment& payment) {
    for (const payments::Reversal& one : payments::reversals_of(tx, payment.id)) {
      known_.insert(one.reference());
      reversals_[one.attempt].push_back(one.reference());
      undoing_.insert(one.reference());
      world_.reach("reversal " + std::string(word(one.state)));
      if (one.state == payments::ReversalState::open && one.sends == 0)
        add(payment.id.text() + " is to be taken back and nobody has tried");
    }
  }

  // Whatever was done under the reference was undone under that of its reversals.
  void check_undone(const std::string& name, const payments::Operation& operation,
                    const payments::Attempt& attempt) {
    undone_.insert(attempt.our_reference);
    const bool ended =
        operation.state == OperationState::failed || operation.state == OperationState::declined;
    if (!ended) add(name + " did not end although it was taken back");
    std::size_t undone = 0;
    for (const std::string& reference : reversals_[attempt.id])
      undone += book_.effects_of(reference).size();
    const auto done = book_.effects_of(attempt.our_reference);
    // What the payer's bank took back went the opposite way by itself.
    std::size_t executed = 0;
    for (const simulator::Effect& effect : done) {
      const bool returned = effect.kind == simulator::Kind::given_back;
      (returned ? undone : executed) += 1;
    }
    if (executed != undone)
      add(name + " was taken back and has " + std::to_string(executed) + " effects and " +
          std::to_string(undone) + " opposite ones");
    if (executed > 0) world_.reach("what had been executed was undone");
    const auto& acquirer = world_.endpoint.acquirer();
    const auto* there = acquirer.find(attempt.our_reference);
    if (there != nullptr && there->holds &&
        acquirer.hold_of(*there, acquirer.latest()).left_minor() > 0)
      add(name + " is still held although it was taken back");
  }

  // The acquirer has it and will never state what was asked for.
  bool misbooked(const std::string& reference) const {
    return world_.misbooked.contains(reference) &&
           world_.endpoint.acquirer().find(reference) != nullptr;
  }

  // Nothing is certain about such an operation: it is neither booked nor given up, and says why.
  void check_misbooked(const std::string& name, const payments::Operation& operation,
                       const payments::Attempt& attempt) {
    if (operation.state != OperationState::in_doubt)
      add(name + " ended although the acquirer states another amount");
    else if (!world_.features.repeats &&  // nobody can be asked there, so nothing may have been
                                          // said
             attempt.provider_message.find("the answer states") == std::string::npos)
      add(name + " does not say that the acquirer states another amount");
    else world_.reach("misbooked waits for a person");
  }

  // Places that few runs come to, so that the list of kept seeds can be held to them.
  void note_paths(Tx& tx, const payments::Payment& payment) {
    for (const payments::HistoryStep& step : payments::history_of(tx, payment.id)) {
      world_.reach(step.subject_kind + " " + step.from + " to " + step.to);
      for (const std::string_view words : k_words)
        if (step.reason.find(words) != std::string::npos) world_.reach(std::string(words));
    }
  }

  // What we think is held against what the acquirer holds.
  void check_hold(const payments::Payment& payment,
                  const std::vector<payments::Operation>& operations,
                  const std::vector<payments::Attempt>& attempts) {
    const auto& acquirer = world_.endpoint.acquirer();
    for (const payments::Attempt& attempt : attempts) {
      const auto* there = acquirer.find(attempt.our_reference);
      if (there == nullptr || !there->holds) continue;
      const bool authorised = std::any_of(operations.begin(), operations.end(),
                                          [&](const payments::Operation& operation) {
                                            return operation.id == attempt.operation_id &&
                                                   operation.state == OperationState::succeeded;
                                          });
      if (!authorised) continue;
      world_.reach("a hold was compared");
      simulator::Hold hold = acquirer.hold_of(*there, acquirer.latest());
      // Ours ends by our clock: while that is off the acquirer's has lapsed and ours has not, or
      // the other way round.
      const std::int64_t past_ms = acquirer.latest().ms - there->hold_until.ms;
      const std::int64_t off_ms = world_.clock_off_ms + k_hour_ms;
      if (past_ms > -off_ms && past_ms < off_ms && payment.capturable_minor() > 0)
        hold = acquirer.hold_of(*there, there->hold_until.plus_ms(-1));
      else if (past_ms > -off_ms && past_ms <= 0 && payment.capturable_minor() == 0)
        hold = acquirer.hold_of(*there, there->hold_until);
      if (hold.authorized_minor != payment.authorized_minor ||
          hold.captured_minor != payment.captured_minor ||
          hold.voided_minor != payment.voided_minor)
        add(payment.id.text() + " holds " + std::to_string(payment.authorized_minor) + ", took " +
            std::to_string(payment.captured_minor) + " and let go " +
            std::to_string(payment.voided_minor) + ", the acquirer " +
            std::to_string(hold.authorized_minor) + ", " + std::to_string(hold.captured_minor) +
            " and " + std::to_string(hold.voided_minor));
    }
  }

  static bool moves_money(OperationType type) {
    return type == OperationType::sale || type == OperationType::capture ||
           type == OperationType::refund || type == OperationType::payout;
  }

  static simulator::Kind kind_there(OperationType type) {
    switch (type) {
      case OperationType::sale:
      case OperationType::auth: return simulator::Kind::charge;
      case OperationType::capture: return simulator::Kind::capture;
      case OperationType::void_: return simulator::Kind::void_;
      case OperationType::incremental: return simulator::Kind::increment;
      case OperationType::refund: return simulator::Kind::refund;
      case OperationType::payout: return simulator::Kind::payout;
      case OperationType::verification: return simulator::Kind::verification;
      default: return simulator::Kind::given_back;
    }
  }

  // Refused, and approved after all while a reversal was under way: booked nowhere, and a person
  // has a case about it.
  bool waits_for_people(const payments::Operation& operation, const payments::Attempt& attempt) {
    const auto& acquirer = world_.endpoint.acquirer();
    const auto* there = acquirer.find(attempt.our_reference);
    if (attempt.reversal != payments::ReversalState::needless || there == nullptr ||
        acquirer.latest() < there->approved_at() || !late_.contains(operation.id))
      return false;
    world_.reach("approved after a needless reversal");
    for_people_.insert(attempt.our_reference);
    return true;
  }

  // Another account was tried after it, so it must have moved nothing.
  void check_passed_by(const std::string& name, const payments::Attempt& attempt) {
    const auto& acquirer = world_.endpoint.acquirer();
    const auto* there = acquirer.find(attempt.our_reference);
    if (there != nullptr && acquirer.latest() >= there->approved_at())
      add(name + " went on to another account although the first one approved it");
    if (!book_.effects_of(attempt.our_reference).empty())
      add(name + " went on to another account although the first one executed it");
  }

  // One attempt against what the acquirer did under its reference.
  void compare(const payments::Operation& operation, const payments::Attempt& attempt,
               bool is_newest) {
    known_.insert(attempt.our_reference);
    const auto& acquirer = world_.endpoint.acquirer();
    const auto effects = book_.effects_of(attempt.our_reference);
    const bool succeeded = operation.state == OperationState::succeeded;
    const std::string name = std::string(word(operation.type)) + " " + operation.id.text() + " (" +
                             std::string(word(operation.state)) + ")";
    if (is_undone(attempt)) return check_undone(name, operation, attempt);
    if (!is_newest) return check_passed_by(name, attempt);
    if (waits_for_people(operation, attempt)) return;
    if (misbooked(attempt.our_reference)) return check_misbooked(name, operation, attempt);
    const auto* there = acquirer.find(attempt.our_reference);
    const bool returned = there != nullptr && acquirer.latest() >= there->returned_at;
    const std::size_t executed = effects.size() - (returned ? 1 : 0);
    if (executed > 1) add(name + " was executed " + std::to_string(executed) + " times");
    const bool approved = there != nullptr && acquirer.latest() >= there->approved_at();
    const bool undone = returned && operation.type == OperationType::payout;
    if (undone && operation.state == OperationState::reversed)
      return world_.reach("a payout came back");
    if (succeeded != (approved && !undone)) {
      add(name + (approved ? " was approved by the acquirer" : " was not approved there"));
      return;
    }
    if (moves_money(operation.type) && succeeded != (executed == 1)) {
      add(name + " has " + std::to_string(executed) + " effects at the acquirer");
      return;
    }
    if (!succeeded) {
      if (operation.state != OperationState::declined && operation.state != OperationState::failed)
        add(name + " never came to an end");
      return;
    }
    world_.reach(std::string(word(operation.type)) + " succeeded");
    const simulator::Kind kind =
        operation.same_day ? simulator::Kind::reversal : kind_there(operation.type);
    if (there->kind != kind) add(name + " is another kind there");
    if (operation.same_day) world_.reach("a sale was undone on its day");
    if (there->granted_minor() != operation.effective().minor)
      add(name + " is worth " + std::to_string(there->granted_minor()) + " at the acquirer, " +
          to_text(operation.effective()) + " here");
    if (!effects.empty() && effects.front().amount != operation.effective())
      add(name + " moved " + to_text(effects.front().amount) + " at the acquirer, " +
          to_text(operation.effective()) + " here");
  }

  void check_unknown_effects() {
    for (const simulator::Effect& effect : book_.effects())
      if (!known_.contains(effect.reference))
        add("the acquirer executed " + effect.reference + ", which we do not know");
  }

  // Money that came in, or a payout that came back.
  bool comes_in(const simulator::Effect& effect) const {
    if (effect.kind == simulator::Kind::given_back)
      return book_.effects_of(effect.reference).front().kind == simulator::Kind::payout;
    return effect.kind == simulator::Kind::charge || effect.kind == simulator::Kind::capture;
  }

  // What the acquirer owes us by its book, less its costs, is what the ledger says it owes, in each
  // currency.
  void check_ledger(Tx& tx) {
    for (const Currency currency : currencies()) {
      std::int64_t moved = 0;
      for (const simulator::Effect& effect : book_.effects())
        if (effect.amount.currency == currency && !for_people_.contains(effect.reference) &&
            (!misbooked(effect.reference) || undone_.contains(effect.reference) ||
             undoing_.contains(effect.reference)))
          moved += comes_in(effect) ? effect.amount.minor : -effect.amount.minor;
      std::int64_t booked = 0;
      for (const auto& account : providers::list_accounts(tx, scope_))
        booked += ledger::balance(tx, ledger::provider_account(ledger::Bucket::provider_receivable,
                                                               account.id, currency));
      for (const ledger::Bucket cost : {ledger::Bucket::cost_interchange,
                                        ledger::Bucket::cost_scheme, ledger::Bucket::cost_acquirer})
        booked += ledger::balance(tx, ledger::own_account(cost, currency));
      if (moved != booked)
        add("the acquirer moved " + std::to_string(moved) + " minor units of " +
            std::string(currency.code()) + ", the ledger " + std::to_string(booked));
    }
  }

  // Audit positions have no gap; each use case and each outcome that changed an operation has
  // exactly one entry. What claim and send change is the runner's own bookkeeping.
  void check_audit(Tx& tx) {
    std::int64_t seq = 0;
    std::vector<audit::StoredEntry> all;
    for (AuditId before;;) {
      const auto page = audit::list(tx, scope_, before, 500);
      if (page.empty()) break;
      all.insert(all.end(), page.begin(), page.end());
      before = page.back().id;
    }
    for (auto entry = all.rbegin(); entry != all.rend(); ++entry)
      if (entry->seq != ++seq) add("audit positions have a gap before " + std::to_string(seq));
    for (const payments::Payment& payment : all_payments(tx)) {
      std::int64_t expected = 0;
      for (const payments::HistoryStep& step : payments::history_of(tx, payment.id)) {
        if (step.reason == "the hold has run out") ++expected;
        if (step.from == step.to && step.reason == "taken back by the payer's bank") ++expected;
        if (step.subject_kind == "operation" && step.from == step.to &&
            step.reason.starts_with("being taken back"))
          ++expected;
        if (step.from == "sent" && step.to == "queued") continue;  // on to the next account
        if (step.subject_kind != "operation" || step.from == step.to) continue;
        if (step.to != "sent") ++expected;
      }
      const auto entries = audit::about(tx, scope_, "payment", payment.id.text());
      if (static_cast<std::int64_t>(entries.size()) != expected)
        add(payment.id.text() + " has " + std::to_string(entries.size()) + " audit entries for " +
            std::to_string(expected) + " changes");
    }
  }

  void check_refunds(Tx& tx) {
    for (const auto& [key, told] : shoppers_.refunds()) {
      bool found = false;
      for (const payments::Operation& operation : payments::operations_of(tx, told.payment))
        found = found || (operation.id == told.operation && operation.amount == told.amount &&
                          operation.type == OperationType::refund);
      if (!found) add("the acknowledged refund " + key + " is gone");
    }
    for (const auto& [key, told] : steps_.steps()) {
      const auto operations = payments::operations_of(tx, told.payment);
      const bool found = std::any_of(operations.begin(), operations.end(), [&](const auto& one) {
        return one.id == told.operation && one.amount == told.amount;
      });
      if (!found) add("the acknowledged step " + key + " is gone");
    }
  }

  // The state at the end belongs to the trace: two runs must agree on it too.
  void note_end(Tx& tx) {
    for (const payments::Payment& payment : all_payments(tx))
      world_.note(payment.id.text() + " " + std::string(word(payment.lifecycle)) + " " +
                  to_text(payment.amount) + " " + std::to_string(payment.captured_minor) + " " +
                  std::to_string(payment.refunded_minor) + " " + std::to_string(payment.fee_minor));
  }

  static bool tells_of_money(std::string_view type) {
    return type == "payment.captured" || type == "capture.succeeded" ||
           type == "refund.succeeded" || type == "payout.succeeded" || type == "payment.returned" ||
           type == "payout.returned";
  }

  // Each success is told once, and event positions have no gap.
  void check_events(Tx& tx) {
    std::int64_t seq = 0;
    std::map<std::string, int> told;
    for (;;) {
      const auto batch = outbox::after(tx, seq, 500);
      if (batch.empty()) break;
      for (const auto& stored : batch) {
        if (stored.seq != ++seq)
          add("event positions have a gap before " + std::to_string(stored.seq));
        if (tells_of_money(stored.event.type) &&
            ++told[stored.event.subject_id + " " + stored.event.type] > 1)
          add(stored.event.subject_id + " succeeded twice");
      }
    }
    const auto& effects = book_.effects();
    const auto certain =
        std::count_if(effects.begin(), effects.end(), [this](const simulator::Effect& effect) {
          return !misbooked(effect.reference) && !undone_.contains(effect.reference) &&
                 !for_people_.contains(effect.reference) && !undoing_.contains(effect.reference);
        });
    if (static_cast<std::size_t>(certain) != told.size())
      add(std::to_string(certain) + " effects, " + std::to_string(told.size()) + " told");
  }

  World& world_;
  const Shoppers& shoppers_;
  const Steps& steps_;
  const simulator::Book& book_;
  Scope scope_;
  std::set<std::string> known_;
  std::set<std::string> undone_, undoing_;  ///< references taken back, and of their reversals
  std::map<AttemptId, std::vector<std::string>> reversals_;
  std::set<OperationId> late_;  ///< operations with a case about a late success
  std::set<std::string> for_people_;
};

}  // namespace

void check_books(World& world, const Shoppers& shoppers, const Steps& steps) {
  Checker(world, shoppers, steps).run();
}

}  // namespace bursar::simulation
