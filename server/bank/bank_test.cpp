// Payments by files on both databases: in a file once, moved by the bank's word alone, matched by
// account, amount and reference, and everything else left to a person.
#include "bank/bank.hpp"

#include <cctype>

#include "bank/order.hpp"
#include "bank/reencrypt.hpp"
#include "payments/exception.hpp"
#include "payments/fixture_test.hpp"
#include "payments/manual_status.hpp"
#include "providers/accounts.hpp"

namespace bursar::bank {
namespace {

using payments::Created;
using payments::k_eur;
using payments::Lifecycle;

constexpr std::string_view k_own_iban = "DE89370400440532013000";

class BankTest : public payments::PaymentsTest {
 protected:
  std::vector<storage::Migration> migrations() const override {
    return join({PaymentsTest::migrations(), bank::migrations()});
  }
  void SetUp() override {
    PaymentsTest::SetUp();
    captured_sale(100'000);
    clock().advance_ms(3 * k_day_ms);
    mature_all();
    start_ = balance(ledger::Bucket::merchant_available);
    bank_ = make_account("download");
  }
  ProviderAccountId make_account(std::string hand_over) {
    providers::CreateAccount create;
    create.account.adapter = "bank";
    create.account.title = "House bank";
    create.account.method = "bank_transfer";
    create.account.settings = {{"holder", "Shops GmbH"},
                               {"iban", std::string(k_own_iban)},
                               {"cut_off", "16:30"},
                               {"hand_over", std::move(hand_over)}};
    const auto made = db().write([&](storage::Tx& tx) {
      return providers::create_account(tx, call(), *keys_, true, create);
    });
    EXPECT_TRUE(made) << (made ? "" : made.error().message);
    return made ? made->id : ProviderAccountId{};
  }
  /// What the runner does with a claimed attempt of this adapter.
  void hand_over(AttemptId attempt) {
    const payments::Dispatch sent = claim_one(attempt);
    const providers::Adapter& adapter = *providers::find_adapter("bank");
    const auto wire = adapter.build(sent.request, sent.config);
    EXPECT_EQ(wire.method, providers::k_desk_method);
    for (int turn = 0; turn < 2; ++turn) {  // a repeat finds what the first one made
      const auto response =
          db().write([&](storage::Tx& tx) { return desk(tx, call(), *keys_, wire); });
      ASSERT_TRUE(response) << response.error().message;
      answer(attempt, *response);
    }
  }
  Created pay_out(std::int64_t minor = 5'000, std::string name = "Ada Lovelace") {
    payments::CreatePayout command;
    command.merchant_id = merchant_;
    command.external_id = "payout-" + std::to_string(++orders_);
    command.amount = {minor, k_eur};
    command.payment_method = "bank_transfer";
    command.iban = "DE02120300000000202051";
    command.holder = std::move(name);
    command.description = "October";
    const auto created = db().write(
        [&](storage::Tx& tx) { return payments::create_payout(tx, call(), *keys_, command); });
    EXPECT_TRUE(created) << (created ? "" : created.error().message);
    hand_over(created->attempt);
    return *created;
  }
  Created ask_for(std::int64_t minor = 10'000) {
    payments::CreateSale command = sale_command(minor);
    command.card.reset();
    command.payment_method = "bank_transfer";
    Created created = must_sell(command);
    hand_over(created.attempt);
    return created;
  }
  Result<PaymentFile> make() {
    return db().write([&](storage::Tx& tx) { return make_file(tx, call(), *keys_, bank_); });
  }
  FileContent take(BankFileId id) {
    const auto taken =
        db().write([&](storage::Tx& tx) { return take_file(tx, call(), *keys_, id); });
    EXPECT_TRUE(taken);
    return *taken;
  }
  Result<Statement> bring(const std::string& content) {
    return db().write([&](storage::Tx& tx) {
      return import_file(tx, call(), *keys_, {bank_, "file.xml", content});
    });
  }
  Statement must_import(const std::string& content) {
    const auto imported = bring(content);
    EXPECT_TRUE(imported) << (imported ? "" : imported.error().message);
    return imported ? *imported : Statement{};
  }
  static std::string end_to_end(const Created& created) {
    std::string name = created.attempt.text();
    name[2] = '-';
    return name;
  }
  static std::string answer_xml(const std::string& message, const std::string& body,
                                const std::string& id = "A1") {
    return "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.10\"><CstmrPmtStsRpt>"
           "<GrpHdr><MsgId>" +
           id + "</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>" + message +
           "</OrgnlMsgId></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts>" + body +
           "</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>";
  }
  static std::string status(const std::string& reference, const std::string& word,
                            const std::string& reason = "") {
    return "<TxInfAndSts><OrgnlEndToEndId>" + reference + "</OrgnlEndToEndId><TxSts>" + word +
           "</TxSts>" +
           (reason.empty() ? "" : "<StsRsnInf><Rsn><Cd>" + reason + "</Cd></Rsn></StsRsnInf>") +
           "</TxInfAndSts>";
  }
  /// One entry of a statement.
  static std::string entry(const std::string& amount, const std::string& direction,
                           const std::string& bank_reference, const std::string& details) {
    return "<Ntry><Amt Ccy=\"EUR\">" + amount + "</Amt><CdtDbtInd>" + direction +
           "</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-20</Dt></"
           "BookgDt><AcctSvcrRef>" +
           bank_reference + "</AcctSvcrRef><NtryDtls><TxDtls>" + details +
           "</TxDtls></NtryDtls></Ntry>";
  }
  static std::string refs(const std::string& reference) {
    return "<Refs><EndToEndId>" + reference + "</EndToEndId></Refs>";
  }
  static std::string from(const std::string& text) {
    return "<RltdPties><Dbtr><Nm>Ben Buyer</Nm></Dbtr><DbtrAcct><Id><IBAN>DE02120300000000202051"
           "</IBAN></Id></DbtrAcct></RltdPties><RmtInf><Ustrd>" +
           text + "</Ustrd></RmtInf>";
  }
  std::string statement_xml(const std::string& entries, const std::string& id = "S1") const {
    return "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt>"
           "<GrpHdr><MsgId>" +
           id + "</MsgId></GrpHdr><Stmt><Acct><Id><IBAN>" + std::string(k_own_iban) +
           "</IBAN></Id></Acct>" + entries + "</Stmt></BkToCstmrStmt></Document>";
  }
  std::vector<Line> lines(std::optional<LineState> state = {}) {
    return *read([&](storage::Tx& tx) {
      ListLines filter;
      filter.account = bank_;
      filter.state = state;
      return list_lines(tx, everything(), *keys_, filter);
    });
  }
  Lifecycle lifecycle(const Created& created) { return payment(created.payment.id).lifecycle; }
  std::size_t cases(payments::ExceptionKind kind) {
    payments::ListExceptions filter;
    filter.kind = kind;
    return read([&](storage::Tx& tx) -> Result<std::size_t> {
             return payments::list_exceptions(tx, everything(), filter).size();
           })
        .value();
  }
  std::int64_t available() { return balance(ledger::Bucket::merchant_available); }

  ProviderAccountId bank_;
  std::int64_t start_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Both, BankTest, both_dialects(), dialect_name);

TEST_P(BankTest, APayoutTravelsInAFileAndIsPaidByTheStatement) {
  // Protects the whole way: reserved, in one file, submitted until answered, paid once it is
  // booked.
  const Created payout = pay_out();
  EXPECT_EQ(lifecycle(payout), Lifecycle::processing);
  EXPECT_EQ(available(), start_ - 5'000);
  const auto file = make();
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->orders, 1);
  EXPECT_EQ(make().error().code, "nothing_waiting");
  const FileContent taken = take(file->id);
  EXPECT_EQ(taken.file.state, FileState::submitted);
  EXPECT_EQ(take(file->id).content, taken.content);
  EXPECT_NE(taken.content.find("<EndToEndId>" + end_to_end(payout)), std::string::npos);
  EXPECT_NE(taken.content.find("<CtrlSum>50.00</CtrlSum>"), std::string::npos);
  EXPECT_NE(taken.content.find("<Nm>Ada Lovelace</Nm>"), std::string::npos);
  clock().advance_ms(30 * k_day_ms);
  EXPECT_EQ(lifecycle(payout), Lifecycle::processing) << "no time of ours decides";

  must_import(answer_xml(file->message_id, status(end_to_end(payout), "ACSP")));
  EXPECT_EQ(lifecycle(payout), Lifecycle::processing);
  const std::string statement =
      statement_xml(entry("50.00", "DBIT", "B1", refs(end_to_end(payout))));
  EXPECT_EQ(must_import(statement).lines, 1);
  EXPECT_EQ(lifecycle(payout), Lifecycle::paid);
  EXPECT_EQ(available(), start_ - 5'000);
  EXPECT_EQ(must_import(statement).lines, 1) << "the same file answers as the first time";
  EXPECT_EQ(lines().size(), 2U);
  const Statement again =
      must_import(statement_xml(entry("50.00", "DBIT", "B1", refs(end_to_end(payout))), "S2"));
  EXPECT_EQ(again.repeated, 1) << "the same entry in another file";
  EXPECT_EQ(findings(), "");
}

TEST_P(BankTest, ARejectionGivesTheMoneyBackWithItsReason) {
  // Protects the merchant: rejected by the bank means reserved no more, and the reason is told.
  const Created good = pay_out();
  const Created bad = pay_out(3'000);
  const auto file = make();
  take(file->id);
  must_import(answer_xml(file->message_id, status(end_to_end(good), "ACSC") +
                                               status(end_to_end(bad), "RJCT", "AC04")));
  EXPECT_EQ(lifecycle(bad), Lifecycle::declined);
  EXPECT_EQ(payment(bad.payment.id).decline_reason, "closed_account");
  EXPECT_EQ(lifecycle(good), Lifecycle::processing);
  EXPECT_EQ(available(), start_ - 5'000);
  const auto files = read([&](storage::Tx& tx) { return list_files(tx, everything(), bank_, 10); });
  EXPECT_EQ(files->front().state, FileState::partly_accepted);
  EXPECT_EQ(findings(), "");
}

TEST_P(BankTest, AFileRejectedAsAWholeRejectsEveryOrder) {
  // Protects against orders that wait for ever: the answer about the file reaches each of them.
  const Created one = pay_out();
  const Created two = pay_out(1'000);
  const auto file = make();
  take(file->id);
  must_import(
      "<Document><CstmrPmtStsRpt><GrpHdr><MsgId>A9</MsgId></GrpHdr><OrgnlGrpInfAndSts>"
      "<OrgnlMsgId>" +
      file->message_id +
      "</OrgnlMsgId><GrpSts>RJCT</GrpSts><StsRsnInf><Rsn>"
      "<Cd>FF01</Cd></Rsn></StsRsnInf></OrgnlGrpInfAndSts></CstmrPmtStsRpt></Document>");
  EXPECT_EQ(lifecycle(one), Lifecycle::declined);
  EXPECT_EQ(lifecycle(two), Lifecycle::declined);
  EXPECT_EQ(available(), start_);
  EXPECT_EQ(findings(), "");
}

TEST_P(BankTest, WhatCameBackIsReturnedOnce) {
  // Protects the balance after a payout bounced: given back once, with a case for people.
  const Created payout = pay_out();
  const auto file = make();
  take(file->id);
  must_import(statement_xml(entry("50.00", "DBIT", "B1", refs(end_to_end(payout)))));
  const std::string reason = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>";
  must_import(statement_xml(entry("50.00", "CRDT", "B2", refs(end_to_end(payout)) + reason), "S2"));
  EXPECT_EQ(lifecycle(payout), Lifecycle::returned);
  EXPECT_EQ(available(), start_);
  EXPECT_EQ(cases(payments::ExceptionKind::returned), 1U);
  must_import(statement_xml(entry("50.00", "CRDT", "B3", refs(end_to_end(payout)) + reason), "S3"));
  EXPECT_EQ(available(), start_);
  EXPECT_EQ(lines(LineState::unmatched).size(), 1U) << "a second return is for a person";
  EXPECT_EQ(findings(), "");
}

TEST_P(BankTest, OneFieldOffIsLeftToAPerson) {
  // Protects the books: another amount, an unknown reference, money without a word, an early
  // booking.
  const Created payout = pay_out();
  const std::string mine = refs(end_to_end(payout));
  must_import(statement_xml(entry("50.00", "DBIT", "B0", mine), "S0"));
  EXPECT_NE(lines()[0].note.find("here it is waiting"), std::string::npos);
  const auto file = make();
  take(file->id);
  must_import(statement_xml(
      entry("50.01", "DBIT", "B1", mine) + entry("50.00", "DBIT", "B2", refs("at-nobody")) +
      entry("50.00", "CRDT", "B3", mine) + entry("1.00", "CRDT", "B4", from("hello"))));
  EXPECT_EQ(lifecycle(payout), Lifecycle::processing);
  EXPECT_EQ(lines(LineState::unmatched).size(), 5U);
  EXPECT_EQ(bring(answer_xml("BURSAR-unknown", status("x", "ACSC")))->unmatched, 1);
  EXPECT_EQ(findings(), "");
}

TEST_P(BankTest, ASumPaysEveryOrderOfItsFile) {
  // Protects banks that book a file in one sum: all of it is paid, or none of it when it differs.
  const Created one = pay_out();
  const Created two = pay_out(3'000);
  const Created bad = pay_out(1'000);
  const auto file = make();
  take(file->id);
  must_import(answer_xml(file->message_id, status(end_to_end(bad), "RJCT", "AC04")));
  const auto sum_of = [&](const std::string& amount, const std::string& bank_reference) {
    return "<Ntry><Amt Ccy=\"EUR\">" + amount +
           "</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-20</Dt>"
           "</BookgDt><AcctSvcrRef>" +
           bank_reference + "</AcctSvcrRef><NtryDtls><Btch><PmtInfId>" + file->message_id +
           "</PmtInfId></Btch></NtryDtls></Ntry>";
  };
  must_import(statement_xml(sum_of("90.00", "B1"), "S1"));
  EXPECT_EQ(lifecycle(one), Lifecycle::processing) << "not what is in it without the rejected one";
  must_import(statement_xml(sum_of("80.00", "B2"), "S2"));
  EXPECT_EQ(lifecycle(one), Lifecycle::paid);
  EXPECT_EQ(lifecycle(two), Lifecycle::paid);
  EXPECT_EQ(lifecycle(bad), Lifecycle::declined);
  must_import(statement_xml(sum_of("80.00", "B3"), "S3"));
  EXPECT_EQ(lines(LineState::unmatched).size(), 2U) << "another amount, and a second time";
  EXPECT_EQ(findings(), "");
}

TEST_P(BankTest, ATransferInPaysTheSaleOfItsReference) {
  // Protects sales by transfer: exact, short, over and late, in whatever way the reference is
  // typed.
  const Created exact = ask_for();
  EXPECT_EQ(lifecycle(exact), Lifecycle::action);
  const std::string reference = payer_reference(exact.attempt.key);
  std::string typed;
  for (const char c : reference) typed += std::string(1, static_cast<char>(std::tolower(c))) + " ";
  must_import(statement_xml(entry("100.00", "CRDT", "B1", from("order 7, " + typed + "thanks"))));
  EXPECT_EQ(lifecycle(exact), Lifecycle::captured);
  const Created brief = ask_for();
  const Created over = ask_for();
  must_import(
      statement_xml(entry("90.00", "CRDT", "B2", from(payer_reference(brief.attempt.key))) +
                        entry("120.00", "CRDT", "B3", from(payer_reference(over.attempt.key))),
                    "S2"));
  EXPECT_EQ(cases(payments::ExceptionKind::short_paid), 1U);
  EXPECT_EQ(cases(payments::ExceptionKind::over_paid), 1U);
  must_import(statement_xml(entry("100.00", "CRDT", "B9", from(reference)), "S3"));
  EXPECT_EQ(lines(LineState::unmatched).size(), 1U) << "paid a second time";
  const Created late = ask_for();
  clock().advance_ms(30 * k_day_ms);
  must_import(
      statement_xml(entry("100.00", "CRDT", "B4", from(payer_reference(late.attempt.key))), "S4"));
  EXPECT_EQ(lifecycle(late), Lifecycle::captured);
  EXPECT_EQ(findings(), "");
}

TEST_P(BankTest, APersonAssignsALineOnce) {
  // Protects unmatched money: given to the payment somebody names, when it fits, and never twice.
  const Created sale = ask_for();
  must_import(statement_xml(entry("100.00", "CRDT", "B1", from("no reference")) +
                            entry("5.00", "CRDT", "B2", from("a gift"))));
  const auto open = lines(LineState::unmatched);
  ASSERT_EQ(open.size(), 2U);
  const auto assign = [&](LineId id, std::string target) {
    return db().write([&](storage::Tx& tx) {
      return assign_line(tx, call(), *keys_, {id, target, "seen on the invoice"});
    });
  };
  EXPECT_EQ(assign(open[1].id, "tx_nothing").error().code, "target_unknown");
  const auto assigned = assign(open[1].id, sale.payment.id.text());
  ASSERT_TRUE(assigned) << assigned.error().message;
  EXPECT_EQ(assigned->state, LineState::assigned);
  EXPECT_EQ(assigned->payment_id, sale.payment.id.text());
  EXPECT_EQ(assigned->party, "Ben Buyer, DE02 •••• 2051");
  EXPECT_EQ(lifecycle(sale), Lifecycle::captured);
  EXPECT_EQ(assign(open[1].id, sale.payment.id.text()).error().code, "not_open");
  EXPECT_EQ(assign(open[0].id, sale.payment.id.text()).error().code, "does_not_fit");
  const auto aside = db().write(
      [&](storage::Tx& tx) { return put_aside(tx, call(), *keys_, open[0].id, "a present"); });
  EXPECT_EQ(aside->state, LineState::put_aside);
  EXPECT_EQ(findings(), "");
}

TEST_P(BankTest, ARefundGoesToWhereTheMoneyCameFrom) {
  // Protects refunds of transfers: the payer's account of the statement, in the next file.
  const Created sale = ask_for();
  must_import(
      statement_xml(entry("100.00", "CRDT", "B1", from(payer_reference(sale.attempt.key)))));
  const auto refunded = refund(sale.payment.id, 4'000);
  ASSERT_TRUE(refunded) << refunded.error().message;
  hand_over(refunded->attempt);
  const auto file = make();
  ASSERT_TRUE(file) << file.error().message;
  const FileContent taken = take(file->id);
  EXPECT_NE(taken.content.find("<IBAN>DE02120300000000202051</IBAN>"), std::string::npos);
  EXPECT_NE(taken.content.find("<Nm>Ben Buyer</Nm>"), std::string::npos);
  EXPECT_NE(taken.content.find(">40.00<"), std::string::npos);
  EXPECT_EQ(findings(), "");
}

TEST_P(BankTest, TheCutOffMakesOneFileOfWhatWaitedBefore) {
  // Protects the daily batch: made after its hour when anything waited before it, and once.
  clock().set(Instant{utc_day(clock().now()) * k_day_ms + 16 * k_hour_ms + k_day_ms});
  pay_out();
  const auto due = [&] {
    return db()
        .write([&](storage::Tx& tx) -> Result<std::size_t> {
          return make_due_files(tx, call(), *keys_).size();
        })
        .value();
  };
  EXPECT_EQ(due(), 0U);
  EXPECT_FALSE(read([&](storage::Tx& tx) { return is_file_due(tx, everything(), clock().now()); }));
  clock().advance_ms(k_hour_ms);
  pay_out(1'000);
  EXPECT_TRUE(read([&](storage::Tx& tx) { return is_file_due(tx, everything(), clock().now()); }));
  EXPECT_EQ(due(), 1U);
  EXPECT_EQ(due(), 0U);
  EXPECT_EQ(
      read([&](storage::Tx& tx) { return list_files(tx, everything(), bank_, 9); })->front().orders,
      2);
}

TEST_P(BankTest, WhatEndedWhileItWaitedGoesIntoNoFile) {
  // Protects against paying what the merchant was given back by a person's decision.
  const Created ended = pay_out();
  const Created goes = pay_out(3'000);
  must([&](storage::Tx& tx) -> Result<void> {
    tx.exec("UPDATE attempt SET next_check_at = NULL WHERE id = $1", {ended.attempt});
    return ok();
  });
  payments::ChangeState command;
  command.operation = last_operation(ended.payment.id).id;
  command.verdict = payments::Verdict::declined;
  command.reason = "it has waited for too long";
  command.evidence = "the statements of May";
  command.has_second_person = true;
  must([&](storage::Tx& tx) -> Result<void> {
    auto done = payments::change_transaction_state(tx, call(), command);
    return done ? ok() : Result<void>(done.error());
  });
  EXPECT_EQ(available(), start_ - 3'000);
  const auto file = make();
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->orders, 1);
  const std::string content = take(file->id).content;
  EXPECT_EQ(content.find(end_to_end(ended)), std::string::npos);
  EXPECT_NE(content.find(end_to_end(goes)), std::string::npos);
  EXPECT_EQ(lifecycle(ended), Lifecycle::declined);
  EXPECT_EQ(findings(), "");
}

TEST_P(BankTest, AnOrderAfterItsEndIsTurnedAway) {
  // Protects against a late order: somebody proved meanwhile that the desk never had it.
  payments::CreatePayout payout;
  payout.merchant_id = merchant_;
  payout.external_id = "late";
  payout.amount = {5'000, k_eur};
  payout.payment_method = "bank_transfer";
  payout.iban = "DE02120300000000202051";
  payout.holder = "Ada Lovelace";
  const auto created = db().write(
      [&](storage::Tx& tx) { return payments::create_payout(tx, call(), *keys_, payout); });
  ASSERT_TRUE(created) << created.error().message;
  const payments::Dispatch sent = claim_one(created->attempt);
  const auto wire = providers::find_adapter("bank")->build(sent.request, sent.config);
  answer(created->attempt, payments::not_sent());
  ASSERT_EQ(available(), start_);
  const auto said = db().write([&](storage::Tx& tx) { return desk(tx, call(), *keys_, wire); });
  ASSERT_TRUE(said);
  EXPECT_NE(said->body.find("not_expected"), std::string::npos) << said->body;
  EXPECT_EQ(make().error().code, "nothing_waiting");
  EXPECT_EQ(findings(), "");
}

TEST_P(BankTest, EverythingSealedMovesToANewKey) {
  // Protects key rotation: receivers, files, statements and payers open under the new key alone.
  const Created sale = ask_for();
  must_import(
      statement_xml(entry("100.00", "CRDT", "B1", from(payer_reference(sale.attempt.key)))));
  pay_out();
  const auto file = make();
  const std::string before = take(file->id).content;
  const Secret first(std::string(32, 'k'));
  const Secret second(std::string(32, 'n'));
  keys_ = vault::make_key_ring({{1, first}, {2, second}});
  for (const vault::SealedColumn& column : sealed_columns())
    must([&](storage::Tx& tx) -> Result<void> {
      EXPECT_GT(vault::reencrypt(tx, *keys_, random(), column, 0, 100).rows, 0) << column.title;
      EXPECT_EQ(vault::count_stale(tx, *keys_, column), 0) << column.title;
      return ok();
    });
  keys_ = vault::make_key_ring({{2, second}});
  EXPECT_EQ(take(file->id).content, before);
  EXPECT_EQ(lines()[0].party, "Ben Buyer, DE02 •••• 2051");
}

TEST_P(BankTest, FilesOfOthersDoNotExist) {
  // Protects tenants: no file, no line and no account of another company, and none that is no bank.
  const Created payout = pay_out();
  const auto file = make();
  Actor stranger;
  stranger.name = "stranger";
  const Call foreign{stranger, clock().now(), ids(), random()};
  const auto taken =
      db().write([&](storage::Tx& tx) { return take_file(tx, foreign, *keys_, file->id); });
  ASSERT_FALSE(taken);
  const auto none =
      db().write([&](storage::Tx& tx) { return make_file(tx, call(), *keys_, account_); });
  EXPECT_EQ(none.error().code, "not_a_bank");
  EXPECT_EQ(bring("<a/>").error().code, "unknown_message");
  const std::string other =
      "<Document><BkToCstmrStmt><Stmt><Acct><Id><IBAN>DE02120300000000202051</IBAN></Id></Acct>"
      "</Stmt></BkToCstmrStmt></Document>";
  EXPECT_EQ(bring(other).error().code, "other_account");
  EXPECT_EQ(lifecycle(payout), Lifecycle::processing);
}

}  // namespace
}  // namespace bursar::bank
