// Recipients: who may be paid, when, and what is told of where the money goes.
#include "recipients/fixture_test.hpp"
#include "recipients/merchant_end.hpp"
#include "recipients/reencrypt.hpp"
#include "recipients/state_machine.hpp"

namespace bursar::recipients {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

INSTANTIATE_TEST_SUITE_P(Both, RecipientsTest, both_dialects(), dialect_name);

TEST(RecipientStates, AreReachedAndLeftAsTheTableSays) {
  // Protects the rule of who may be paid: the whole table, and no way out of the archive.
  const auto to = [](State from, Event event) {
    const auto state = next(from, event);
    return state ? std::string(word(*state)) : "-";
  };
  const auto row = [&](State from) {
    std::string text;
    for (const Event event : {Event::changed, Event::sent, Event::approved, Event::declined,
                              Event::given_back, Event::archived})
      text += (text.empty() ? "" : " ") + to(from, event);
    return text;
  };
  EXPECT_EQ(row(State::draft), "draft pending_approval approved - - archived");
  EXPECT_EQ(row(State::pending_approval), "draft - approved declined draft archived");
  EXPECT_EQ(row(State::approved), "draft - - - - archived");
  EXPECT_EQ(row(State::declined), "draft pending_approval approved - - archived");
  EXPECT_EQ(row(State::archived), "- - - - - -");
}

TEST_P(RecipientsTest, IsPaidOnlyAfterADay) {
  // Protects the merchant from whoever got in: a fresh recipient gives people a day to notice.
  const Recipient draft = must_create();
  EXPECT_EQ(draft.state, State::draft);
  EXPECT_EQ(pay_code(draft.id), "recipient_not_approved");
  const auto approved = submit(draft);
  ASSERT_TRUE(approved) << approved.error().message;
  EXPECT_EQ(approved->state, State::approved);
  EXPECT_EQ(approved->approved_by, "ann@bursar.example");
  EXPECT_EQ(approved->usable_from_at->ms - clock().now().ms, k_day_ms);
  clock().advance_ms(k_cooling_ms - 1);
  const auto early = pay(draft.id);
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().code, "recipient_cooling");
  EXPECT_EQ(early.error().field, "recipient_id");
  EXPECT_EQ(early.error().details.front().second, std::to_string(clock().now().ms + 1));
  clock().advance_ms(1);
  const auto payable = pay(draft.id);
  ASSERT_TRUE(payable) << payable.error().message;
  EXPECT_EQ(payable->iban, k_iban);
  EXPECT_EQ(payable->holder, "Acme GmbH");
  EXPECT_EQ(pay(draft.id, Currency::of("USD")).error().field, "currency");
}

TEST_P(RecipientsTest, IsNotPaidSoonerByTypingItsDestination) {
  // Protects: the wait and a refusal hold for the destination, however it is written.
  const Recipient one = must_create();
  const auto typed = [&](const std::string& iban) {
    Destination destination;
    destination.iban = iban;
    const auto may = db().read(
        [&](Tx& tx) { return judge_typed(tx, as(job_), *keys_, merchant_, k_eur, destination); });
    return may ? "" : may.error().field + " " + may.error().code;
  };
  const std::string iban = "DE89 3704 0044 0532 0130 00";
  EXPECT_EQ(typed(iban), "") << "nobody was asked about a draft";
  ASSERT_TRUE(submit(one));
  EXPECT_EQ(typed(iban), "iban recipient_cooling");
  EXPECT_EQ(typed("GB82WEST12345698765432"), "");
  clock().advance_ms(k_day_ms);
  EXPECT_EQ(typed(iban), "");
}

