// Sending and answering feedback. The trail keeps that something was sent and answered, not the
// words: they stand in the row, which one person wrote to another.
#include "support/feedback.hpp"

#include <algorithm>
#include <array>

#include <boost/json.hpp>

#include "audit/audit.hpp"
#include "base/text.hpp"
#include "support/feedback_store.hpp"

namespace bursar::support {
namespace {

namespace json = boost::json;
using storage::Tx;

constexpr std::size_t k_text_max = 2'000;
constexpr std::size_t k_section_max = 200;
constexpr std::int64_t k_open_max = 20;

constexpr std::array k_kinds{"question", "problem", "idea"};
constexpr std::array k_states{"open", "answered", "closed"};

template <class Enum, class Words>
std::string_view name_in(const Words& words, Enum value) {
  const auto at = static_cast<std::size_t>(value) - 1;
  return at < words.size() ? words[at] : std::string_view();
}

template <class Enum, class Words>
std::optional<Enum> value_in(const Words& words, std::string_view name) {
  const auto found = std::find(words.begin(), words.end(), name);
  if (found == words.end()) return std::nullopt;
  return static_cast<Enum>(found - words.begin() + 1);
}

Result<std::string> checked_text(std::string_view field, std::string_view given) {
  std::string text(trim(given));
  if (text.empty()) return invalid(std::string(field), "text_empty", "say something");
  if (text.size() > k_text_max || !is_printable_utf8(text))
    return invalid(std::string(field), "text_invalid",
                   "must be text of at most " + std::to_string(k_text_max) + " bytes");
  return text;
}

Result<std::string> checked_section(std::string_view section) {
  const auto is_path = [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '/' || letter == '-' || letter == '_';
  };
  const bool fits = section.size() <= k_section_max && section.starts_with('/') &&
                    !section.starts_with("//") &&
                    std::all_of(section.begin(), section.end(), is_path);
  if (!fits) return invalid("section", "section_invalid", "must be the path of a page: /payments");
  return std::string(section);
}

void record(Tx& tx, const Call& call, std::string_view action, const Feedback& one) {
  audit::Entry entry;
  entry.action = action;
  entry.subject_kind = "feedback";
  entry.subject_id = one.id.text();
  entry.after = json::serialize(json::object{{"kind", word(one.kind)},
                                             {"section", one.section},
                                             {"state", word(one.state)},
                                             {"version", one.version}});
  audit::record(tx, call, entry);
}

}  // namespace

std::string_view word(FeedbackKind value) { return name_in(k_kinds, value); }
std::string_view word(FeedbackState value) { return name_in(k_states, value); }
std::optional<FeedbackKind> feedback_kind_of(std::string_view word) {
  return value_in<FeedbackKind>(k_kinds, word);
}
std::optional<FeedbackState> feedback_state_of(std::string_view word) {
  return value_in<FeedbackState>(k_states, word);
}

Result<Feedback> send_feedback(Tx& tx, const Call& call, const SendFeedback& command) {
  auto section = checked_section(command.section);
  if (!section) return section.error();
  auto text = checked_text("text", command.text);
  if (!text) return text.error();
  const UserId user{call.actor.key};
  if (open_feedback_of(tx, user) >= k_open_max)
    return refused("too_many_open", "twenty of yours wait for an answer; wait for one of them");
  Feedback one;
  one.id = FeedbackId{call.ids.next_key()};
  one.user = user;
  one.user_name = call.actor.name;
  one.kind = command.kind;
  one.section = std::move(*section);
  one.text = std::move(*text);
  one.created_at = call.now;
  insert_feedback(tx, one);
  record(tx, call, "send_feedback", one);
  return one;
}

Result<Feedback> answer_feedback(Tx& tx, const Call& call, const AnswerFeedback& command) {
  auto loaded = load_feedback(tx, command.id);
  if (!loaded) return loaded.error();
  Feedback one = std::move(*loaded);
  if (one.version != command.version)
    return conflict("version_changed", "somebody else has answered this meanwhile");
  if (one.state == FeedbackState::closed)
    return refused("feedback_closed", "this was closed and stays as it is");
  const bool only_closes = command.close && trim(command.answer).empty();
  if (!only_closes) {
    auto answer = checked_text("answer", command.answer);
    if (!answer) return answer.error();
    one.answer = std::move(*answer);
  }
  one.state = command.close ? FeedbackState::closed : FeedbackState::answered;
  one.answered_by = call.actor.name;
  one.answered_at = call.now;
  ++one.version;
  update_feedback(tx, one);
  record(tx, call, "answer_feedback", one);
  return one;
}

}  // namespace bursar::support
