// What the tests of recipients share: an installation with a merchant, people, and the real desk of
// approvals.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "approvals/approvals.hpp"
#include "audit/audit.hpp"
#include "fees/fees.hpp"
#include "idempotency/idempotency.hpp"
#include "identity/identity.hpp"
#include "merchants/merchants.hpp"
#include "notify/notify.hpp"
#include "outbox/outbox.hpp"
#include "recipients/recipients.hpp"
#include "testing/testing.hpp"

namespace bursar::recipients {

inline const Currency k_eur = Currency::of("EUR");
inline constexpr const char* k_iban = "DE89370400440532013000";

inline const identity::Settings& test_settings() {
  static SeededRandom random(7);
  static const identity::Settings settings = identity::make_settings(
      {Secret(std::string(32, 'p')), Secret(std::string(32, 't')), Secret(std::string(32, 'a'))},
      {.hash_cost = identity::k_lowest_hash_cost}, identity::Environment::sandbox, random);
  return settings;
}

class RecipientsTest : public DbTest {
 protected:
  template <class F>
  auto must(F fn) {
    auto result = db().write(fn);
    EXPECT_TRUE(result.has_value())
        << (result ? "" : result.error().code + ": " + result.error().message);
    return std::move(result).value();
  }
  template <class F>
  std::string code_from(F fn) {
    auto result = db().write(fn);
    return result ? std::string() : result.error().code;
  }
  Call as(const Actor& actor) { return {actor, clock().now(), ids(), random()}; }

  std::vector<storage::Migration> migrations() const override {
    return join({audit::migrations(), outbox::migrations(), idempotency::migrations(),
                 notify::migrations(), identity::migrations(), fees::migrations(),
                 merchants::migrations(), approvals::migrations(), recipients::migrations()});
  }
  void SetUp() override {
    DbTest::SetUp();
    must([&](Tx& tx) {
      return identity::install(tx, as(job_), {identity::Environment::sandbox, true, true});
    });
    company_ = must([&](Tx& tx) {
                 return merchants::create_company(
                     tx, as(job_), {"Shops", "Shops GmbH", "DE", "Europe/Berlin", k_eur});
               }).id;
    merchant_ = add_merchant("Shop");
    ann_ = add_person("ann@bursar.example");
    ben_ = add_person("ben@bursar.example");
    for (const gate::Action& action : actions()) desk_.add(action);
  }

  MerchantId add_merchant(const std::string& name) {
    return must([&](Tx& tx) {
             fees::Plan plan;
             plan.name = "standard";
             merchants::CreateMerchant merchant{company_, name, name,  "5999",
                                                "SHOP*1", "",   k_eur, {k_eur, Currency::of("USD")},
                                                plan};
             return merchants::create_merchant(tx, as(job_), merchant);
           })
        .id;
  }
  Actor add_person(const std::string& email) {
    const auto user = must([&](Tx& tx) {
      return identity::seed_user(tx, as(job_),
                                 {email, email, "administrator", {}, test_settings().dummy_hash});
    });
    Actor actor;
    actor.kind = ActorKind::user;
    actor.key = user.id.key;
    actor.name = email;
    actor.scope = ScopeIssuer::installation();
    return actor;
  }

  CreateRecipient wanted(std::string name = "Acme") {
    CreateRecipient command;
    command.merchant = merchant_;
    command.destination.iban = "de89 3704 0044 0532 0130 00";
    command.currency = k_eur;
    command.name = std::move(name);
    command.holder = "Acme GmbH";
    command.reference = "Invoice";
    return command;
  }
  Result<Recipient> create(const CreateRecipient& command) {
    return db().write([&](Tx& tx) { return create_recipient(tx, as(ann_), *keys_, command); });
  }
  Recipient must_create() {
    auto made = create(wanted());
    EXPECT_TRUE(made) << (made ? "" : made.error().message);
    return std::move(*made);
  }
  Result<Recipient> change(const ChangeRecipient& command) {
    return db().write(
        [&](Tx& tx) { return change_recipient(tx, as(ann_), *keys_, &desk_, command); });
  }
  Result<Recipient> submit(const Recipient& one) {
    return db().write([&](Tx& tx) {
      return submit_recipient(tx, as(ann_), &desk_, {one.id, one.version});
    });
  }
  Result<Recipient> archive(const Recipient& one) {
    return db().write([&](Tx& tx) {
      return archive_recipient(tx, as(ann_), &desk_, {one.id, one.version});
    });
  }
  Recipient look(RecipientId id) {
    return must([&](Tx& tx) { return read_recipient(tx, job_.scope, id); });
  }
  Result<Payee> pay(RecipientId id, Currency currency = k_eur) {
    return db().read([&](Tx& tx) { return payee(tx, as(job_), *keys_, id, merchant_, currency); });
  }
  std::string pay_code(RecipientId id) {
    const auto found = pay(id);
    return found ? "" : found.error().code;
  }
  void add_policy() {
    approvals::Policy policy;
    policy.kind = "recipient";
    policy.name = "whom we pay";
    (void)must([&](Tx& tx) { return approvals::create_policy(tx, as(job_), desk_, policy); });
  }
  approvals::Approval request_of(RecipientId id) {
    const auto rows = db().read([&](Tx& tx) {
      approvals::ListApprovals filter;
      filter.subject_id = id.text();
      return approvals::list_approvals(tx, as(ann_), desk_, filter);
    });
    EXPECT_FALSE(rows.empty());
    return rows.empty() ? approvals::Approval{} : rows.front();
  }
  std::string decide(const Actor& who, RecipientId id, bool is_yes = true) {
    const approvals::Approval request = request_of(id);
    const approvals::Decide command{request.id, request.content_hash, "unknown to us"};
    const auto decided = db().write([&](Tx& tx) {
      return is_yes ? approvals::approve(tx, as(who), desk_, command)
                    : approvals::reject(tx, as(who), desk_, command);
    });
    if (!decided) return decided.error().code;
    return decided->refusal ? decided->refusal->code : "";
  }

  Actor job_ = [] {
    Actor actor;
    actor.name = "test";
    actor.scope = ScopeIssuer::installation();
    return actor;
  }();
  CompanyId company_;
  MerchantId merchant_;
  Actor ann_, ben_;
  std::unique_ptr<vault::KeyRing> keys_ = vault::make_key_ring({{1, Secret(std::string(32, 'k'))}});
  approvals::Desk desk_{[](Instant instant) { return instant.ms / k_minute_ms % 10'080; }};
};

}  // namespace bursar::recipients
