// Challenges out, answers in. The challenge goes before anything is judged, so that an answer is
// worth at most one try, in however many requests it comes.
#include "identity/webauthn.hpp"

#include "identity/crypto.hpp"
#include "identity/passkey_parts.hpp"
#include "identity/passkey_store.hpp"
#include "identity/trail.hpp"
#include "identity/webauthn_ceremony.hpp"

namespace bursar::identity {
namespace {

constexpr std::string_view k_action = "verify_passkey";
constexpr std::size_t k_challenge_bytes = 32;

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

std::vector<PasskeyHandle> handles_of(Tx& tx, UserId user, std::string_view rp_id) {
  std::vector<PasskeyHandle> handles;
  for (const store::PasskeyRow& row : store::passkeys(tx, user))
    if (row.rp_id == rp_id) handles.push_back({row.credential_id, words_of(row.transports)});
  return handles;
}

Error passkey_suspected() {
  return refused("passkey_suspected",
                 "this passkey may have been copied: use another way and remove it");
}

PasskeyVerdict refuse(Tx& tx, const Call& call, const PasskeyRequest& request,
                      const std::string& reason) {
  record_passkey_denial(tx, call, {k_action, request, reason});
  PasskeyVerdict verdict;
  const bool is_late = reason == "challenge_expired" || reason == "challenge_wrong";
  verdict.refusal = is_late ? passkey_expired() : passkey_wrong();
  verdict.is_guess = !is_late;
  return verdict;
}

// A counter that went back: two devices use one key, so one of them is a copy.
PasskeyVerdict suspect(Tx& tx, const Call& call, const PasskeyRequest& request,
                       const store::PasskeyRow& row) {
  record_and_tell(tx, call,
                  {k_action, request.user, audit::Outcome::denied,
                   json_of({{"passkey_id", row.shown.id.text()},
                            {"passkey_name", row.shown.name},
                            {"purpose", std::string(passkey_purpose_name(request.purpose))}}),
                   "sign_count_regressed"},
                  "user.passkey_suspected");
  PasskeyVerdict verdict;
  verdict.refusal = passkey_suspected();
  return verdict;
}

}  // namespace

std::string_view passkey_purpose_name(PasskeyPurpose purpose) {
  switch (purpose) {
    case PasskeyPurpose::registration: return "registration";
    case PasskeyPurpose::sign_in: return "sign_in";
    case PasskeyPurpose::confirmation: return "confirmation";
    case PasskeyPurpose::operation: return "operation";
  }
  return "sign_in";
}

Error passkey_expired() {
  return refused("passkey_expired", "this request has run out or was answered already: try again");
}

Error passkey_wrong() {
  return invalid("passkey", "passkey_wrong", "this passkey was not accepted");
}

void record_passkey_denial(Tx& tx, const Call& call, const PasskeyDenial& denial) {
  record(tx, call,
         {denial.action, denial.request.user, audit::Outcome::denied,
          json_of({{"purpose", std::string(passkey_purpose_name(denial.request.purpose))}}),
          denial.reason});
}

std::optional<std::string> take_live_challenge(Tx& tx, const PasskeyRequest& request, Instant now) {
  auto challenge = store::take_challenge(tx, request);
  if (!challenge || challenge->bound_to != request.bound_to || now >= challenge->expires_at)
    return std::nullopt;
  return std::move(challenge->digest);
}

Result<PasskeyQuestion> ask_passkey(Tx& tx, const Call& call, const Settings& settings,
                                    const PasskeyRequest& request) {
  const std::string& rp_id = settings.relying_party.id;
  if (rp_id.empty())
    return refused("passkeys_unavailable",
                   "passkeys need an office under a domain name: set public_url");
  PasskeyQuestion question;
  question.rp_id = rp_id;
  question.passkeys = handles_of(tx, request.user, rp_id);
  if (question.passkeys.empty() && request.purpose != PasskeyPurpose::registration)
    return refused("no_passkey", "no passkey is registered for this address of the office");
  question.challenge = random_bytes(call.random, k_challenge_bytes);
  store::save_challenge(tx, request,
                        {token_digest(question.challenge), request.bound_to,
                         call.now.plus_ms(k_passkey_challenge_ms)},
                        call.now);
  return question;
}

PasskeyVerdict verify_passkey(Tx& tx, const Call& call, const Settings& settings,
                              const PasskeyRequest& request, const PasskeyAssertion& answer) {
  const auto digest = take_live_challenge(tx, request, call.now);
  if (!digest) return refuse(tx, call, request, "challenge_expired");
  const auto row = store::find_credential(tx, request.user, answer.credential_id);
  if (!row || row->rp_id != settings.relying_party.id)
    return refuse(tx, call, request, "credential_unknown");
  if (!answer.user_handle.empty() && answer.user_handle != request.user.text())
    return refuse(tx, call, request, "user_handle_wrong");
  const webauthn::Expected expected{settings.relying_party, *digest};
  const auto count = webauthn::judge_assertion(
      expected, {row->public_key, row->sign_count, row->shown.is_synced}, answer);
  if (!count && count.error().code != "sign_count_regressed")
    return refuse(tx, call, request, count.error().code);
  if (!count || !store::note_passkey_use(tx, row->shown.id, *count, call.now))
    return suspect(tx, call, request, *row);
  PasskeyVerdict verdict;
  verdict.passkey = row->shown.id;
  return verdict;
}

}  // namespace bursar::identity
