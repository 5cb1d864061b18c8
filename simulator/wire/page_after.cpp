// The sections of the control page about what comes after a payment: disputes and settlement files.
#include <algorithm>

#include "simulator/core/settlement.hpp"
#include "simulator/wire/page_sections.hpp"
#include "simulator/wire/page_table.hpp"

namespace bursar::simulator {
namespace {

constexpr std::size_t k_disputes_max = 30;
constexpr std::size_t k_files_max = 30;
constexpr std::size_t k_offered_max = 30;

constexpr std::string_view k_dispute_form = R"html(<form id="dispute" class="card">
<div class="fields">
<label>Reference of the charge<input name="reference" list="charges" maxlength="100"
 autocomplete="off" required></label>
<label>Stage<select name="stage">
<option value="chargeback">Chargeback</option><option value="inquiry">Inquiry</option>
<option value="alert">Alert, 72 hours to refund</option>
<option value="rdr">Alert, given back by rule (RDR)</option>
<option value="fraud_report">Fraud report (TC40)</option></select></label>
<label>Reason of the scheme<input name="reason" list="reasons" value="10.4" maxlength="10"
 pattern="[0-9A-Z.]+" required></label>
<label>Amount in minor units<input type="number" min="1" name="amount_minor"
 placeholder="all of it"></label></div>
<label class="check"><input type="checkbox" name="won_after_evidence"> Won 90 seconds after
evidence</label>
<div class="acts"><button type="submit">Open dispute</button></div></form>
<datalist id="reasons"><option value="10.4">Visa: fraud, card absent<option value="13.1">Visa: not
received<option value="13.3">Visa: not as described<option value="13.6">Visa: credit not
processed<option value="4837">Mastercard: no authorisation<option value="4853">Mastercard:
cardholder dispute</datalist>
)html";

void dispute_button(std::string& html, const Dispute& dispute, std::string_view act,
                    std::string_view label) {
  append(html, R"(<button type="button" data-dispute="{}" data-of="{}">{}</button>)", act,
         escape_html(dispute.provider_reference), label);
}

void append_dispute_acts(std::string& html, const Dispute& dispute, DisputeStatus status) {
  html += R"(<td><div class="acts">)";
  const bool takes = takes_money(dispute.stage);
  const bool is_open = status == DisputeStatus::needs_response;
  if (is_open && dispute.stage != DisputeStage::alert)
    dispute_button(html, dispute, "send_evidence", "Send evidence");
  if (is_open || status == DisputeStatus::under_review) {
    if (takes) {
      dispute_button(html, dispute, "win", "Win");
      dispute_button(html, dispute, "lose", "Lose");
    } else {
      dispute_button(html, dispute, "escalate", "Charge back");
    }
    dispute_button(html, dispute, "withdraw", "Withdraw");
  }
  html += "</div>";
}

void append_dispute(std::string& html, const Dispute& dispute, Instant now) {
  const auto currency = dispute.amount.currency.code();
  const DisputeStatus status = dispute.status_at(now);
  html += "<tr>";
  code_cell(html, dispute.provider_reference);
  code_cell(html, dispute.reference);
  std::string stage(word(dispute.stage));
  std::replace(stage.begin(), stage.end(), '_', ' ');
  text_cell(html, stage + " " + dispute.reason);
  number_cell(html, fmt::format("{} {}", amount_text(dispute.amount.minor, currency), currency));
  tag_cell(html, word(status));
  const bool has_end = dispute.due_at != Dispute::k_open_end;
  text_cell(html, has_end ? to_iso8601(dispute.due_at).substr(0, 10) : "");
  append_dispute_acts(html, dispute, status);
}

// References of the last paid card charges, to choose from.
void append_offered(std::string& html, const Acquirer& acquirer) {
  html += R"(<datalist id="charges">)";
  std::size_t left = k_offered_max;
  const auto& operations = acquirer.operations();
  for (auto one = operations.rbegin(); one != operations.rend() && left > 0; ++one) {
    if (one->kind != Kind::charge || one->card_number.empty()) continue;
    if (acquirer.latest() < one->approved_at()) continue;
    const auto currency = one->amount.currency.code();
    append(html, R"(<option value="{}">{} {})", escape_html(one->reference),
           amount_text(one->amount.minor, currency), currency);
    --left;
  }
  html += "</datalist>";
}

void append_file(std::string& html, const Acquirer& acquirer, const SettlementFile& file) {
  const auto totals = totals_of(acquirer.book(), file);
  for (const auto& [currency, total] : totals) {
    html += "<tr>";
    append(html, R"(<td><a href="/control/settlements/{0}.csv" download>File {0}</a>)",
           file.number);
    text_cell(html, to_iso8601(file.made_at).substr(0, 16));
    number_cell(html, std::to_string(total.count));
    text_cell(html, currency);
    number_cell(html, amount_text(total.gross_minor, currency));
    number_cell(html, amount_text(total.fee_minor, currency));
    number_cell(html, amount_text(total.net_minor, currency));
  }
}

}  // namespace

void append_disputes(std::string& html, const Acquirer& acquirer) {
  html += R"(<section><h2>Disputes</h2>
<p>What cardholders and their banks take back. The card numbers 4000 0000 0094 … do so by
themselves, three days after they paid.</p>)";
  html += k_dispute_form;
  html += R"(</section><section id="disputes" data-live>)";
  append_offered(html, acquirer);
  if (acquirer.disputes().empty()) {
    html += R"(<p class="empty">Nobody disputes anything.</p></section>)";
    return;
  }
  open_table(html, {"Dispute", "Charge", "Stage", "#Amount", "Status", "Answer by", "Act"});
  std::size_t left = k_disputes_max;
  const auto& disputes = acquirer.disputes();
  for (auto one = disputes.rbegin(); one != disputes.rend() && left > 0; ++one, --left)
    append_dispute(html, *one, acquirer.latest());
  close_table(html);
  html += "</section>";
}

void append_settlements(std::string& html, const Acquirer& acquirer) {
  html += R"(<section id="settlements" data-live><h2>Settlement files</h2>
<p>Every effect of the book is in one file: one for each virtual day that had any, and one more
whenever you ask.</p><div class="acts lead"><button type="button" data-settle="1">Make a file
now</button></div>)";
  if (acquirer.settlements().empty()) {
    html += R"(<p class="empty">None was made yet.</p></section>)";
    return;
  }
  open_table(html, {"File", "Made", "#Lines", "Currency", "#Gross", "#Fees", "#Net"});
  std::size_t left = k_files_max;
  const auto& files = acquirer.settlements();
  for (auto file = files.rbegin(); file != files.rend() && left > 0; ++file, --left)
    append_file(html, acquirer, *file);
  close_table(html);
  html += "</section>";
}

}  // namespace bursar::simulator
