// Rendering of the control page. What is marked data-live is re-read every two seconds; the forms
// are left alone and post to /control.
#include "simulator/wire/page.hpp"

#include <algorithm>
#include <array>

#include "simulator/core/cards.hpp"
#include "simulator/wire/page_parts.hpp"
#include "simulator/wire/page_sections.hpp"
#include "simulator/wire/page_style.hpp"
#include "simulator/wire/page_table.hpp"

namespace bursar::simulator {
namespace {

constexpr std::size_t k_rows_max = 50;

struct Field {
  std::string_view name;
  std::string_view label;
  std::int64_t Settings::*member;
};
constexpr std::array<Field, 12> k_fields = {{
    {"decline_ppm", "Declined, ordinary cards (ppm)", &Settings::decline_ppm},
    {"latency_p50_ms", "Latency, median (ms)", &Settings::latency_p50_ms},
    {"latency_p95_ms", "Latency, 95th percentile (ms)", &Settings::latency_p95_ms},
    {"drop_before_ppm", "Lost before processing (ppm)", &Settings::drop_before_ppm},
    {"drop_after_ppm", "Answer lost (ppm)", &Settings::drop_after_ppm},
    {"error_500_after_ppm", "Answer 500 after processing (ppm)", &Settings::error_500_after_ppm},
    {"overload_ppm", "Turned away with 429 (ppm)", &Settings::overload_ppm},
    {"in_flight_max", "Requests in flight at most", &Settings::in_flight_max},
    {"dispute_after_ms", "Disputing cards dispute after (ms)", &Settings::dispute_after_ms},
    {"fee_ppm", "Fee, share of a charge (ppm)", &Settings::fee_ppm},
    {"fee_fixed_minor", "Fee, fixed (minor units)", &Settings::fee_fixed_minor},
    {"dispute_fee_minor", "Fee of a chargeback (minor units)", &Settings::dispute_fee_minor},
}};

void append_head(std::string& html) {
  append(html,
         R"html(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>bursar-sim</title>
<style>{}{}</style>
</head>
<body>
<div class="page">
<header><div><h1>Simulated acquirer</h1>
<p>The world outside, with a book of its own. No real money moves here.</p></div>
)html",
         k_base_style, k_page_style);
}

void append_clock(std::string& html, const Acquirer& acquirer) {
  const Settings& settings = acquirer.settings();
  append(html, R"(<p class="clock" id="clock" data-live>Virtual time <time>{}</time>)",
         to_iso8601(acquirer.latest()).substr(0, 19) + "Z");
  if (settings.clock_offset_ms != 0)
    append(html, ", {} s from real time", settings.clock_offset_ms / 1'000);
  if (settings.outage_until && acquirer.latest() < *settings.outage_until)
    append(html, R"(; <strong class="bad">outage until {}</strong>)",
           to_iso8601(*settings.outage_until));
  if (!settings.honours_references)
    html += R"(; <strong class="bad">references are not honoured</strong>)";
  html += "</p></header>";
}

// An amount, and how often it came about.
void total_cell(std::string& html, const Total& total, std::string_view currency) {
  append(html, R"(<td class="n">{})", amount_text(total.amount_minor, currency));
  if (total.count > 0) append(html, "<small>{}×</small>", total.count);
}

void append_totals(std::string& html, const Book& book) {
  append(html, R"(<section id="totals" data-live><h2>Book</h2><p>{} effects, {}.</p>)",
         book.effects().size(),
         book.balanced() ? "balanced" : R"(<strong class="bad">not balanced</strong>)");
  const auto totals = book.totals();
  if (!totals.empty()) {
    open_table(html, {"Currency", "#Charged", "#Captured", "#Refunded", "#Paid out", "#Undone",
                      "#Charged back", "#Won back", "#Owed to the merchant"});
    for (const auto& [currency, of_currency] : totals) {
      html += "<tr>";
      text_cell(html, currency);
      total_cell(html, of_currency.charges, currency);
      total_cell(html, of_currency.captures, currency);
      total_cell(html, of_currency.refunds, currency);
      total_cell(html, of_currency.payouts, currency);
      total_cell(html,
                 {of_currency.reversals.count + of_currency.returns.count,
                  of_currency.reversals.amount_minor + of_currency.returns.amount_minor},
                 currency);
      total_cell(html, of_currency.chargebacks, currency);
      total_cell(html, of_currency.chargeback_reversals, currency);
      number_cell(html, amount_text(-of_currency.merchant_minor, currency));
    }
    close_table(html);
  }
  html += "</section>";
}

void append_operation(std::string& html, const Operation& operation, const Acquirer& acquirer) {
  const Answer answer = acquirer.answer(operation, acquirer.latest());
  const auto currency = operation.amount.currency.code();
  html += "<tr>";
  text_cell(html, to_iso8601(operation.received_at).substr(11, 8));
  text_cell(html, word(operation.kind));
  code_cell(html, operation.reference);
  number_cell(html, fmt::format("{} {}", amount_text(operation.amount.minor, currency), currency));
  code_cell(html, operation.card_number.empty() ? operation.scheme : operation.card_number);
  tag_cell(html, word(answer.status));
  text_cell(html, answer.code + " " + answer.message);
  number_cell(html, std::to_string(acquirer.book().count_of(operation.reference)));
}

void append_operations(std::string& html, const Acquirer& acquirer) {
  const auto& operations = acquirer.operations();
  append(html, R"(<section id="operations" data-live><h2>Last operations</h2><p>{} in all.</p>)",
         operations.size());
  if (!operations.empty()) {
    open_table(html,
               {"Time", "Kind", "Reference", "#Amount", "Card", "Status", "Code", "#Effects"});
    const std::size_t rows = std::min(operations.size(), k_rows_max);
    for (std::size_t i = 0; i < rows; ++i)
      append_operation(html, operations[operations.size() - 1 - i], acquirer);
    close_table(html);
  }
  html += "</section>";
}

void append_switches(std::string& html, const Settings& settings) {
  html += R"(<section><h2>Switches</h2><p>They hold from the next request on.</p>
<form id="switches" class="card"><div class="fields">)";
  for (const Field& field : k_fields)
    append(html, R"(<label>{}<input type="number" min="0" name="{}" value="{}" required></label>)",
           field.label, field.name, settings.*field.member);
  const std::string late = settings.late_after_ms ? std::to_string(*settings.late_after_ms) : "";
  html += R"(<label>Delay of late results (ms)<input type="number" min="0" name="late_after_ms")";
  append(html, R"( value="{}" placeholder="as documented"></label></div>)", late);
  html += R"(<label class="check"><input type="checkbox" name="honours_references")";
  append(html, "{}> A repeated reference is not executed again</label>",
         settings.honours_references ? " checked" : "");
  html += k_switch_buttons;
}

void append_mix(std::string& html, const Settings& settings) {
  html += R"(<section><h2>Mix of declines</h2>
<p>Why ordinary cards are declined, in parts of a thousand; together 1000.</p>
<form id="mix" class="card"><div class="fields mix">)";
  const DeclineMix& mix = settings.decline_mix.empty() ? default_mix() : settings.decline_mix;
  for (const auto& [code, usual] : default_mix()) {
    const auto share = std::find_if(mix.begin(), mix.end(),
                                    [&](const auto& entry) { return entry.first == code; });
    append(
        html,
        R"(<label>{0} {1}<input type="number" min="0" max="1000" name="{0}" value="{2}"></label>)",
        code, meaning_of(code).message, share == mix.end() ? 0 : share->second);
  }
  html += R"html(</div><div class="acts"><button type="submit">Apply</button>
<button type="button" data-reset="1">Usual mix</button></div></form></section>)html";
}

