// Reads queries and bodies of escalations; what nobody knows is refused with its name.
#include <algorithm>

#include "net/json_reader.hpp"
#include "net/query_number.hpp"
#include "support/http_parts.hpp"

namespace bursar::support {
namespace {

Error not_an_id(const std::string& name) {
  return invalid(name, "invalid_parameter", "must be an id");
}

Result<std::vector<EscalationState>> decode_states(const std::string& text) {
  std::vector<EscalationState> states;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t comma = std::min(text.find(',', at), text.size());
    const auto state = escalation_state_of(text.substr(at, comma - at));
    if (!state) return invalid("state", "unknown_state", "names no state of escalations");
    states.push_back(*state);
    at = comma + 1;
  }
  return states;
}

Result<void> take_person(const net::Request& request, const std::string& name,
                         const std::string& value, UserId& person) {
  if (value == "me") {
    person = UserId{request.actor.key};
    return ok();
  }
  const auto id = UserId::parse(value);
  if (!id) return not_an_id(name);
  person = *id;
  return ok();
}

// Parameters that name a word of the contract.
Result<bool> take_word(const std::string& name, const std::string& value, ListEscalations& filter) {
  if (name == "state") {
    auto states = decode_states(value);
    if (!states) return states.error();
    filter.states = std::move(*states);
  } else if (name == "queue") {
    filter.queue = queue_of(value);
    if (!filter.queue) return invalid(name, "unknown_queue", "names no queue");
  } else if (name == "priority") {
    filter.priority = priority_of(value);
    if (!filter.priority) return invalid(name, "unknown_priority", "names no priority");
  } else if (name == "overdue" && (value == "true" || value == "false")) {
    filter.overdue = value == "true";
  } else if (name == "sort" && (value == "due" || value == "newest")) {
    filter.by_due = value == "due";
  } else {
    return false;
  }
  return true;
}

Result<bool> take_id(const net::Request& request, const std::string& name, const std::string& value,
                     ListEscalations& filter) {
  if (name == "before") {
    const auto id = EscalationId::parse(value);
    if (!id) return not_an_id(name);
    filter.before = *id;
  } else if (name == "merchant_id") {
    const auto id = MerchantId::parse(value);
    if (!id) return not_an_id(name);
    filter.merchant = *id;
  } else if (name == "subject_id" && value.size() <= 120) {
    filter.subject_id = value;
  } else if (name == "assignee" && value == "nobody") {
    filter.unassigned = true;
  } else if (name == "assignee" || name == "created_by") {
    UserId& person = name == "assignee" ? filter.assignee : filter.created_by;
    if (auto taken = take_person(request, name, value, person); !taken) return taken.error();
  } else {
    return false;
  }
  return true;
}

}  // namespace

Result<ListEscalations> decode_list(const net::Request& request) {
  ListEscalations filter;
  for (const auto& [name, value] : request.query) {
    if (value.empty()) continue;
    if (name == "limit") {
      const auto limit = net::whole_number(value, 1, 200);
      if (!limit) return invalid(name, "out_of_range", "must be from 1 to 200");
      filter.limit = *limit;
      continue;
    }
    auto taken = take_word(name, value, filter);
    if (taken && !*taken) taken = take_id(request, name, value, filter);
    if (!taken) return taken.error();
    if (!*taken) return invalid(name, "unknown_parameter", "is not a parameter of this list");
  }
  return filter;
}

Result<CreateEscalation> decode_create(const net::Request& request) {
  CreateEscalation command;
  net::JsonReader in(request.body);
  const auto kind = subject_kind_of(in.text("subject_kind", 1, 20));
  if (kind) command.subject_kind = *kind;
  else in.fail("subject_kind", "unknown_kind", "must be payment, customer or merchant");
  command.subject_id = in.text("subject_id", 1, 120);
  const auto merchant = in.text_or_none("merchant_id", 40);
  const auto queue = queue_of(in.text("queue", 1, 20));
  if (queue) command.queue = *queue;
  else in.fail("queue", "unknown_queue", "names no queue");
  const auto priority = priority_of(in.text("priority", 1, 20));
  if (priority) command.priority = *priority;
  else in.fail("priority", "unknown_priority", "names no priority");
  command.note = in.text("note", 1, 2'000);
  if (command.subject_kind == SubjectKind::customer && !merchant)
    in.fail("merchant_id", "missing_member", "a customer is one of a merchant");
  if (auto error = in.finish()) return *error;
  if (merchant) {
    const auto id = MerchantId::parse(*merchant);
    if (!id) return id.error();
    command.merchant = *id;
  }
  return command;
}

Result<UpdateEscalation> decode_update(const net::Request& request) {
  UpdateEscalation command;
  const auto id = EscalationId::parse(request.param("escalation_id"));
  if (!id) return id.error();
  command.id = *id;
  net::JsonReader in(request.body);
  command.version = in.integer("version", 1, INT64_MAX);
  if (const auto text = in.text_or_none("state", 20)) {
    command.state = escalation_state_of(*text);
    if (!command.state) in.fail("state", "unknown_state", "names no state of escalations");
  }
  if (const auto text = in.text_or_none("priority", 20)) {
    command.priority = priority_of(*text);
    if (!command.priority) in.fail("priority", "unknown_priority", "names no priority");
  }
  if (const auto text = in.text_or_none("queue", 20)) {
    command.queue = queue_of(*text);
    if (!command.queue) in.fail("queue", "unknown_queue", "names no queue");
  }
  const auto assignee = in.text_or_none("assignee_id", 40);
  if (auto error = in.finish()) return *error;
  if (!assignee) return command;
  command.assignee = UserId{};
  if (assignee->empty()) return command;
  const auto person = UserId::parse(*assignee);
  if (!person) return person.error();
  command.assignee = *person;
  return command;
}

}  // namespace bursar::support
