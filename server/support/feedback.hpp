// What people of all companies ask or say about the office itself: it lands in one queue of the
// operator, with the section it is about and who sent it, and the answer goes back to them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/call.hpp"
#include "base/result.hpp"
#include "storage/storage.hpp"

namespace bursar::support {

struct FeedbackTag {
  static constexpr std::string_view k_prefix = "fb_";
  static constexpr const char* k_noun = "feedback";
};
using FeedbackId = Id<FeedbackTag>;

enum class FeedbackKind { question = 1, problem, idea };
enum class FeedbackState { open = 1, answered, closed };
/// Words of the contract; a number outside its enumeration has none ("").
std::string_view word(FeedbackKind value);
std::string_view word(FeedbackState value);
std::optional<FeedbackKind> feedback_kind_of(std::string_view word);
std::optional<FeedbackState> feedback_state_of(std::string_view word);

struct Feedback {
  FeedbackId id;
  UserId user;
  std::string user_name;
  FeedbackKind kind = FeedbackKind::question;
  FeedbackState state = FeedbackState::open;
  std::string section;  ///< path of the page it was sent from, ids included: "/payments/tx_…"
  std::string text;
  std::string answer;       ///< empty until there is one; may stay empty when it is closed
  std::string answered_by;  ///< name of whoever answered or closed it
  Instant created_at;
  std::optional<Instant> answered_at;
  std::int64_t version = 1;
};

struct SendFeedback {
  FeedbackKind kind = FeedbackKind::question;
  std::string section;
  std::string text;
};
/// Errors: invalid/section_invalid (not a path of the office), text_empty, text_invalid;
/// refused/too_many_open when twenty of the actor's wait already.
Result<Feedback> send_feedback(storage::Tx& tx, const Call& call, const SendFeedback& command);

struct AnswerFeedback {
  FeedbackId id;
  std::int64_t version = 0;  ///< as last read
  std::string answer;        ///< may be empty when it is only closed
  bool close = false;        ///< nothing more is to be done
};
/// An answered one may be answered anew and closed; a closed one stays. Errors: not_found;
/// conflict/version_changed; invalid/text_empty, text_invalid; refused/feedback_closed.
Result<Feedback> answer_feedback(storage::Tx& tx, const Call& call, const AnswerFeedback& command);

struct ListFeedback {
  UserId user;  ///< none: everybody's
  std::optional<FeedbackState> state;
  std::optional<FeedbackKind> kind;
  FeedbackId before;  ///< page key: only older ones
  std::int64_t limit = 50;
};
/// Newest first. About the installation: whoever lists everybody's holds a right over all of it.
std::vector<Feedback> list_feedback(storage::Tx& tx, const ListFeedback& filter);
/// Errors: not_found.
Result<Feedback> load_feedback(storage::Tx& tx, FeedbackId id);

}  // namespace bursar::support
