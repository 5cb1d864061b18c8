// The list of payments: every filter against a plain comparison, paging, scopes, search, and the
// plans by which SQLite walks.
#include <algorithm>
#include <functional>

#include "payments/fixture_test.hpp"
#include "payments/store.hpp"

namespace bursar::payments {
namespace {

/// Texts and words of the filter in hand, for a failing comparison.
std::string show(const PaymentFilter& filter) {
  std::string text = fmt::format(
      "merchant {} currency '{}' method '{}' min {} max {} from {} until {} search '{}' limit {}",
      filter.merchant_id.key, filter.currency, filter.method, filter.amount_min_minor.value_or(-1),
      filter.amount_max_minor.value_or(-1), filter.created_from.value_or(Instant{}).ms,
      filter.created_before.value_or(Instant{}).ms, filter.search, filter.limit);
  for (const Lifecycle one : filter.lifecycles) text += fmt::format(" {}", word(one));
  if (filter.refund_state) text += fmt::format(" refund {}", word(*filter.refund_state));
  if (filter.in_doubt) text += fmt::format(" in_doubt {}", *filter.in_doubt);
  return text;
}

class ListTest : public PaymentsTest {
 protected:
  /// Rows written straight into the table: lists care for columns, not for how they came about.
  void put(const Payment& row) {
    must([&](storage::Tx& tx) -> Result<void> {
      CreateSale command;
      EXPECT_TRUE(store::insert_payment(tx, row, {command.idempotency_key, command.request_hash}));
      tx.exec("UPDATE payment SET in_doubt = $2, refund_state = $3 WHERE id = $1",
              {row.id, row.in_doubt, row.refund_state});
      return ok();
    });
    rows_.push_back(row);
  }
  MerchantId another_merchant(CompanyId company, const std::string& name) {
    MerchantId id;
    must([&](storage::Tx& tx) -> Result<void> {
      merchants::CreateMerchant merchant{company, name, "", "5999", "", "", k_eur, {}, plan()};
      id = merchants::create_merchant(tx, call(), merchant)->id;
      return ok();
    });
    return id;
  }
  CompanyId another_company() {
    CompanyId id;
    must([&](storage::Tx& tx) -> Result<void> {
      id = merchants::create_company(tx, call(), {"Others", "", "FR", "Europe/Paris", k_eur})->id;
      return ok();
    });
    return id;
  }

