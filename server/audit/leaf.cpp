// Members stand in alphabetical order, keys of rows as texts because they exceed what a JSON number
// holds exactly, enumerations as words.
#include "audit/leaf.hpp"

#include <charconv>

#include "audit/audit.hpp"

namespace bursar::audit {
namespace {

enum class Form { text, key, number, actor_kind, outcome };
struct Member {
  std::string_view opening;  ///< up to the value
  Form form;
};

constexpr Member k_members[] = {
    {R"({"action":)", Form::text},
    {R"(,"actor_key":)", Form::key},
    {R"(,"actor_kind":)", Form::actor_kind},
    {R"(,"actor_name":)", Form::text},
    {R"(,"after":)", Form::text},
    {R"(,"at":)", Form::number},
    {R"(,"at_us":)", Form::number},
    {R"(,"before":)", Form::text},
    {R"(,"company_key":)", Form::key},
    {R"(,"device":)", Form::text},
    {R"(,"entry_key":)", Form::key},
    {R"(,"impersonator_key":)", Form::key},
    {R"(,"impersonator_name":)", Form::text},
    {R"(,"ip":)", Form::text},
    {R"(,"merchant_key":)", Form::key},
    {R"(,"outcome":)", Form::outcome},
    {R"(,"reason":)", Form::text},
    {R"(,"request_id":)", Form::text},
    {R"(,"seq":)", Form::number},
    {R"(,"session_key":)", Form::key},
    {R"(,"subject_id":)", Form::text},
    {R"(,"subject_kind":)", Form::text},
};

void append_number(std::string& text, std::int64_t value) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  text.append(digits, end);
}

// The whole stored number counts: one outside the enumeration stays a number.
template <class Enum>
void append_word(std::string& text, std::int64_t number) {
  const bool fits = number == static_cast<int>(number);
  const std::string_view known = fits ? word(static_cast<Enum>(number)) : std::string_view();
  if (known.empty()) return append_number(text, number);
  text.push_back('"');
  text.append(known);
  text.push_back('"');
}

void append_value(std::string& text, const storage::Row& row, int column, Form form) {
  if (row.is_null(column)) {
    text.append("null");
    return;
  }
  switch (form) {
    case Form::text: return append_json_string(text, row.text(column));
    case Form::number: return append_number(text, row.i64(column));
    case Form::key:
      text.push_back('"');
      append_number(text, row.i64(column));
      text.push_back('"');
      return;
    case Form::actor_kind: return append_word<ActorKind>(text, row.i64(column));
    case Form::outcome: return append_word<Outcome>(text, row.i64(column));
  }
}

void append_escaped(std::string& text, unsigned char c) {
  constexpr std::string_view k_hex = "0123456789abcdef";
  switch (c) {
    case '"': text.append("\\\""); return;
    case '\\': text.append("\\\\"); return;
    case '\b': text.append("\\b"); return;
    case '\f': text.append("\\f"); return;
    case '\n': text.append("\\n"); return;
    case '\r': text.append("\\r"); return;
    case '\t': text.append("\\t"); return;
    default: text.append("\\u00").push_back(k_hex[c >> 4]); text.push_back(k_hex[c & 15]);
  }
}

}  // namespace

const char* const k_sealed_columns =
    "seq, id, action, actor_key, actor_kind, actor_name, after_json, at, at_us, before_json, "
    "company_id, "
    "device, id, impersonator_key, impersonator_name, ip, merchant_id, outcome, reason, "
    "request_id, seq, session_key, subject_id, subject_kind";

void append_json_string(std::string& text, std::string_view value) {
  text.push_back('"');
  std::size_t plain = 0;  // start of what needs no escape
  for (std::size_t i = 0; i < value.size(); ++i) {
    const auto c = static_cast<unsigned char>(value[i]);
    if (c >= ' ' && c != '"' && c != '\\') continue;
    text.append(value.substr(plain, i - plain));
    append_escaped(text, c);
    plain = i + 1;
  }
  text.append(value.substr(plain));
  text.push_back('"');
}

void seal_row(const storage::Row& row, std::string& text) {
  text.clear();
  int column = 2;
  for (const Member& member : k_members) {
    text.append(member.opening);
    append_value(text, row, column++, member.form);
  }
  text.push_back('}');
}

}  // namespace bursar::audit
