// Payloads carry counts and totals, never what a line says.
#include "batches/trail.hpp"

#include <boost/json.hpp>

#include "audit/audit.hpp"
#include "batches/store.hpp"
#include "outbox/outbox.hpp"

namespace bursar::batches {
namespace {

namespace json = boost::json;

json::object payload_of(Tx& tx, const Batch& batch) {
  json::array tallies;
  for (const Tally& tally : store::tallies(tx, batch.id))
    tallies.push_back(json::object{
        {"state", word(tally.state)},
        {"currency", tally.currency ? json::value(tally.currency->code()) : json::value(nullptr)},
        {"lines", tally.lines},
        {"amount_minor", tally.amount_minor}});
  return {{"batch_id", batch.id.text()},
          {"merchant_id", batch.merchant_id.text()},
          {"company_id", batch.company_id.text()},
          {"kind", word(batch.kind)},
          {"state", word(batch.state)},
          {"file_name", batch.file_name},
          {"lines", batch.lines},
          {"lines_checked", batch.lines_checked},
          {"tallies", std::move(tallies)}};
}

}  // namespace

void tell(Tx& tx, const Call& call, std::string_view event, const Batch& batch) {
  outbox::emit(tx, call,
               {.type = std::string(event),
                .company = batch.company_id,
                .merchant = batch.merchant_id,
                .subject_kind = "batch",
                .subject_id = batch.id.text(),
                .subject_version = batch.version,
                .payload = json::serialize(payload_of(tx, batch))});
}

void record(Tx& tx, const Call& call, std::string_view action, std::string_view event,
            const Batch& batch, std::optional<State> from, std::string_view reason) {
  std::string before;
  if (from) before = json::serialize(json::object{{"state", word(*from)}});
  audit::record(tx, call,
                {.action = std::string(action),
                 .subject_kind = "batch",
                 .subject_id = batch.id.text(),
                 .company = batch.company_id,
                 .merchant = batch.merchant_id,
                 .before = std::move(before),
                 .after = json::serialize(json::object{{"state", word(batch.state)},
                                                       {"kind", word(batch.kind)},
                                                       {"file_name", batch.file_name},
                                                       {"file_hash", batch.file_hash},
                                                       {"content_hash", batch.content_hash},
                                                       {"lines", batch.lines}}),
                 .reason = std::string(reason)});
  tell(tx, call, event, batch);
}

}  // namespace bursar::batches