TEST_P(RecipientsTest, IsADraftAgainOnceItIsChanged) {
  // Protects against paying to what nobody approved: an edit takes the approval back, the same
  // destination cools again, and a stale reader changes nothing.
  const Recipient draft = must_create();
  const auto approved = submit(draft);
  ASSERT_TRUE(approved);
  clock().advance_ms(k_cooling_ms);
  ASSERT_TRUE(pay(draft.id));
  EXPECT_EQ(change({draft.id, draft.version, {}, {}, "Other"}).error().code, "version_changed");
  const auto changed = change({draft.id, approved->version, {}, {}, "Acme two"});
  ASSERT_TRUE(changed) << changed.error().message;
  EXPECT_EQ(changed->state, State::draft);
  EXPECT_FALSE(changed->usable_from_at);
  EXPECT_EQ(pay_code(draft.id), "recipient_not_approved");
  ASSERT_TRUE(submit(*changed));
  EXPECT_EQ(pay_code(draft.id), "recipient_cooling");
  clock().advance_ms(k_cooling_ms);
  const auto payable = pay(draft.id);
  ASSERT_TRUE(payable);
  EXPECT_EQ(payable->iban, k_iban);
}

TEST_P(RecipientsTest, TakesAnotherDestinationWhole) {
  // Protects against a mixture of two destinations: the new one replaces kind, mask and seal.
  const Recipient draft = must_create();
  ChangeRecipient command{draft.id, draft.version};
  command.destination = Destination{"", "", "mfWxJ45yp2SFn7UciZyNpvDKrzbhyfKrY8", {}};
  const auto changed = change(command);
  ASSERT_TRUE(changed) << changed.error().message;
  EXPECT_EQ(look(draft.id).kind, Kind::crypto_address);
  EXPECT_EQ(look(draft.id).display, "mfWx •••• KrY8");
  ASSERT_TRUE(submit(*changed));
  clock().advance_ms(k_cooling_ms);
  const auto payable = pay(draft.id);
  ASSERT_TRUE(payable);
  EXPECT_EQ(payable->iban + "|" + payable->address, "|mfWxJ45yp2SFn7UciZyNpvDKrzbhyfKrY8");
}

TEST_P(RecipientsTest, CannotBePaidInTheArchive) {
  // Protects what was taken out of use: for good, with its destination free for another one.
  const auto approved = submit(must_create());
  ASSERT_TRUE(approved);
  clock().advance_ms(k_cooling_ms);
  const auto archived = archive(*approved);
  ASSERT_TRUE(archived);
  EXPECT_EQ(pay_code(archived->id), "recipient_archived");
  EXPECT_EQ(change({archived->id, archived->version, {}, {}, "x"}).error().code,
            "recipient_archived");
  EXPECT_EQ(submit(*archived).error().code, "recipient_archived");
  EXPECT_TRUE(create(wanted("Again")));
}

TEST_P(RecipientsTest, TellsWhichOneHasTheDestination) {
  // Protects against the same account saved twice under two names, however it is spelt.
  const Recipient first = must_create();
  CreateRecipient again = wanted("Somebody else");
  again.destination.iban = k_iban;
  const auto refused = create(again);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "recipient_exists");
  EXPECT_EQ(refused.error().details.front().second, first.id.text());
  again.currency = Currency::of("USD");
  EXPECT_TRUE(create(again));
  CreateRecipient other = wanted("Third");
  other.destination.iban = "GB29NWBK60161331926819";
  const auto third = create(other);
  ASSERT_TRUE(third) << third.error().message;
  ChangeRecipient onto{third->id, third->version};
  onto.destination = again.destination;
  EXPECT_EQ(change(onto).error().code, "recipient_exists");
  other.merchant = add_merchant("Second shop");
  other.destination.iban = k_iban;
  EXPECT_TRUE(create(other));
}

TEST_P(RecipientsTest, RefusesWhatIsNoDestination) {
  // Protects people from typing errors, and the database from card numbers.
  const auto problem = [&](auto spoil) {
    CreateRecipient command = wanted();
    spoil(command);
    const auto made = create(command);
    return made ? "taken" : made.error().field + " " + made.error().code;
  };
  EXPECT_EQ(problem([](auto& c) { c.destination.iban = "DE88370400440532013000"; }),
            "iban invalid_iban");
  EXPECT_EQ(problem([](auto& c) { c.destination.bic = "DEUT1EFF"; }), "bic invalid_bic");
  EXPECT_EQ(problem([](auto& c) { c.destination = {}; }), "iban one_destination");
  EXPECT_EQ(problem([](auto& c) { c.destination.address = "mfWxJ45yp2SFn7UciZyNpvDKrzbhyfKrY8"; }),
            "iban one_destination");
  EXPECT_EQ(problem([](auto& c) {
              c.destination = {"", "", "4242424242424242-4242424242"};
            }),
            "address invalid_address");
  EXPECT_EQ(problem([](auto& c) { c.holder = " "; }), "holder missing");
  EXPECT_EQ(problem([](auto& c) { c.name = ""; }), "name missing");
  EXPECT_EQ(problem([](auto& c) { c.purpose = "card 4242 4242 4242 4242"; }),
            "purpose card_number_not_allowed");
  EXPECT_EQ(problem([](auto& c) { c.reference = std::string(141, 'x'); }), "reference too_long");
  EXPECT_EQ(problem([](auto& c) { c.currency = Currency::of("JPY"); }),
            "currency currency_not_allowed");
  EXPECT_EQ(problem([](auto&) {}), "taken");
}

