// A property over random graphs of people, places and roles: whatever anybody does, no one comes to
// hold anything that the person who acted did not hold at that place.
#include <array>
#include <map>
#include <set>

#include "identity/identity_fixture.hpp"
#include "identity/role_store.hpp"

namespace bursar::identity {
namespace {

constexpr std::array k_companies{CompanyId{1001}, CompanyId{1002}};
constexpr std::array k_shops{MerchantId{2001}, MerchantId{2002}, MerchantId{2003}};
constexpr int k_people = 5;
constexpr std::size_t k_people_max = 12;
constexpr int k_steps = 250;

CompanyId company_of_shop(MerchantId shop) {
  return shop == k_shops[2] ? k_companies[1] : k_companies[0];
}

/// Every place there is; rights are compared at each of them.
std::vector<Place> all_places() {
  std::vector<Place> places{{}};
  for (const CompanyId company : k_companies)
    places.push_back({ScopeKind::company, company, {}, {}});
  for (const MerchantId shop : k_shops)
    places.push_back({ScopeKind::merchant, company_of_shop(shop), shop, {}});
  return places;
}

/// What one person holds: permission and index of a place.
using Rights = std::set<std::pair<std::string, std::size_t>>;

class GrantPropertyTest : public IdentityTest {
 protected:
  std::uint64_t dice(std::uint64_t sides) {
    state_ ^= state_ << 13U;
    state_ ^= state_ >> 7U;
    state_ ^= state_ << 17U;
    return state_ % sides;
  }
  template <class T>
  const T& any_of(const std::vector<T>& list) {
    return list[dice(list.size())];
  }

  Rights rights_of(UserId user) {
    return must([&](Tx& tx) {
      Rights rights;
      for (const auto& capability : capabilities(tx, user, clock().now()))
        for (std::size_t i = 0; i < places_.size(); ++i)
          if (covered(capability.scope, places_[i]))
            rights.emplace(std::string(capability.permission), i);
      return Result<Rights>(std::move(rights));
    });
  }
  static bool covered(const Scope& scope, const Place& place) {
    if (place.kind == ScopeKind::installation) return scope.everything();
    if (place.kind == ScopeKind::company) return scope.contains(place.company);
    return scope.contains(place.company, place.merchant);
  }

  void make_world(std::uint64_t seed) {
    state_ = seed * 0x9E3779B97F4A7C15ULL + 1;
    const std::string mark = std::to_string(seed);
    const Person root = add_person("root" + mark + "@example.org");
    people_ = {root.id};
    const std::vector<std::string> built_in{"owner",          "operator", "viewer",
                                            "merchant_admin", "support",  "administrator"};
    for (int i = 0; i < k_people; ++i)
      people_.push_back(add_person("p" + std::to_string(i) + "x" + mark + "@example.org",
                                   any_of(built_in), any_of(places_))
                            .id);
    for (int i = 0; i < 4; ++i) {
      const CompanyId home = i == 0 ? CompanyId{} : k_companies[dice(2)];
      // Some of them let people change people or roles without holding much else.
      std::vector<std::string> permissions = some_permissions();
      permissions.emplace_back(i < 3 ? "users:write" : "roles:write");
      (void)db().write([&](Tx& tx) {
        return create_role(tx, call(), {home, "R" + mark + std::to_string(i), "", permissions});
      });
    }
    hand_out_roles();
  }
  void hand_out_roles() {
    for (const Role& role : roles()) {
      if (role.built_in) continue;
      const Place place =
          role.company ? Place{ScopeKind::company, role.company, {}, {}} : any_of(places_);
      must([&](Tx& tx) {
        store::insert_membership(tx, call(), any_of(people_), role.id, place);
        return ok();
      });
    }
  }
  std::vector<Role> roles() {
    return must([&](Tx& tx) {
      return Result<std::vector<Role>>(list_roles(tx, ScopeIssuer::installation()));
    });
  }
  std::vector<std::string> some_permissions() {
    std::vector<std::string> found;
    for (const Permission& permission : k_permissions)
      if (dice(4) == 0) found.emplace_back(permission.key);
    return found;
  }
  std::optional<Instant> some_end() {
    return dice(2) == 0 ? std::nullopt
                        : std::optional(clock().now().plus_ms(
                              static_cast<std::int64_t>(1 + dice(30)) * k_day_ms));
  }
  std::int64_t version_of(UserId user) {
    return count("SELECT version FROM user_account WHERE id = " + std::to_string(user.key));
  }
  std::vector<Membership> held_by(UserId user) {
    return must(
        [&](Tx& tx) { return Result<std::vector<Membership>>(store::memberships(tx, user)); });
  }