  /// Some hundred payments of four merchants in two companies, drawn from few values so that
  /// filters meet.
  void fill(int count) {
    other_company_ = another_company();
    all_merchants_ = {{merchant_, company_},
                      {another_merchant(company_, "Second"), company_},
                      {another_merchant(other_company_, "Third"), other_company_},
                      {another_merchant(other_company_, "Fourth"), other_company_}};
    for (int i = 0; i < count; ++i) {
      clock().advance_ms(static_cast<std::int64_t>(random().below(3)) * 40'000);
      put(drawn(i));
    }
  }
  Payment drawn(int number) {
    Payment row;
    row.id = ids().next<PaymentId>();
    const auto& [merchant, company] = all_merchants_[random().below(4)];
    row.merchant_id = merchant;
    row.company_id = company;
    row.project_id = ProjectId{merchant.key};
    row.external_id = random().below(10) == 0
                          ? ""
                          : fmt::format("{}-{}", random().below(2) == 0 ? "web" : "shop", number);
    row.buyer_id = random().below(3) == 0 ? "" : fmt::format("buyer-{}", random().below(20));
    row.method = random().below(4) == 0 ? "test_payer" : "card";
    if (row.method == "card") {
      row.card_last4 = fmt::format("000{}", random().below(4));
      row.card_brand = "visa";
    }
    row.provider_account_id = account_;
    row.amount = {static_cast<std::int64_t>(100 + random().below(5'000)),
                  random().below(3) == 0 ? Currency::of("USD") : k_eur};
    row.lifecycle = random().below(3) == 0 ? static_cast<Lifecycle>(1 + random().below(12))
                                           : Lifecycle::captured;
    row.in_doubt = random().below(15) == 0;
    row.refund_state = static_cast<RefundState>(1 + random().below(5) % 3);
    row.created_at = key_instant(row.id.key);
    return row;
  }

  PaymentFilter drawn_filter() {
    PaymentFilter filter;
    const auto chance = [&](std::uint64_t in) { return random().below(in) == 0; };
    if (chance(4)) filter.merchant_id = all_merchants_[random().below(4)].first;
    if (chance(3))
      for (std::uint64_t i = random().below(3) + 1; i > 0; --i)
        filter.lifecycles.push_back(static_cast<Lifecycle>(1 + random().below(12)));
    if (chance(6)) filter.refund_state = static_cast<RefundState>(1 + random().below(3));
    if (chance(6)) filter.in_doubt = random().below(2) == 0;
    if (chance(5)) filter.currency = random().below(2) == 0 ? "EUR" : "USD";
    if (chance(5)) filter.method = random().below(2) == 0 ? "card" : "test_payer";
    if (chance(5)) filter.amount_min_minor = static_cast<std::int64_t>(random().below(5'000));
    if (chance(5)) filter.amount_max_minor = static_cast<std::int64_t>(random().below(5'000));
    if (chance(5)) filter.created_from = rows_[random().below(rows_.size())].created_at;
    if (chance(5)) filter.created_before = rows_[random().below(rows_.size())].created_at;
    if (chance(4)) filter.search = drawn_search();
    filter.limit = 1 + static_cast<std::int64_t>(random().below(30));
    return filter;
  }
  std::string drawn_search() {
    const Payment& row = rows_[random().below(rows_.size())];
    const std::vector<std::string> k_all{row.id.text(),  row.external_id, row.buyer_id,
                                         row.card_last4, "web-",          "buyer-1",
                                         "shop-1",       "nothing"};
    return k_all[random().below(k_all.size())];
  }

  Scope drawn_scope() {
    switch (random().below(4)) {
      case 0: return ScopeIssuer::of({company_}, {});
      case 1: return ScopeIssuer::of({}, {all_merchants_[3].first});
      case 2: return ScopeIssuer::of({other_company_}, {merchant_});
      default: return ScopeIssuer::installation();
    }
  }

  static bool fits(const Payment& row, const Scope& scope, const PaymentFilter& filter) {
    const auto& wanted = filter.lifecycles;
    const std::string& s = filter.search;
    return scope.contains(row.company_id, row.merchant_id) &&
           (!filter.merchant_id || row.merchant_id == filter.merchant_id) &&
           (wanted.empty() || std::count(wanted.begin(), wanted.end(), row.lifecycle) > 0) &&
           (!filter.refund_state || row.refund_state == *filter.refund_state) &&
           (!filter.in_doubt || row.in_doubt == *filter.in_doubt) &&
           (filter.currency.empty() || row.amount.currency.code() == filter.currency) &&
           (filter.method.empty() || row.method == filter.method) &&
           (!filter.amount_min_minor || row.amount.minor >= *filter.amount_min_minor) &&
           (!filter.amount_max_minor || row.amount.minor <= *filter.amount_max_minor) &&
           (!filter.created_from || row.created_at >= *filter.created_from) &&
           (!filter.created_before || row.created_at < *filter.created_before) &&
           (s.empty() || row.id.text() == s ||
            (id_key("tx_", s) == 0 && (row.external_id.starts_with(s) ||
                                       row.buyer_id.starts_with(s) || row.card_last4 == s)));
  }
  std::vector<PaymentId> expected(const Scope& scope, const PaymentFilter& filter) const {
    std::vector<PaymentId> ids;
    for (auto row = rows_.rbegin(); row != rows_.rend(); ++row)
      if (fits(*row, scope, filter)) ids.push_back(row->id);
    return ids;
  }
  PaymentPage page(const Scope& scope, const PaymentFilter& filter) {
    auto listed = read([&](storage::Tx& tx) { return list_payments(tx, scope, filter); });
    EXPECT_TRUE(listed) << (listed ? "" : listed.error().message);
    return listed ? std::move(*listed) : PaymentPage{};
  }
  static std::vector<PaymentId> ids_of(const PaymentPage& page) {
    std::vector<PaymentId> ids;
    for (const Payment& row : page.rows) ids.push_back(row.id);
    return ids;
  }
  /// Everything a filter finds, page by page towards older ones.
  std::vector<PaymentId> walk(const Scope& scope, PaymentFilter filter) {
    std::vector<PaymentId> found;
    for (int pages = 0; pages < 1'000; ++pages) {
      const PaymentPage one = page(scope, filter);
      EXPECT_LE(static_cast<std::int64_t>(one.rows.size()), filter.limit);
      for (const PaymentId id : ids_of(one)) found.push_back(id);
      if (!one.has_older || one.rows.empty()) break;
      filter.before = one.rows.back().id;
    }
    return found;
  }

  std::string plan_of(const store::Source& source, const PaymentFilter& filter) {
    const auto [sql, params] = store::slice_statement(source, everything(), filter);
    std::string plan;
    read([&, &sql = sql, &params = params](storage::Tx& tx) {
      tx.query("EXPLAIN QUERY PLAN " + sql, params,
               [&](const storage::Row& row) { plan += std::string(row.text(3)) + "\n"; });
      return true;
    });
    return plan;
  }

  CompanyId other_company_;
  std::vector<std::pair<MerchantId, CompanyId>> all_merchants_;
  std::vector<Payment> rows_;
};
INSTANTIATE_TEST_SUITE_P(Both, ListTest, both_dialects(), dialect_name);

/// The window is the same text on both databases, and PostgreSQL's plans depend on its statistics.
class SqliteListTest : public ListTest {};
INSTANTIATE_TEST_SUITE_P(Alone, SqliteListTest, ::testing::Values(storage::Dialect::sqlite),
                         dialect_name);

TEST_P(ListTest, EveryFilterFindsWhatAComparisonFinds) {
  // Protects every filter, combination, scope and page boundary: 400 drawn filters over 300
  // payments, walked to the end, must equal a plain loop over all rows.
  fill(300);
  for (int round = 0; round < 400; ++round) {
    const Scope scope = drawn_scope();
    const PaymentFilter filter = drawn_filter();
    ASSERT_EQ(walk(scope, filter), expected(scope, filter)) << show(filter);
  }
}

TEST_P(ListTest, PagesGoForthAndBack) {
  // Protects "previous page": it shows exactly what was shown before, and the arrows are right.
  fill(60);
  PaymentFilter filter;
  filter.limit = 20;
  const PaymentPage first = page(everything(), filter);
  EXPECT_FALSE(first.has_newer);
  EXPECT_TRUE(first.has_older);
  filter.before = first.rows.back().id;
  const PaymentPage second = page(everything(), filter);
  EXPECT_TRUE(second.has_newer);
  filter.before = {};
  filter.after = second.rows.front().id;
  const PaymentPage back = page(everything(), filter);
  EXPECT_EQ(ids_of(back), ids_of(first));
  EXPECT_FALSE(back.has_newer);
  EXPECT_TRUE(back.has_older);
}

TEST_P(ListTest, RefusesWhatMakesNoSense) {
  // Protects the list from unbounded pages and misread parameters.
  const auto code_of = [&](auto change) {
    PaymentFilter filter;
    change(filter);
    auto listed = read([&](storage::Tx& tx) { return list_payments(tx, everything(), filter); });
    return listed ? std::string("listed") : listed.error().field + "/" + listed.error().code;
  };
  EXPECT_EQ(code_of([](PaymentFilter& f) { f.limit = 0; }), "limit/out_of_range");
  EXPECT_EQ(code_of([](PaymentFilter& f) { f.limit = 201; }), "limit/out_of_range");
  EXPECT_EQ(code_of([](PaymentFilter& f) { f.currency = "ABC"; }), "currency/unknown_currency");
  EXPECT_EQ(code_of([](PaymentFilter& f) { f.search = std::string(256, 'x'); }), "search/too_long");
  EXPECT_EQ(code_of([](PaymentFilter& f) {
              f.before = PaymentId{1};
              f.after = PaymentId{2};
            }),
            "after/invalid_page");
}

TEST_P(ListTest, NobodySeesAnothersPayments) {
  // Protects R-01 on the list: an empty scope reaches nothing, whatever the filter names.
  fill(20);
  PaymentFilter filter;
  EXPECT_TRUE(page(Scope(), filter).rows.empty());
  filter.search = rows_.front().id.text();
  EXPECT_TRUE(page(Scope(), filter).rows.empty());
  filter = {};
  filter.merchant_id = merchant_;
  EXPECT_TRUE(page(ScopeIssuer::of({other_company_}, {}), filter).rows.empty());
}

TEST_P(SqliteListTest, StopsAtItsWindowAndSaysWhere) {
  // Protects the database from a filter nothing fits: the walk ends after 30,000 rows, tells where
  // it stopped, and goes on from there.
  all_merchants_.assign(4, {merchant_, company_});
  Payment oldest = drawn(0);
  oldest.lifecycle = Lifecycle::captured;
  oldest.amount = {999'999, k_eur};
  put(oldest);
  must([&](storage::Tx& tx) -> Result<void> {
    tx.exec(
        "INSERT INTO payment SELECT p.id + 1 + n.value * 1048576, p.company_id, p.merchant_id, "
        "p.project_id, '', '', p.method, NULL, '', '', p.provider_account_id, 100, p.currency, 0, "
        "0, "
        "0, 0, 7, 1, 1, 0, '', 1, p.created_at + n.value, p.updated_at, NULL, NULL, '', '', '', "
        "'', "
        "'', '', '', '{}', '', '', '', '', '', 1, 1, 0, 0, 0, 0, 0, NULL, '', NULL, 0, 0 FROM "
        "payment p, (WITH RECURSIVE c(value) AS (SELECT "
        "1 "
        "UNION ALL SELECT value + 1 FROM c WHERE value < 30050) SELECT value FROM c) n "
        "WHERE p.id = $1",
        {oldest.id});
    return ok();
  });
  PaymentFilter filter;
  filter.amount_min_minor = 500'000;
  const PaymentPage stopped = page(everything(), filter);
  EXPECT_TRUE(stopped.rows.empty());
  EXPECT_TRUE(stopped.has_older);
  ASSERT_TRUE(stopped.searched_to);
  filter.before = stopped.searched_to;
  const PaymentPage found = page(everything(), filter);
  ASSERT_EQ(found.rows.size(), 1U);
  EXPECT_EQ(found.rows[0].id, oldest.id);
  EXPECT_FALSE(found.searched_to);
}

TEST_P(SqliteListTest, WalksAlongTheRightIndex) {
  // Protects the million-row list: each source uses its index in id order, without sorting.
  using Kind = store::Source::Kind;
  const std::vector<std::pair<store::Source, std::string>> k_plans{
      {{Kind::all, 0, ""}, "p"},  // the primary key: all of it, or the range of the page and dates
      {{Kind::merchant, 5, ""}, "SEARCH p USING INDEX payment_merchant (merchant_id=?"},
      {{Kind::lifecycle, 11, ""}, "SEARCH p USING INDEX payment_lifecycle (lifecycle=?"},
      {{Kind::refund_state, 2, ""}, "SEARCH p USING INDEX payment_refund_state (refund_state=?"},
      {{Kind::in_doubt, 0, ""}, "USING INDEX payment_in_doubt"},
      {{Kind::id, 9, ""}, "SEARCH p USING INTEGER PRIMARY KEY (rowid=?)"},
      {{Kind::buyer_id, 0, "b"}, "SEARCH p USING INDEX payment_buyer (buyer_id=?"},
      {{Kind::last4, 0, "4242"}, "SEARCH p USING INDEX payment_card_last4 (card_last4=?"},
      {{Kind::external_prefix, 0, "web"}, "SEARCH p USING INDEX payment_external (external_id>?"},
      {{Kind::buyer_prefix, 0, "b"}, "SEARCH p USING INDEX payment_buyer (buyer_id>?"}};
  for (const auto& [source, wanted] : k_plans) {
    for (const bool narrowed : {false, true}) {
      PaymentFilter filter;
      if (narrowed) {
        filter.created_from = Instant{1};
        filter.before = PaymentId{9'000'000};
        filter.amount_min_minor = 5;
        filter.currency = "EUR";
      }
      const std::string plan = plan_of(source, filter);
      EXPECT_NE(plan.find(wanted), std::string::npos) << plan;
      const bool by_text =
          source.kind == Kind::external_prefix || source.kind == Kind::buyer_prefix;
      EXPECT_EQ(plan.find("TEMP B-TREE") != std::string::npos, by_text) << plan;
    }
  }
}

TEST_P(SqliteListTest, EveryFilterHasItsIndex) {
  // Protects the choice of the walk: a filter that has an index uses it, whatever else is asked
  // for.
  fill(20);
  const MerchantId merchant = all_merchants_[1].first;
  const std::vector<std::pair<std::function<void(PaymentFilter&)>, std::string>> k_filters{
      {[](PaymentFilter&) {}, "SCAN p"},
      {[&](PaymentFilter& f) { f.merchant_id = merchant; }, "payment_merchant"},
      {[](PaymentFilter& f) { f.lifecycles = {Lifecycle::failed}; }, "payment_lifecycle"},
      {[](PaymentFilter& f) { f.lifecycles = {Lifecycle::declined}; }, "payment_lifecycle"},
      {[&](PaymentFilter& f) {
         f.lifecycles = {Lifecycle::failed, Lifecycle::expired};
         f.merchant_id = merchant;
       },
       "payment_lifecycle"},
      {[&](PaymentFilter& f) {
         f.lifecycles = {Lifecycle::declined};
         f.merchant_id = merchant;
       },
       "payment_merchant"},
      {[](PaymentFilter& f) { f.lifecycles = {Lifecycle::captured}; }, "SCAN p"},
      {[](PaymentFilter& f) { f.refund_state = RefundState::part; }, "payment_refund_state"},
      {[](PaymentFilter& f) { f.in_doubt = true; }, "payment_in_doubt"},
      {[](PaymentFilter& f) { f.currency = "EUR"; }, "SCAN p"},
      {[](PaymentFilter& f) { f.method = "card"; }, "SCAN p"},
      {[](PaymentFilter& f) { f.amount_min_minor = 5; }, "SCAN p"},
      {[](PaymentFilter& f) { f.created_from = Instant{5}; }, "PRIMARY KEY (rowid>?)"},
      {[](PaymentFilter& f) { f.search = "order-1"; }, "payment_external payment_buyer"},
      {[](PaymentFilter& f) { f.search = "4242"; }, "payment_card_last4"},
      {[&](PaymentFilter& f) { f.search = rows_[0].id.text(); }, "PRIMARY KEY (rowid=?)"}};
  for (const auto& [change, wanted] : k_filters) {
    PaymentFilter filter;
    change(filter);
    std::string plans;
    for (const store::Source& source :
         read([&](storage::Tx& tx) { return sources_of(tx, everything(), filter); }))
      plans += plan_of(source, filter);
    for (std::size_t start = 0; start < wanted.size();) {
      const bool one = wanted.starts_with("PRIMARY") || wanted.starts_with("SCAN");
      const std::size_t end =
          one ? wanted.size() : std::min(wanted.find(' ', start), wanted.size());
      EXPECT_NE(plans.find(wanted.substr(start, end - start)), std::string::npos)
          << show(filter) << plans;
      start = end + 1;
    }
  }
}

TEST_P(ListTest, DatesAreRangesOfTheKey) {
  // Protects date filters at the edge: from is inclusive, before is exclusive, to the millisecond.
  all_merchants_.assign(4, {merchant_, company_});
  for (int i = 0; i < 3; ++i) {
    clock().advance_ms(1);
    put(drawn(i));
  }
  PaymentFilter filter;
  filter.created_from = rows_[1].created_at;
  EXPECT_EQ(page(everything(), filter).rows.size(), 2U);
  filter.created_before = rows_[2].created_at;
  ASSERT_EQ(page(everything(), filter).rows.size(), 1U);
  EXPECT_EQ(page(everything(), filter).rows[0].id, rows_[1].id);
}

}  // namespace
}  // namespace bursar::payments
