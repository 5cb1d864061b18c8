// The support front door: what is flagged for a closer look and worked on until it is resolved, the
// basic settings support may keep, and finding a customer among the merchants in reach.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/call.hpp"
#include "base/result.hpp"
#include "storage/storage.hpp"

namespace bursar::support {

struct EscalationTag {
  static constexpr std::string_view k_prefix = "es_";
  static constexpr const char* k_noun = "escalation";
};
using EscalationId = Id<EscalationTag>;

enum class SubjectKind { payment = 1, customer, merchant };
/// Whose desk it belongs on.
enum class Queue { operations = 1, risk, finance, technical };
enum class Priority { low = 1, normal, high, urgent };
/// open → in_progress ⇄ waiting → resolved; resolved → open when the asker answers again.
enum class EscalationState { open = 1, in_progress, waiting, resolved };
/// Words of the contract; a number outside its enumeration has none ("").
std::string_view word(SubjectKind value);
std::string_view word(Queue value);
std::string_view word(Priority value);
std::string_view word(EscalationState value);
std::optional<SubjectKind> subject_kind_of(std::string_view word);
std::optional<Queue> queue_of(std::string_view word);
std::optional<Priority> priority_of(std::string_view word);
std::optional<EscalationState> escalation_state_of(std::string_view word);

/// How soon an escalation of this priority is to be answered.
std::int64_t answer_within_ms(Priority priority);

struct Escalation {
  EscalationId id;
  CompanyId company_id;
  MerchantId merchant_id;
  std::string merchant_name;  ///< joined for display
  SubjectKind subject_kind = SubjectKind::payment;
  std::string subject_id;  ///< public id, or the merchant's own id of a customer
  Queue queue = Queue::operations;
  Priority priority = Priority::normal;
  EscalationState state = EscalationState::open;
  std::string note;
  UserId created_by;
  std::string created_by_name;
  UserId assignee;
  std::string assignee_name;
  Instant created_at;
  Instant updated_at;
  Instant due_at;  ///< moves on while the escalation waits for its asker
  std::optional<Instant> waiting_since, first_reply_at, resolved_at;
  std::int64_t replies = 0;
  std::int64_t version = 1;
};

/// A reply of either side, or what was changed.
struct EscalationStep {
  enum class Kind { reply = 1, change };
  std::int64_t key = 0;
  Kind kind = Kind::reply;
  UserId author;
  std::string author_name;
  bool from_work = false;  ///< said by the side that works on it
  std::string text;
  Instant at;
};

struct CreateEscalation {
  SubjectKind subject_kind = SubjectKind::payment;
  std::string subject_id;
  MerchantId merchant;  ///< whose customer it is; of others it follows from the subject
  Queue queue = Queue::operations;
  Priority priority = Priority::normal;
  std::string note;
};
/// Errors: not_found (payment, customer, merchant); invalid/note_empty, note_invalid;
/// refused/already_escalated (details: escalation_id).
Result<Escalation> create_escalation(storage::Tx& tx, const Call& call,
                                     const CreateEscalation& command);

struct UpdateEscalation {
  EscalationId id;
  std::int64_t version = 0;  ///< as last read
  std::optional<EscalationState> state;
  std::optional<Priority> priority;
  std::optional<Queue> queue;
  std::optional<UserId> assignee;  ///< a none id takes it from whoever has it
};
/// Errors: not_found; conflict/version_changed; refused/already_escalated, assignee_unfit,
/// state_unfit.
Result<Escalation> update_escalation(storage::Tx& tx, const Call& call,
                                     const UpdateEscalation& command);

struct ReplyToEscalation {
  EscalationId id;
  std::string text;
};
/// The side that works answers; the asker's answer takes a waiting one up again and opens a
/// resolved one. Errors: not_found; invalid/note_empty, note_invalid; forbidden/permission_missing
/// when the actor is of neither side; refused/already_escalated when it was flagged again
/// meanwhile.
Result<Escalation> reply_to_escalation(storage::Tx& tx, const Call& call,
                                       const ReplyToEscalation& command);

struct ListEscalations {
  std::vector<EscalationState> states;  ///< any of these; empty means all
  std::optional<Queue> queue;
  std::optional<Priority> priority;
  MerchantId merchant;
  std::string subject_id;
  UserId created_by;
  UserId assignee;
  bool unassigned = false;
  bool overdue = false;  ///< past their time and not waiting or resolved
  bool by_due = false;   ///< the most urgent first; else newest first
  EscalationId before;   ///< page key: what follows this one in the order
  std::int64_t limit = 50;
};
std::vector<Escalation> list_escalations(storage::Tx& tx, const Scope& scope,
                                         const ListEscalations& filter, Instant now);
/// Errors: not_found.
Result<Escalation> load_escalation(storage::Tx& tx, const Scope& scope, EscalationId id);
std::vector<EscalationStep> steps_of(storage::Tx& tx, EscalationId id);

/// Somebody who could take an escalation over.
struct Worker {
  UserId id;
  std::string name;
};
/// Active people the actor may know of who may work at the escalation's merchant, at most 100.
std::vector<Worker> list_workers(storage::Tx& tx, const Call& call, const Escalation& escalation);

// ---- basic settings
// ------------------------------------------------------------------------------

/// Whom to talk to at a merchant, and where notices go: all that support may change.
struct BasicSettings {
  MerchantId merchant;
  CompanyId company;
  std::string contact_name, contact_email, contact_phone;
  std::vector<std::string> notification_emails;
  std::int64_t version = 0;  ///< 0 until somebody has written them
  std::optional<Instant> updated_at;
};
struct UpdateBasicSettings {
  MerchantId merchant;
  std::int64_t version = 0;
  std::optional<std::string> contact_name, contact_email, contact_phone;
  std::optional<std::vector<std::string>> notification_emails;
};
/// Errors: not_found.
Result<BasicSettings> read_basic_settings(storage::Tx& tx, const Scope& scope, MerchantId merchant);
/// Errors: not_found; invalid/email_invalid, phone_invalid, text_invalid, too_many_addresses;
/// conflict/version_changed.
Result<BasicSettings> update_basic_settings(storage::Tx& tx, const Call& call,
                                            const UpdateBasicSettings& command);

// ---- customers
// -----------------------------------------------------------------------------------

/// A merchant's customer as its payments know them.
struct Customer {
  CompanyId company_id;
  MerchantId merchant_id;
  std::string merchant_name;
  std::string buyer_id;
  std::string email, first_name, last_name;
  std::int64_t payments = 0;
  Instant last_paid_at;
};
struct FindCustomers {
  std::string search;  ///< an e-mail address, or the start of a merchant's customer id
  MerchantId merchant;
  std::int64_t limit = 50;
};
/// Found among the newest payments (30,000 for an address, 2,000 for an id); each merchant whose
/// customers are shown has it in its trail. Errors: invalid/search_too_short; not_found (merchant).
Result<std::vector<Customer>> find_customers(storage::Tx& tx, const Call& call,
                                             const FindCustomers& command);

const std::vector<storage::Migration>& migrations();

}  // namespace bursar::support
