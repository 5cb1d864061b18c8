// Reads and writes of consents and views. Private to identity.
#pragma once

#include <optional>
#include <vector>

#include "identity/view_as.hpp"

namespace bursar::identity::store {

std::optional<ViewConsent> find_consent(storage::Tx& tx, CompanyId company);
/// False when the stored version is another one (0: none stored).
bool save_consent(storage::Tx& tx, const ViewConsent& consent, UserId by);

void insert_view(storage::Tx& tx, const View& view);
std::optional<View> find_view(storage::Tx& tx, ViewId id);
/// The running view of a session.
std::optional<View> running_view(storage::Tx& tx, SessionId session);
/// Whether the agent has one for the same eyes and place that is asked or accepted at `now`.
bool has_open_view(storage::Tx& tx, const View& view, Instant now);
/// True when the view was in `from` and, where it matters, still open at `now`.
bool save_answer(storage::Tx& tx, ViewId id, ViewState to, UserId by, Instant now);
bool save_start(storage::Tx& tx, ViewId id, SessionId session, Instant now, Instant ends_at);
bool save_end(storage::Tx& tx, ViewId id, ViewState from, ViewState to, Instant now,
              std::string_view reason);
std::vector<View> list_views(storage::Tx& tx, const Scope& scope, const ListViews& filter,
                             Instant now);
/// Running ones whose hour is over or whose session has ended, at most `limit`.
std::vector<View> lapsed_views(storage::Tx& tx, Instant now, std::int64_t limit);

}  // namespace bursar::identity::store
