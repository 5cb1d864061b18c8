// Reads behind list, page and files.
#include "batches/csv.hpp"
#include "batches/file.hpp"
#include "batches/store.hpp"
#include "ledger/ledger.hpp"
#include "merchants/merchants.hpp"

namespace bursar::batches {
namespace {

std::string name_of(Tx& tx, const Scope& scope, MerchantId id) {
  const auto merchant = merchants::load_merchant(tx, scope, id);
  return merchant ? merchant->name : std::string();
}

std::string reasons_of(const Item& item) {
  std::string text;
  for (const Fault& fault : item.faults) {
    if (!text.empty()) text += "; ";
    if (!fault.column.empty()) text += fault.column + " ";
    text += fault.message;
  }
  return text;
}

std::string_view sample_of(Kind kind) {
  switch (kind) {
    case Kind::payout:
      return "payout-1001,12500,EUR,customer-17,Commission of October,,DE89370400440532013000,,Ada "
             "Lovelace,\n";
    case Kind::refund: return "order-1001,2500,EUR,Returned goods,refund-1001\n";
    case Kind::capture: return "order-1001,2500,EUR,First parcel\n";
    case Kind::void_: return "order-1001,,EUR,Out of stock\n";
  }
  return {};
}

}  // namespace

std::vector<BatchRow> list_batches(Tx& tx, const Scope& scope, const ListBatches& filter) {
  std::vector<BatchRow> rows;
  for (Batch& batch : store::list(tx, scope, filter)) {
    batch.merchant_name = name_of(tx, scope, batch.merchant_id);
    auto tallies = store::tallies(tx, batch.id);
    rows.push_back({std::move(batch), std::move(tallies)});
  }
  return rows;
}

Result<BatchRow> read_batch(Tx& tx, const Scope& scope, BatchId id) {
  auto batch = store::load_batch(tx, scope, id);
  if (!batch) return not_found(BatchTag::k_noun);
  batch->merchant_name = name_of(tx, scope, batch->merchant_id);
  return BatchRow{std::move(*batch), store::tallies(tx, id)};
}

Result<std::vector<Item>> list_items(Tx& tx, const Scope& scope, const ListItems& filter) {
  if (!store::load_batch(tx, scope, filter.id)) return not_found(BatchTag::k_noun);
  return store::items(tx, filter);
}

std::vector<Money> available_for(Tx& tx, const Batch& batch, const std::vector<Tally>& tallies) {
  std::vector<Money> balances;
  if (batch.kind != Kind::payout && batch.kind != Kind::refund) return balances;
  for (const Tally& tally : tallies) {
    if (!tally.currency) continue;
    if (!balances.empty() && balances.back().currency == *tally.currency) continue;
    const auto account = ledger::merchant_account(ledger::Bucket::merchant_available,
                                                  batch.merchant_id, *tally.currency);
    balances.push_back({ledger::balance(tx, account), *tally.currency});
  }
  return balances;
}

std::string result_title() {
  return "line,payment_id,status,amount,currency,transaction_id,operation_id,reason\r\n";
}

std::string result_line(const Item& item) {
  std::string line;
  append_cell(line, std::to_string(item.line_no), true);
  append_cell(line, item.reference, false);
  append_cell(line, word(item.state), false);
  append_cell(line, item.amount ? std::to_string(item.amount->minor) : "", false);
  append_cell(line, item.amount ? item.amount->currency.code() : std::string_view(), false);
  append_cell(line, item.payment_id.text(), false);
  append_cell(line, item.operation_id.text(), false);
  append_cell(line, reasons_of(item), false);
  return line + "\r\n";
}

std::string template_file(Kind kind) {
  std::string text;
  bool first = true;
  for (const std::string_view column : columns_of(kind)) {
    append_plain_cell(text, column, first);
    first = false;
  }
  return text + "\n" + std::string(sample_of(kind));
}

std::vector<Finding> verify(Tx& tx) { return store::broken(tx); }

}  // namespace bursar::batches
