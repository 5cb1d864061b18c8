// Use cases that end a merchant: put away with everything kept, or deleted where nothing happened.
#include "audit/audit.hpp"
#include "merchants/record.hpp"
#include "merchants/store.hpp"
#include "merchants/view.hpp"
#include "outbox/outbox.hpp"

namespace bursar::merchants {
namespace {

Result<Merchant> whole_merchant(storage::Tx& tx, const Call& call, MerchantId id) {
  auto merchant = load_merchant(tx, call.actor.scope, id);
  if (merchant && !call.actor.scope.contains(merchant->company_id, id))
    return not_found(MerchantTag::k_noun);
  return merchant;
}

void record_end(storage::Tx& tx, const Call& call, const Merchant& merchant,
                const std::string& with) {
  audit::record(tx, call,
                {.action = "delete_merchant",
                 .subject_kind = "merchant",
                 .subject_id = merchant.id.text(),
                 .company = merchant.company_id,
                 .merchant = merchant.id,
                 .before = merchant_json(merchant),
                 .after = "",
                 .reason = with.empty() ? "" : "with " + with});
  outbox::emit(tx, call,
               {.type = "merchant.deleted",
                .company = merchant.company_id,
                .merchant = merchant.id,
                .subject_kind = "merchant",
                .subject_id = merchant.id.text(),
                .subject_version = merchant.version + 1,
                .payload = merchant_json(merchant)});
}

}  // namespace

Result<Merchant> archive_merchant(storage::Tx& tx, const Call& call, MerchantId id,
                                  std::int64_t version) {
  auto loaded = whole_merchant(tx, call, id);
  if (!loaded || loaded->archived_at) return loaded;
  const Merchant before = *loaded;
  if (before.version != version) return version_changed(before.version);
  if (has_money(tx, id))
    return refused("merchant_has_money",
                   "the merchant's balances are not all empty, and nothing is paid out of a closed "
                   "one: pay out or settle them first");
  Merchant after = before;
  after.state = MerchantState::closed;
  after.archived_at = call.now;
  if (!update_merchant_row(tx, after, version)) return version_changed(before.version);
  after.version = version + 1;
  record(tx, call, "archive_merchant", &before, after);
  return after;
}

Result<void> delete_merchant(storage::Tx& tx, const Call& call, MerchantId id, std::int64_t version,
                             const std::vector<Forget>& forget) {
  const auto merchant = whole_merchant(tx, call, id);
  if (!merchant) return merchant.error();
  if (merchant->version != version) return version_changed(merchant->version);
  if (const std::string_view history = history_of(tx, id); !history.empty()) {
    Error error = refused("merchant_has_history",
                          "the merchant has " + std::string(history) + ": it can be archived");
    error.details.emplace_back("what", history);
    return error;
  }
  std::string with;
  for (const Forget& one : forget)
    if (const std::string gone = one(tx, id); !gone.empty())
      with.append(with.empty() ? "" : ", ").append(gone);
  if (!delete_merchant_rows(tx, id, version)) return version_changed(merchant->version);
  record_end(tx, call, *merchant, with);
  return ok();
}

}  // namespace bursar::merchants