  /// One random act of `by`; refusals are as good as successes.
  bool act(UserId by) {
    const Actor people = actor_of(by, "users:write");
    const Actor roles_too = actor_of(by, "roles:write");
    const UserId target = any_of(people_);
    const std::int64_t version = version_of(target);
    const auto held = held_by(target);
    const std::vector<Role> known = roles();  // read before the write: one transaction at a time
    const auto write = [&](auto fn) { return db().write(fn).has_value(); };
    switch (dice(9)) {
      case 0:
      case 1:
        return write([&](Tx& tx) {
          return add_membership(
              tx, call_as(people),
              {target, version, {any_of(known).key, any_of(places_), some_end()}});
        });
      case 2:
        if (held.empty()) return false;
        return write([&](Tx& tx) {
          return change_membership(tx, call_as(people),
                                   {target, version, any_of(held).id, some_end()});
        });
      case 3:
        if (held.empty()) return false;
        return write([&](Tx& tx) {
          return end_membership(tx, call_as(people), {target, version, any_of(held).id});
        });
      case 4:
        return write([&](Tx& tx) {
          return transfer_user(tx, call_as(people),
                               {target, version, any_of(places_), any_of(places_)});
        });
      case 5:
        return write([&](Tx& tx) {
          return create_role(tx, call_as(roles_too),
                             {dice(2) == 0 ? CompanyId{} : k_companies[dice(2)],
                              "N" + std::to_string(++made_), "", some_permissions()});
        });
      case 6: {
        const Role& role = any_of(known);
        return write([&](Tx& tx) {
          return update_role(tx, call_as(roles_too),
                             {role.id, role.version, {}, {}, some_permissions()});
        });
      }
      case 7: return write([&](Tx& tx) { return disable_user(tx, call_as(people), target); });
      default: {
        if (people_.size() >= k_people_max) return false;
        const std::string email = "n" + std::to_string(++made_) + "@example.org";
        auto invited = db().write([&](Tx& tx) {
          return invite_user(tx, call_as(people), settings(),
                             {email, "N", {any_of(known).key, any_of(places_), some_end()}});
        });
        if (invited) people_.push_back(invited->user.id);
        return invited.has_value();
      }
    }
  }

  /// One act by somebody, and what everybody holds before and after it.
  bool act_and_compare(std::uint64_t seed, int step) {
    // The first of them is the administrator, who may give everything and proves nothing.
    const UserId by = people_[dice(8) == 0 ? 0 : 1 + dice(people_.size() - 1)];
    const Rights held = rights_of(by);
    std::map<std::int64_t, Rights> before;
    for (const UserId user : people_) before[user.key] = rights_of(user);
    if (!act(by)) return false;
    for (const UserId user : people_)
      for (const auto& right : rights_of(user))
        EXPECT_TRUE(before[user.key].contains(right) || held.contains(right))
            << "world " << seed << ", step " << step << ": " << right.first << " at place "
            << right.second;
    EXPECT_GE(must([&](Tx& tx) {
                return Result<std::int64_t>(store::other_administrators(tx, UserId{}));
              }),
              1);
    clock().advance_ms(k_hour_ms);
    return true;
  }

  std::vector<Place> places_ = all_places();
  std::vector<UserId> people_;

 private:
  std::uint64_t state_ = 1;
  int made_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Both, GrantPropertyTest, both_dialects(), dialect_name);

TEST_P(GrantPropertyTest, no_one_grants_more_than_they_hold) {
  // Protects: R-09 and RO5 over every way of giving at once; the last administrator stays as well.
  const bool quick = GetParam() == storage::Dialect::sqlite;
  for (std::uint64_t seed = 1; seed <= (quick ? 8U : 1U); ++seed) {
    make_world(seed);
    int succeeded = 0;
    for (int step = 0; step < k_steps; ++step) succeeded += act_and_compare(seed, step) ? 1 : 0;
    EXPECT_GT(succeeded, k_steps / 50) << "the dice must find acts that are allowed";
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace bursar::identity
