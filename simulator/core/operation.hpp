// One operation the acquirer accepted, with everything that will ever be said about it fixed at
// once: what changes later (pending, then final) follows from the instant at which it is looked at.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "simulator/core/book.hpp"
#include "simulator/core/cards.hpp"
#include "simulator/core/types.hpp"

namespace bursar::simulator {

/// An instant that never comes: a refund that stays pending.
inline constexpr Instant k_never{INT64_MAX / 2};

struct Operation {
  std::int64_t sequence = 0;  ///< counts from 1
  Kind kind = Kind::charge;
  std::string reference;
  std::string charge_reference;  ///< of a refund
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
  Instant resolved_at;  ///< pending before, final from here on; an approval's effect is executed
                        ///< now
  Instant visible_at;   ///< unknown to queries before
  bool operator==(const Operation&) const = default;
};

/// What is said about the operation at `now`.
Answer answer_at(const Operation& operation, Instant now);

/// What a journal must keep, in order, to rebuild the acquirer.
using Change = std::variant<Operation, Effect>;

}  // namespace bursar::simulator
