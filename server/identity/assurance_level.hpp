// The assurance level of every action, as one table, and the rules that judge a level: the Guard
// asks here for routes, use cases for what only their content can tell.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/money.hpp"
#include "identity/profile.hpp"
#include "identity/security_policy.hpp"
#include "identity/session.hpp"

namespace bursar::identity {

/// In which case an action takes a second person, whatever the approval policies say.
enum class SecondPerson {
  never,
  above_refund_limit,
  above_payout_limit,
  above_batch_limit,
  always,
  by_content,  ///< only the act's own description can tell
};

/// One action that takes more than its permission's default, or may.
struct ActionLevel {
  std::string_view operation_id;
  AssuranceLevel level = AssuranceLevel::l2;   ///< always
  AssuranceLevel raised = AssuranceLevel::l2;  ///< at most, in the case of `raised_when`
  std::string_view raised_when = {};
  SecondPerson second = SecondPerson::never;
};

/// Rows of actions that a build does not have yet wait for them, so that whoever brings the action
/// finds its level decided. A row that reaches l5 is for two people; the second one's gate reads
/// it by needs_second_person().
inline constexpr std::array k_action_levels{
    ActionLevel{"create_refund", AssuranceLevel::l2, AssuranceLevel::l5,
                "large, late, or by profile; a second person above the second limit",
                SecondPerson::above_refund_limit},
    ActionLevel{"create_payout", AssuranceLevel::l4, AssuranceLevel::l5, "above the limit",
                SecondPerson::above_payout_limit},
    ActionLevel{"confirm_batch", AssuranceLevel::l4, AssuranceLevel::l5, "above the limit",
                SecondPerson::above_batch_limit},
    ActionLevel{"answer_feedback", AssuranceLevel::l2, AssuranceLevel::l2},
    // Drafts of recipients are written freely: what makes one payable takes the code.
    ActionLevel{"submit_recipient", AssuranceLevel::l4, AssuranceLevel::l4},
    ActionLevel{"shorten_recipient_wait", AssuranceLevel::l4, AssuranceLevel::l5, "always",
                SecondPerson::always},
    ActionLevel{"change_settlement_account", AssuranceLevel::l4, AssuranceLevel::l4},
    ActionLevel{"change_transaction_state", AssuranceLevel::l3, AssuranceLevel::l5,
                "money moves by it", SecondPerson::by_content},
    ActionLevel{"reverse_operation", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"create_api_key", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"update_api_key", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"rotate_api_key", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"create_api_token", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"change_provider_account", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"create_provider_account", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"enable_provider_account", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"take_bank_file", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"import_bank_file", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"assign_bank_line", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"activate_routing_draft", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"retire_routing_profile", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"create_fee_plan", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"save_fee_plan", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"assign_fee_plan", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"delete_merchant", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"archive_merchant", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"create_user", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"invite_user", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"renew_invitation", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"update_user", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"enable_user", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"create_reset_link", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"require_password_change", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"reset_second_factor", AssuranceLevel::l3, AssuranceLevel::l5, "an administrator's",
                SecondPerson::by_content},
    ActionLevel{"add_membership", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"change_membership", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"end_membership", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"transfer_user", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"create_role", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"update_role", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"delete_role", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"approve_request", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"create_approval_policy", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"update_approval_policy", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"delete_approval_policy", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"update_security_policy", AssuranceLevel::l3, AssuranceLevel::l3},
    // Rows are decided one after the other; what counts is the signature.
    ActionLevel{"decide_access_rows", AssuranceLevel::l2, AssuranceLevel::l2},
    ActionLevel{"sign_access_review", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"start_phone_change", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"remove_phone", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"export_audit_entries", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"export_access_review", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"disable_risk_rule", AssuranceLevel::l3, AssuranceLevel::l3},
    ActionLevel{"erase_customer", AssuranceLevel::l4, AssuranceLevel::l5, "always",
                SecondPerson::always},
};

const ActionLevel* find_action_level(std::string_view operation_id);
/// The level of a route: its row, else the default of its permission (none: l0, one's own: l1,
/// rights of the platform that write: l3, every other right: l2).
AssuranceLevel level_of(std::string_view operation_id, std::string_view permission);
/// The same where this profile holds: its closed list needs the password alone.
AssuranceLevel level_of(const Profile& profile, std::string_view operation_id,
                        std::string_view permission);
/// Whether the action has a case in which one person is not enough.
bool needs_second_person(std::string_view operation_id);

/// Whether the row of the action asks for a second person where it moves these amounts. What only
/// the content can tell is said by the act's own description.
bool takes_second_person(const SecurityPolicy& policy, std::string_view operation_id,
                         const std::vector<Money>& totals);

/// What one refund takes: its amount against the policy's limits, its payment's age against 180
/// days. l5 where the amount takes a second person as well.
AssuranceLevel refund_level(const SecurityPolicy& policy, const Money& amount, Instant paid_at,
                            Instant now);

/// What a person has at hand to confirm with, strongest first.
enum class FactorMethod { passkey = 1, totp, sms, password };
std::string_view method_name(FactorMethod method);

/// What the person can confirm a session with now.
std::vector<FactorMethod> confirmation_methods(storage::Tx& tx, UserId user, Instant now);

/// The refusal of an act that needs more: forbidden/step_up_required with details `level` and
/// `methods` (words parted by spaces, the ones this person has).
Error step_up_required(AssuranceLevel level, const std::vector<FactorMethod>& methods);

/// Whether this visitor's rights include the permission now: forbidden/second_factor_required or
/// phone_required where the profile has a closed list and the permission is not on it, or the
/// permission asks for a phone.
std::optional<Error> factor_problem(const Visitor& visitor, std::string_view permission);

}  // namespace bursar::identity
