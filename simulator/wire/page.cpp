// Rendering of the control page. Totals and operations are re-read every two seconds; the form
// between them is left alone and posts to /control.
#include "simulator/wire/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <iterator>

#include "simulator/core/cards.hpp"
#include "simulator/wire/page_parts.hpp"

namespace bursar::simulator {
namespace {

constexpr std::size_t k_rows_max = 50;

struct Field {
  std::string_view name;
  std::string_view label;
  std::int64_t Settings::*member;
};
constexpr std::array<Field, 8> k_fields = {{
    {"decline_ppm", "Declined, ordinary cards (ppm)", &Settings::decline_ppm},
    {"latency_p50_ms", "Latency, median (ms)", &Settings::latency_p50_ms},
    {"latency_p95_ms", "Latency, 95th percentile (ms)", &Settings::latency_p95_ms},
    {"drop_before_ppm", "Lost before processing (ppm)", &Settings::drop_before_ppm},
    {"drop_after_ppm", "Answer lost (ppm)", &Settings::drop_after_ppm},
    {"error_500_after_ppm", "Answer 500 after processing (ppm)", &Settings::error_500_after_ppm},
    {"overload_ppm", "Turned away with 429 (ppm)", &Settings::overload_ppm},
    {"in_flight_max", "Requests in flight at most", &Settings::in_flight_max},
}};

template <class... Args>
void append(std::string& html, fmt::format_string<Args...> text, Args&&... args) {
  fmt::format_to(std::back_inserter(html), text, std::forward<Args>(args)...);
}

std::string amount_text(std::int64_t minor, std::string_view currency) {
  return decimal_text(minor, Currency::of(currency).exponent());
}

void append_clock(std::string& html, const Acquirer& acquirer) {
  const Settings& settings = acquirer.settings();
  append(html, R"(<p class="clock">Virtual time <time>{}</time>)", to_iso8601(acquirer.latest()));
  if (settings.clock_offset_ms != 0)
    append(html, ", {} s from real time", settings.clock_offset_ms / 1'000);
  if (settings.outage_until && acquirer.latest() < *settings.outage_until)
    append(html, R"(; <strong class="bad">outage until {}</strong>)",
           to_iso8601(*settings.outage_until));
  if (!settings.honours_references)
    html += R"(; <strong class="bad">references are not honoured</strong>)";
  html += "</p>";
}

// Headings that start with '#' stand over numbers.
void open_table(std::string& html, std::initializer_list<std::string_view> headings) {
  html += R"(<div class="wide"><table><thead><tr>)";
  for (const std::string_view heading : headings) {
    const bool number = heading.starts_with('#');
    append(html, "<th{}>{}", number ? R"( class="n")" : "", heading.substr(number ? 1 : 0));
  }
  html += "</thead><tbody>";
}
void close_table(std::string& html) { html += "</tbody></table></div>"; }
void text_cell(std::string& html, std::string_view text) {
  append(html, "<td>{}", escape_html(text));
}
void code_cell(std::string& html, std::string_view text) {
  append(html, R"(<td class="r">{})", escape_html(text));
}
void number_cell(std::string& html, std::string_view text) {
  append(html, R"(<td class="n">{})", escape_html(text));
}

void append_totals(std::string& html, const Book& book) {
  append(html, "<h2>Book</h2><p>{} effects, {}.</p>", book.effects().size(),
         book.balanced() ? "balanced" : R"(<strong class="bad">not balanced</strong>)");
  const auto totals = book.totals();
  if (totals.empty()) return;
  open_table(
      html, {"Currency", "#Charges", "#Charged", "#Refunds", "#Refunded", "#Owed to the merchant"});
  for (const auto& [currency, of_currency] : totals) {
    html += "<tr>";
    text_cell(html, currency);
    number_cell(html, std::to_string(of_currency.charges.count));
    number_cell(html, amount_text(of_currency.charges.amount_minor, currency));
    number_cell(html, std::to_string(of_currency.refunds.count));
    number_cell(html, amount_text(of_currency.refunds.amount_minor, currency));
    number_cell(html, amount_text(-of_currency.merchant_minor, currency));
  }
  close_table(html);
}

void append_operation(std::string& html, const Operation& operation, const Acquirer& acquirer) {
  const Answer answer = answer_at(operation, acquirer.latest());
  const auto currency = operation.amount.currency.code();
  html += "<tr>";
  text_cell(html, to_iso8601(operation.received_at).substr(11, 12));
  text_cell(html, word(operation.kind));
  code_cell(html, operation.reference);
  number_cell(html, fmt::format("{} {}", amount_text(operation.amount.minor, currency), currency));
  code_cell(html, operation.card_number);
  append(html, R"(<td><span class="{0}">{0}</span>)", word(answer.status));
  text_cell(html, answer.code + " " + answer.message);
  number_cell(html, std::to_string(acquirer.book().count_of(operation.reference)));
}

void append_operations(std::string& html, const Acquirer& acquirer) {
  const auto& operations = acquirer.operations();
  append(html, "<h2>Last operations</h2><p>{} in all.</p>", operations.size());
  if (operations.empty()) return;
  open_table(html, {"Time", "Kind", "Reference", "#Amount", "Card", "Status", "Code", "#Effects"});
  const std::size_t rows = std::min(operations.size(), k_rows_max);
  for (std::size_t i = 0; i < rows; ++i)
    append_operation(html, operations[operations.size() - 1 - i], acquirer);
  close_table(html);
}

void append_switches(std::string& html, const Settings& settings) {
  html += R"(<section><h2>Switches</h2><form id="switches"><div class="fields">)";
  for (const Field& field : k_fields)
    append(html, R"(<label>{}<input type="number" min="0" name="{}" value="{}" required></label>)",
           field.label, field.name, settings.*field.member);
  const std::string late = settings.late_after_ms ? std::to_string(*settings.late_after_ms) : "";
  html += R"(<label>Delay of late cards (ms)<input type="number" min="0" name="late_after_ms")";
  append(html, R"( value="{}" placeholder="as documented"></label></div>)", late);
  html += R"(<label class="check"><input type="checkbox" name="honours_references")";
  append(html, "{}> A repeated reference is not executed again</label>",
         settings.honours_references ? " checked" : "");
  html += k_buttons;
}

// Whoever tries the demo has no telephone that rings.
void append_messages(std::string& html, const Inbox& inbox) {
  constexpr std::size_t k_shown = 20;
  html += "<section><h2>Text messages</h2>";
  if (inbox.messages().empty()) {
    html += "<p>None was sent yet.</p></section>";
    return;
  }
  open_table(html, {"To", "From", "Text"});
  std::size_t left = k_shown;
  for (auto message = inbox.messages().rbegin(); message != inbox.messages().rend() && left > 0;
       ++message, --left) {
    html += "<tr>";
    code_cell(html, message->to);
    text_cell(html, message->from);
    text_cell(html, message->text);
  }
  close_table(html);
  html += "</section>";
}

void append_cards(std::string& html) {
  html += "<section><h2>Card numbers</h2>";
  open_table(html, {"Number", "Behaviour"});
  for (const CardRule& rule : card_table()) {
    html += "<tr>";
    code_cell(html, rule.number);
    const bool served = rule.fate != Fate::not_served;
    text_cell(html, std::string(rule.meaning) + (served ? "" : " (not served yet)"));
  }
  close_table(html);
  html += "</section>";
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    switch (c) {
      case '&': safe += "&amp;"; break;
      case '<': safe += "&lt;"; break;
      case '>': safe += "&gt;"; break;
      case '"': safe += "&quot;"; break;
      default: safe += c;
    }
  }
  return safe;
}

std::string render_page(const Acquirer& acquirer, const Inbox& inbox) {
  std::string html(k_head);
  html += R"(<div id="totals">)";
  append_clock(html, acquirer);
  append_totals(html, acquirer.book());
  html += "</div>";
  append_switches(html, acquirer.settings());
  html += R"(<div id="operations">)";
  append_operations(html, acquirer);
  append_messages(html, inbox);
  html += "</div>";
  append_cards(html);
  html += k_foot;
  return html;
}

}  // namespace bursar::simulator
