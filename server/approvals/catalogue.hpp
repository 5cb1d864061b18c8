// The kinds of acts that policies speak of: constant data. A new kind is one line here and at least
// one gate::Action of its module.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace bursar::approvals {

struct Kind {
  std::string_view key;
  std::string_view label;        ///< as a heading
  std::string_view description;  ///< which acts that means
  bool has_amount = false;       ///< policies may name thresholds
  bool has_age = false;          ///< policies may name an age of the subject in days
  bool has_condition = false;    ///< policies may name a condition in the language of rules
};

inline constexpr std::array k_kinds{
    Kind{"refund", "Refunds", "Sending money back to a payer", true, true},
    Kind{"payout", "Payouts", "Paying money out to a recipient", true, false, true},
    Kind{"payment", "Payments",
         "Taking a payment: it is recorded and waits, and no provider sees it", true, false, true},
    Kind{"payout_batch", "Batches of payouts", "Paying out to everybody in a file", true},
    Kind{"refund_batch", "Batches of refunds", "Refunding every payment in a file", true},
    Kind{"capture_batch", "Batches of captures", "Taking the held money of a file", true},
    Kind{"void_batch", "Batches of voids", "Letting go the held money of a file", true},
    Kind{"recipient", "Payout recipients",
         "Letting somebody be paid, and shortening the wait before the first payout"},
    Kind{"role_grant", "Roles given to people",
         "Inviting people, giving them roles, prolonging and moving what they hold"},
    Kind{"role_change", "What roles may do", "Making roles and changing their permissions"},
    Kind{"fee_change", "Fees", "What merchants are charged"},
    Kind{"manual_status", "Manual status", "Setting the outcome of a payment by hand", true, true},
    Kind{"erasure", "Erasing customers", "Overwriting what is personal of a customer, for good"},
    Kind{"factor_reset", "Second factor resets",
         "Resetting a second factor; an administrator's always needs another person"},
    Kind{"api_key", "API keys", "Making API keys"},
    Kind{"provider_change", "Provider accounts",
         "Where payments are sent: new accounts, addresses, keys, switching on"},
    Kind{"routing_change", "Routing", "Letting other rules decide where payments go"},
    Kind{"policy_change", "Approval policies", "Making, changing and removing these policies"},
};

inline constexpr std::string_view k_policy_change = "policy_change";

/// The catalogue's entry, or null.
const Kind* find_kind(std::string_view key);

}  // namespace bursar::approvals
