// The simulated acquirer: decides what becomes of each request and keeps the book. A pure function
// of its seed and of the requests and instants it is given: no clock, no I/O, copyable as a value.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/core/book.hpp"
#include "simulator/core/courier.hpp"
#include "simulator/core/draws.hpp"
#include "simulator/core/operation.hpp"
#include "simulator/core/types.hpp"

namespace bursar::simulator {

/// What a customer does on a page of the acquirer, or somebody for them.
enum class Act {
  identify,     ///< the browser's fingerprint was taken: first step of 3-D Secure
  right_code,   ///< challenge passed
  wrong_code,   ///< challenge failed for good
  mistype,      ///< a code was typed and is wrong; the third time counts as wrong_code
  give_result,  ///< the issuer answers `trans_status`, whatever the customer did
  approve,
  decline,
  wait,  ///< approved later
  cancel
};
struct CustomerAct {
  Act act = Act::approve;
  std::string trans_status;  ///< of give_result
};
enum class ActOutcome { done, unknown, closed, unfitting };

class Acquirer {
 public:
  explicit Acquirer(std::uint64_t seed, Settings settings = {});

  /// Decides one request that arrived at `now`. The plan is final: an effect it announces will be
  /// executed even when the caller never waits for the answer, unless it is reversed in time.
  /// Instants before the latest one seen count as the latest: time never runs backwards here.
  Plan decide(const Request& request, Instant now);

  /// Executes every effect due at `now`; decide() does so itself.
  void settle(Instant now);

  /// A customer acts on the operation that has this provider_reference.
  ActOutcome act(std::string_view provider_reference, const CustomerAct& act, Instant now);
  /// Money arrives for a transfer, also one that is over. closed: it was paid before.
  ActOutcome pay_transfer(std::string_view reference, std::int64_t amount_minor, Instant now);

  /// The cardholder's bank, or the scheme, disputes a card charge. closed: nothing is left of it.
  ActOutcome open_dispute(const DisputeOrder& order, Instant now);
  ActOutcome act_on_dispute(std::string_view provider_reference, DisputeAct act, Instant now);
  const std::vector<Dispute>& disputes() const { return disputes_; }
  const Dispute* find_dispute(std::string_view provider_reference) const;
  /// Puts every effect that is in no settlement file yet into one; false when there is none.
  bool emit_settlement(Instant now);
  const std::vector<SettlementFile>& settlements() const { return settlements_; }

  const Book& book() const { return book_; }
  const std::vector<Operation>& operations() const { return operations_; }
  /// The latest operation under a reference, hidden ones included; null when there is none.
  const Operation* find(std::string_view reference) const;
  /// An operation that needs or needed the customer; null when there is none.
  const Operation* find_action(std::string_view provider_reference) const;
  /// Sequences of all those operations, oldest first.
  const std::vector<std::int64_t>& actions() const { return actions_; }
  const Operation& operation(std::int64_t sequence) const {
    return operations_[static_cast<std::size_t>(sequence - 1)];
  }
  /// What is said about an operation at an instant, with what is held.
  Answer answer(const Operation& operation, Instant now) const;
  /// What an authorisation holds at an instant.
  Hold hold_of(const Operation& charge, Instant at) const;

  const Settings& settings() const { return settings_; }
  void change_settings(Settings settings) { settings_ = std::move(settings); }
  /// The latest instant seen, in requests or in restored changes.
  Instant latest() const { return latest_; }

  Courier& courier() { return courier_; }
  const Courier& courier() const { return courier_; }

  /// What came of posting a notice; kept for the journal.
  void post_finished(std::int64_t notice, int http_status, Instant now);

  /// Changes since the last call, in order; to be journalled before the answer leaves.
  std::vector<Change> take_changes();
  /// Replays one journalled change into an acquirer that has decided nothing yet.
  void restore(Change change);

 private:
  enum class What { effect, given_back, telling, dispute, dispute_over };
  struct Due {
    Instant at;
    std::int64_t sequence;  ///< of the operation; of dispute_over the dispute's number
    What what = What::effect;
    auto operator<=>(const Due&) const = default;
  };
  struct Seen {
    std::uint64_t posts = 0;
    std::uint64_t queries = 0;
  };

