// One operation the acquirer accepted, with everything that will ever be said about it fixed at
// once: what changes later (pending, then final) follows from the instant at which it is looked at.
// What a customer does, and a reversal, replace the part of it that lies in the future.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "simulator/core/book.hpp"
#include "simulator/core/cards.hpp"
#include "simulator/core/dispute.hpp"
#include "simulator/core/types.hpp"

namespace bursar::simulator {

/// An instant that never comes: a refund that stays pending.
inline constexpr Instant k_never{INT64_MAX / 2};
/// Before which everything that was decided counts, answered or not.
inline constexpr Instant k_decided{k_never.ms - 1};

struct Operation {
  std::int64_t sequence = 0;  ///< counts from 1
  Kind kind = Kind::charge;
  std::string reference;
  std::string charge_reference;  ///< of what follows a charge; of a reversal: the original
  std::string content;  ///< canonical text of what was asked, card masked; decides "same request"
  std::string card_number;  ///< masked, empty without a card
  Money amount;
  std::string provider_reference;
  Status final_status = Status::approved;
  std::string code;  ///< of the final status
  std::string auth_code;
  std::string rrn;
  std::string scheme;
  std::string avs_result;
  std::string cvv_result;
  RefundFate refund_fate = RefundFate::approve;
  std::int64_t refund_delay_ms = 0;
  Instant received_at;
  Instant answered_at;  ///< when the first answer is (or would have been) sent
  Instant resolved_at;  ///< undecided before, final from here on; an approval's effect is executed
                        ///< now
  Instant visible_at;   ///< unknown to queries before

  bool holds = false;        ///< an authorisation: approved means held
  bool blocks = false;       ///< a reversal that came before its original
  bool by_merchant = false;  ///< a stored card was charged without its holder
  Telling telling = Telling::plainly;
  int tries = 0;                      ///< wrong codes typed on the access control page
  std::int64_t released_minor = 0;    ///< of a final capture: what it let go
  std::int64_t received_minor = 0;    ///< 0: exactly the amount
  std::int64_t returned_minor = 0;    ///< 0: everything, once it is returned
  std::int64_t dispute_after_ms = 0;  ///< its card is disputed this long after the approval
  std::int64_t resolve_delay_ms = 0;  ///< between the customer's act and the decision
  std::string code_after;             ///< of the issuer, once the customer is authenticated
  std::string method;                 ///< empty: by card
  std::string return_url;
  std::string network_transaction_id;
  Action action;                  ///< undecided: the customer's part
  std::string first_step;         ///< transStatus of the first step of 3-D Secure
  ThreeDsResult three_ds;         ///< as it will stand once the operation is decided
  Instant acted_at = k_never;     ///< the customer's part is done: no action any more
  Instant hold_until = k_never;   ///< what is held then lapses
  Instant late_at = k_never;      ///< declined before, approved from here on
  Instant returned_at = k_never;  ///< what was paid goes back
  bool operator==(const Operation&) const = default;

  bool waits_for_customer(Instant now) const {
    return !action.type.empty() && now < resolved_at && now < acted_at;
  }
  /// What an approval moves or holds.
  std::int64_t granted_minor() const { return received_minor != 0 ? received_minor : amount.minor; }
  std::int64_t returned() const { return returned_minor != 0 ? returned_minor : granted_minor(); }
  /// When it is (or will be) approved; k_never: it will not.
  Instant approved_at() const { return final_status == Status::approved ? resolved_at : late_at; }
  /// When its card is disputed; k_never: it will not.
  Instant disputed_at() const {
    const Instant paid_at = approved_at();
    if (dispute_after_ms == 0 || holds || paid_at == k_never) return k_never;
    return paid_at.plus_ms(dispute_after_ms);
  }
};

/// What is said about the operation at `now`, without what is held.
Answer answer_at(const Operation& operation, Instant now);

/// A message to the merchant about the state of an operation, or of a dispute, at one instant.
struct Notice {
  std::int64_t number = 0;  ///< counts from 1
  std::int64_t operation = 0;
  std::int64_t dispute = 0;  ///< 0: about the operation
  std::string event_id;
  Instant as_of;    ///< the state it tells
  Instant send_at;  ///< not before
  bool operator==(const Notice&) const = default;
};
/// One try to deliver a notice.
struct Posting {
  std::int64_t notice = 0;
  int http_status = 0;  ///< 0: no answer
  Instant at;
  bool operator==(const Posting&) const = default;
};

/// What a journal must keep, in order, to rebuild the acquirer. An operation or dispute that stands
/// already is replaced.
using Change = std::variant<Operation, Effect, Notice, Posting, Dispute, SettlementFile>;

}  // namespace bursar::simulator