TEST_P(RecipientsTest, KeepsTheDestinationSealed) {
  // Protects the account number: nowhere in the rows in clear, and bound to its own row.
  const Recipient one = must_create();
  ASSERT_TRUE(change({one.id, one.version, {}, {}, "Acme again"}));
  std::string everything;
  (void)db().read([&](Tx& tx) {
    for (const char* sql : {"SELECT display, fingerprint, folded FROM payout_recipient",
                            "SELECT before_json, after_json, action FROM audit_entry",
                            "SELECT payload, type, subject_id FROM event"})
      tx.query(sql, {}, [&](const storage::Row& row) {
        for (int column = 0; column < 3; ++column) everything += row.text(column);
      });
    tx.query("SELECT destination_sealed FROM payout_recipient", {},
             [&](const storage::Row& row) { everything += row.blob(0); });
    return 0;
  });
  EXPECT_THAT(everything, Not(HasSubstr("37040044")));
  EXPECT_THAT(everything, HasSubstr("DE89 •••• 3000"));
  CreateRecipient other = wanted("Other");
  other.destination.iban = "GB29NWBK60161331926819";
  const auto second = create(other);
  ASSERT_TRUE(second);
  ASSERT_TRUE(submit(*second));
  clock().advance_ms(k_cooling_ms);
  ASSERT_TRUE(pay(second->id));
  (void)db().write([&](Tx& tx) -> Result<void> {
    tx.exec(
        "UPDATE payout_recipient SET destination_sealed = (SELECT destination_sealed FROM "
        "payout_recipient WHERE id = $1) WHERE id = $2",
        {one.id, second->id});
    return ok();
  });
  EXPECT_THROW((void)pay(second->id), std::runtime_error);
}

TEST_P(RecipientsTest, MovesToAnotherMasterKey) {
  // Protects the change of the master key: destinations move, and are still known afterwards.
  const Recipient one = must_create();
  const auto both =
      vault::make_key_ring({{1, Secret(std::string(32, 'k'))}, {2, Secret(std::string(32, 'n'))}});
  const auto moved = must([&](Tx& tx) -> Result<vault::Moved> {
    return vault::reencrypt(tx, *both, random(), destination_column(), 0, 10);
  });
  EXPECT_EQ(moved.rows, 1);
  EXPECT_EQ(db().read([&](Tx& tx) { return vault::count_stale(tx, *both, destination_column()); }),
            0);
  vault::LastingKeys lasting;
  lasting.emplace("card_fingerprint", keys_->derive("card_fingerprint", 1));
  keys_ = vault::make_key_ring({{2, Secret(std::string(32, 'n'))}}, std::move(lasting));
  EXPECT_EQ(create(wanted("Twice")).error().code, "recipient_exists");
  ASSERT_TRUE(submit(one));
  clock().advance_ms(k_cooling_ms);
  EXPECT_EQ(pay(one.id)->iban, k_iban);
}

