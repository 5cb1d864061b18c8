// Writing of disputes and settlement files, reading of what somebody disputes by hand.
#include "simulator/wire/dispute_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "net/json_reader.hpp"
#include "simulator/core/settlement.hpp"

namespace bursar::simulator {
namespace {

namespace json = boost::json;

constexpr std::size_t k_rows_max = 200;
constexpr std::int64_t k_amount_max = 1'000'000'000'000'000;

json::object file_json(const Acquirer& acquirer, const SettlementFile& file) {
  json::array totals;
  for (const auto& [currency, total] : totals_of(acquirer.book(), file))
    totals.push_back(json::object{{"currency", currency},
                                  {"count", total.count},
                                  {"gross_minor", total.gross_minor},
                                  {"fee_minor", total.fee_minor},
                                  {"net_minor", total.net_minor}});
  return {{"number", file.number},
          {"made_at_ms", file.made_at.ms},
          {"lines", file.last - file.after},
          {"totals", std::move(totals)}};
}

// The acquirer's own name of what an effect is about.
const std::string& provider_reference_of(const Acquirer& acquirer, const Effect& effect) {
  const bool of_dispute =
      effect.kind == Kind::chargeback || effect.kind == Kind::chargeback_reversal;
  return of_dispute ? effect.reference : acquirer.operation(effect.operation).provider_reference;
}

}  // namespace

json::object dispute_json(const Acquirer& acquirer, const Dispute& dispute, Instant at) {
  const Operation& charge = acquirer.operation(dispute.operation);
  json::object object{{"provider_reference", dispute.provider_reference},
                      {"reference", dispute.reference},
                      {"charge_provider_reference", charge.provider_reference},
                      {"stage", word(dispute.stage)},
                      {"status", word(dispute.status_at(at))},
                      {"reason", dispute.reason},
                      {"scheme", charge.scheme},
                      {"amount_minor", dispute.amount.minor},
                      {"currency", dispute.amount.currency.code()},
                      {"opened_at_ms", dispute.opened_at.ms},
                      {"respond_by_ms", nullptr}};
  if (dispute.due_at != Dispute::k_open_end) object["respond_by_ms"] = dispute.due_at.ms;
  return object;
}

std::string render_disputes(const Acquirer& acquirer) {
  json::array rows;
  const auto& disputes = acquirer.disputes();
  for (auto dispute = disputes.rbegin(); dispute != disputes.rend() && rows.size() < k_rows_max;
       ++dispute)
    rows.push_back(dispute_json(acquirer, *dispute, acquirer.latest()));
  return json::serialize(json::object{{"rows", std::move(rows)}});
}

Result<DisputeOrder> parse_dispute(std::string_view body) {
  net::JsonReader in(body);
  DisputeOrder order;
  order.reference = in.text("reference", 1, 100);
  const auto stage = stage_of(in.text("stage", 1, 20));
  if (!stage)
    in.fail("stage", "unknown_word",
            "stage is none of alert, rdr, inquiry, chargeback, fraud_report");
  order.stage = stage.value_or(DisputeStage::chargeback);
  order.reason = in.text("reason", 1, 10);
  for (const char c : order.reason)
    if ((c < '0' || c > '9') && (c < 'A' || c > 'Z') && c != '.')
      in.fail("reason", "unknown_word", "reason is not a code of a scheme, as 10.4 or 4853");
  order.amount_minor = in.integer_or_none("amount_minor", 1, k_amount_max).value_or(0);
  order.yields_to_evidence = in.boolean("won_after_evidence", false);
  if (auto problem = in.finish()) return *problem;
  return order;
}

std::string render_settlements(const Acquirer& acquirer) {
  json::array rows;
  const auto& files = acquirer.settlements();
  for (auto file = files.rbegin(); file != files.rend() && rows.size() < k_rows_max; ++file)
    rows.push_back(file_json(acquirer, *file));
  return json::serialize(json::object{{"rows", std::move(rows)}});
}

std::string render_settlement_csv(const Acquirer& acquirer, const SettlementFile& file) {
  std::string csv =
      "record,number,reference,provider_reference,kind,original_reference,executed_at,currency,"
      "gross,fee,net\r\n";
  const auto out = std::back_inserter(csv);
  fmt::format_to(out, "file,{},bursar-sim,,,,{},,,,\r\n", file.number, to_iso8601(file.made_at));
  const Book& book = acquirer.book();
  for (const Effect& effect :
       book.after(file.after, static_cast<std::size_t>(file.last - file.after))) {
    const SettledLine line = settle_line(effect, book.comes_in(effect), file.fees);
    const int digits = effect.amount.currency.exponent();
    fmt::format_to(out, "line,{},{},{},{},{},{},{},{},{},{}\r\n", effect.number, effect.reference,
                   provider_reference_of(acquirer, effect), word(effect.kind),
                   effect.charge_reference, to_iso8601(effect.executed_at),
                   effect.amount.currency.code(), decimal_text(line.gross_minor, digits),
                   decimal_text(line.fee_minor, digits), decimal_text(line.net_minor(), digits));
  }
  for (const auto& [currency, total] : totals_of(book, file)) {
    const int digits = Currency::of(currency).exponent();
    fmt::format_to(out, "total,{},,,,,,{},{},{},{}\r\n", total.count, currency,
                   decimal_text(total.gross_minor, digits), decimal_text(total.fee_minor, digits),
                   decimal_text(total.net_minor, digits));
  }
  fmt::format_to(out, "end,{},,,,,,,,,\r\n", file.last - file.after);
  return csv;
}

}  // namespace bursar::simulator
