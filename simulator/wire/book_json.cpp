// The book on the wire: totals, the effects of one reference, and pages of all effects.
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "simulator/wire/codec.hpp"

namespace bursar::simulator {
namespace {

namespace json = boost::json;

json::object total_json(const Total& total) {
  return {{"count", total.count}, {"amount_minor", total.amount_minor}};
}

template <class Effects>
json::array effects_json(const Effects& effects) {
  json::array list;
  for (const Effect& effect : effects) list.push_back(effect_json(effect));
  return list;
}

}  // namespace

json::object effect_json(const Effect& effect) {
  json::object object{
      {"number", effect.number}, {"kind", word(effect.kind)}, {"reference", effect.reference}};
  if (!effect.charge_reference.empty()) object["charge_reference"] = effect.charge_reference;
  object["amount_minor"] = effect.amount.minor;
  object["currency"] = effect.amount.currency.code();
  object["executed_at_ms"] = effect.executed_at.ms;
  return object;
}

std::string render_book(const Book& book, std::size_t operations) {
  json::array currencies;
  for (const auto& [currency, totals] : book.totals()) {
    json::object row{{"currency", currency},
                     {"charges", total_json(totals.charges)},
                     {"refunds", total_json(totals.refunds)}};
    for (const auto& [name, total] : {std::pair{"captures", totals.captures},
                                      {"payouts", totals.payouts},
                                      {"reversals", totals.reversals},
                                      {"returns", totals.returns},
                                      {"chargebacks", totals.chargebacks},
                                      {"chargeback_reversals", totals.chargeback_reversals}})
      if (total.count > 0) row[name] = total_json(total);
    row["issuers_minor"] = totals.issuers_minor;
    row["merchant_minor"] = totals.merchant_minor;
    currencies.push_back(std::move(row));
  }
  return json::serialize(json::object{{"currencies", std::move(currencies)},
                                      {"effects", book.effects().size()},
                                      {"operations", operations},
                                      {"balanced", book.balanced()}});
}

std::string render_effects_of(const Book& book, std::string_view reference) {
  json::array effects = effects_json(book.effects_of(reference));
  const std::size_t count = effects.size();
  return json::serialize(
      json::object{{"reference", reference}, {"count", count}, {"effects", std::move(effects)}});
}

std::string render_effects_after(const Book& book, std::int64_t number, std::size_t limit) {
  const auto page = book.after(number, limit);
  json::object body{{"effects", effects_json(page)}, {"next_after", nullptr}};
  const auto total = static_cast<std::int64_t>(book.effects().size());
  if (!page.empty() && page.back().number < total) body["next_after"] = page.back().number;
  return json::serialize(body);
}

}  // namespace bursar::simulator
