// The parsers that read what strangers send, each as a function of bytes. libFuzzer searches for
// inputs that break them; the test replays those that are kept.
#pragma once

#include <span>
#include <string_view>

namespace bursar::fuzz {

/// Returns quietly for every input; throws (Bug) when an invariant of the parser does not hold.
using Entry = void (*)(std::string_view input);

struct Target {
  std::string_view name;  ///< also the folder of its corpus
  Entry run;
};

std::span<const Target> targets();
/// The target of this name, or null.
const Target* find_target(std::string_view name);

// net
void request_head(std::string_view input);
void response_head(std::string_view input);
void chunked_body(std::string_view input);
void json_reader(std::string_view input);
// surfaces
void orsunpay_sale(std::string_view input);
void orsunpay_refund(std::string_view input);
void orsunpay_list(std::string_view input);
// base
void base_text(std::string_view input);
void base_numbers(std::string_view input);
// the language of rules
void rule_text(std::string_view input);
// the world outside
void simulator_call(std::string_view input);
void provider_answer(std::string_view input);
void stripe_answer(std::string_view input);
void crypto_answer(std::string_view input);
void provider_message(std::string_view input);
void stripe_message(std::string_view input);
void bank_answer(std::string_view input);
// files of banks
void bank_file(std::string_view input);
void payment_file(std::string_view input);
void masked_body(std::string_view input);
void node_answer(std::string_view input);
// files of batches
void batch_file(std::string_view input);
void batch_cells(std::string_view input);

// passkeys
void webauthn_attestation(std::string_view input);
void webauthn_assertion(std::string_view input);
void webauthn_client_data(std::string_view input);

}  // namespace bursar::fuzz
