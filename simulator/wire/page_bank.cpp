// The section of the control page about the bank that is reached by files.
#include <algorithm>

#include "simulator/wire/page_sections.hpp"
#include "simulator/wire/page_table.hpp"

namespace bursar::simulator {
namespace {

constexpr std::size_t k_rows_max = 20;

constexpr std::string_view k_credit_form =
    R"html(<form id="credit" class="card"><div class="fields">
<label>To the account (IBAN)<input name="account" list="accounts" maxlength="42" required
 autocomplete="off"></label>
<label>Amount in cents<input type="number" min="1" name="amount_minor" required></label>
<label>Purpose<input name="purpose" maxlength="140" placeholder="RF…" autocomplete="off"></label>
<label>From<input name="name" maxlength="70" value="Ben Buyer"></label></div>
<div class="acts"><button type="submit">Send a transfer</button></div></form>
)html";

void append_orders(std::string& html, const Bank& bank) {
  if (bank.orders().empty()) {
    html += R"(<p class="empty">No payment file was taken yet.</p>)";
    return;
  }
  open_table(html, {"Payment file", "From", "#Transfers", "#Sum"});
  std::size_t left = k_rows_max;
  const auto& orders = bank.orders();
  for (auto order = orders.rbegin(); order != orders.rend() && left > 0; ++order, --left) {
    std::int64_t sum = 0;
    for (const BankTransfer& transfer : order->transfers) sum += transfer.amount.minor;
    html += "<tr>";
    code_cell(html, order->message_id);
    code_cell(html, order->account);
    number_cell(html, std::to_string(order->transfers.size()));
    number_cell(html, amount_text(sum, "EUR") + " EUR");
  }
  close_table(html);
}

void append_statements(std::string& html, const Bank& bank) {
  if (bank.statements().empty()) return;
  open_table(html, {"Statement", "Made", "Account", "#Bookings", "#Closing balance"});
  std::size_t left = k_rows_max;
  const auto& all = bank.statements();
  for (auto one = all.rbegin(); one != all.rend() && left > 0; ++one, --left) {
    html += "<tr>";
    append(html, R"(<td><a href="/control/bank/files/{0}.xml" download>Statement {0}</a>)",
           one->number);
    text_cell(html, to_iso8601(one->made_at).substr(0, 16));
    code_cell(html, one->account);
    number_cell(html, std::to_string(one->bookings.size()));
    number_cell(html, amount_text(one->closing_minor, "EUR") + " EUR");
  }
  close_table(html);
}

}  // namespace

void append_bank(std::string& html, const Bank& bank) {
  html += R"(<section><h2>Bank by files</h2>
<p>Takes payment files at /v1/bank/files and answers them; what it booked stands in the next
statement. Receivers whose account ends in 05, 06, 14, 51 or 57 are rejected, 04 comes back, 02 is
never booked.</p>)";
  html += k_credit_form;
  html += R"(</section><section id="bank" data-live><datalist id="accounts">)";
  for (const auto& [account, open] : bank.open())
    append(html, R"(<option value="{}">{} bookings wait)", escape_html(account), open);
  html += R"(</datalist><div class="acts lead">)";
  for (const auto& [account, open] : bank.open())
    append(html,
           R"(<button type="button" data-state="{0}">Make a statement of …{1} ({2} open)</button>)",
           escape_html(account), escape_html(account.substr(account.size() - 4)), open);
  html += "</div>";
  append_orders(html, bank);
  append_statements(html, bank);
  html += "</section>";
}

}  // namespace bursar::simulator
