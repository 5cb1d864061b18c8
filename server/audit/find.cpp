// Which indexes a question walks along, and how their slices become one page.
#include <algorithm>

#include "audit/list_store.hpp"

namespace bursar::audit {
namespace {

using store::Source;
using Kind = Source::Kind;

constexpr std::int64_t k_limit_max = 1'000;
constexpr std::size_t k_search_max = 120;
/// Walks that are merged into one page.
constexpr std::size_t k_merged_max = 32;
/// Entries up to which ways are compared; a way with fewer is read to its end anyway.
constexpr std::int64_t k_probe_rows = 2'000;

/// Walks that together meet every entry a question asks for.
using Way = std::vector<Source>;

bool is_few(ActorKind kind) { return kind == ActorKind::user || kind == ActorKind::job; }

bool is_many(const std::string& action) {
  return action == "create_sale" || action == "record_answer";
}

Way search_way(storage::Tx& tx, const std::string& search) {
  if (const std::int64_t key = id_key(AuditTag::k_prefix, search); key != 0)
    return {{Kind::id, key, {}}};
  Way way{{Kind::subject_prefix, 0, search}};
  for (std::string& name : store::actors_like(tx, search, k_merged_max))
    way.push_back({Kind::actor, 0, std::move(name)});
  return way;
}

// Tenants whose entries hold all the scope and the filter allow; nothing when all entries do.
std::optional<Way> tenant_way(storage::Tx& tx, const Scope& scope, const Filter& filter,
                              const Reach& reach) {
  if (filter.merchant) return Way{{Kind::merchant, filter.merchant.key, {}}};
  std::vector<CompanyId> companies;
  if (filter.company) companies.push_back(filter.company);
  else if (!scope.everything()) companies = scope.companies();
  std::vector<MerchantId> merchants;
  if (!companies.empty()) merchants = reach(tx, companies, k_merged_max + 1);
  if (!scope.everything() && !filter.company)
    merchants.insert(merchants.end(), scope.merchants().begin(), scope.merchants().end());
  if (scope.everything() && !filter.company) return std::nullopt;
  if (merchants.size() + companies.size() > k_merged_max) return std::nullopt;
  Way way;
  for (const CompanyId company : companies) way.push_back({Kind::company, company.key, {}});
  for (const MerchantId merchant : merchants) way.push_back({Kind::merchant, merchant.key, {}});
  return way;
}

std::vector<Way> ways_of(storage::Tx& tx, const Scope& scope, const Filter& filter,
                         const Reach& reach) {
  std::vector<Way> ways;
  if (!filter.subject_id.empty()) ways.push_back({{Kind::subject, 0, filter.subject_id}});
  if (auto way = tenant_way(tx, scope, filter, reach)) ways.push_back(std::move(*way));
  if (filter.actor_kind && is_few(*filter.actor_kind)) {
    Way way;
    std::vector<std::string> names{filter.actor};
    if (filter.actor.empty()) names = store::actors_like(tx, "", k_merged_max + 1);
    for (std::string& name : names) way.push_back({Kind::actor, 0, std::move(name)});
    if (way.size() <= k_merged_max) ways.push_back(std::move(way));
  }
  if (!filter.actions.empty() &&
      std::none_of(filter.actions.begin(), filter.actions.end(), is_many)) {
    Way way;
    for (const std::string& action : filter.actions) way.push_back({Kind::action, 0, action});
    ways.push_back(std::move(way));
  }
  if (filter.outcome && *filter.outcome != Outcome::ok)
    ways.push_back({{Kind::refused, static_cast<std::int64_t>(*filter.outcome), {}}});
  return ways;
}

// The way with the fewest entries; of equals the first.
Way shortest(storage::Tx& tx, std::vector<Way> ways, const Filter& filter) {
  if (ways.empty()) return {{Kind::all, 0, {}}};
  std::size_t best = 0;
  std::int64_t fewest = k_probe_rows;
  for (std::size_t i = 0; ways.size() > 1 && i < ways.size(); ++i) {
    const std::int64_t count = store::count_up_to(tx, ways[i], filter, fewest);
    if (count >= fewest) continue;
    fewest = count;
    best = i;
  }
  return std::move(ways[best]);
}

Result<void> validate(const Filter& filter) {
  if (filter.limit < 1 || filter.limit > k_limit_max)
    return invalid("limit", "out_of_range", "must be from 1 to " + std::to_string(k_limit_max));
  if (filter.before && filter.after)
    return invalid("after", "invalid_page", "a page is either before or after an entry");
  if (filter.search.size() > k_search_max)
    return invalid("search", "too_long",
                   "must have at most " + std::to_string(k_search_max) + " bytes");
  if (filter.actions.size() > k_merged_max)
    return invalid("action", "too_long", "must name at most " + std::to_string(k_merged_max));
  return ok();
}

// One list in reading order from several, without repeats, cut where the first of them stopped
// looking.
store::Slice merge(std::vector<store::Slice> slices, bool newest_first) {
  store::Slice merged;
  const auto sooner = [newest_first](AuditId a, AuditId b) { return newest_first ? a > b : a < b; };
  for (store::Slice& slice : slices) {
    std::move(slice.rows.begin(), slice.rows.end(), std::back_inserter(merged.rows));
    if (slice.stopped_at && (!merged.stopped_at || sooner(slice.stopped_at, merged.stopped_at)))
      merged.stopped_at = slice.stopped_at;
  }
  std::sort(merged.rows.begin(), merged.rows.end(),
            [&](const StoredEntry& a, const StoredEntry& b) { return sooner(a.id, b.id); });
  merged.rows.erase(
      std::unique(merged.rows.begin(), merged.rows.end(),
                  [](const StoredEntry& a, const StoredEntry& b) { return a.id == b.id; }),
      merged.rows.end());
  if (merged.stopped_at)
    std::erase_if(merged.rows,
                  [&](const StoredEntry& row) { return sooner(merged.stopped_at, row.id); });
  return merged;
}

Page page_of(store::Slice merged, const Filter& filter) {
  Page page;
  const auto limit = static_cast<std::size_t>(filter.limit);
  const bool more = merged.rows.size() > limit;
  if (more) merged.rows.resize(limit);
  const bool stopped = !more && merged.stopped_at;
  page.has_older = filter.after ? true : more || stopped;
  page.has_newer = filter.after ? more || stopped : static_cast<bool>(filter.before);
  if (stopped) page.searched_to = merged.stopped_at;
  page.rows = std::move(merged.rows);
  if (filter.after) std::reverse(page.rows.begin(), page.rows.end());
  return page;
}

}  // namespace

Result<Page> find(storage::Tx& tx, const Scope& scope, const Filter& filter, const Reach& reach) {
  if (auto valid = validate(filter); !valid) return std::move(valid).error();
  const Way way = filter.search.empty() ? shortest(tx, ways_of(tx, scope, filter, reach), filter)
                                        : search_way(tx, filter.search);
  std::vector<store::Slice> slices;
  for (const Source& source : way) slices.push_back(read_slice(tx, source, scope, filter));
  return page_of(merge(std::move(slices), !filter.after), filter);
}

}  // namespace bursar::audit
