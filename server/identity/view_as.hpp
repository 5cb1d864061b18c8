// Looking at the office as a person or as a merchant: asked for, consented to by the company, read
// only, at most an hour long, and never wider than what both the one looked as and the one who
// looks may read themselves.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/call.hpp"
#include "base/result.hpp"
#include "identity/session.hpp"
#include "identity/settings.hpp"
#include "identity/user.hpp"
#include "storage/storage.hpp"

namespace bursar::identity {

struct ViewTag {
  static constexpr std::string_view k_prefix = "vw_";
  static constexpr const char* k_noun = "view";
};
using ViewId = Id<ViewTag>;

/// What a company allows support: never, after a person of the company said yes, or at any time.
enum class ConsentMode { off = 1, ask, always };
/// asked → accepted → running → ended; asked → refused; asked or accepted → withdrawn.
enum class ViewState { asked = 1, accepted, running, ended, refused, withdrawn };
std::string_view consent_mode_name(ConsentMode mode);
std::optional<ConsentMode> consent_mode_of(std::string_view name);
/// A number outside the enumeration has no word ("").
std::string_view view_state_name(ViewState state);
std::optional<ViewState> view_state_of(std::string_view name);

/// How long one look lasts, and how long an unanswered or unused one stays open.
inline constexpr std::int64_t k_view_ms = 60 * k_minute_ms;
inline constexpr std::int64_t k_view_open_ms = 24 * k_hour_ms;

struct ViewConsent {
  CompanyId company;
  ConsentMode mode = ConsentMode::ask;
  std::int64_t version = 0;  ///< 0 until somebody has decided
  std::optional<Instant> changed_at;
  std::string changed_by;
};

/// Somebody in a view, as it is shown.
struct ViewParty {
  UserId id;
  std::string name;
  std::string email;
};

struct View {
  ViewId id;
  ViewParty agent;
  ViewParty person;  ///< none: the merchant itself
  Place place;       ///< a company or a merchant: the view ends at its edge
  std::string reason;
  ViewState state = ViewState::asked;
  Instant asked_at;
  Instant open_until;
  std::optional<Instant> answered_at;
  ViewParty answered_by;
  SessionId session;
  std::optional<Instant> started_at, ends_at, ended_at;
  std::string end_reason;
};

/// What the Guard knows of a session that looks as somebody else.
struct Look {
  View view;
  std::string over;  ///< why it has to end now; empty while it may go on
};

// ---- consent
// -------------------------------------------------------------------------------------

/// Errors: not_found.
Result<ViewConsent> read_view_consent(storage::Tx& tx, const Scope& scope, CompanyId company);
struct SetViewConsent {
  CompanyId company;
  std::int64_t version = 0;  ///< as last read
  ConsentMode mode = ConsentMode::ask;
};
/// Only somebody who belongs to the company consents for it. Errors: not_found;
/// refused/not_of_company; conflict/version_changed.
Result<ViewConsent> set_view_consent(storage::Tx& tx, const Call& call,
                                     const SetViewConsent& command);

// ---- looks
// ---------------------------------------------------------------------------------------

struct AskView {
  UserId person;  ///< none: the merchant of the place
  Place place;    ///< completed: a merchant with its company
  std::string reason;
};
/// A look that may start at once (accepted) or waits for an answer (asked). Errors: not_found
/// (person); invalid/reason_empty, place_unfit; refused/own_view, state_unfit, consent_off,
/// nothing_to_see, view_open.
Result<View> ask_view(storage::Tx& tx, const Call& call, const AskView& command);
/// Errors: not_found; refused/own_view, not_of_company, view_state_unfit.
Result<View> answer_view(storage::Tx& tx, const Call& call, ViewId id, bool accept);
/// Puts the actor's session into the view under a fresh token. Errors: not_found;
/// unauthenticated/signed_out; refused/view_state_unfit, consent_off, nothing_to_see.
Result<SessionGrant> start_view(storage::Tx& tx, const Call& call, ViewId id, const Secret& token);
/// The way out: ends the look of this session, under a fresh token. Errors:
/// unauthenticated/signed_out; refused/no_view.
Result<SessionGrant> end_view(storage::Tx& tx, const Call& call, const Secret& token);
/// The company's side ends a running look, or takes back what it accepted. Errors: not_found;
/// refused/not_of_company, view_state_unfit.
Result<View> stop_view(storage::Tx& tx, const Call& call, ViewId id);
/// The asker takes back what has not started. Errors: not_found; refused/view_state_unfit.
Result<View> withdraw_view(storage::Tx& tx, const Call& call, ViewId id);

struct ListViews {
  UserId agent;  ///< none: everybody's
  std::optional<ViewState> state;
  ViewId before;
  std::int64_t limit = 50;
};
/// Newest first, inside the scope; an agent's own are found whatever the scope.
std::vector<View> list_views(storage::Tx& tx, const Scope& scope, const ListViews& filter,
                             Instant now);

// ---- what the Guard asks
// -------------------------------------------------------------------------

/// The look this session is in, judged at `now`; nothing when it looks as nobody but itself.
std::optional<Look> look_of(storage::Tx& tx, SessionId session, Instant now);
/// Where a reading permission holds in the view; nowhere for any other permission.
Scope view_scope(storage::Tx& tx, const View& view, std::string_view permission, Instant now);
std::vector<Capability> view_capabilities(storage::Tx& tx, const View& view, Instant now);
/// Reading permissions the one looked as holds and the one who looks does not.
std::vector<std::string_view> withheld_permissions(storage::Tx& tx, const View& view, Instant now);
/// The actor of a request in a view: the one looked as, with who really acts beside.
Actor view_actor(const View& view, const Actor& agent);
/// Ends a look that is over, with `reason`; one that has ended already stays as it is.
Result<void> close_view(storage::Tx& tx, const Call& call, const View& view,
                        std::string_view reason);
/// One thing opened or listed in a view, for the company's trail.
Result<void> record_view_read(storage::Tx& tx, const Call& call, const View& view,
                              std::string_view operation, std::string_view subject_kind,
                              std::string_view subject_id);
/// A write refused in a view, for the company's trail.
Result<void> record_view_refusal(storage::Tx& tx, const Call& call, const View& view,
                                 std::string_view operation);
/// The CSRF token of a session while it is in a view: a page of the one is no page of the other.
std::string view_csrf_token(const Settings& settings, const Secret& session_token, ViewId view);
/// Ends looks whose hour is over or whose session is gone; returns how many. For a job of every
/// minute.
std::int64_t close_lapsed_views(storage::Tx& tx, const Call& call);

}  // namespace bursar::identity
