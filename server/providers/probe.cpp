// Trying a connection: a request that moves nothing, and what its answer means for people.
#include "base/check.hpp"
#include "providers/accounts.hpp"
#include "providers/description.hpp"

namespace bursar::providers {
namespace {

constexpr std::size_t k_note_max = 300;

std::string status_text(const WireResponse& response) {
  return "HTTP status " + std::to_string(response.status);
}

// Why it does not work; empty when it does.
std::string trouble(const Adapter& adapter, const ProviderRequest& request,
                    const WireResponse& response) {
  if (response.reach == Reach::not_sent) return "the provider was not reached: " + response.failure;
  if (response.reach == Reach::unknown) return "no complete answer came: " + response.failure;
  if (response.status == 401 || response.status == 403)
    return "the provider answered and refused the key (" + status_text(response) + ")";
  const Outcome outcome = adapter.parse(request, response);
  const bool is_known = outcome.kind == OutcomeKind::approved;
  if (is_known || (request.kind == RequestKind::query && !outcome.found)) return {};
  if (response.status == 200) return "the answer is not one of this provider's";
  return "the provider answered with " + status_text(response) +
         (outcome.provider_message.empty() ? "" : ": " + outcome.provider_message);
}

}  // namespace

ProviderRequest probe_request(const Adapter& adapter, const Call& call) {
  ProviderRequest request;
  request.kind = adapter.describe().has_ping ? RequestKind::ping : RequestKind::query;
  // A reference that nothing has ever had: "not found" says that address and key are right.
  request.our_reference = call.ids.next<AttemptId>().text();
  request.amount = {1, Currency::of("EUR")};
  return request;
}

AccountTest judge_probe(const Adapter& adapter, const ProviderRequest& request,
                        const WireResponse& response, Instant now) {
  AccountTest test;
  test.at = now;
  test.http_status = response.reach == Reach::answered ? response.status : 0;
  test.latency_us = response.latency_us;
  test.note = trouble(adapter, request, response);
  test.is_working = test.note.empty();
  if (test.is_working) test.note = "the provider answered and knows the key";
  if (test.note.size() > k_note_max) test.note.resize(k_note_max);
  return test;
}

}  // namespace bursar::providers
