// The gate of an act and its codes. The order of its questions: is the session alive, is the
// account's factor free, does this code stand for this very content, is a try left, is it right.
#include "identity/operation_code.hpp"

#include <algorithm>

#include "identity/confirmation.hpp"
#include "identity/trail.hpp"

namespace bursar::identity {
namespace {

constexpr std::string_view k_action = "confirm_operation";

std::string amounts(const std::vector<Money>& totals) {
  std::string text;
  for (const Money& total : totals) text.append(text.empty() ? "" : ", ").append(to_text(total));
  return text;
}

/// One act before its gate.
struct Act {
  const OperationContent& content;
  const LiveSession& live;
  std::vector<FactorMethod> methods;
};

// Asks for a code: made here, its digits sent when the person asks for them.
Error ask(Tx& tx, const Call& call, const Settings& settings, const Act& act) {
  const OperationContent& content = act.content;
  const store::CodeRow row = open_code(tx, call, settings, act.live, content);
  Error error = step_up_required(AssuranceLevel::l4, act.methods);
  error.message = "confirm the " + sentence(content) + ", then repeat the request";
  auto& details = error.details;
  details.emplace_back("operation_code_id", row.id.text());
  details.emplace_back("expires_at", std::to_string(row.expires_at.ms));
  details.emplace_back("operation", content.operation);
  details.emplace_back("sentence", sentence(content));
  details.emplace_back("recipient", content.recipient);
  details.emplace_back("count", std::to_string(content.count));
  details.emplace_back("amounts", amounts(content.totals));
  if (content.totals.size() != 1) return error;
  details.emplace_back("amount_minor", std::to_string(content.totals.front().minor));
  details.emplace_back("currency", content.totals.front().currency.code());
  return error;
}

// The method by which the code was right, and is proven now.
std::optional<FactorMethod> prove(Tx& tx, const Call& call, const Settings& settings,
                                  const Question& question, std::string_view code) {
  const store::CodeRow& row = question.row;
  if (is_sms_shape(code)) {
    const bool allowed = has_method(question.methods, FactorMethod::sms);
    if (allowed && redeem_digits(tx, settings, row, code, call.now)) return FactorMethod::sms;
    return std::nullopt;
  }
  if (!store::take_try(tx, row.id, call.now)) return std::nullopt;
  const bool right = has_method(question.methods, FactorMethod::totp) &&
                     accept_totp(tx, settings, question.live.account, code, call.now);
  if (right && store::prove_code(tx, row.id, call.now)) return FactorMethod::totp;
  return std::nullopt;
}

std::optional<Error> judge(Tx& tx, const Call& call, const Settings& settings, const Act& act,
                           OperationCodeId id) {
  const auto row = store::find_code(tx, act.live.row.user, id);
  if (!row || !row->is_open || row->session != act.live.row.id) return code_void();
  if (open_code(tx, call, settings, act.live, act.content).id != id) {
    // Late, or something about the operation is not as it was when the code was made.
    store::void_code(tx, id, call.now);
    record(tx, call,
           {k_action, act.live.row.user, audit::Outcome::denied, {}, "late or another content"});
    return code_void();
  }
  if (!row->is_proven) return ask(tx, call, settings, act);
  if (!store::use_code(tx, id, call.now)) return code_void();
  return std::nullopt;
}

}  // namespace

Result<Question> load_question(Tx& tx, const Call& call, const Secret& token, OperationCodeId id) {
  auto live = load_live(tx, token, call.now);
  if (!live) return live.error();
  if (auto locked = factor_locked(live->account, call.now)) return *locked;
  auto row = store::find_code(tx, live->row.user, id);
  if (!row || row->session != live->row.id) return not_found(OperationCodeTag::k_noun);
  if (!row->is_open || row->is_proven || call.now >= row->expires_at) return code_void();
  auto methods = methods_of(security_policy(tx), live->account, Weight::money, call.now);
  return Question{std::move(*live), std::move(*row), std::move(methods)};
}

void note_proof(Tx& tx, const Call& call, const Question& question, FactorMethod method) {
  store::clear_factor_failures(tx, question.live.row.user);
  record(tx, call,
         {k_action,
          question.live.row.user,
          audit::Outcome::ok,
          json_of({{"operation", question.row.operation},
                   {"method", std::string(method_name(method))},
                   {"content", question.row.shown}}),
          {}});
}

std::string sentence(const OperationContent& content) {
  std::string text = content.noun;
  if (content.count != 1)
    text.append(" of ").append(std::to_string(content.count)).append(" lines");
  if (!content.totals.empty())
    text.append(content.count != 1 ? ", " : " of ").append(amounts(content.totals));
  if (!content.recipient.empty()) text.append(" to ").append(content.recipient);
  return text;
}

Result<std::optional<Error>> pass_gate(Tx& tx, const Call& call, const Settings& settings,
                                       const OperationContent& content, AssuranceLevel level,
                                       const Presented& presented) {
  using Passed = std::optional<Error>;
  if (call.actor.kind != ActorKind::user || level <= AssuranceLevel::l2) return Passed();
  auto live = load_live(tx, presented.session_token, call.now);
  if (!live) return live.error();
  if (live->row.kind != SessionKind::full) return refused("wrong_stage", "sign-in is not finished");
  const SecurityPolicy policy = security_policy(tx);
  const Weight weight = level == AssuranceLevel::l3 ? Weight::plain : Weight::money;
  const Act act{content, *live, methods_of(policy, live->account, weight, call.now)};
  if (level == AssuranceLevel::l3) {
    if (call.now < live->row.fresh_until) return Passed();
    return Passed(step_up_required(level, act.methods));
  }
  if (auto locked = factor_locked(live->account, call.now)) return Passed(std::move(*locked));
  if (!presented.id) return Passed(ask(tx, call, settings, act));
  return judge(tx, call, settings, act, presented.id);
}

Result<std::optional<Error>> answer_operation_code(Tx& tx, const Call& call,
                                                   const Settings& settings,
                                                   const Secret& session_token, OperationCodeId id,
                                                   std::string_view code) {
  const auto question = load_question(tx, call, session_token, id);
  if (!question) return question.error();
  if (const auto method = prove(tx, call, settings, *question, code)) {
    note_proof(tx, call, *question, *method);
    return std::optional<Error>();
  }
  Error wrong = count_factor_failure(tx, call, settings, question->live, k_action, code_wrong());
  const std::int64_t left = std::max<std::int64_t>(k_code_tries - question->row.tries - 1, 0);
  if (wrong.code == "code_wrong") wrong.details.emplace_back("tries_left", std::to_string(left));
  return std::optional<Error>(std::move(wrong));
}

Result<SentCode> send_operation_code(Tx& tx, const Call& call, const Settings& settings,
                                     const SmsPort& sms, const Secret& session_token,
                                     OperationCodeId id) {
  auto question = load_question(tx, call, session_token, id);
  if (!question) return question.error();
  if (!has_method(question->methods, FactorMethod::sms))
    return refused("sms_unavailable", "your number cannot confirm this now");
  const Sending sending{sms, sms_phone(settings, security_policy(tx), question->live.account),
                        "operation_code", "confirms the " + question->row.shown};
  return send_digits(tx, call, settings, question->row, sending);
}

}  // namespace bursar::identity
