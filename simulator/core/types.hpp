// The words of the simulated acquirer: what it is asked, what it answers, and the switches that
// make it misbehave. Plain values; nothing here does work.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/money.hpp"
#include "base/time.hpp"

namespace bursar::simulator {

enum class Kind { charge = 1, refund = 2 };
enum class Status { approved = 1, declined = 2, pending = 3 };

std::string_view word(Kind kind);
std::string_view word(Status status);
/// Absence: the word names no kind (or status).
std::optional<Kind> kind_of(std::string_view word);
std::optional<Status> status_of(std::string_view word);

struct Card {
  std::string number;  ///< digits only
  int expiry_month = 0;
  int expiry_year = 0;  ///< four digits
  std::string cvv;      ///< empty when the caller sent none
};

/// A sale. Without a card it is paid by the built-in test payer, who always approves.
struct ChargeRequest {
  std::string reference;
  Money amount;
  std::string descriptor;
  std::optional<Card> card;
};
struct RefundRequest {
  std::string reference;
  std::string charge_reference;
  Money amount;
};
struct QueryRequest {
  std::string reference;
};
using Request = std::variant<ChargeRequest, RefundRequest, QueryRequest>;

/// What the acquirer says about one operation at one instant.
struct Answer {
  Kind kind = Kind::charge;
  std::string reference;
  std::string provider_reference;
  Status status = Status::pending;
  std::string code;  ///< ISO 8583 response code; "09" while pending
  std::string message;
  std::string advice;  ///< Mastercard merchant advice code, empty when none
  Money amount;
  std::string auth_code;
  std::string rrn;
  std::string scheme;
  std::string avs_result;
  std::string cvv_result;
  std::int64_t poll_after_ms = 0;  ///< 0 unless pending
  bool operator==(const Answer&) const = default;
};

/// answer: send `http_status`; close: end the TCP connection without a byte of answer.
enum class Delivery { answer, close };

/// Everything that follows from one request: what the caller gets and when, and what enters the
/// book.
struct Plan {
  Delivery delivery = Delivery::answer;
  int http_status = 200;
  std::optional<Answer> answer;  ///< body of a 200
  std::string code;              ///< refusal code of any other status
  std::string message;
  std::int64_t latency_ms = 0;         ///< answer or close this long after the request arrived
  bool recorded = false;               ///< this request (not an earlier one) became an operation
  std::optional<Instant> executes_at;  ///< when its effect enters the book; none: it has no effect
  bool operator==(const Plan&) const = default;
};

/// The switches of the control endpoint. Shares are parts per million of requests.
struct Settings {
  std::int64_t decline_ppm = 120'000;  ///< of cards whose number means nothing special
  std::int64_t latency_p50_ms = 450;
  std::int64_t latency_p95_ms = 1'600;
  std::int64_t drop_before_ppm = 0;      ///< closed without an answer, never processed
  std::int64_t drop_after_ppm = 0;       ///< processed, then closed without an answer
  std::int64_t error_500_after_ppm = 0;  ///< processed, then answered 500
  std::int64_t overload_ppm = 0;         ///< answered 429, never processed
  std::int64_t in_flight_max = 4'096;    ///< requests waiting for their answer; more get 429
  std::optional<Instant> outage_until;   ///< until then every request is closed, never processed
  std::optional<std::int64_t> late_after_ms;  ///< replaces the delay of every late card
  std::int64_t clock_offset_ms = 0;  ///< virtual minus real time; applied by the caller of decide()
  bool honours_references = true;  ///< false: a repeated reference is executed again (broken twin)
};

inline constexpr std::int64_t k_ppm = 1'000'000;

}  // namespace bursar::simulator
