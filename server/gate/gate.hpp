// The gate before acts that may need another person's consent: a module describes its act, the gate
// lets it pass or keeps it. Whoever implements the gate stands above the modules; they know this
// port alone (ADR 0009).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/call.hpp"
#include "base/money.hpp"
#include "storage/storage.hpp"

namespace bursar::gate {

using storage::Tx;

enum class FigureKind { text = 1, money, instant };

/// One value of an act's target. Read before and after a trial it says what the act changes; a
/// figure that is there only once came or went.
struct Figure {
  std::string name;
  std::string value;  ///< minor units and milliseconds as digits
  FigureKind kind = FigureKind::text;
  Currency currency;        ///< of money
  bool is_balance = false;  ///< the balance of an account, told among the effects on money
};

/// What an act is about, as things stand now.
struct Subject {
  std::string kind;   ///< "payment"
  std::string id;     ///< public id, empty for what does not exist yet
  std::string label;  ///< what people call it
  CompanyId company;  ///< both none: the installation
  MerchantId merchant;
  std::string target;  ///< versions of everything the act was judged on
  std::optional<Money> amount;
  std::optional<Instant> since;  ///< when the subject came to be, for policies by age
  std::string reason;
  bool is_guarded = false;  ///< needs a second person whatever the policies say
  /// Whether a condition that somebody wrote holds of it; unset for acts that know no conditions.
  std::function<bool(const std::string& condition)> fits = {};
};

/// In whose presence an act is carried out. A trial is rolled back and needs nobody.
struct Consent {
  bool is_trial = false;
  std::vector<UserId> approvers;
};

/// How an act that was kept ended without being carried out.
enum class Ending { rejected = 1, withdrawn, expired, voided };

struct Done {
  std::string kind, id;                     ///< what was made or changed
  bool is_replay = false;                   ///< the idempotency key had done it before
  std::function<void()> after_commit = {};  ///< wakes whoever carries on; may be empty
};

/// One act that can be kept for others to decide. `content` is what http.hpp freezes; every call
/// acts for the person who asked.
struct Action {
  std::string key;         ///< operation id of its route: "create_refund"
  std::string kind;        ///< what policies call it: "refund"
  std::string permission;  ///< what doing it needs, and approving it as well
  /// The answer is for the asker's eyes alone (a key's secret): approval opens the way, and the
  /// same request repeated does it.
  bool by_requester = false;
  /// The act is on record and waits (a payment in review). Whoever gives the last consent lets it
  /// go on; what the asker may do meanwhile no longer matters.
  bool is_recorded = false;
  /// What becomes of a recorded act that is not carried out.
  std::function<void(Tx&, const Call&, const std::string& content, Ending, const std::string& why)>
      ended = {};
  /// The canonical text of a condition about such acts; unset: policies name none.
  std::function<Result<std::string>(const std::string& condition)> read_condition = {};
  std::function<Result<Subject>(Tx&, const Call&, const std::string& content)> describe;
  std::function<std::vector<Figure>(Tx&, const Call&, const std::string& content)> figures;
  std::function<Result<Done>(Tx&, const Call&, const std::string& content, const Consent&)> execute;
};

/// Asked before an act is done, in its transaction.
struct Ask {
  std::string action;
  std::string content;
  std::string idempotency_key;  ///< empty for acts without one
};

/// An act that waits for others.
struct Held {
  std::string approval_id;
  std::string kind;
  std::string state;
  std::int64_t needed = 1;
  std::int64_t given = 0;
  Instant expires_at;
  std::vector<std::string> deciders;  ///< names of people who can decide, a few
};

/// What policies want before something on record may go on.
struct Demand {
  std::int64_t approvers = 1;
  Instant expires_at;
  std::string because;  ///< names of the policies, one per line
};

class Gate {
 public:
  virtual ~Gate() = default;
  /// Nothing: go ahead. Errors: those the act itself would end with, found out by the trial;
  /// conflict/idempotency_key_reused.
  virtual Result<std::optional<Held>> hold(Tx& tx, const Call& call, const Ask& ask) = 0;

  // An act that is put on record before anybody is asked: judged, recorded as waiting, kept.
  /// Nothing: it goes on at once.
  virtual std::optional<Demand> demand(Tx& tx, const Call& call, std::string_view action,
                                       const Subject& subject) = 0;
  /// Errors: those that letting it go on would end with, found out by a trial.
  virtual Result<void> keep(Tx& tx, const Call& call, const Ask& ask, const Demand& demand) = 0;
  /// It has ended otherwise: nobody has to decide about it any more. `ended` is not told.
  virtual void forget(Tx& tx, const Call& call, std::string_view action,
                      std::string_view subject_id, const std::string& why) = 0;
};

/// `gate` asked, when there is one.
inline Result<std::optional<Held>> hold(Gate* gate, Tx& tx, const Call& call, const Ask& ask) {
  if (gate == nullptr) return std::optional<Held>{};
  return gate->hold(tx, call, ask);
}

}  // namespace bursar::gate
