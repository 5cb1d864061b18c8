// The permission catalogue, the scopes of API keys and the built-in roles: constant data, no
// storage. A new permission is one line here, which also says which built-in roles carry it.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace bursar::identity {

/// Built-in roles as bits, for the `roles` of a permission. The administrator has every permission.
namespace role_bit {
inline constexpr std::uint32_t k_viewer = 1U << 0U;
inline constexpr std::uint32_t k_owner = 1U << 1U;
inline constexpr std::uint32_t k_oper = 1U << 2U;
inline constexpr std::uint32_t k_finance = 1U << 3U;
inline constexpr std::uint32_t k_risk = 1U << 4U;
inline constexpr std::uint32_t k_support_agent = 1U << 5U;
inline constexpr std::uint32_t k_support = 1U << 6U;
inline constexpr std::uint32_t k_merchant_admin = 1U << 7U;
inline constexpr std::uint32_t k_none = 0;
/// Who looks after a company with all its merchants.
inline constexpr std::uint32_t k_heads = k_owner | k_merchant_admin;
inline constexpr std::uint32_t k_everybody =
    k_heads | k_viewer | k_oper | k_finance | k_risk | k_support_agent | k_support;
}  // namespace role_bit

/// One right a role can grant. Keys are `resource:verb`.
struct Permission {
  std::string_view key;
  std::string_view section;      ///< heading under which the office lists it
  std::string_view label;        ///< what it allows, in a few words
  std::string_view description;  ///< what that means for the person who decides about it
  std::uint32_t roles = role_bit::k_none;
  bool moves_money = false;
  bool platform = false;  ///< about the installation itself: only installation-wide memberships
                          ///< grant it, and no role of a company contains it
  /// Off for the closed list of rights that installations in compatibility mode may use with a
  /// password alone; elsewhere everybody has a second factor.
  bool needs_second_factor = true;
  bool needs_phone = false;  ///< used only by people with a verified phone number
  /// Has effect at a project as well: it is about what names its project. Off for what belongs to
  /// the merchant as a whole: balances, settings, providers, customers over all projects.
  bool at_project = false;
};

