// What the tests of batches share: a merchant with money, files, and every step until a batch ends.
#pragma once

#include <string>

#include "batches/batches.hpp"
#include "payments/fixture_test.hpp"

namespace bursar::batches {

inline const Currency k_eur = Currency::of("EUR");

class BatchesTest : public payments::PaymentsTest {
 protected:
  std::vector<storage::Migration> migrations() const override {
    return join({payments::all_migrations(), batches::migrations()});
  }

  void SetUp() override {
    PaymentsTest::SetUp();
    must([&](Tx& tx) -> Result<void> {
      providers::CreateAccount bank;
      bank.account.adapter = "sim";
      bank.account.title = "Bank";
      bank.account.method = "bank_transfer";
      bank.account.base_url = "http://127.0.0.1:9";
      bank.api_key = Secret("key");
      const auto made = providers::create_account(tx, call(), *keys_, true, bank);
      if (!made) return made.error();
      return ok();
    });
  }
  /// Money to pay with, after a sale that has matured.
  void earn(std::int64_t minor) {
    captured_sale(minor);
    clock().advance_ms(3 * k_day_ms);
    mature_all();
  }
  Result<Batch> upload(const std::string& text, Kind kind = Kind::payout,
                       const std::string& name = "file.csv") {
    const Call now = call();
    const auto read = read_upload(now, *keys_, kind, merchant_, name, text);
    if (!read) return read.error();
    return db().write([&](Tx& tx) { return create_batch(tx, now, *read); });
  }
  Batch must_upload(const std::string& text, Kind kind = Kind::payout) {
    auto batch = upload(text, kind);
    EXPECT_TRUE(batch) << (batch ? "" : batch.error().code + ": " + batch.error().message);
    return batch ? std::move(*batch) : Batch{};
  }
  /// Until nothing is left to check.
  BatchRow check_all(BatchId id) {
    for (bool more = true; more;)
      more = *db().write([&](Tx& tx) { return check_lines(tx, call(), tools(), id); });
    return row(id);
  }
  BatchRow checked(const std::string& text, Kind kind = Kind::payout) {
    return check_all(must_upload(text, kind).id);
  }
  ConfirmBatch confirmation(const Batch& batch, const std::string& key = "key-1") {
    return {batch.id, batch.content_hash, key, "hash of " + batch.content_hash};
  }
  Result<Confirmed> confirm(const ConfirmBatch& command) {
    return db().write([&](Tx& tx) { return confirm_batch(tx, call(), command); });
  }
  void must_confirm(const Batch& batch) {
    const auto confirmed = confirm(confirmation(batch));
    ASSERT_TRUE(confirmed) << confirmed.error().code;
  }
  std::vector<AttemptId> run(BatchId id, std::int64_t limit = 1'000) {
    auto ran = db().write([&](Tx& tx) { return run_lines(tx, call(), tools(), id, limit); });
    EXPECT_TRUE(ran) << (ran ? "" : ran.error().message);
    return ran ? std::move(ran->attempts) : std::vector<AttemptId>{};
  }
  /// Every attempt is sent and approved.
  void answer_all(const std::vector<AttemptId>& attempts) {
    for (const AttemptId attempt : attempts) {
      const payments::Dispatch sent = claim_one(attempt);
      answer(attempt, payments::approved(sent.request));
    }
  }
  void follow() {
    clock().advance_ms(k_second_ms);
    const auto followed = db().write([&](Tx& tx) { return follow_lines(tx, call(), 1'000); });
    EXPECT_TRUE(followed);
  }
  BatchRow row(BatchId id) {
    return *read([&](Tx& tx) { return read_batch(tx, everything(), id); });
  }
  std::string state(BatchId id) { return std::string(word(row(id).batch.state)); }
  std::vector<Item> items(BatchId id, std::vector<ItemState> states = {}) {
    ListItems filter;
    filter.id = id;
    filter.states = std::move(states);
    filter.limit = 200'000;
    return *read([&](Tx& tx) { return list_items(tx, everything(), filter); });
  }
  /// "valid 2 EUR 3000, invalid 1": what the tallies say, in the order of currencies and states.
  std::string tally(BatchId id) {
    std::string text;
    for (const Tally& one : row(id).tallies) {
      if (!text.empty()) text += ", ";
      text += std::string(word(one.state)) + " " + std::to_string(one.lines);
      if (one.currency)
        text += " " + std::string(one.currency->code()) + " " + std::to_string(one.amount_minor);
    }
    return text;
  }
  /// "3 iban invalid_iban": the first fault of every line that has one.
  std::string faults(BatchId id) {
    std::string text;
    for (const Item& item : items(id))
      for (const Fault& fault : item.faults)
        text += (text.empty() ? "" : ", ") + std::to_string(item.line_no) + " " + fault.column +
                (fault.column.empty() ? "" : " ") + fault.code;
    return text;
  }
  static std::int64_t lines_valid(const BatchRow& row) {
    std::int64_t lines = 0;
    for (const Tally& one : row.tallies)
      if (one.state == ItemState::valid) lines += one.lines;
    return lines;
  }
  std::string broken() {
    std::string text = findings();
    const auto found = read([](Tx& tx) { return verify(tx); });
    for (const Finding& finding : found) text += finding.check + ": " + finding.detail + "\n";
    return text;
  }
  std::int64_t payouts() {
    return read([&](Tx& tx) {
      return *tx.one("SELECT COUNT(*) FROM operation WHERE type = $1",
                     {payments::OperationType::payout},
                     [](const storage::Row& one) { return one.i64(0); });
    });
  }
  Tools tools() {
    return {*keys_, [](CompanyId company, MerchantId merchant, ProjectId project) {
              return ScopeIssuer::of({}, {}, {{company, merchant, project}});
            }};
  }
  /// A payout file of `lines` lines over `minor` each.
  static std::string payout_file(int lines, std::int64_t minor = 100, std::string_view tag = "p") {
    std::string text = "payment_id,amount,currency,iban,holder\n";
    for (int i = 1; i <= lines; ++i)
      text += fmt::format("{}-{},{},EUR,DE89370400440532013000,Ada Lovelace\n", tag, i, minor);
    return text;
  }
};

}  // namespace bursar::batches
