// The steps a runner drives: claim what is to be sent, record what came back, and find out about
// what has no answer. Each is one transaction; the network is between them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "payments/payments.hpp"

namespace bursar::payments {

/// An attempt ready to be sent: everything the adapter needs.
struct Dispatch {
  AttemptId attempt;
  /// The customer gave a verification value: take it from the CvvHolder. When it is gone (restart),
  /// nothing may be sent; record an answer with Reach::not_sent instead.
  bool needs_cvv = false;
  /// Why nothing may be sent (a sealed value that does not open); empty when it may. Treated as
  /// above.
  std::string unsendable;
  std::string adapter;
  providers::AccountConfig config;
  providers::ProviderRequest request;
};
/// Marks up to `limit` prepared attempts as sending (durable before any byte leaves) and returns
/// them. `only` restricts to the given attempts (fresh ones); empty takes any that are due.
/// Attempts of a payment in doubt are left alone until it is resolved.
Result<std::vector<Dispatch>> claim_prepared(storage::Tx& tx, const Call& call,
                                             const vault::KeyRing& keys,
                                             const std::vector<AttemptId>& only,
                                             std::int64_t limit);
/// Records what came back for a sending attempt: moves operation and payment, posts to the ledger,
/// writes history, event and audit. Repeated or late answers change nothing twice. A late approval
/// of what was given up is accepted. Errors: not_found.
Result<void> record_answer(storage::Tx& tx, const Call& call, AttemptId attempt,
                           const providers::WireResponse& response, std::string request_masked);
/// The same, and says which attempt follows at another account, if one does. Whoever made the call
/// passes the verification value on to it (CvvHolder), in memory alone.
Result<std::optional<AttemptId>> record_exchange(storage::Tx& tx, const Call& call,
                                                 AttemptId attempt,
                                                 const providers::WireResponse& response,
                                                 std::string request_masked);

/// What is sent to the provider about an attempt whose outcome is unknown or pending.
struct Question {
  AttemptId attempt;
  AskMethod method = AskMethod::query;
  Instant asked_at;  ///< when it was claimed; what the reply says is true of no earlier instant
  /// Since when the wall clock is known to run evenly (ClockWatch), set by the caller after the
  /// claim: absence is proof only when the provider's time for it has passed since then.
  Instant clock_even_since;
  std::string adapter;
  providers::AccountConfig config;
  providers::ProviderRequest request;  ///< of kind query, reverse, or the order again
  /// same_request: when the order was sent first, and how long its key is remembered (0: for ever).
  Instant first_sent_at;
  std::int64_t key_for_ms = 0;
};
/// Why a claimed question must not be sent any more; empty when it may. To be asked right before it
/// is sent, once clock_even_since is set; what is not sent is recorded as Reach::not_sent.
std::string_view question_objection(const Question& question, Instant now);
/// Attempts whose next check is due; their next_check_at is moved forward (2 s, 10 s, 30 s, 2 min,
/// 10 min, 1 h, 6 h, then daily for 7 days; reversals daily until they are acknowledged), so a
/// crash or a second runner asks again later, not at once. What is sent follows from what the
/// adapter declares (resolver.hpp). Attempts that have been in phase sending for longer than any
/// exchange lasts are adopted as unknown first.
Result<std::vector<Question>> claim_questions(storage::Tx& tx, const Call& call,
                                              const vault::KeyRing& keys, std::int64_t limit);
/// Records what the provider said to a question. "Not found" fails an operation only when it was
/// asked late enough for absence to be proof, however long the reply took; a failing question
/// changes nothing. Errors: not_found.
Result<void> record_reply(storage::Tx& tx, const Call& call, const Question& question,
                          const providers::WireResponse& response);
/// The same for a question asked at call.now.
Result<void> record_reply(storage::Tx& tx, const Call& call, AttemptId attempt,
                          const providers::WireResponse& response);
/// What a verified message of the provider says about an attempt, in whatever order messages come.
/// Errors: not_found.
Result<void> record_webhook(storage::Tx& tx, const Call& call, AttemptId attempt,
                            const providers::Outcome& outcome);
/// Makes the next question about the open attempts of a payment due now; returns how many there
/// are.
std::int64_t ask_now(storage::Tx& tx, const Call& call, PaymentId payment);
/// At start, before the first claim: attempts in phase sending become unknown and due for a
/// question when they were sent by an earlier life of this node (call.ids.node()) or by one that no
/// longer holds a lease (node.hpp). Those of other living nodes are left alone. Returns how many.
Result<std::int64_t> adopt_orphans(storage::Tx& tx, const Call& call);
/// Earliest instant at which claim_prepared or claim_questions has work; nothing when idle.
std::optional<Instant> next_due(storage::Tx& tx);

}  // namespace bursar::payments
