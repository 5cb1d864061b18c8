// The recipients' front door: whom a merchant's payouts may go to. A recipient is written as a
// draft, let in by people, and paid only after a day has passed; whatever changes about it takes
// that back. Destinations are sealed at rest and shown masked.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/call.hpp"
#include "base/money.hpp"
#include "gate/gate.hpp"
#include "storage/storage.hpp"
#include "vault/vault.hpp"

namespace bursar::recipients {

using storage::Tx;

struct RecipientTag {
  static constexpr std::string_view k_prefix = "rr_";
  static constexpr const char* k_noun = "payout recipient";
};
using RecipientId = Id<RecipientTag>;

/// Nothing is paid to a recipient for so long after it was approved.
inline constexpr std::int64_t k_cooling_ms = 24 * k_hour_ms;

enum class Kind { bank_account = 1, card, crypto_address };
enum class State { draft = 1, pending_approval, approved, declined, archived };
std::string_view word(Kind kind);
std::string_view word(State state);
std::optional<State> state_of(std::string_view word);

struct Recipient {
  RecipientId id;
  CompanyId company_id;
  MerchantId merchant_id;
  std::string merchant_name;  ///< joined for display
  Kind kind = Kind::bank_account;
  std::string name;     ///< what people call it
  std::string holder;   ///< of the account, as the bank knows it; empty for cards and addresses
  std::string display;  ///< "DE89 •••• 3000"
  Currency currency;
  PaymentId card_payment_id;  ///< the payment whose card is paid; none for other kinds
  std::string fingerprint;    ///< tells destinations apart; never shown
  std::string reference;      ///< what the receiver reads, unless a payout says something else
  std::string purpose;        ///< why the merchant pays them
  State state = State::draft;
  std::optional<Instant> usable_from_at;  ///< while approved
  std::string declined_reason;
  std::string created_by, updated_by, submitted_by, approved_by, shortened_by;
  std::optional<Instant> updated_at, submitted_at, approved_at;
  std::int64_t edition = 1;  ///< of what people wrote
  std::int64_t version = 1;  ///< of the row

  Instant created_at() const { return key_instant(id.key); }
  bool is_usable(Instant now) const {
    return state == State::approved && usable_from_at && *usable_from_at <= now;
  }
};

/// What may be done next in its state: change, submit, shorten_wait, archive.
std::vector<std::string_view> allowed_actions(const Recipient& recipient, Instant now);

/// The card of an earlier payment of the merchant, found by whoever knows payments.
struct CardOf {
  PaymentId payment;
  CardId card;
  std::string display;  ///< "Visa •••• 4242"
};
/// Where money is to go: exactly one of the three.
struct Destination {
  std::string iban, bic;
  std::string address;
  std::optional<CardOf> card;
};

struct CreateRecipient {
  MerchantId merchant;
  Destination destination;
  Currency currency;
  std::string name, holder, reference, purpose;
};
/// A draft. Errors: not_found (merchant); invalid (name, holder, reference, purpose, iban, bic,
/// address, card_payment_id, currency); conflict/recipient_exists with details recipient_id and
/// name when the merchant has this destination already.
Result<Recipient> create_recipient(Tx& tx, const Call& call, const vault::KeyRing& keys,
                                   const CreateRecipient& command);

struct ChangeRecipient {
  RecipientId id;
  std::int64_t version = 0;                ///< as last read; another one is version_changed
  std::optional<Destination> destination;  ///< none: as it is
  std::optional<Currency> currency;
  std::optional<std::string> name, holder, reference, purpose;
};
/// A draft again, whatever it was; a request for approval is given up. Errors: as create_recipient;
/// not_found; conflict/version_changed; refused/recipient_archived.
Result<Recipient> change_recipient(Tx& tx, const Call& call, const vault::KeyRing& keys,
                                   gate::Gate* gate, const ChangeRecipient& command);

struct RecipientAt {
  RecipientId id;
  std::int64_t version = 0;  ///< as last read
};
/// Asks that it may be paid: it waits for other people where a policy wants that, else it is
/// approved; either way nothing is paid before the cooling has passed. Errors: not_found;
/// conflict/version_changed; refused/recipient_archived, recipient_submitted, recipient_approved.
Result<Recipient> submit_recipient(Tx& tx, const Call& call, gate::Gate* gate,
                                   const RecipientAt& at);
/// Ends the cooling now. Errors: not_found; conflict/version_changed; refused/recipient_usable,
/// recipient_not_approved, second_person_missing.
Result<Recipient> shorten_wait(Tx& tx, const Call& call, const RecipientAt& at,
                               const gate::Consent& consent);
/// Out of use for good. Errors: not_found; conflict/version_changed; refused/recipient_archived.
Result<Recipient> archive_recipient(Tx& tx, const Call& call, gate::Gate* gate,
                                    const RecipientAt& at);

/// What whoever asks has to confirm first.
struct RecipientAct {
  std::string operation;  ///< "submit_recipient", "shorten_recipient_wait"
  std::string noun;
  std::string intent;         ///< this row in this version
  std::string recipient;      ///< masked: "Acme GmbH, DE89 •••• 3000"
  std::string recipient_key;  ///< fingerprint of the destination
  CompanyId company;
  MerchantId merchant;
};
/// Errors: those submit_recipient or shorten_wait would end with.
Result<RecipientAct> submit_act(Tx& tx, const Call& call, const RecipientAt& at);
Result<RecipientAct> shorten_act(Tx& tx, const Call& call, const RecipientAt& at);

/// Acts as a gate sees them: letting a recipient in, and ending its cooling.
std::vector<gate::Action> actions();

/// What a payout needs of its recipient.
struct Payee {
  RecipientId id;
  std::string name;
  std::string holder, iban, bic, address;
  PaymentId card_payment;
  std::string reference;
  std::string mark;  ///< changes with whatever is written about it
};
/// The destination, when it may be paid now. Errors, with field recipient_id: not_found;
/// refused/recipient_not_approved, recipient_archived, recipient_cooling with detail
/// usable_from_at. invalid/recipient_currency with field currency.
Result<Payee> payee(Tx& tx, const Call& call, const vault::KeyRing& keys, RecipientId id,
                    MerchantId merchant, Currency currency);
/// Whether a destination that was typed belongs to a saved recipient of the merchant that may not
/// be paid now: the wait and the approval are not gone round by typing it. A draft asks nobody.
/// Errors: those of payee() about state and wait, with field iban or address.
Result<void> judge_typed(Tx& tx, const Call& call, const vault::KeyRing& keys, MerchantId merchant,
                         Currency currency, const Destination& typed);
/// Name and mark of one that something was made for already; nothing when there is none.
struct Mark {
  std::string name;
  std::string mark;
  bool is_payable = false;  ///< approved, and cooled down
};
std::optional<Mark> mark_of(Tx& tx, RecipientId id, Instant now);

struct ListRecipients {
  std::string search;  ///< part of name, holder or masked destination
  std::optional<State> state;
  MerchantId merchant;
  bool only_usable = false;
  RecipientId before;
  std::int64_t limit = 50;
};
/// Newest first; archived ones only where the filter asks for them.
std::vector<Recipient> list_recipients(Tx& tx, const Scope& scope, const ListRecipients& filter,
                                       Instant now);
Result<Recipient> read_recipient(Tx& tx, const Scope& scope, RecipientId id);

const std::vector<storage::Migration>& migrations();

}  // namespace bursar::recipients
