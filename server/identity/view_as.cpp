// Asking, answering, starting and ending a look. Everything is judged again when it starts, because
// a day may lie between the answer and the first page.
#include "identity/view_as.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "identity/crypto.hpp"
#include "identity/live_session.hpp"
#include "identity/trail.hpp"
#include "identity/view_as_store.hpp"
#include "identity/view_reach.hpp"
#include "outbox/outbox.hpp"

namespace bursar::identity {
namespace {

using storage::Tx;

constexpr std::size_t k_reason_max = 500;
constexpr std::int64_t k_lapsed_max = 100;

template <class Enum>
struct Word {
  Enum value;
  std::string_view name;
};
constexpr std::array k_modes{Word<ConsentMode>{ConsentMode::off, "off"},
                             Word<ConsentMode>{ConsentMode::ask, "ask"},
                             Word<ConsentMode>{ConsentMode::always, "always"}};
constexpr std::array k_states{Word<ViewState>{ViewState::asked, "asked"},
                              Word<ViewState>{ViewState::accepted, "accepted"},
                              Word<ViewState>{ViewState::running, "running"},
                              Word<ViewState>{ViewState::ended, "ended"},
                              Word<ViewState>{ViewState::refused, "refused"},
                              Word<ViewState>{ViewState::withdrawn, "withdrawn"}};

template <class Words, class Enum>
std::string_view name_in(const Words& words, Enum value) {
  for (const auto& word : words)
    if (word.value == value) return word.name;
  return {};
}

void record_view(Tx& tx, const Call& call, const View& view, std::string_view action,
                 std::string reason = {}) {
  audit::Entry entry;
  entry.action = action;
  entry.subject_kind = view.person.id ? "user" : "merchant";
  entry.subject_id = view.person.id ? view.person.id.text() : view.place.merchant.text();
  entry.company = view.place.company;
  entry.merchant = view.place.merchant;
  entry.after = json_of({{"view_id", view.id.text()},
                         {"agent_id", view.agent.id.text()},
                         {"state", std::string(view_state_name(view.state))},
                         {"why", view.reason}});
  entry.reason = std::move(reason);
  audit::record(tx, call, entry);
}

void tell_view(Tx& tx, const Call& call, const View& view) {
  outbox::Event event;
  event.type = "view." + std::string(view_state_name(view.state));
  event.company = view.place.company;
  event.merchant = view.place.merchant;
  event.subject_kind = "view";
  event.subject_id = view.id.text();
  event.payload =
      json_of({{"view_id", view.id.text()}, {"state", std::string(view_state_name(view.state))}});
  outbox::emit(tx, call, event);
}

Error not_of_company() {
  return refused("not_of_company", "only somebody who belongs to the company decides this for it");
}

Error state_unfit(const View& view) {
  return refused("view_state_unfit",
                 "this look is " + std::string(view_state_name(view.state)) + " by now");
}

Error consent_off() {
  return refused("consent_off", "the company does not let anybody look as its people");
}

// A view the actor's company side may decide on.
Result<View> load_answerable(Tx& tx, const Call& call, ViewId id) {
  auto view = store::find_view(tx, id);
  if (!view || !covers(call.actor.scope, view->place)) return not_found(ViewTag::k_noun);
  if (!belongs(tx, UserId{call.actor.key}, k_views_answer, view->place, call.now))
    return not_of_company();
  return std::move(*view);
}

Result<View> load_own(Tx& tx, const Call& call, ViewId id) {
  auto view = store::find_view(tx, id);
  if (!view || view->agent.id.key != call.actor.key) return not_found(ViewTag::k_noun);
  return std::move(*view);
}

// Whoever the agent reaches at the place, by any membership that overlaps with it.
Result<ViewParty> load_person(Tx& tx, const AskView& command) {
  const auto account = store::find_account(tx, command.person);
  if (!account) return not_found(UserTag::k_noun);
  const auto memberships = store::memberships(tx, command.person);
  const bool there = std::any_of(memberships.begin(), memberships.end(), [&](const auto& held) {
    return overlap(held.place, command.place).has_value();
  });
  if (!there) return not_found(UserTag::k_noun);
  if (!is_usable(*account))
    return refused(
        "state_unfit",
        "an account that is " + std::string(user_state_name(account->state)) + " sees nothing");
  return ViewParty{account->id, account->name, account->email};
}

Result<void> check_ask(Tx& tx, const Call& call, const AskView& command) {
  if (command.place.kind != ScopeKind::company && command.place.kind != ScopeKind::merchant)
    return invalid("scope_kind", "place_unfit", "a view is at a company or at a merchant");
  if (!command.person && command.place.kind != ScopeKind::merchant)
    return invalid("user_id", "place_unfit", "a company is looked at as one of its people");
  if (trim(command.reason).empty())
    return invalid("reason", "reason_empty", "say what the look is for");
  if (command.reason.size() > k_reason_max || !is_printable_utf8(command.reason))
    return invalid("reason", "reason_invalid", "must be printable and at most 500 bytes");
  if (command.person.key == call.actor.key)
    return refused("own_view", "that is what you see without any view");
  if (held_inside(tx, UserId{call.actor.key}, k_views_start, command.place, call.now).empty())
    return not_found(command.place.kind == ScopeKind::company ? CompanyTag::k_noun
                                                              : MerchantTag::k_noun);
  return ok();
}

// The session goes on under another token, with the confirmation it had.
Result<SessionGrant> renewed(Tx& tx, const Call& call, const LiveSession& live) {
  store::InsertSession session;
  session.row = live.row;
  const Secret token = make_token(call.random);
  session.token_digest = token_digest(token.reveal());
  store::renew_token(tx, session);
  return SessionGrant{token, live.visitor};
}

Result<View> finish(Tx& tx, const Call& call, View view, ViewState to, std::string_view action,
                    std::string_view reason) {
  if (!store::save_end(tx, view.id, view.state, to, call.now, reason)) return state_unfit(view);
  view.state = to;
  view.ended_at = call.now;
  view.end_reason = reason;
  record_view(tx, call, view, action, std::string(reason));
  tell_view(tx, call, view);
  return view;
}

}  // namespace

std::string_view consent_mode_name(ConsentMode mode) { return name_in(k_modes, mode); }
std::string_view view_state_name(ViewState state) { return name_in(k_states, state); }

std::optional<ConsentMode> consent_mode_of(std::string_view name) {
  for (const auto& word : k_modes)
    if (word.name == name) return word.value;
  return std::nullopt;
}

std::optional<ViewState> view_state_of(std::string_view name) {
  for (const auto& word : k_states)
    if (word.name == name) return word.value;
  return std::nullopt;
}

Result<ViewConsent> read_view_consent(Tx& tx, const Scope& scope, CompanyId company) {
  if (!scope.contains(company)) return not_found(CompanyTag::k_noun);
  if (auto stored = store::find_consent(tx, company)) return std::move(*stored);
  ViewConsent consent;
  consent.company = company;
  return consent;
}

Result<ViewConsent> set_view_consent(Tx& tx, const Call& call, const SetViewConsent& command) {
  const auto before = read_view_consent(tx, call.actor.scope, command.company);
  if (!before) return before.error();
  const Place place{ScopeKind::company, command.company, {}, {}};
  const UserId user{call.actor.key};
  if (!belongs(tx, user, k_views_answer, place, call.now)) return not_of_company();
  ViewConsent after = *before;
  after.mode = command.mode;
  after.version = command.version;
  after.changed_at = call.now;
  if (command.version != before->version || !store::save_consent(tx, after, user))
    return conflict("version_changed", "somebody else has changed this meanwhile; version is now " +
                                           std::to_string(before->version));
  audit::Entry entry;
  entry.action = "set_view_consent";
  entry.subject_kind = "company";
  entry.subject_id = command.company.text();
  entry.company = command.company;
  entry.before = json_of({{"mode", std::string(consent_mode_name(before->mode))}});
  entry.after = json_of({{"mode", std::string(consent_mode_name(after.mode))}});
  audit::record(tx, call, entry);
  return *store::find_consent(tx, command.company);
}

Result<View> ask_view(Tx& tx, const Call& call, const AskView& command) {
  if (auto fit = check_ask(tx, call, command); !fit) return fit.error();
  View view;
  if (command.person) {
    auto person = load_person(tx, command);
    if (!person) return person.error();
    view.person = std::move(*person);
  }
  view.id = call.ids.next<ViewId>();
  view.agent.id = UserId{call.actor.key};
  view.place = command.place;
  view.reason = trim(command.reason);
  view.asked_at = call.now;
  view.open_until = call.now.plus_ms(k_view_open_ms);
  const ConsentMode mode = consent_of(tx, command.place.company);
  if (mode == ConsentMode::off) return consent_off();
  if (!shows_anything(tx, view, call.now))
    return refused("nothing_to_see", "there is nothing that both of you may read there");
  if (store::has_open_view(tx, view, call.now))
    return refused("view_open", "you have asked for this already");
  view.state = mode == ConsentMode::always ? ViewState::accepted : ViewState::asked;
  store::insert_view(tx, view);
  record_view(tx, call, view, "ask_view");
  tell_view(tx, call, view);
  return *store::find_view(tx, view.id);
}

Result<View> answer_view(Tx& tx, const Call& call, ViewId id, bool accept) {
  auto view = load_answerable(tx, call, id);
  if (!view) return view;
  if (view->agent.id.key == call.actor.key)
    return refused("own_view", "somebody else has to answer what you asked for");
  view->state = accept ? ViewState::accepted : ViewState::refused;
  if (!store::save_answer(tx, id, view->state, UserId{call.actor.key}, call.now))
    return state_unfit(*store::find_view(tx, id));
  record_view(tx, call, *view, "answer_view");
  tell_view(tx, call, *view);
  return *store::find_view(tx, id);
}

Result<SessionGrant> start_view(Tx& tx, const Call& call, ViewId id, const Secret& token) {
  const auto live = load_live(tx, token, call.now);
  if (!live) return live.error();
  auto view = load_own(tx, call, id);
  if (!view) return view.error();
  if (view->state != ViewState::accepted || store::running_view(tx, live->row.id))
    return state_unfit(*view);
  const std::string obstacle = view_obstacle(tx, *view, call.now);
  if (obstacle == "consent_withdrawn") return consent_off();
  if (!obstacle.empty())
    return refused("nothing_to_see", "there is nothing that both of you may read there any more");
  const Instant ends_at = call.now.plus_ms(k_view_ms);
  if (!store::save_start(tx, id, live->row.id, call.now, ends_at)) return state_unfit(*view);
  view->state = ViewState::running;
  record_view(tx, call, *view, "start_view");
  tell_view(tx, call, *view);
  return renewed(tx, call, *live);
}

Result<SessionGrant> end_view(Tx& tx, const Call& call, const Secret& token) {
  const auto live = load_live(tx, token, call.now);
  if (!live) return live.error();
  const auto view = store::running_view(tx, live->row.id);
  if (!view) return refused("no_view", "this session looks as nobody but itself");
  if (auto closed = close_view(tx, call, *view, "left"); !closed) return closed.error();
  return renewed(tx, call, *live);
}

Result<View> stop_view(Tx& tx, const Call& call, ViewId id) {
  auto view = load_answerable(tx, call, id);
  if (!view) return view;
  if (view->state != ViewState::running && view->state != ViewState::accepted)
    return state_unfit(*view);
  const ViewState to = view->state == ViewState::running ? ViewState::ended : ViewState::withdrawn;
  return finish(tx, call, std::move(*view), to, "stop_view", "stopped_by_company");
}

Result<View> withdraw_view(Tx& tx, const Call& call, ViewId id) {
  auto view = load_own(tx, call, id);
  if (!view) return view;
  if (view->state != ViewState::asked && view->state != ViewState::accepted)
    return state_unfit(*view);
  return finish(tx, call, std::move(*view), ViewState::withdrawn, "withdraw_view", "withdrawn");
}

std::vector<View> list_views(Tx& tx, const Scope& scope, const ListViews& filter, Instant now) {
  return store::list_views(tx, scope, filter, now);
}

Result<void> close_view(Tx& tx, const Call& call, const View& view, std::string_view reason) {
  // Two requests may find it over at the same time; one of them writes the end.
  auto ended = finish(tx, call, view, ViewState::ended, "end_view", reason);
  if (!ended && ended.error().code != "view_state_unfit") return ended.error();
  return ok();
}

std::int64_t close_lapsed_views(Tx& tx, const Call& call) {
  const auto lapsed = store::lapsed_views(tx, call.now, k_lapsed_max);
  for (const View& view : lapsed) {
    const bool late = view.ends_at && call.now >= *view.ends_at;
    (void)close_view(tx, call, view, late ? "time_over" : "signed_out");
  }
  return static_cast<std::int64_t>(lapsed.size());
}

Result<void> record_view_read(Tx& tx, const Call& call, const View& view,
                              std::string_view operation, std::string_view subject_kind,
                              std::string_view subject_id) {
  audit::Entry entry;
  entry.action = operation;
  entry.subject_kind = subject_kind;
  entry.subject_id = subject_id;
  entry.company = view.place.company;
  entry.merchant = view.place.merchant;
  entry.after = json_of({{"view_id", view.id.text()}});
  audit::record(tx, call, entry);
  return ok();
}

Result<void> record_view_refusal(Tx& tx, const Call& call, const View& view,
                                 std::string_view operation) {
  audit::Entry entry;
  entry.action = operation;
  entry.subject_kind = "view";
  entry.subject_id = view.id.text();
  entry.company = view.place.company;
  entry.merchant = view.place.merchant;
  entry.outcome = audit::Outcome::denied;
  entry.reason = "view_only";
  audit::record(tx, call, entry);
  return ok();
}

Actor view_actor(const View& view, const Actor& agent) {
  Actor actor = agent;
  actor.key = view.person.id.key;
  actor.name = view.person.id ? view.person.email : view.place.merchant.text();
  actor.impersonator_key = view.agent.id.key;
  actor.impersonator_name = view.agent.email;
  return actor;
}

std::string view_csrf_token(const Settings& settings, const Secret& session_token, ViewId view) {
  return csrf_token(settings, Secret(std::string(session_token.reveal()) + ":" + view.text()));
}

}  // namespace bursar::identity
