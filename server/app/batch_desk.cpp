// A batch acts for its merchant alone: its lines get a scope that reaches its project and nothing
// else.
#include "app/batch_desk.hpp"

#include "approvals/approvals.hpp"
#include "identity/assurance_level.hpp"
#include "identity/holders.hpp"
#include "identity/operation_code.hpp"

namespace bursar::app {
namespace {

Result<void> may(storage::Tx& tx, const Call& call, std::string_view permission,
                 const batches::Batch& batch) {
  const identity::Place place{identity::ScopeKind::project, batch.company_id, batch.merchant_id,
                              batch.project_id};
  const UserId user{call.actor.key};
  if (call.actor.kind == ActorKind::user &&
      identity::holds_at(tx, user, permission, place, call.now))
    return ok();
  return forbidden(std::string(permission));
}

// Bound to the file, to count and totals, and to this confirmation: whatever changes makes the code
// worthless.
Result<std::optional<Error>> confirm(const identity::Settings& settings, storage::Tx& tx,
                                     const Call& call, const batches::BatchAct& act,
                                     const net::Request& request) {
  identity::OperationContent content;
  content.operation = "confirm_batch";
  content.subject = act.intent;
  content.noun = act.noun;
  content.totals = act.totals;
  content.count = act.count;
  content.recipient = act.recipient;
  content.digest = act.content_hash;
  content.company = act.company;
  content.merchant = act.merchant;
  return identity::pass_gate(tx, call, settings, content, identity::AssuranceLevel::l4,
                             identity::presented_in(request));
}

// Asked in the name of whoever asked for it, who always sees their own request.
bool still_waits(storage::Tx& tx, const Call& call, const batches::Waiting& waiting) {
  const auto id = approvals::ApprovalId::parse(waiting.approval_id);
  if (!id) return false;
  Actor asker = call.actor;
  asker.key = waiting.asked_by_key;
  const Call asked{asker, call.now, call.ids, call.random, call.now_us};
  const auto approval = approvals::read_approval(tx, asked, *id);
  return approval && approval->state == approvals::State::open;
}

std::vector<Money> totals_of(storage::Tx& tx, const Call& call, const gate::Subject& subject) {
  std::vector<Money> totals;
  const auto id = batches::BatchId::parse(subject.id);
  if (!id) return totals;
  const auto row = batches::read_batch(tx, call.actor.scope, *id);
  if (!row) return totals;
  using batches::Kind;
  if (row->batch.kind != Kind::payout && row->batch.kind != Kind::refund) return totals;
  for (const batches::Tally& tally : row->tallies)
    if (tally.state == batches::ItemState::valid && tally.currency)
      totals.push_back({tally.amount_minor, *tally.currency});
  return totals;
}

}  // namespace

std::vector<gate::Action> batch_actions(const std::function<void()>& notify) {
  std::vector<gate::Action> all = batches::actions(notify);
  for (gate::Action& action : all)
    action.describe = [describe = action.describe](storage::Tx& tx, const Call& call,
                                                   const std::string& content) {
      auto subject = describe(tx, call, content);
      if (!subject) return subject;
      const auto totals = totals_of(tx, call, *subject);
      if (identity::takes_second_person(identity::security_policy(tx), "confirm_batch", totals))
        subject->is_guarded = true;
      return subject;
    };
  return all;
}

batches::Services batch_services(Core& core, gate::Gate& gate, std::function<void()> notify) {
  return {core.db(),
          core.ports(),
          core.keys(),
          std::move(notify),
          may,
          &gate,
          [&settings = core.settings()](storage::Tx& tx, const Call& call,
                                        const batches::BatchAct& act, const net::Request& request) {
            return confirm(settings, tx, call, act, request);
          }};
}

std::unique_ptr<batches::Runner> make_batch_runner(Core& core, net::Server& server,
                                                   payments::Runner& payments) {
  const batches::Tools tools{core.keys(),
                             [](CompanyId company, MerchantId merchant, ProjectId project) {
                               return ScopeIssuer::of({}, {}, {{company, merchant, project}});
                             }};
  return std::make_unique<batches::Runner>(batches::RunnerServices{
      core.db(), core.ports(), server, core.log(), job_actor("batches"), tools,
      [&payments](AttemptId attempt) { payments.notify(attempt); },
      [&payments] { return payments.waiting(); }, still_waits, core.config().batch_lines_per_s});
}

}  // namespace bursar::app
