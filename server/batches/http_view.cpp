// Words, texts and nulls as the contract names them.
#include "batches/http_view.hpp"

#include <boost/json.hpp>

#include "batches/state_machine.hpp"

namespace bursar::batches {
namespace {

namespace json = boost::json;

json::value text_or_null(std::string_view text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

json::value instant_or_null(const std::optional<Instant>& instant) {
  return instant ? json::value(instant->ms) : json::value(nullptr);
}

json::array tallies_json(const std::vector<Tally>& tallies) {
  json::array all;
  for (const Tally& tally : tallies)
    all.push_back(json::object{
        {"state", word(tally.state)},
        {"currency", tally.currency ? json::value(tally.currency->code()) : json::value(nullptr)},
        {"lines", tally.lines},
        {"amount_minor", tally.amount_minor}});
  return all;
}

bool has_valid(const std::vector<Tally>& tallies) {
  for (const Tally& tally : tallies)
    if (tally.state == ItemState::valid && tally.lines > 0) return true;
  return false;
}

// What may be done now; rights are the caller's business.
json::array allowed_json(const BatchRow& row) {
  const State state = row.batch.state;
  const bool left = has_valid(row.tallies);
  json::array allowed;
  if (next(state, Event::confirmed)) allowed.push_back("confirm");
  if (next(state, Event::paused) && left) allowed.push_back("pause");
  if (next(state, Event::resumed)) allowed.push_back("resume");
  if (next(state, Event::canceled) && left) allowed.push_back("cancel");
  return allowed;
}

}  // namespace

json::object batch_json(const BatchRow& row) {
  const Batch& batch = row.batch;
  return {{"batch_id", batch.id.text()},
          {"company_id", batch.company_id.text()},
          {"merchant_id", batch.merchant_id.text()},
          {"merchant_name", batch.merchant_name},
          {"kind", word(batch.kind)},
          {"state", word(batch.state)},
          {"file_name", batch.file_name},
          {"file_hash", batch.file_hash},
          {"content_hash", text_or_null(batch.content_hash)},
          {"lines", batch.lines},
          {"lines_checked", batch.lines_checked},
          {"tallies", tallies_json(row.tallies)},
          {"allowed", allowed_json(row)},
          {"approval_id", text_or_null(batch.approval_id)},
          {"created_by", batch.created_by},
          {"confirmed_by", text_or_null(batch.confirmed_by)},
          {"reason", text_or_null(batch.reason)},
          {"created_at", batch.created_at.ms},
          {"updated_at", batch.updated_at.ms},
          {"confirmed_at", instant_or_null(batch.confirmed_at)},
          {"completed_at", instant_or_null(batch.completed_at)}};
}

json::object detail_json(Tx& tx, const BatchRow& row) {
  json::array available;
  for (const Money& money : available_for(tx, row.batch, row.tallies))
    available.push_back(
        json::object{{"currency", money.currency.code()}, {"amount_minor", money.minor}});
  json::object body = batch_json(row);
  body["available"] = std::move(available);
  return body;
}

json::object item_json(const Item& item) {
  json::array faults;
  for (const Fault& fault : item.faults)
    faults.push_back(json::object{
        {"column", text_or_null(fault.column)}, {"code", fault.code}, {"message", fault.message}});
  return {
      {"line_no", item.line_no},
      {"state", word(item.state)},
      {"reference", item.reference},
      {"recipient", item.recipient},
      {"amount_minor", item.amount ? json::value(item.amount->minor) : json::value(nullptr)},
      {"currency", item.amount ? json::value(item.amount->currency.code()) : json::value(nullptr)},
      {"faults", std::move(faults)},
      {"payment_id", text_or_null(item.payment_id.text())},
      {"operation_id", text_or_null(item.operation_id.text())}};
}

}  // namespace bursar::batches
