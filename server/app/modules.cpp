// A new module adds one line here.
#include "app/modules.hpp"

#include "access_reviews/access_reviews.hpp"
#include "analytics/analytics.hpp"
#include "approvals/approvals.hpp"
#include "audit/audit.hpp"
#include "bank/bank.hpp"
#include "batches/batches.hpp"
#include "chain/chain.hpp"
#include "customers/customers.hpp"
#include "fees/fees.hpp"
#include "idempotency/idempotency.hpp"
#include "identity/identity.hpp"
#include "ledger/ledger.hpp"
#include "merchants/merchants.hpp"
#include "notify/notify.hpp"
#include "outbox/outbox.hpp"
#include "payments/payments.hpp"
#include "provider_webhooks/provider_webhooks.hpp"
#include "providers/providers.hpp"
#include "recipients/recipients.hpp"
#include "review/review.hpp"
#include "routing/routing.hpp"
#include "support/support.hpp"
#include "vault/vault.hpp"

namespace bursar::app {

std::vector<storage::Migration> all_migrations() {
  std::vector<storage::Migration> all;
  for (const auto& scripts :
       {audit::migrations(),          outbox::migrations(),    review::migrations(),
        idempotency::migrations(),    notify::migrations(),    identity::migrations(),
        fees::migrations(),           merchants::migrations(), ledger::migrations(),
        vault::migrations(),          providers::migrations(), routing::migrations(),
        payments::migrations(),       batches::migrations(),   approvals::migrations(),
        analytics::migrations(),      support::migrations(),   provider_webhooks::migrations(),
        bank::migrations(),           chain::migrations(),     customers::migrations(),
        access_reviews::migrations(), recipients::migrations()})
    all.insert(all.end(), scripts.begin(), scripts.end());
  return all;
}

}  // namespace bursar::app
