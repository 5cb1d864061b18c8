// The words of the simulated acquirer: what it is asked, what it answers, and the switches that
// make it misbehave. Plain values; nothing here does work.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/money.hpp"
#include "base/time.hpp"

namespace bursar::simulator {

/// What is asked for. `given_back` (paid money that was returned) and what disputes do stand in the
/// book alone.
enum class Kind {
  charge = 1,
  refund,
  capture,
  void_,
  increment,
  verification,
  payout,
  reversal,
  given_back,
  chargeback,          ///< the cardholder's bank took it back
  chargeback_reversal  ///< a chargeback that the merchant won
};
/// action: undecided until the customer has acted.
enum class Status { approved = 1, declined, pending, action };

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

/// Present when a customer is there to be authenticated.
struct ThreeDsWish {
  std::string preference;  ///< "", "challenge", "frictionless"
  std::string exemption;   ///< "", "low_value", "tra", "mit", "trusted", "corporate"
};
/// A card that the merchant keeps, and who pays with it now.
struct StoredCredential {
  std::string kind;  ///< "one_click", "unscheduled", "scheduled"
  bool by_merchant = false;
  std::string network_transaction_id;
};
/// What a charge may say beside amount and payer.
struct ChargeTerms {
  bool capture = true;          ///< false: an approval holds the amount, captures take it
  std::string method = "card";  ///< "card", "bank_transfer", "wallet", "bnpl", "crypto"
  std::string return_url;       ///< where the customer's browser goes after an action
  std::optional<ThreeDsWish> three_ds;
  std::optional<StoredCredential> stored_credential;
  bool moto = false;  ///< mail or telephone order
};

/// A sale or an authorisation. By card without one: the built-in test payer, who always approves.
struct ChargeRequest {
  std::string reference;
  Money amount;
  std::string descriptor;
  std::optional<Card> card;
  ChargeTerms terms = {};
};
struct RefundRequest {
  std::string reference;
  std::string charge_reference;
  Money amount;
};
/// Takes a part of what is held; `final`: the rest is let go.
struct CaptureRequest {
  std::string reference;
  std::string charge_reference;
  Money amount;
  bool final = true;
};
/// Lets go of what is held, or of `amount_minor` of it.
struct VoidRequest {
  std::string reference;
  std::string charge_reference;
  Currency currency;
  std::optional<std::int64_t> amount_minor;
};
/// Holds more.
struct IncrementRequest {
  std::string reference;
  std::string charge_reference;
  Money amount;
};
/// Asks whether a card is good; moves and holds nothing.
struct VerificationRequest {
  std::string reference;
  Currency currency;
  Card card;
  ChargeTerms terms = {};  ///< three_ds, stored_credential and return_url alone
};
/// Money to a receiver: exactly one of card, iban, address.
struct PayoutRequest {
  std::string reference;
  Money amount;
  std::string descriptor;
  std::optional<Card> card;
  std::string iban;
  std::string address;
  std::string holder;
};
/// Undoes what stands under another reference, or keeps it from ever being executed.
struct ReversalRequest {
  std::string reference;
  std::string original_reference;
};
struct QueryRequest {
  std::string reference;
};
using Request =
    std::variant<ChargeRequest, RefundRequest, QueryRequest, CaptureRequest, VoidRequest,
                 IncrementRequest, VerificationRequest, PayoutRequest, ReversalRequest>;

/// What the customer has to do; an empty type: nothing.
struct Action {
  std::string type;  ///< "three_ds", "redirect", "transfer", "crypto"
  std::string iban, bic, holder, reference;
  std::string address, asset;
  Instant expires_at;
  bool operator==(const Action&) const = default;
};
/// What authentication gave; an empty trans_status: there was none.
struct ThreeDsResult {
  std::string version, flow, trans_status, status_reason, eci, ds_trans_id, acs_trans_id, exemption;
  bool operator==(const ThreeDsResult&) const = default;
};
/// What an authorisation holds and has held.
struct Hold {
  std::int64_t authorized_minor = 0;
  std::int64_t captured_minor = 0;
  std::int64_t voided_minor = 0;  ///< let go: by voids, by final captures, by time
  std::int64_t left_minor() const { return authorized_minor - captured_minor - voided_minor; }
  bool operator==(const Hold&) const = default;
};

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
  std::int64_t poll_after_ms = 0;  ///< 0 unless undecided
  Action action = {};
  ThreeDsResult three_ds = {};
  std::int64_t received_minor = 0;  ///< 0: exactly the amount
  std::int64_t returned_minor = 0;
  std::string network_transaction_id = {};
  std::optional<Hold> hold = {};
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
  std::vector<std::pair<std::string, std::int64_t>> decline_mix;  ///< code, permille; empty: ours
  std::string webhook_url;                                        ///< empty: no messages
  std::string webhook_secret;
  std::int64_t dispute_after_ms = 3 * k_day_ms;  ///< of cards that are disputed
  std::int64_t fee_ppm = 14'000;                 ///< of what is charged; as all fees in the files
  std::int64_t fee_fixed_minor = 10;
  std::int64_t dispute_fee_minor = 1'500;
  bool honours_references = true;  ///< false: a repeated reference is executed again (broken twin)
};

inline constexpr std::int64_t k_ppm = 1'000'000;

}  // namespace bursar::simulator