TEST_P(RecipientsTest, WaitsForOthersWhereAPolicySaysSo) {
  // Protects four eyes: nobody lets in whom they wrote down, and the day begins with the consent.
  add_policy();
  const auto waiting = submit(must_create());
  ASSERT_TRUE(waiting) << waiting.error().message;
  EXPECT_EQ(waiting->state, State::pending_approval);
  EXPECT_EQ(submit(*waiting).error().code, "recipient_submitted");
  EXPECT_EQ(pay_code(waiting->id), "recipient_not_approved");
  EXPECT_EQ(decide(ann_, waiting->id), "own_request");
  clock().advance_ms(k_hour_ms);
  const approvals::Approval request = request_of(waiting->id);
  std::string shown;
  for (const approvals::Change& change : request.preview)
    shown += change.name + "=" + change.before.value_or("") + ">" + change.after.value_or("") + ";";
  EXPECT_THAT(shown, HasSubstr("recipient_state=pending_approval>approved"));
  EXPECT_THAT(shown, HasSubstr("recipient_destination=>DE89 •••• 3000"));
  EXPECT_EQ(decide(ben_, waiting->id), "");
  const Recipient approved = look(waiting->id);
  EXPECT_EQ(approved.state, State::approved);
  EXPECT_EQ(approved.submitted_by + " " + approved.approved_by,
            "ann@bursar.example ben@bursar.example");
  EXPECT_EQ(approved.usable_from_at->ms, clock().now().ms + k_day_ms);
}

TEST_P(RecipientsTest, ShowsWhatAnEditChangedToWhoeverApproves) {
  // Protects the approver: what was approved last stands beside what is asked for now.
  const auto approved = submit(must_create());
  ASSERT_TRUE(approved);
  add_policy();
  ChangeRecipient command{approved->id, approved->version};
  command.destination = Destination{"GB29NWBK60161331926819", "", "", {}};
  const auto changed = change(command);
  ASSERT_TRUE(changed);
  ASSERT_TRUE(submit(*changed));
  std::vector<std::string> shown;
  for (const approvals::Change& one : request_of(changed->id).preview)
    shown.push_back(one.name + "=" + one.before.value_or("") + ">" + one.after.value_or(""));
  EXPECT_THAT(shown, ElementsAre("recipient_state=pending_approval>approved",
                                 "recipient_destination=DE89 •••• 3000>GB29 •••• 6819"));
}

TEST_P(RecipientsTest, IsDeclinedWithAReasonOrGivenBack) {
  // Protects the people who asked: a no says why, and a request that lapsed leaves a draft.
  add_policy();
  const auto waiting = submit(must_create());
  ASSERT_TRUE(waiting);
  EXPECT_EQ(decide(ben_, waiting->id, false), "");
  const Recipient declined = look(waiting->id);
  EXPECT_EQ(declined.state, State::declined);
  EXPECT_EQ(declined.declined_reason, "unknown to us");
  const auto again = submit(declined);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(look(again->id).declined_reason, "");
  clock().advance_ms(73 * k_hour_ms);
  EXPECT_EQ(must([&](Tx& tx) { return approvals::sweep(tx, as(job_), desk_); }), 1);
  EXPECT_EQ(look(again->id).state, State::draft);
}

TEST_P(RecipientsTest, GivesUpTheRequestOfWhatWasChanged) {
  // Protects against consent to something else: the request that was on the screen is void.
  add_policy();
  const auto waiting = submit(must_create());
  ASSERT_TRUE(waiting);
  const approvals::Approval request = request_of(waiting->id);
  const auto changed = change({waiting->id, waiting->version, {}, {}, "Renamed"});
  ASSERT_TRUE(changed) << changed.error().message;
  EXPECT_EQ(changed->state, State::draft);
  EXPECT_EQ(request_of(waiting->id).state, approvals::State::voided);
  EXPECT_EQ(decide(ben_, waiting->id), "approval_closed");
  EXPECT_EQ(look(waiting->id).state, State::draft);
}

TEST_P(RecipientsTest, ShortensTheWaitWithTwoPeopleOnly) {
  // Protects the day: no one person ends it, not even whoever runs the installation.
  const auto approved = submit(must_create());
  ASSERT_TRUE(approved);
  const RecipientAt at{approved->id, approved->version};
  EXPECT_EQ(code_from([&](Tx& tx) { return shorten_wait(tx, as(ann_), at, {}); }),
            "second_person_missing");
  EXPECT_EQ(code_from([&](Tx& tx) {
              return shorten_wait(tx, as(ann_), at, {false, {UserId{ben_.key}}});
            }),
            "");
  EXPECT_EQ(pay_code(approved->id), "");
  EXPECT_EQ(look(approved->id).shortened_by, "ann@bursar.example");
  EXPECT_EQ(code_from([&](Tx& tx) {
              return shorten_wait(tx, as(ann_), {at.id, at.version + 1}, {true, {}});
            }),
            "recipient_usable");
}

