// Words, texts and nulls as the contract names them; cells that no spreadsheet takes for a formula.
#include "audit/http_view.hpp"

#include <fmt/format.h>

namespace bursar::audit {
namespace {

namespace json = boost::json;

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

// What was recorded as a JSON object; anything else is shown as the text it is.
json::value object_of(const std::string& text) {
  if (text.empty()) return nullptr;
  boost::system::error_code failure;
  json::value value = json::parse(text, failure);
  if (!failure && value.is_object()) return value;
  return json::object{{"text", text}};
}

// "2026-11-21T23:37:53.120456Z"
std::string instant_text(const StoredEntry& stored) {
  std::string text = to_iso8601(stored.at);
  text.insert(text.size() - 1, fmt::format("{:03}", stored.at_us % 1'000));
  return text;
}

void append_cell(std::string& line, std::string_view value) {
  if (!line.empty()) line.push_back(',');
  constexpr std::string_view k_formula = "=+-@\t\r";
  const bool formula = !value.empty() && k_formula.find(value.front()) != std::string_view::npos;
  if (!formula && value.find_first_of("\",\r\n") == std::string_view::npos) {
    line.append(value);
    return;
  }
  line.push_back('"');
  if (formula) line.push_back('\'');
  for (const char c : value) {
    if (c == '"') line.push_back('"');
    line.push_back(c);
  }
  line.push_back('"');
}

}  // namespace

json::object row_json(const StoredEntry& stored) {
  const Entry& entry = stored.entry;
  return {{"audit_id", stored.id.text()},
          {"seq", stored.seq ? json::value(*stored.seq) : json::value(nullptr)},
          {"at", stored.at.ms},
          {"at_us", stored.at_us},
          {"actor_kind", word(stored.actor_kind)},
          {"actor", stored.actor_name},
          {"impersonator", text_or_null(stored.impersonator_name)},
          {"action", entry.action},
          {"outcome", word(entry.outcome)},
          {"subject_kind", entry.subject_kind},
          {"subject_id", entry.subject_id},
          {"company_id", text_or_null(entry.company.text())},
          {"merchant_id", text_or_null(entry.merchant.text())},
          {"ip", stored.ip},
          {"reason", entry.reason}};
}

std::string entry_json(const StoredEntry& stored, std::int64_t sealed) {
  json::object object = row_json(stored);
  object["device"] = stored.device;
  object["session_id"] = text_or_null(stored.session.text());
  object["request_id"] = stored.request_id;
  object["before"] = object_of(stored.entry.before);
  object["after"] = object_of(stored.entry.after);
  object["is_sealed"] = stored.seq && *stored.seq <= sealed;
  return json::serialize(object);
}

std::string page_json(const Page& page) {
  json::array rows;
  for (const StoredEntry& stored : page.rows) rows.push_back(row_json(stored));
  AuditId next = page.searched_to;
  if (!next && page.has_older && !page.rows.empty()) next = page.rows.back().id;
  return json::serialize(json::object{{"rows", std::move(rows)},
                                      {"has_older", page.has_older},
                                      {"has_newer", page.has_newer},
                                      {"next_before", text_or_null(next.text())}});
}

std::string trail_json(const TrailView& view, const SealerState& sealer, const VerifierKey& key,
                       bool everything) {
  json::value checkpoint = nullptr;
  if (view.newest)
    checkpoint = json::object{{"tree_size", view.newest->checkpoint.size},
                              {"signed_at", view.newest->signed_at.ms},
                              {"note", view.newest->checkpoint.note}};
  json::object external{{"state", word(sealer.external)}, {"tree_size", sealer.external_size}};
  external["file"] = everything ? text_or_null(sealer.external_file) : json::value(nullptr);
  external["trouble"] = everything ? text_or_null(sealer.trouble) : json::value(nullptr);
  return json::serialize(json::object{{"entries", view.entries},
                                      {"checkpoint", std::move(checkpoint)},
                                      {"external", std::move(external)},
                                      {"verifier_key", key.text()},
                                      {"actions", json::value_from(view.actions)}});
}

std::string csv_titles() {
  return "seq,audit_id,at,actor_kind,actor,impersonator,action,outcome,subject_kind,subject_id,"
         "company_id,merchant_id,ip,device,session_id,request_id,reason,before,after\r\n";
}

std::string csv_line(const StoredEntry& stored) {
  const Entry& entry = stored.entry;
  std::string line = stored.seq ? std::to_string(*stored.seq) : "\"\"";
  append_cell(line, stored.id.text());
  append_cell(line, instant_text(stored));
  append_cell(line, word(stored.actor_kind));
  append_cell(line, stored.actor_name);
  append_cell(line, stored.impersonator_name);
  append_cell(line, entry.action);
  append_cell(line, word(entry.outcome));
  append_cell(line, entry.subject_kind);
  append_cell(line, entry.subject_id);
  append_cell(line, entry.company.text());
  append_cell(line, entry.merchant.text());
  append_cell(line, stored.ip);
  append_cell(line, stored.device);
  append_cell(line, stored.session.text());
  append_cell(line, stored.request_id);
  append_cell(line, entry.reason);
  append_cell(line, entry.before);
  append_cell(line, entry.after);
  return line + "\r\n";
}

}  // namespace bursar::audit
