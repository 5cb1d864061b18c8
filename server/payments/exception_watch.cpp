// An exception is what no rule of ours may settle by itself: success after it was given up, success
// twice, another amount than asked for, money that came back.
#include "payments/exception_watch.hpp"

#include "payments/exception.hpp"

namespace bursar::payments {
namespace {

using providers::OutcomeKind;

bool is_success(OutcomeKind kind) {
  return kind == OutcomeKind::approved || kind == OutcomeKind::partially_approved;
}

std::string in_words(const Money& amount) {
  std::string digits = std::to_string(amount.minor < 0 ? -amount.minor : amount.minor);
  const auto exponent = static_cast<std::size_t>(amount.currency.exponent());
  if (digits.size() <= exponent) digits.insert(0, exponent + 1 - digits.size(), '0');
  if (exponent > 0) digits.insert(digits.size() - exponent, ".");
  return digits + " " + std::string(amount.currency.code());
}

class Watch {
 public:
  Watch(storage::Tx& tx, const Call& call, const store::Context& context)
      : tx_(tx), call_(call), context_(context) {}

  void open(ExceptionKind kind, const Money& amount, std::string note) {
    (void)open_exception(tx_, call_, context_.payment,
                         {kind, context_.operation.id, amount, std::move(note)});
  }
  void open(ExceptionKind kind, std::string note) {
    open(kind, context_.operation.amount, std::move(note));
  }

 private:
  storage::Tx& tx_;
  const Call& call_;
  const store::Context& context_;
};

// Less or more arrived than was asked for.
void watch_amount(Watch& watch, const store::Context& context, const providers::Outcome& outcome) {
  const Money& asked = context.operation.amount;
  if (!outcome.received || outcome.received->currency != asked.currency) return;
  const std::int64_t over = outcome.received->minor - asked.minor;
  if (over == 0) return;
  const Money difference{over < 0 ? -over : over, asked.currency};
  watch.open(over < 0 ? ExceptionKind::short_paid : ExceptionKind::over_paid, difference,
             in_words(*outcome.received) + " arrived where " + in_words(asked) + " was asked for");
}

// What was not taken over, although the provider says that money moved.
void watch_refused(Watch& watch, const store::Context& context, const providers::Outcome& outcome,
                   OperationState from) {
  if (!is_success(outcome.kind)) return;
  if (from == OperationState::succeeded) {
    if (context.attempt.outcome == outcome.kind) return;  // the same success, told again
    watch.open(ExceptionKind::second_success, "attempt " + std::to_string(context.attempt.seq) +
                                                  " succeeded beside the one that had succeeded");
    return;
  }
  watch.open(ExceptionKind::late_success,
             "carried out after it was given up, and no longer fits: nothing was booked");
}

}  // namespace

void open_cases(storage::Tx& tx, const Call& call, const store::Context& context,
                const providers::Outcome& outcome, OperationState from, bool applied) {
  Watch watch(tx, call, context);
  if (outcome.contradicts)
    watch.open(ExceptionKind::contradiction,
               "the provider's answer names another amount, currency or reference");
  if (!applied) {
    watch_refused(watch, context, outcome, from);
    return;
  }
  const OperationState to = context.operation.state;
  if (is_final(from) && to == OperationState::succeeded)
    watch.open(ExceptionKind::late_success,
               "carried out after it was " + std::string(word(from)) + "; accepted and booked");
  if (to == OperationState::succeeded && is_success(outcome.kind))
    watch_amount(watch, context, outcome);
  if (to != OperationState::reversed) return;
  const bool refund = context.operation.type == OperationType::refund;
  watch.open(refund ? ExceptionKind::refund_failed_late : ExceptionKind::returned,
             refund ? "reported failed after it had succeeded" : "the money came back");
}

}  // namespace bursar::payments
