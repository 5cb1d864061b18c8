// The digest of an act. Parts go in with their lengths, so none can be moved into its neighbour.
#include "approvals/content.hpp"

#include "idempotency/idempotency.hpp"
#include "identity/identity.hpp"

namespace bursar::approvals {

std::string content_hash(const Approval& approval) {
  const gate::Subject& subject = approval.subject;
  const std::string amount = subject.amount ? std::to_string(subject.amount->minor) : "";
  const std::string_view currency =
      subject.amount ? subject.amount->currency.code() : std::string_view();
  const std::string company = subject.company.text();
  const std::string merchant = subject.merchant.text();
  const std::string requester = approval.requested_by.text();
  const std::string through = approval.requested_through.text();
  const std::string needed = std::to_string(approval.needed);
  return idempotency::token("", {approval.kind, approval.action, approval.permission, subject.kind,
                                 subject.id, company, merchant, amount, currency, subject.reason,
                                 subject.target, approval.content, requester, through, needed})
      .content_hash;
}

Result<std::string> present_hash(Tx& tx, const Call& call, const gate::Action& action,
                                 const Approval& approval) {
  auto subject = action.describe(tx, call, approval.content);
  if (!subject) return subject.error();
  Approval present = approval;
  present.subject = std::move(*subject);
  present.kind = action.kind;
  present.permission = action.permission;
  return content_hash(present);
}

Actor requester_now(Tx& tx, const Call& call, const Approval& approval) {
  Actor actor = call.actor;
  actor.kind = ActorKind::user;
  actor.key = approval.requested_by.key;
  actor.name = approval.requested_by_name;
  actor.session = {};
  actor.impersonator_key = approval.requested_through.key;
  actor.impersonator_name.clear();
  actor.scope = identity::scope_of(tx, approval.requested_by, approval.permission, call.now);
  return actor;
}

}  // namespace bursar::approvals
