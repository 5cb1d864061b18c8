// What an adapter says of itself in data: the form of its accounts is drawn from this and what the
// form sends is judged by it. A new adapter needs no screen of its own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "providers/providers.hpp"

namespace bursar::providers {

enum class FieldKind { text = 1, secret, url, choice, number, iban };
std::string_view word(FieldKind kind);

struct Choice {
  std::string value, label;
};

/// One field of the form. "base_url", "api_key" and "webhook_secret" are columns of their own; any
/// other name is a setting. An adapter without the field "base_url" is reached by no network. Every
/// field of kind secret is one of these two secrets.
struct Field {
  std::string name, label;
  FieldKind kind = FieldKind::text;
  bool required = false;
  std::string help;
  std::string initial = {};              ///< what the form starts with
  std::vector<Choice> choices = {};      ///< of kind choice
  std::int64_t lowest = 0, highest = 0;  ///< of kind number
  bool moves_money = false;  ///< a change of it sends money elsewhere, so it may need two people
};

struct Description {
  std::string title, summary;
  std::vector<std::string> methods;     ///< what an account can take, the usual one first
  std::vector<std::string> currencies;  ///< empty: whatever the account's contract says
  std::vector<Field> fields;
  std::string unproven;  ///< what nobody can prove without an account at the provider
  bool sandbox_only = false;
  bool has_ping = false;  ///< build() knows RequestKind::ping; else a query serves to test
};

/// Whether accounts of it have an address; those without are carried by files.
inline bool has_address(const Description& description) {
  if (description.fields.empty()) return true;
  for (const Field& field : description.fields)
    if (field.name == "base_url") return true;
  return false;
}
const Field* find_field(const Description& description, std::string_view name);

}  // namespace bursar::providers