inline constexpr std::array k_permissions{
    Permission{.key = "dashboard:read",
               .section = "overview",
               .label = "See the dashboard",
               .description = "Figures and charts of the merchants in reach",
               .roles = role_bit::k_everybody & ~role_bit::k_support},
    Permission{.key = "live:read",
               .section = "overview",
               .label = "Watch payments live",
               .description = "The live monitor and live updates of open pages",
               .roles = role_bit::k_everybody & ~role_bit::k_finance,
               .at_project = true},
    Permission{.key = "payments:read",
               .section = "payments",
               .label = "See payments",
               .description = "List, search and open payments with their history",
               .roles = role_bit::k_everybody,
               .needs_second_factor = false,
               .at_project = true},
    Permission{.key = "payments:create",
               .section = "payments",
               .label = "Create payments",
               .description = "Test payments in the sandbox; payments by API keys one makes",
               .roles = role_bit::k_heads | role_bit::k_oper,
               .moves_money = true,
               .at_project = true},
    Permission{.key = "payments:refund",
               .section = "payments",
               .label = "Refund payments",
               .description = "Send money back to payers, in full or in part",
               .roles = role_bit::k_heads | role_bit::k_oper,
               .moves_money = true,
               .needs_second_factor = false,
               .at_project = true},
    Permission{.key = "payments:decide",
               .section = "payments",
               .label = "Decide outcomes by hand",
               .description = "End an operation that nobody has an answer for, with evidence; a "
                              "second person agrees when money moves",
               .roles = role_bit::k_heads,
               .moves_money = true,
               .at_project = true},
    Permission{
        .key = "exceptions:read",
        .section = "payments",
        .label = "See what needs an answer",
        .description = "Operations without an outcome, and money that did what nobody expected",
        .roles = role_bit::k_heads | role_bit::k_oper | role_bit::k_finance | role_bit::k_risk,
        .at_project = true},
    Permission{.key = "exceptions:resolve",
               .section = "payments",
               .label = "Resolve exception cases",
               .description = "Say what became of the money, and close the case",
               .roles = role_bit::k_heads | role_bit::k_oper | role_bit::k_finance,
               .at_project = true},
    Permission{.key = "payments:capture",
               .section = "payments",
               .label = "Capture and release holds",
               .description = "Take held money, let it go, or raise the hold",
               .roles = role_bit::k_heads | role_bit::k_oper,
               .moves_money = true,
               .needs_second_factor = false,
               .at_project = true},
    Permission{.key = "payments:cancel",
               .section = "payments",
               .label = "Cancel payments",
               .description = "End payments and payouts that nobody has carried out yet",
               .roles = role_bit::k_heads | role_bit::k_oper,
               .at_project = true},
    Permission{.key = "payouts:create",
               .section = "payments",
               .label = "Pay out",
               .description = "Send money of a merchant's balance to cards and accounts",
               .roles = role_bit::k_heads | role_bit::k_oper,
               .moves_money = true},
    Permission{
        .key = "recipients:read",
        .section = "payments",
        .label = "See payout recipients",
        .description = "Who payouts may go to, masked, and what became of them",
        .roles = role_bit::k_heads | role_bit::k_viewer | role_bit::k_oper | role_bit::k_finance,
        .needs_second_factor = false},
    Permission{.key = "recipients:write",
               .section = "payments",
               .label = "Create and change payout recipients",
               .description = "Drafts, changes and archiving; nothing is paid to a draft",
               .roles = role_bit::k_heads | role_bit::k_oper,
               .needs_second_factor = false},
    Permission{.key = "recipients:submit",
               .section = "payments",
               .label = "Let recipients be paid",
               .description = "Send recipients for approval, and ask for a shorter wait before "
                              "the first payout",
               .roles = role_bit::k_heads | role_bit::k_oper,
               .moves_money = true},
    Permission{
        .key = "batches:read",
        .section = "payments",
        .label = "See batches",
        .description = "Files of many payouts, refunds, captures or voids, and what became of them",
        .roles = role_bit::k_heads | role_bit::k_viewer | role_bit::k_oper | role_bit::k_finance},
    Permission{.key = "batches:run",
               .section = "payments",
               .label = "Upload and run batches",
               .description = "What the lines of a batch do needs its own right as well",
               .roles = role_bit::k_heads | role_bit::k_oper,
               .moves_money = true},
    Permission{
        .key = "ledger:read",
        .section = "finance",
        .label = "See balances and entries",
        .description = "Balances of merchants and the ledger entries of payments",
        .roles = role_bit::k_heads | role_bit::k_viewer | role_bit::k_oper | role_bit::k_finance},
    Permission{.key = "companies:read",
               .section = "merchants",
               .label = "See companies",
               .description = "Names and settings of companies",
               .roles = role_bit::k_everybody,
               .needs_second_factor = false},
    Permission{.key = "companies:write",
               .section = "merchants",
               .label = "Create and change companies",
               .description = "Opening a company also needs to reach the whole installation",
               .roles = role_bit::k_none},
    Permission{.key = "merchants:read",
               .section = "merchants",
               .label = "See merchants",
               .description = "Names and settings of merchants",
               .roles = role_bit::k_everybody,
               .needs_second_factor = false},
    Permission{.key = "merchants:write",
               .section = "merchants",
               .label = "Create and change merchants",
               .description = "New merchants, their settings, suspending and closing them",
               .roles = role_bit::k_heads | role_bit::k_oper},
    Permission{.key = "merchants:delete",
               .section = "merchants",
               .label = "Delete and archive merchants",
               .description = "For good where nothing was ever paid; otherwise out of sight with "
                              "everything kept",
               .roles = role_bit::k_none},
    Permission{.key = "fees:read",
               .section = "merchants",
               .label = "See fee plans",
               .description = "What merchants are charged, who pays which plan, and what another "
                              "plan would have come to",
               .roles = role_bit::k_heads | role_bit::k_finance},
    Permission{.key = "fees:write",
               .section = "merchants",
               .label = "Change fee plans",
               .description = "What merchants are charged from now on, and who pays which plan",
               .roles = role_bit::k_heads},
    Permission{.key = "projects:read",
               .section = "merchants",
               .label = "See projects",
               .description = "Names and numbers of projects, the parts of a merchant",
               .roles = role_bit::k_everybody,
               .needs_second_factor = false,
               .at_project = true},
    Permission{.key = "api_keys:read",
               .section = "merchants",
               .label = "See API keys",
               .description = "Labels, rights and use of keys; never their secrets",
               .roles = role_bit::k_heads,
               .at_project = true},
    Permission{.key = "api_keys:write",
               .section = "merchants",
               .label = "Create, rotate and revoke API keys",
               .description = "A key never does more than the person who made it may do",
               .roles = role_bit::k_heads,
               .at_project = true},
    Permission{.key = "providers:read",
               .section = "merchants",
               .label = "See provider accounts",
               .description = "Where payments are sent, under which limits, and how that goes; "
                              "never secrets",
               .roles = role_bit::k_heads},
    Permission{.key = "providers:write",
               .section = "merchants",
               .label = "Set up provider accounts",
               .description = "Addresses, keys, limits, switching on and off; what sends money "
                              "elsewhere may need a second person",
               .roles = role_bit::k_heads},
    Permission{.key = "bank_files:read",
               .section = "finance",
               .label = "See bank files",
               .description = "Payment files, statements of the bank and their lines",
               .roles = role_bit::k_heads | role_bit::k_finance},
    Permission{.key = "bank_files:write",
               .section = "finance",
               .label = "Exchange files with the bank",
               .description = "Make and take payment files, import what the bank sends, and say "
                              "which payment a line belongs to",
               .roles = role_bit::k_heads | role_bit::k_finance,
               .moves_money = true},
    Permission{.key = "routing:read",
               .section = "merchants",
               .label = "See routing",
               .description = "Which rules choose the provider account of a payment, and why",
               .roles = role_bit::k_heads | role_bit::k_oper},
    Permission{.key = "routing:write",
               .section = "merchants",
               .label = "Change routing",
               .description = "Write rules, try them, and let them decide where payments go",
               .roles = role_bit::k_heads},
    Permission{.key = "escalations:read",
               .section = "support",
               .label = "See escalations",
               .description = "What was flagged for a closer look, with notes and replies",
               .roles = role_bit::k_heads | role_bit::k_oper | role_bit::k_finance |
                        role_bit::k_risk | role_bit::k_support_agent | role_bit::k_support},
    Permission{
        .key = "escalations:create",
        .section = "support",
        .label = "Escalate",
        .description = "Flag a payment, a customer or a merchant for a closer look, and reply",
        .roles = role_bit::k_support_agent | role_bit::k_support},
    Permission{
        .key = "escalations:work",
        .section = "support",
        .label = "Work on escalations",
        .description = "Take over what was flagged, reply to it and resolve it",
        .roles = role_bit::k_heads | role_bit::k_oper | role_bit::k_finance | role_bit::k_risk},
    Permission{.key = "feedback:read",
               .section = "support",
               .label = "See feedback",
               .description = "Questions and feedback that people of all companies sent, and what "
                              "was answered",
               .platform = true},
    Permission{.key = "feedback:answer",
               .section = "support",
               .label = "Answer feedback",
               .description = "Answer what people asked about the office, and close it",
               .platform = true},
    Permission{.key = "customers:read",
               .section = "support",
               .label = "Find customers",
               .description = "Find a merchant's customers by what they paid; each search is "
                              "on record",
               .roles = role_bit::k_heads | role_bit::k_oper | role_bit::k_support_agent |
                        role_bit::k_support},
    Permission{.key = "customers:erase",
               .section = "support",
               .label = "Erase customers",
               .description = "Overwrite what is personal of a customer, for good; a second "
                              "person always agrees",
               .roles = role_bit::k_heads},
    Permission{.key = "merchants:write_basic",
               .section = "support",
               .label = "Change basic settings of merchants",
               .description = "Contact details and notification addresses, nothing that moves "
                              "money",
               .roles = role_bit::k_heads | role_bit::k_oper | role_bit::k_support_agent |
                        role_bit::k_support},
    Permission{.key = "views:start",
               .section = "support",
               .label = "Look as somebody else",
               .description =
                   "See the office as a person or merchant does, read only, for an hour, "
                   "if the company lets it",
               .roles = role_bit::k_support_agent},
    Permission{.key = "views:answer",
               .section = "support",
               .label = "Let support look",
               .description = "Decide for one's own company whether and when support may look as "
                              "its people",
               .roles = role_bit::k_heads},
    Permission{.key = "users:read",
               .section = "administration",
               .label = "See people",
               .description = "People in reach with their roles, sessions and sign-ins",
               .roles = role_bit::k_heads,
               .at_project = true},
    Permission{.key = "users:write",
               .section = "administration",
               .label = "Invite and change people",
               .description = "Invite, give and end roles, change details, disable and enable",
               .roles = role_bit::k_heads,
               .at_project = true},
    Permission{.key = "users:reset",
               .section = "administration",
               .label = "Help people back in",
               .description = "Send reset links, demand a new password, reset second factors, "
                              "end sessions",
               .roles = role_bit::k_heads,
               .at_project = true},
    Permission{.key = "roles:read",
               .section = "administration",
               .label = "See roles",
               .description = "Which role may do what, and who holds it",
               .roles = role_bit::k_heads,
               .at_project = true},
    Permission{.key = "roles:write",
               .section = "administration",
               .label = "Create and change roles",
               .description = "Roles of one's own making; nobody puts into a role what they "
                              "do not hold",
               .roles = role_bit::k_heads},
    Permission{.key = "security:read",
               .section = "administration",
               .label = "See the security policy",
               .description = "How much proof the installation asks for which act",
               .platform = true},
    Permission{.key = "security:write",
               .section = "administration",
               .label = "Change the security policy",
               .description = "Profile, limits of money, passwords, sessions, and codes by text "
                              "message",
               .platform = true},
    Permission{.key = "access_reviews:read",
               .section = "administration",
               .label = "See access reviews",
               .description = "Who holds what: people, keys and tokens, and what reviews decided",
               .platform = true},
    Permission{.key = "access_reviews:write",
               .section = "administration",
               .label = "Review access",
               .description = "Decide row by row what stays and sign it off; what goes needs the "
                              "rights to people and keys as well",
               .platform = true},
    Permission{.key = "approvals:read",
               .section = "administration",
               .label = "See requests for approval",
               .description = "What one asked for oneself, and what others asked for that one "
                              "could do as well",
               .roles = role_bit::k_heads | role_bit::k_oper,
               .at_project = true},
    Permission{.key = "approvals:decide",
               .section = "administration",
               .label = "Approve what others ask for",
               .description = "Agree to or reject acts that need another person; what the act "
                              "itself needs must be held as well",
               .roles = role_bit::k_heads},
    Permission{.key = "approvals:configure",
               .section = "administration",
               .label = "Set approval policies",
               .description = "Which acts need how many other people, above which amounts",
               .roles = role_bit::k_heads},
    Permission{.key = "audit:read",
               .section = "administration",
               .label = "See the audit trail",
               .description = "Who did what, when and from where",
               .roles = role_bit::k_heads},
    Permission{.key = "audit:review",
               .section = "administration",
               .label = "Close findings",
               .description = "Say what the review of the audit trail noticed was about",
               .roles = role_bit::k_heads},
    Permission{.key = "messages:read",
               .section = "administration",
               .label = "See messages to people",
               .description = "Which mails and text messages left, and which did not; never "
                              "their text",
               .platform = true},
    Permission{.key = "messages:write",
               .section = "administration",
               .label = "Send test messages",
               .description = "A mail to oneself or a text message, to see that they arrive",
               .platform = true},
    Permission{.key = "system:read",
               .section = "administration",
               .label = "See the state of the system",
               .description = "Health of the server, its storage and its background work",
               .platform = true},
};

