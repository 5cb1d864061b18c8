// Confirming: by a code over exactly this content, kept when others have to agree, else started at
// once.
#include "batches/http_act.hpp"

#include <array>

#include <boost/json.hpp>

#include "base/text.hpp"
#include "batches/http_view.hpp"
#include "batches/state_machine.hpp"
#include "gate/http.hpp"
#include "net/await.hpp"
#include "net/json_reader.hpp"
#include "vault/seal.hpp"

namespace bursar::batches {
namespace {

using net::Request;
using net::Response;

Result<ConfirmBatch> decode(const Request& request) {
  ConfirmBatch command;
  const auto id = BatchId::parse(request.param("batch_id"));
  if (!id) return id.error();
  command.id = *id;
  net::JsonReader in(request.body);
  command.content_hash = in.text("content_hash", 64, 64);
  if (auto error = in.finish()) return *error;
  command.idempotency_key = request.header("idempotency-key");
  command.request_hash = to_hex(vault::digest(gate::frozen(request)));
  return command;
}

struct GatedKind {
  Kind kind;
  std::string_view action;
  std::string_view policy_kind;
};
constexpr std::array k_gated{
    GatedKind{Kind::payout, "confirm_payout_batch", "payout_batch"},
    GatedKind{Kind::refund, "confirm_refund_batch", "refund_batch"},
    GatedKind{Kind::capture, "confirm_capture_batch", "capture_batch"},
    GatedKind{Kind::void_, "confirm_void_batch", "void_batch"},
};

const GatedKind& gated(Kind kind) {
  for (const GatedKind& one : k_gated)
    if (one.kind == kind) return one;
  return k_gated.front();
}

Result<BatchRow> row_of(Tx& tx, const Call& call, Kind kind, const std::string& content) {
  const auto command = decode(gate::thawed(content));
  if (!command) return command.error();
  auto row = read_batch(tx, call.actor.scope, command->id);
  if (!row || row->batch.kind != kind) return not_found(BatchTag::k_noun);
  return row;
}

Result<gate::Subject> describe(Tx& tx, const Call& call, Kind kind, const std::string& content) {
  const auto row = row_of(tx, call, kind, content);
  if (!row) return row.error();
  const Batch& batch = row->batch;
  gate::Subject subject;
  subject.kind = "batch";
  subject.id = batch.id.text();
  subject.label = batch.file_name;
  subject.company = batch.company_id;
  subject.merchant = batch.merchant_id;
  const bool waits = next(batch.state, Event::confirmed).has_value();
  subject.target = "batch " + batch.content_hash + (waits ? " waits" : " is over");
  std::vector<Money> totals;
  for (const Tally& tally : row->tallies)
    if (tally.state == ItemState::valid && tally.currency)
      totals.push_back({tally.amount_minor, *tally.currency});
  // Amounts of several currencies are no amount: every limit counts as reached.
  if (totals.size() == 1) subject.amount = totals.front();
  return subject;
}

// Before: the batch waits. After: so many lines and so much per currency, and what the balance will
// be when all of it is carried out.
std::vector<gate::Figure> figures(Tx& tx, const Call& call, Kind kind, const std::string& content) {
  const auto row = row_of(tx, call, kind, content);
  std::vector<gate::Figure> found;
  if (!row) return found;
  const bool runs = row->batch.state == State::processing;
  found.push_back({"batch_state", std::string(word(row->batch.state))});
  std::int64_t lines = 0;
  for (const Tally& tally : row->tallies) {
    if (tally.state != ItemState::valid || !tally.currency) continue;
    lines += tally.lines;
    if (runs)
      found.push_back({"batch_total:" + std::string(tally.currency->code()),
                       std::to_string(tally.amount_minor), gate::FigureKind::money,
                       *tally.currency});
    for (const Money& money : available_for(tx, row->batch, {tally}))
      found.push_back({"merchant_available:" + std::string(tally.currency->code()),
                       std::to_string(money.minor - (runs ? tally.amount_minor : 0)),
                       gate::FigureKind::money, money.currency, true});
  }
  if (runs) found.push_back({"batch_lines", std::to_string(lines)});
  return found;
}

gate::Action action_of(const GatedKind& gated_kind, const std::function<void()>& notify) {
  const Kind kind = gated_kind.kind;
  gate::Action action;
  action.key = gated_kind.action;
  action.kind = gated_kind.policy_kind;
  action.permission = permission_of(kind);
  action.describe = [kind](Tx& tx, const Call& call, const std::string& content) {
    return describe(tx, call, kind, content);
  };
  action.figures = [kind](Tx& tx, const Call& call, const std::string& content) {
    return figures(tx, call, kind, content);
  };
  action.execute = [notify](Tx& tx, const Call& call, const std::string& content,
                            const gate::Consent&) -> Result<gate::Done> {
    const auto command = decode(gate::thawed(content));
    if (!command) return command.error();
    const auto confirmed = confirm_batch(tx, call, *command);
    if (!confirmed) return confirmed.error();
    return gate::Done{"batch", confirmed->batch.id.text(), confirmed->replayed, notify};
  };
  return action;
}

/// What became of the request.
struct Outcome {
  std::optional<gate::Held> held;
  std::optional<BatchRow> row;
  bool replayed = false;
  std::optional<Error> refusal = {};  ///< to be committed: the asker has to confirm first
};

Result<Outcome> act(const Services& services, Tx& tx, const Call& call, const Request& request,
                    const ConfirmBatch& command) {
  const auto batch = load_permitted(services, tx, call, command.id);
  if (!batch) return batch.error();
  const auto asked = batch_act(tx, call, command);
  if (!asked) return asked.error();
  if (*asked && services.confirm) {
    auto refusal = services.confirm(tx, call, **asked, request);
    if (!refusal) return refusal.error();
    if (*refusal) return Outcome{{}, {}, false, std::move(*refusal)};
  }
  const auto ask = gate::ask(std::string(gated(batch->kind).action), request);
  auto held = gate::hold(services.gate, tx, call, ask);
  if (!held) return held.error();
  if (*held) {
    const auto waits = hold_batch(tx, call, command.id, (*held)->approval_id);
    if (!waits) return waits.error();
    return Outcome{std::move(*held), {}};
  }
  const auto confirmed = confirm_batch(tx, call, command);
  if (!confirmed) return confirmed.error();
  auto row = read_batch(tx, call.actor.scope, command.id);
  if (!row) return row.error();
  return Outcome{{}, std::move(*row), confirmed->replayed};
}

}  // namespace

std::vector<gate::Action> actions(const std::function<void()>& notify) {
  std::vector<gate::Action> all;
  for (const GatedKind& one : k_gated) all.push_back(action_of(one, notify));
  return all;
}

Result<Batch> load_permitted(const Services& services, Tx& tx, const Call& call, BatchId id) {
  auto row = read_batch(tx, call.actor.scope, id);
  if (!row) return row.error();
  const Batch& batch = row->batch;
  auto may = services.may(tx, call, permission_of(batch.kind), batch);
  if (!may) return std::move(may).error();
  return std::move(row->batch);
}

net::Task<Response> answer_confirm(const Services& services, Request& request) {
  const auto command = decode(request);
  if (!command) co_return net::to_problem(command.error(), request.request_id);
  const Call call = services.ports.call(request.actor);
  auto change = [call, &services, &request, command = *command](Tx& tx) {
    return act(services, tx, call, request, command);
  };
  const auto outcome = co_await net::write(services.db, request, std::move(change));
  if (!outcome) co_return net::to_problem(outcome.error(), request.request_id);
  if (outcome->refusal) co_return net::to_problem(*outcome->refusal, request.request_id);
  if (outcome->held) co_return gate::held_response(*outcome->held);
  if (!outcome->replayed) services.notify();
  Response response = net::json_response(200, boost::json::serialize(batch_json(*outcome->row)));
  if (outcome->replayed) response.with("Idempotent-Replayed", "true");
  co_return response;
}

}  // namespace bursar::batches
