// The installation row and the plan that merchants pay until they get one of their own.
#include "app/install.hpp"

#include <stdexcept>

#include "fees/fees.hpp"

namespace bursar::app {
namespace {

fees::Plan first_plan() {
  fees::Plan plan;
  plan.name = "Standard";
  plan.sale.percent_ppm = 14'000;
  plan.sale.parts = {{Currency::of("EUR"), 25, {}, {}},
                     {Currency::of("USD"), 30, {}, {}},
                     {Currency::of("GBP"), 20, {}, {}}};
  plan.settle_days = 2;
  return plan;
}

}  // namespace

void install(Core& core, const identity::Installation& installation) {
  const Actor actor = job_actor("install");
  const Call call = core.ports().call(actor);
  const auto installed = core.db().write([&](storage::Tx& tx) -> Result<void> {
    if (auto row = identity::install(tx, call, installation); !row) return row;
    if (fees::default_plan(tx)) return ok();
    const auto plan = fees::save_plan(tx, call, CompanyId{}, first_plan());
    if (!plan) return plan.error();
    return ok();
  });
  if (!installed) throw std::runtime_error(installed.error().message);
}

}  // namespace bursar::app
