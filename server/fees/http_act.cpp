// Acts on fee plans as a gate sees them: what a plan says before and after, and what that comes to
// over the last 30 days.
#include "fees/http.hpp"
#include "fees/http_month.hpp"
#include "fees/view.hpp"
#include "gate/http.hpp"
#include "merchants/merchants.hpp"

namespace bursar::fees {
namespace {

using gate::Figure;
using gate::FigureKind;
using storage::Tx;

// "1.4%": parts per million as a percentage, without needless zeros.
std::string percent_text(std::int64_t ppm) {
  std::string text = decimal_text(ppm, 4);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text + "%";
}

std::string part_text(const FixedPart& part) {
  std::string text = to_text({part.fixed_minor, part.currency});
  if (part.min_minor) text += ", at least " + to_text({*part.min_minor, part.currency});
  if (part.max_minor) text += ", at most " + to_text({*part.max_minor, part.currency});
  return text;
}

void add_price(std::vector<Figure>& figures, const std::string& name, const Price& price) {
  figures.push_back({"price:" + name, percent_text(price.percent_ppm)});
  for (const FixedPart& part : price.parts)
    figures.push_back({"price:" + name + " " + std::string(part.currency.code()), part_text(part)});
}

std::vector<Figure> plan_figures(const Plan& plan) {
  std::vector<Figure> figures{{"fee_plan", plan.name}};
  add_price(figures, "sale", plan.sale);
  add_price(figures, "refund", plan.refund);
  add_price(figures, "payout", plan.payout);
  figures.push_back({"fee_on_refund", std::string(word(plan.on_refund))});
  figures.push_back({"fee_rounding", std::string(word(plan.rounding))});
  figures.push_back({"reserve", percent_text(plan.reserve_ppm)});
  figures.push_back({"reserve_days", std::to_string(plan.reserve_days)});
  figures.push_back({"settle_days", std::to_string(plan.settle_days)});
  if (plan.valid_from.ms != 0)
    figures.push_back({"valid_from", std::to_string(plan.valid_from.ms), FigureKind::instant});
  return figures;
}

// What the plan comes to over the last 30 days, one line per kind of operation and currency.
void add_month(std::vector<Figure>& figures, Tx& tx, const Call& call,
               const std::vector<Payer>& payers, const Plan& plan) {
  const MonthCompared month = compare_month(tx, call, payers, plan, k_approval_payments_max);
  for (const Compared& row : month.comparison.rows)
    figures.push_back(
        {"fee_month:" + std::string(word(row.trigger)) + " " + std::string(row.currency.code()),
         std::to_string(row.would_charge_minor), FigureKind::money, row.currency});
}

gate::Action save_action() {
  gate::Action action;
  action.key = "save_fee_plan";
  action.describe = [](Tx& tx, const Call& call,
                       const std::string& content) -> Result<gate::Subject> {
    const auto plan = decode_save(gate::thawed(content));
    if (!plan) return plan.error();
    const auto row = read_plan(tx, call, FeePlanId{plan->key});
    if (!row) return row.error();
    gate::Subject subject;
    subject.kind = "fee_plan";
    subject.id = FeePlanId{plan->key}.text();
    subject.label = row->plan.name;
    subject.company = row->plan.company_id;
    subject.target = "version " + std::to_string(row->plan.version);
    return subject;
  };
  action.figures = [](Tx& tx, const Call& call, const std::string& content) {
    const auto asked = decode_save(gate::thawed(content));
    if (!asked) return std::vector<Figure>{};
    const auto row = read_plan(tx, call, FeePlanId{asked->key});
    if (!row) return std::vector<Figure>{};
    auto figures = plan_figures(row->plan);
    add_month(figures, tx, call,
              payers_of(tx, call.actor.scope, FeePlanId{asked->key}, k_payers_max), row->plan);
    return figures;
  };
  action.execute = [](Tx& tx, const Call& call, const std::string& content,
                      const gate::Consent&) -> Result<gate::Done> {
    const auto plan = decode_save(gate::thawed(content));
    if (!plan) return plan.error();
    const auto saved = save_version(tx, call, *plan);
    if (!saved) return saved.error();
    return gate::Done{"fee_plan", FeePlanId{saved->key}.text()};
  };
  return action;
}

gate::Action assign_action() {
  gate::Action action;
  action.key = "assign_fee_plan";
  action.describe = [](Tx& tx, const Call& call,
                       const std::string& content) -> Result<gate::Subject> {
    const auto command = decode_assign(gate::thawed(content));
    if (!command) return command.error();
    const auto merchant = merchants::load_merchant(tx, call.actor.scope, command->id);
    if (!merchant) return merchant.error();
    const auto plan = read_plan(tx, call, command->plan);
    if (!plan) return plan.error();
    gate::Subject subject;
    subject.kind = "merchant";
    subject.id = merchant->id.text();
    subject.label = merchant->name;
    subject.company = merchant->company_id;
    subject.merchant = merchant->id;
    subject.target = "merchant " + std::to_string(merchant->version) + " plan version " +
                     std::to_string(plan->plan.version);
    return subject;
  };
  action.figures = [](Tx& tx, const Call& call, const std::string& content) {
    std::vector<Figure> figures;
    const auto command = decode_assign(gate::thawed(content));
    if (!command) return figures;
    const auto merchant = merchants::load_merchant(tx, call.actor.scope, command->id);
    if (!merchant) return figures;
    const auto plan = load_plan_at(tx, merchant->fee_plan_key, call.now);
    const auto payer = payer_of(tx, call, merchant->id);
    if (!plan || !payer) return figures;
    figures = plan_figures(*plan);
    add_month(figures, tx, call, {*payer}, *plan);
    return figures;
  };
  action.execute = [](Tx& tx, const Call& call, const std::string& content,
                      const gate::Consent&) -> Result<gate::Done> {
    const auto command = decode_assign(gate::thawed(content));
    if (!command) return command.error();
    const auto merchant = merchants::assign_fee_plan(tx, call, *command);
    if (!merchant) return merchant.error();
    return gate::Done{"merchant", merchant->id.text()};
  };
  return action;
}

}  // namespace

std::vector<gate::Action> actions() {
  std::vector<gate::Action> all{save_action(), assign_action()};
  for (gate::Action& action : all) {
    action.kind = "fee_change";
    action.permission = "fees:write";
  }
  return all;
}

}  // namespace bursar::fees