// Whoever tries the demo has no telephone that rings.
void append_messages(std::string& html, const Inbox& inbox) {
  constexpr std::size_t k_shown = 20;
  html += R"(<section id="messages" data-live><h2>Text messages</h2>
<p>No telephone rings here; codes are read below.</p>)";
  if (inbox.messages().empty()) {
    html += R"(<p class="empty">None was sent yet.</p></section>)";
    return;
  }
  open_table(html, {"To", "From", "Text"});
  std::size_t left = k_shown;
  for (auto message = inbox.messages().rbegin(); message != inbox.messages().rend() && left > 0;
       ++message, --left) {
    html += "<tr>";
    code_cell(html, message->to);
    text_cell(html, message->from);
    prose_cell(html, message->text);
  }
  close_table(html);
  html += "</section>";
}

void append_cards(std::string& html) {
  html += "<section><h2>Card numbers</h2><p>Any future expiry and any security code will do.</p>";
  open_table(html, {"Number", "Behaviour"});
  for (const CardRule& rule : card_table()) {
    html += "<tr>";
    code_cell(html, rule.number);
    prose_cell(html, rule.meaning);
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

std::string render_page(const Acquirer& acquirer, const Inbox& inbox, const Bank& bank) {
  std::string html;
  append_head(html);
  append_clock(html, acquirer);
  append_open(html, acquirer);
  append_totals(html, acquirer.book());
  append_switches(html, acquirer.settings());
  html += R"(<div class="sides">)";
  append_mix(html, acquirer.settings());
  append_webhook(html, acquirer.settings());
  html += "</div>";
  append_deliveries(html, acquirer);
  append_operations(html, acquirer);
  append_disputes(html, acquirer);
  append_settlements(html, acquirer);
  append_bank(html, bank);
  append_messages(html, inbox);
  append_cards(html);
  html += k_foot;
  return html;
}

}  // namespace bursar::simulator