  /// How long after its answer an operation becomes final, and long queries miss it.
  struct Delays {
    std::int64_t resolve_ms = 0;
    std::int64_t hide_ms = 0;
    bool never_resolves = false;
    std::int64_t late_ms = 0;    ///< declined first, approved this long after the answer
    std::int64_t return_ms = 0;  ///< goes back this long after it was approved
    Instant not_before;          ///< no answer earlier: another request is being served
  };
  /// What is decided about a request: an operation, or nothing but `refused`.
  struct Verdict {
    Operation operation;
    Delays delays;
    Fate fate = Fate::approve;
    std::optional<Plan> refused;
  };

  Draws draw_for(const Request& request);
  std::optional<Plan> turn_away(const Draws& draws);
  Plan decide_order(const Request& request, const Draws& draws);
  Plan decide_query(const QueryRequest& request, const Draws& draws);
  Plan repeat(const Operation& operation, std::string_view content, const Draws& draws) const;
  Plan record(Operation operation, const Delays& delays, const Draws& draws);

  Verdict judge(const ChargeRequest& request, const Draws& draws) const;
  Verdict judge(const RefundRequest& request, const Draws& draws) const;
  Verdict judge(const CaptureRequest& request, const Draws& draws) const;
  Verdict judge(const VoidRequest& request, const Draws& draws) const;
  Verdict judge(const IncrementRequest& request, const Draws& draws) const;
  Verdict judge(const VerificationRequest& request, const Draws& draws) const;
  Verdict judge(const PayoutRequest& request, const Draws& draws) const;
  Verdict judge(const ReversalRequest& request, const Draws& draws);
  Verdict judge(const QueryRequest& request, const Draws& draws) const;

  void judge_card(Verdict& verdict, const Card& card, const Draws& draws) const;
  void authenticate(Verdict& verdict, const ChargeTerms& terms, const Draws& draws) const;
  void await_customer(Verdict& verdict, const Draws& draws) const;
  void await_transfer(Verdict& verdict) const;
  std::string judge_refund(const RefundRequest& request) const;
  std::string judge_hold(const Operation* charge, Currency currency,
                         std::optional<std::int64_t> minor) const;
  void judge_destination(Verdict& verdict, std::string_view destination) const;
  std::string undo(Operation& reversal, const Operation& original);
  std::string let_go(Operation& reversal, const Operation& charge) const;
  bool is_undone(const Operation& operation) const;
  void call_off(Operation operation);

  void finish_authentication(Operation& operation, std::string_view status, std::string_view flow);
  static void set_hold(Operation& operation);
  void decide_action(Operation& operation, std::string_view code, std::int64_t after_ms);
  ActOutcome act_on_challenge(Operation& operation, const CustomerAct& act);
  ActOutcome act_on_redirect(Operation& operation, const CustomerAct& act);

  std::int64_t refundable_minor(const Operation& charge) const;
  std::int64_t late_ms(std::int64_t otherwise) const;
  void keep(Operation operation);
  void replace(Operation operation);
  void schedule(const Operation& operation);
  void execute(const Due& due);
  bool fit_return(std::int64_t sequence);
  void tell(const Due& due);

  bool begin_dispute(const Operation& charge, const DisputeOrder& order, Instant at);
  void dispute_by_card(std::int64_t sequence, Instant at);
  void keep_dispute(Dispute dispute);
  void post_dispute(const Dispute& dispute, Kind kind, Instant at);
  void finish_dispute(std::int64_t number, Instant at);
  void tell_dispute(const Dispute& dispute, Instant at);
  bool make_settlement(Instant at);
  void close_day(Instant now);

  std::uint64_t seed_;
  Settings settings_;
  Instant latest_;
  Instant restored_until_{INT64_MIN / 2};
  Book book_;
  Courier courier_;
  std::vector<Operation> operations_;                              ///< by sequence - 1
  std::map<std::string, std::int64_t, std::less<>> by_reference_;  ///< to the latest sequence
  /// What follows an operation (refunds, captures, voids, …), by its reference.
  std::map<std::string, std::vector<std::int64_t>, std::less<>> followers_;
  std::set<std::string, std::less<>> blocked_;  ///< references reversed before they came
  std::vector<std::int64_t> actions_;
  std::map<std::string, std::int64_t, std::less<>> by_action_;  ///< provider references
  std::map<std::string, Seen, std::less<>> seen_;
  std::set<Due> due_;
  std::multiset<Instant> answers_due_;
  std::vector<Dispute> disputes_;  ///< by number - 1
  std::vector<SettlementFile> settlements_;
  std::vector<Change> changes_;
};

}  // namespace bursar::simulator
