// The acquirer's JSON: request bodies into typed requests, plans and books into bodies. Pure. Its
// exact members are described in simulator/protocol.md.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "base/result.hpp"
#include "simulator/core/book.hpp"
#include "simulator/core/types.hpp"

namespace bursar::simulator {

/// Errors: invalid/*, and idempotency_key_mismatch when the header differs from the reference.
Result<ChargeRequest> parse_charge(std::string_view body, std::string_view idempotency_key);
Result<RefundRequest> parse_refund(std::string_view body, std::string_view idempotency_key);
Result<CaptureRequest> parse_capture(std::string_view body, std::string_view idempotency_key);
Result<VoidRequest> parse_void(std::string_view body, std::string_view idempotency_key);
Result<IncrementRequest> parse_increment(std::string_view body, std::string_view idempotency_key);
Result<VerificationRequest> parse_verification(std::string_view body,
                                               std::string_view idempotency_key);
Result<PayoutRequest> parse_payout(std::string_view body, std::string_view idempotency_key);
Result<ReversalRequest> parse_reversal(std::string_view body, std::string_view idempotency_key);
/// Errors: invalid/invalid_reference.
Result<std::string> parse_reference(std::string_view text);
/// `settings` with the members of `body` changed. Errors: invalid/*.
Result<Settings> parse_control(std::string_view body, const Settings& settings);
/// Milliseconds to move the clock. Errors: invalid/*.
Result<std::int64_t> parse_advance(std::string_view body);

/// Body of a plan that answers; `with_kind` for answers to queries. `base_url` is where customers
/// find the pages of this process.
std::string render_plan(const Plan& plan, bool with_kind,
                        std::string_view base_url = "http://127.0.0.1");
boost::json::object answer_json(const Answer& answer, bool with_kind, std::string_view base_url);
std::string render_refusal(std::string_view code, std::string_view message);
std::string render_control(const Settings& settings, Instant now);
std::string render_book(const Book& book, std::size_t operations);
std::string render_effects_of(const Book& book, std::string_view reference);
std::string render_effects_after(const Book& book, std::int64_t number, std::size_t limit);

boost::json::object effect_json(const Effect& effect);

}  // namespace bursar::simulator
