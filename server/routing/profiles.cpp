// Use cases of profiles: drafts are changed, a draft becomes active, what was active is kept.
#include <boost/json.hpp>

#include "audit/audit.hpp"
#include "base/check.hpp"
#include "base/text.hpp"
#include "outbox/outbox.hpp"
#include "routing/content.hpp"
#include "routing/store.hpp"

namespace bursar::routing {
namespace {

namespace json = boost::json;

constexpr std::size_t k_name_max = 80;

bool reaches(const Scope& scope, const Place& place) {
  if (place.merchant) return scope.contains(place.company, place.merchant);
  if (place.company) return scope.contains(place.company);
  return scope.everything();
}

std::string profile_json(const Profile& profile) {
  return json::serialize(json::object{{"name", profile.name},
                                      {"active_number", profile.active_number},
                                      {"draft_number", profile.draft_number}});
}

std::string version_json(const Version& version) {
  json::object object = content_json(version.content);
  object["number"] = version.number;
  object["state"] = word(version.state);
  return json::serialize(object);
}

void record(storage::Tx& tx, const Call& call, std::string_view action, const Profile& profile,
            std::string before, std::string after) {
  audit::record(tx, call,
                {.action = std::string(action),
                 .subject_kind = "routing_profile",
                 .subject_id = profile.id.text(),
                 .company = profile.place.company,
                 .merchant = profile.place.merchant,
                 .before = std::move(before),
                 .after = std::move(after)});
}

void tell(storage::Tx& tx, const Call& call, std::string type, const Profile& profile) {
  outbox::emit(tx, call,
               {.type = std::move(type),
                .company = profile.place.company,
                .merchant = profile.place.merchant,
                .subject_kind = "routing_profile",
                .subject_id = profile.id.text(),
                .subject_version = profile.active_number,
                .payload = profile_json(profile)});
}

Version draft_of(const Call& call, std::int64_t number, Content content) {
  Version version;
  version.number = number;
  version.content = std::move(content);
  version.created_by = call.actor.name;
  version.created_at = call.now;
  version.updated_at = call.now;
  return version;
}

Error changed_meanwhile(std::int64_t revision) {
  return conflict("version_changed", "the draft was changed by someone else; its revision is now " +
                                         std::to_string(revision));
}

// The draft of a profile in reach, at the revision its reader saw.
struct Drafted {
  Profile profile;
  Version draft;
};
Result<Drafted> draft_at(storage::Tx& tx, const Call& call, ProfileId id, std::int64_t revision) {
  auto profile = read_profile(tx, call.actor.scope, id);
  if (!profile) return profile.error();
  if (profile->draft_number == 0) return refused("no_draft", "the profile has no draft");
  auto draft = store::load_version(tx, id, profile->draft_number);
  check(draft.has_value(), "a profile's draft exists");
  if (draft->revision != revision) return changed_meanwhile(draft->revision);
  return Drafted{std::move(*profile), std::move(*draft)};
}

void retire_active(storage::Tx& tx, const Call& call, const Profile& profile) {
  auto active = store::load_version(tx, profile.id, profile.active_number);
  check(active.has_value(), "a profile's active version exists");
  active->state = VersionState::retired;
  active->retired_at = call.now;
  check(store::update_version(tx, profile.id, *active, active->revision),
        "an active version is not changed by others");
}

}  // namespace

std::vector<Profile> list_profiles(storage::Tx& tx, const Scope& scope) {
  return store::profiles(tx, scope);
}

Result<Profile> read_profile(storage::Tx& tx, const Scope& scope, ProfileId id) {
  if (auto profile = store::load_profile(tx, scope, id)) return *profile;
  return not_found(ProfileTag::k_noun);
}

std::vector<Version> list_versions(storage::Tx& tx, ProfileId id) {
  return store::versions(tx, id);
}

Result<Version> read_version(storage::Tx& tx, const Scope& scope, ProfileId id,
                             std::int64_t number) {
  const auto profile = read_profile(tx, scope, id);
  if (!profile) return profile.error();
  if (auto version = store::load_version(tx, id, number)) return *version;
  return not_found("version");
}

Result<Profile> create_profile(storage::Tx& tx, const Call& call, const Place& place,
                               std::string name) {
  if (!reaches(call.actor.scope, place))
    return not_found(place.merchant ? MerchantTag::k_noun : CompanyTag::k_noun);
  if (trim(name).empty() || name.size() > k_name_max || !is_printable_utf8(name))
    return invalid("name", "invalid_name", "must be printable text of 1 to 80 bytes");
  Profile profile;
  profile.id = call.ids.next<ProfileId>();
  profile.place = place;
  profile.name = trim(name);
  profile.draft_number = 1;
  profile.created_at = call.now;
  if (!store::insert_profile(tx, profile)) {
    Error error = conflict("profile_exists", "this place has a routing profile already");
    if (const auto existing = store::profile_at(tx, place))
      error.details.emplace_back("routing_profile_id", existing->id.text());
    return error;
  }
  store::insert_version(tx, profile.id, draft_of(call, 1, {}));
  record(tx, call, "create_routing_profile", profile, "", profile_json(profile));
  return profile;
}

Result<Version> create_draft(storage::Tx& tx, const Call& call, ProfileId id, std::int64_t from) {
  auto profile = read_profile(tx, call.actor.scope, id);
  if (!profile) return profile.error();
  if (profile->draft_number != 0)
    return conflict("draft_exists",
                    "version " + std::to_string(profile->draft_number) + " is a draft already");
  const std::int64_t source = from != 0 ? from : profile->active_number;
  Content content;
  if (source != 0) {
    auto version = store::load_version(tx, id, source);
    if (!version) return not_found("version");
    content = std::move(version->content);
  }
  const Version draft = draft_of(call, store::newest_number(tx, id) + 1, std::move(content));
  const std::string before = profile_json(*profile);
  profile->draft_number = draft.number;
  store::insert_version(tx, id, draft);
  store::save_numbers(tx, *profile);
  record(tx, call, "create_routing_draft", *profile, before, profile_json(*profile));
  return draft;
}

Result<Version> change_draft(storage::Tx& tx, const Call& call, ProfileId id, std::int64_t revision,
                             Content content) {
  auto found = draft_at(tx, call, id, revision);
  if (!found) return std::move(found).error();
  auto checked = check_content(tx, found->profile.place, std::move(content));
  if (!checked) return std::move(checked).error();
  const std::string before = version_json(found->draft);
  Version& draft = found->draft;
  draft.content = std::move(*checked);
  draft.revision = revision + 1;
  draft.updated_at = call.now;
  if (!store::update_version(tx, id, draft, revision)) return changed_meanwhile(revision + 1);
  record(tx, call, "change_routing_draft", found->profile, before, version_json(draft));
  return std::move(draft);
}

Result<Version> activate_draft(storage::Tx& tx, const Call& call, ProfileId id,
                               std::int64_t revision) {
  auto found = draft_at(tx, call, id, revision);
  if (!found) return std::move(found).error();
  // Accounts may have gone since the draft was written.
  auto checked = check_content(tx, found->profile.place, found->draft.content);
  if (!checked) return std::move(checked).error();
  if (found->draft.content.rules.empty())
    return refused("empty_profile", "a profile without rules decides nothing");
  Profile& profile = found->profile;
  const std::string before = profile_json(profile);
  if (profile.active_number != 0) retire_active(tx, call, profile);
  Version& draft = found->draft;
  draft.state = VersionState::active;
  draft.revision = revision + 1;
  draft.activated_by = call.actor.name;
  draft.activated_at = call.now;
  draft.updated_at = call.now;
  if (!store::update_version(tx, id, draft, revision)) return changed_meanwhile(revision + 1);
  profile.active_number = draft.number;
  profile.draft_number = 0;
  store::save_numbers(tx, profile);
  record(tx, call, "activate_routing_draft", profile, before, profile_json(profile));
  tell(tx, call, "routing_profile.activated", profile);
  return std::move(draft);
}

Result<Profile> retire_profile(storage::Tx& tx, const Call& call, ProfileId id) {
  auto profile = read_profile(tx, call.actor.scope, id);
  if (!profile) return profile.error();
  if (profile->active_number == 0)
    return refused("not_active", "the profile has no active version");
  const std::string before = profile_json(*profile);
  retire_active(tx, call, *profile);
  profile->active_number = 0;
  store::save_numbers(tx, *profile);
  record(tx, call, "retire_routing_profile", *profile, before, profile_json(*profile));
  tell(tx, call, "routing_profile.retired", *profile);
  return profile;
}

Result<Profile> drop_draft(storage::Tx& tx, const Call& call, ProfileId id) {
  auto profile = read_profile(tx, call.actor.scope, id);
  if (!profile) return profile.error();
  if (profile->draft_number == 0) return refused("no_draft", "the profile has no draft");
  const std::string before = profile_json(*profile);
  store::delete_version(tx, id, profile->draft_number);
  profile->draft_number = 0;
  store::save_numbers(tx, *profile);
  record(tx, call, "drop_routing_draft", *profile, before, profile_json(*profile));
  return profile;
}

}  // namespace bursar::routing