TEST_P(RecipientsTest, BindsTheCodeToDestinationAndVersion) {
  // Protects M-05: another destination or another edition needs another code.
  const Recipient one = must_create();
  const auto act_of = [&](const Recipient& now) {
    return must([&](Tx& tx) { return submit_act(tx, as(ann_), {now.id, now.version}); });
  };
  const RecipientAct first = act_of(one);
  EXPECT_EQ(first.recipient, "Acme, DE89 •••• 3000");
  ChangeRecipient command{one.id, one.version};
  command.destination = Destination{"GB29NWBK60161331926819", "", "", {}};
  const auto changed = change(command);
  ASSERT_TRUE(changed);
  const RecipientAct second = act_of(*changed);
  EXPECT_NE(first.recipient_key, second.recipient_key);
  EXPECT_NE(first.intent, second.intent);
}

TEST_P(RecipientsTest, ListsWhatIsInReach) {
  // Protects tenants from each other, and people from searching in vain.
  const Recipient acme = must_create();
  CreateRecipient other = wanted("Bolt & Nut 100%");
  other.holder = "Bolt AG";
  other.destination.iban = "GB29NWBK60161331926819";
  const auto bolt = create(other);
  ASSERT_TRUE(bolt);
  const auto names = [&](const Scope& scope, ListRecipients filter) {
    return db().read([&](Tx& tx) {
      std::string text;
      for (const Recipient& one : list_recipients(tx, scope, filter, clock().now()))
        text += one.name + ";";
      return text;
    });
  };
  const Scope all = ScopeIssuer::installation();
  EXPECT_EQ(names(all, {}), "Bolt & Nut 100%;Acme;");
  ListRecipients filter;
  filter.search = "ACME";
  EXPECT_EQ(names(all, filter), "Acme;");
  filter.search = "0%";
  EXPECT_EQ(names(all, filter), "Bolt & Nut 100%;");
  filter.search = "6819";
  EXPECT_EQ(names(all, filter), "Bolt & Nut 100%;");
  filter = {};
  filter.before = bolt->id;
  EXPECT_EQ(names(all, filter), "Acme;");
  filter = {};
  filter.only_usable = true;
  EXPECT_EQ(names(all, filter), "");
  ASSERT_TRUE(submit(acme));
  clock().advance_ms(k_cooling_ms);
  EXPECT_EQ(names(all, filter), "Acme;");
  ASSERT_TRUE(archive(*bolt));
  EXPECT_EQ(names(all, {}), "Acme;");
  filter = {};
  filter.state = State::archived;
  EXPECT_EQ(names(all, filter), "Bolt & Nut 100%;");
  const Scope foreign = ScopeIssuer::of({CompanyId{company_.key + 1}}, {});
  EXPECT_EQ(names(foreign, {}), "");
  const auto read = db().read([&](Tx& tx) { return read_recipient(tx, foreign, acme.id); });
  EXPECT_EQ(read.error().kind, ErrorKind::not_found);
  ann_.scope = foreign;
  EXPECT_EQ(create(wanted("Foreign")).error().kind, ErrorKind::not_found);
  EXPECT_EQ(submit(acme).error().kind, ErrorKind::not_found);
}

TEST_P(RecipientsTest, GoesWithItsMerchant) {
  // Protects against rows of a merchant that was deleted: they go with it, and no others.
  (void)must_create();
  CreateRecipient other = wanted("Stays");
  other.merchant = add_merchant("Second shop");
  const auto stays = create(other);
  ASSERT_TRUE(stays);
  const auto forget = [&] {
    return must([&](Tx& tx) { return Result<std::string>(forget_merchant(tx, merchant_)); });
  };
  EXPECT_EQ(forget(), "1 payout recipients");
  EXPECT_EQ(forget(), "");
  EXPECT_EQ(look(stays->id).name, "Stays");
}

}  // namespace
}  // namespace bursar::recipients
