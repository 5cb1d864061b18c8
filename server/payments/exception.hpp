// Exception cases: money that did what nobody expected, kept until a person has looked and said
// what became of it. Whoever notices one opens it, in the transaction of what it noticed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "payments/payments.hpp"

namespace bursar::payments {

struct ExceptionTag {
  static constexpr std::string_view k_prefix = "ex_";
  static constexpr const char* k_noun = "exception case";
};
using ExceptionId = Id<ExceptionTag>;

enum class ExceptionKind {
  late_success = 1,    ///< carried out after it was given up
  second_success,      ///< paid twice
  short_paid,          ///< less arrived than was asked for
  over_paid,           ///< more arrived than was asked for
  returned,            ///< money sent out came back
  contradiction,       ///< the provider names another amount, currency or reference
  webhook_mismatch,    ///< a message of the provider does not fit what is known
  refund_failed_late,  ///< a refund was reported failed after it had succeeded
  dispute_reported     ///< the cardholder's bank disputes it; see dispute_report.hpp
};
enum class ExceptionState { open = 1, resolved };
/// What became of the money.
enum class SettledAs {
  accepted = 1,  ///< it stays as it is: kept, credited, or the order was delivered
  returned,      ///< it was or will be sent back
  corrected,     ///< put right at the provider or in the merchant's books
  no_action      ///< nothing was wrong
};
/// Words of the contract; a number outside its enumeration has none ("").
std::string_view word(ExceptionKind value);
std::string_view word(ExceptionState value);
std::string_view word(SettledAs value);
std::optional<ExceptionKind> exception_kind_of(std::string_view word);
std::optional<ExceptionState> exception_state_of(std::string_view word);
std::optional<SettledAs> settled_as_of(std::string_view word);

struct ExceptionCase {
  ExceptionId id;
  CompanyId company_id;
  MerchantId merchant_id;
  std::string merchant_name;  ///< joined for display
  PaymentId payment_id;
  std::string external_id;   ///< of the payment, joined for display
  OperationId operation_id;  ///< none: the payment as a whole
  ExceptionKind kind = ExceptionKind::contradiction;
  Money amount;  ///< at stake
  ExceptionState state = ExceptionState::open;
  std::string note;
  Instant opened_at;
  std::optional<Instant> resolved_at;
  std::string resolved_by;
  std::optional<SettledAs> settled_as;
  std::string resolution;
  std::int64_t version = 1;
};

struct OpenException {
  ExceptionKind kind = ExceptionKind::contradiction;
  OperationId operation;  ///< none: the payment as a whole
  Money amount;
  std::string note;  ///< what was seen, for whoever looks; cut to 1,000 bytes
};
/// Once per operation and kind: a second call changes nothing and gives none. Leaves an audit entry
/// and the event `exception.opened`.
std::optional<ExceptionId> open_exception(storage::Tx& tx, const Call& call, const Payment& payment,
                                          const OpenException& command);

struct ResolveException {
  ExceptionId id;
  std::int64_t version = 0;  ///< as last read
  SettledAs settled_as = SettledAs::accepted;
  std::string resolution;  ///< what was found and done, 1 to 1,000 bytes
};
/// Errors: not_found; invalid/resolution_invalid; conflict/version_changed;
/// refused/already_resolved.
Result<ExceptionCase> resolve_exception(storage::Tx& tx, const Call& call,
                                        const ResolveException& command);

struct ListExceptions {
  std::optional<ExceptionState> state;  ///< open ones oldest first, everything else newest first
  std::optional<ExceptionKind> kind;
  MerchantId merchant;
  PaymentId payment;
  ExceptionId before;  ///< page key: what follows this one in the order
  std::int64_t limit = 50;
};
std::vector<ExceptionCase> list_exceptions(storage::Tx& tx, const Scope& scope,
                                           const ListExceptions& filter);
/// Errors: not_found.
Result<ExceptionCase> load_exception(storage::Tx& tx, const Scope& scope, ExceptionId id);

}  // namespace bursar::payments
