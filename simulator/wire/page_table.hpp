// Small pieces of HTML that the sections of the control page are put together from.
#pragma once

#include <fmt/format.h>

#include <initializer_list>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "base/money.hpp"
#include "simulator/wire/page.hpp"

namespace bursar::simulator {

template <class... Args>
void append(std::string& html, fmt::format_string<Args...> text, Args&&... args) {
  fmt::format_to(std::back_inserter(html), text, std::forward<Args>(args)...);
}

inline std::string amount_text(std::int64_t minor, std::string_view currency) {
  return currency.empty() ? std::string() : decimal_text(minor, Currency::of(currency).exponent());
}

// Headings that start with '#' stand over numbers.
inline void open_table(std::string& html, std::initializer_list<std::string_view> headings) {
  html += R"(<div class="wide" tabindex="0"><table><thead><tr>)";
  for (const std::string_view heading : headings) {
    const bool number = heading.starts_with('#');
    append(html, "<th{}>{}", number ? R"( class="n")" : "", heading.substr(number ? 1 : 0));
  }
  html += "</thead><tbody>";
}
inline void close_table(std::string& html) { html += "</tbody></table></div>"; }
inline void text_cell(std::string& html, std::string_view text) {
  append(html, "<td>{}", escape_html(text));
}
inline void prose_cell(std::string& html, std::string_view text) {
  append(html, R"(<td class="text">{})", escape_html(text));
}
inline void code_cell(std::string& html, std::string_view text) {
  append(html, R"(<td class="r">{})", escape_html(text));
}
inline void number_cell(std::string& html, std::string_view text) {
  append(html, R"(<td class="n">{})", escape_html(text));
}
inline void tag_cell(std::string& html, std::string_view word) {
  append(html, R"(<td><span class="tag {0}">{0}</span>)", word);
}

}  // namespace bursar::simulator