/// The catalogue's entry, or null for an unknown key.
const Permission* find_permission(std::string_view key);

/// A right of an API key and the permission its creator must hold over the same merchant.
struct ApiScope {
  std::string_view key;
  std::string_view creator_permission;
};

inline constexpr std::array k_api_scopes{
    ApiScope{"transactions:read", "payments:read"},
    ApiScope{"transactions:write", "payments:create"},
    ApiScope{"captures:write", "payments:capture"},
    ApiScope{"refunds:write", "payments:refund"},
    ApiScope{"payouts:write", "payouts:create"},
    ApiScope{"merchants:read", "merchants:read"},
};

const ApiScope* find_api_scope(std::string_view key);

/// A role that every installation has. Its row key is fixed, so memberships survive an upgrade.
struct BuiltInRole {
  std::int64_t row_key;
  std::string_view key;
  std::string_view name;
  std::string_view description;
  std::uint32_t bit = role_bit::k_none;
};

inline constexpr BuiltInRole k_administrator{1, "administrator", "Administrator",
                                             "Everything in the installation"};
inline constexpr BuiltInRole k_viewer{2, "viewer", "Viewer",
                                      "Sees payments, merchants and figures; changes nothing",
                                      role_bit::k_viewer};
inline constexpr std::array k_built_in_roles{
    k_administrator,
    BuiltInRole{3, "owner", "Owner",
                "Everything about their own companies and merchants, people and keys included",
                role_bit::k_owner},
    BuiltInRole{9, "merchant_admin", "Merchant admin",
                "Runs one company: settings, money, keys and the team's access",
                role_bit::k_merchant_admin},
    BuiltInRole{4, "operator", "Operator",
                "Works on payments and merchant settings; no people and no keys", role_bit::k_oper},
    BuiltInRole{5, "finance", "Finance", "Balances, entries and figures; moves no money",
                role_bit::k_finance},
    BuiltInRole{6, "risk", "Risk", "Watches payments for fraud and disputes", role_bit::k_risk},
    k_viewer,
    BuiltInRole{7, "support_agent", "Support agent",
                "Investigates payments of several merchants, escalates, keeps their contacts",
                role_bit::k_support_agent},
    BuiltInRole{8, "support", "Support", "Looks up payments inside one company and escalates",
                role_bit::k_support},
};

/// Whether a built-in role grants a permission.
bool built_in_grants(const BuiltInRole& role, const Permission& permission);
/// The built-in role with this key, or null.
const BuiltInRole* find_built_in_role(std::string_view key);

}  // namespace bursar::identity
