// Writing and reading of entries.
#include "audit/audit_fixture.hpp"

namespace bursar::audit {
namespace {

class TrailTest : public TrailFixture {
 protected:
  Page find_page(const Scope& scope, const Filter& filter) {
    const Reach reach = [](storage::Tx&, const std::vector<CompanyId>& companies, std::size_t) {
      return companies == std::vector{CompanyId{1}}
                 ? std::vector{MerchantId{1}, MerchantId{2}, MerchantId{3}}
                 : std::vector<MerchantId>();
    };
    const auto page =
        db().read([&](storage::Tx& tx) -> Result<Page> { return find(tx, scope, filter, reach); });
    EXPECT_TRUE(page) << page.error().message;
    return *page;
  }
  /// Entries of people, keys and jobs, some of them refused.
  void write_mixed() {
    write_many(200);
    actor_.kind = ActorKind::api_key;
    actor_.name = "shop key";
    write_many(60);
    actor_.kind = ActorKind::job;
    actor_.name = "upkeep";
    Entry denied{.action = "disable_user", .subject_kind = "user", .subject_id = "us_9"};
    denied.outcome = Outcome::denied;
    for (int i = 0; i < 4; ++i) write(denied);
    denied.company = CompanyId{1};
    write(denied);
    number();
  }
  std::vector<AuditId> ids_of(const Page& page) {
    std::vector<AuditId> all;
    for (const StoredEntry& row : page.rows) all.push_back(row.id);
    return all;
  }
};
INSTANTIATE_TEST_SUITE_P(Both, TrailTest, both_dialects(), dialect_name);

// Protects U-02: who (and in whose name), when to the microsecond, from where, what, how it ended.
TEST_P(TrailTest, KeepsEveryFieldOfTheOrigin) {
  actor_.device = device_of("Browser/1.0 (\x01naughty\xC3\xA9!)");
  actor_.session = SessionId{77};
  actor_.request_id = "rq_1";
  actor_.impersonator_key = 12;
  actor_.impersonator_name = "support@bursar.example";
  Entry entry;
  entry.action = "update_merchant";
  entry.subject_kind = "merchant";
  entry.subject_id = "mr_1";
  entry.company = CompanyId{4};
  entry.merchant = MerchantId{5};
  entry.outcome = Outcome::error;
  entry.before = R"({"a":1})";
  entry.after = R"({"a":2})";
  entry.reason = "because";
  const std::int64_t us = clock().now().ms * 1'000 + 123;
  const auto id = *db().write([&](storage::Tx& tx) -> Result<AuditId> {
    const Call call{actor_, clock().now(), ids(), random(), us};
    return audit::record(tx, call, entry);
  });
  number();
  const auto stored = db().read([&](storage::Tx& tx) { return load(tx, actor_.scope, id); });
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored->at, clock().now());
  EXPECT_EQ(stored->at_us, us);
  EXPECT_EQ(stored->seq, 1);
  EXPECT_EQ(stored->actor_kind, ActorKind::user);
  EXPECT_EQ(stored->actor_name, "ada@bursar.example");
  EXPECT_EQ(stored->impersonator_name, "support@bursar.example");
  EXPECT_EQ(stored->session, SessionId{77});
  EXPECT_EQ(stored->ip, "192.0.2.1");
  EXPECT_EQ(stored->device,
            "Browser/1.0 (?naughty?"
            "?!)");
  EXPECT_EQ(stored->request_id, "rq_1");
  EXPECT_EQ(stored->entry.outcome, Outcome::error);
  EXPECT_EQ(stored->entry.before, R"({"a":1})");
  EXPECT_EQ(stored->entry.after, R"({"a":2})");
  EXPECT_EQ(stored->entry.reason, "because");
  EXPECT_EQ(stored->entry.company, CompanyId{4});
}

// Protects U-07: no statement changes or removes an entry; a position is given once.
TEST_P(TrailTest, EntriesNeitherChangeNorGo) {
  write_many(3);
  std::vector<const char*> statements{
      "UPDATE audit_entry SET reason = 'x' WHERE seq = 2", "DELETE FROM audit_entry WHERE seq = 2",
      "UPDATE audit_entry SET seq = 9 WHERE seq = 2",
      "UPDATE audit_entry SET seq = NULL WHERE seq = 2", "DELETE FROM audit_entry"};
  if (GetParam() == storage::Dialect::postgres) statements.push_back("TRUNCATE audit_entry");
  for (const char* statement : statements) {
    EXPECT_THROW((void)db().write([&](storage::Tx& tx) -> Result<void> {
      tx.exec(statement);
      return ok();
    }),
                 storage::StorageError)
        << statement;
  }
  EXPECT_EQ(find_page(actor_.scope, {}).rows.size(), 3U);
}

// The filter once more, as plainly as it can be said.
bool fits(const Filter& filter, const StoredEntry& row) {
  const Entry& entry = row.entry;
  const auto& actions = filter.actions;
  const bool named = row.actor_kind != ActorKind::api_key &&
                     row.actor_name.find(filter.search) != std::string::npos;
  const std::vector<bool> holds{
      !filter.from || row.at >= *filter.from,
      !filter.before_at || row.at < *filter.before_at,
      actions.empty() || std::find(actions.begin(), actions.end(), entry.action) != actions.end(),
      filter.search.empty() || entry.subject_id.starts_with(filter.search) || named,
      !filter.actor_kind || row.actor_kind == *filter.actor_kind,
      filter.actor.empty() || row.actor_name == filter.actor,
      !filter.outcome || entry.outcome == *filter.outcome,
      filter.subject_kind.empty() || entry.subject_kind == filter.subject_kind,
      filter.subject_id.empty() || entry.subject_id == filter.subject_id,
      !filter.company || entry.company == filter.company,
      !filter.merchant || entry.merchant == filter.merchant};
  return std::all_of(holds.begin(), holds.end(), [](bool one) { return one; });
}

// Each filter alone, and each pair that can be put together.
std::vector<Filter> filters_around(Instant middle) {
  std::vector<Filter> filters(16);
  filters[1].from = middle;
  filters[2].before_at = middle;
  filters[3].actor_kind = ActorKind::user;
  filters[4].actor_kind = ActorKind::api_key;
  filters[5].actor = "shop key";
  filters[6].actor = "upkeep";
  filters[6].actor_kind = ActorKind::job;
  filters[7].actions = {"create_refund", "disable_user"};
  filters[8].actions = {"create_sale"};
  filters[9].outcome = Outcome::denied;
  filters[10].subject_kind = "user";
  filters[11].subject_id = PaymentId{1'003}.text();
  filters[12].company = CompanyId{1};
  filters[13].merchant = MerchantId{2};
  filters[14].search = "ada@";
  filters[15].search = PaymentId{1'003}.text().substr(0, 14);
  const std::size_t single = filters.size();
  for (std::size_t i = 1; i < single; ++i)
    for (std::size_t j = 1; j < i; ++j) {
      Filter both = filters[i];
      if (filters[j].merchant) both.merchant = filters[j].merchant;
      if (filters[j].outcome) both.outcome = filters[j].outcome;
      if (!filters[j].actions.empty()) both.actions = filters[j].actions;
      if (filters[j].from) both.from = filters[j].from;
      filters.push_back(both);
    }
  return filters;
}

// Protects every filter, alone and combined, against a plain walk over all entries; pages meet
// without a gap in both directions.
TEST_P(TrailTest, FindsExactlyWhatAFilterSays) {
  write_mixed();
  const auto everything = *db().read([&](storage::Tx& tx) -> Result<std::vector<StoredEntry>> {
    return list(tx, actor_.scope, {}, 1'000);
  });
  ASSERT_EQ(everything.size(), 265U);
  for (Filter& filter : filters_around(everything[150].at)) {
    std::vector<AuditId> expected;
    for (const StoredEntry& row : everything)
      if (fits(filter, row)) expected.push_back(row.id);
    filter.limit = 40;
    std::vector<AuditId> seen;
    for (Page page = find_page(actor_.scope, filter);; page = find_page(actor_.scope, filter)) {
      for (const StoredEntry& row : page.rows) seen.push_back(row.id);
      ASSERT_FALSE(page.searched_to);
      if (!page.has_older) break;
      filter.before = seen.back();
    }
    ASSERT_EQ(seen, expected);
    if (seen.size() <= 40) continue;
    filter.before = {};
    filter.after = seen[40];
    ASSERT_EQ(ids_of(find_page(actor_.scope, filter)),
              std::vector<AuditId>(seen.begin(), seen.begin() + 40));
  }
}

// Protects tenants: a page, an entry and a search show nothing of others, whatever is asked.
TEST_P(TrailTest, AScopeSeesOnlyItsTenants) {
  write_many(30);
  Entry foreign{.action = "create_merchant", .subject_kind = "merchant", .subject_id = "mr_77"};
  foreign.company = CompanyId{2};
  foreign.merchant = MerchantId{77};
  const AuditId other = write(foreign);
  const AuditId global =
      write({.action = "create_user", .subject_kind = "user", .subject_id = "us_1"});
  Entry own{.action = "update_company", .subject_kind = "company", .subject_id = "co_1"};
  own.company = CompanyId{1};
  const AuditId company_level = write(own);
  number();
  const Scope company = ScopeIssuer::of({CompanyId{1}}, {});
  const Scope merchant = ScopeIssuer::of({}, {MerchantId{2}});
  for (const Filter& filter :
       {Filter{}, Filter{.actor = "ada@bursar.example"}, Filter{.search = "ada"},
        Filter{.company = CompanyId{2}}, Filter{.merchant = MerchantId{77}},
        Filter{.search = "mr_77"}, Filter{.search = other.text()}, Filter{.subject_id = "us_1"},
        Filter{.actions = {"create_merchant"}}}) {
    for (const StoredEntry& row : find_page(company, filter).rows)
      EXPECT_EQ(row.entry.company, CompanyId{1});
    for (const StoredEntry& row : find_page(merchant, filter).rows)
      EXPECT_EQ(row.entry.merchant, MerchantId{2});
    EXPECT_TRUE(find_page(Scope(), filter).rows.empty());
  }
  EXPECT_EQ(find_page(company, {}).rows.size(), 31U);
  EXPECT_EQ(find_page(company, {}).rows.front().id, company_level);
  EXPECT_EQ(find_page(merchant, {}).rows.size(), 10U);
  for (const AuditId id : {other, global}) {
    const auto hidden = db().read([&](storage::Tx& tx) { return load(tx, company, id); });
    ASSERT_FALSE(hidden);
    EXPECT_EQ(hidden.error().kind, ErrorKind::not_found);
  }
}

// Protects the choice of actions against a list kept by hand.
TEST_P(TrailTest, NamesTheActionsSeen) {
  write_many(10);
  write({.action = "sign_in"});
  const auto actions = *db().read(
      [](storage::Tx& tx) -> Result<std::vector<std::string>> { return known_actions(tx); });
  EXPECT_EQ(actions,
            (std::vector<std::string>{"create_refund", "create_sale", "record_answer", "sign_in"}));
}

}  // namespace
}  // namespace bursar::audit
