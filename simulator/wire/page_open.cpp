// The sections of the control page about what is open: customers' actions, transfers, messages.
#include <algorithm>

#include "simulator/wire/page_sections.hpp"
#include "simulator/wire/page_table.hpp"
#include "simulator/wire/webhook_json.hpp"

namespace bursar::simulator {
namespace {

constexpr std::size_t k_open_max = 30;
constexpr std::size_t k_deliveries_max = 20;

void act_button(std::string& html, const Operation& operation, std::string_view act,
                std::string_view label) {
  append(html, R"(<button type="button" data-act="{}" data-of="{}">{}</button>)", act,
         escape_html(operation.provider_reference), label);
}

void pay_button(std::string& html, const Operation& operation, std::int64_t minor,
                std::string_view label) {
  append(html, R"(<button type="button" data-pay="{}" data-minor="{}">{}</button>)",
         escape_html(operation.reference), minor, label);
}

void append_buttons(std::string& html, const Operation& operation) {
  html += R"(<td><div class="acts">)";
  const std::string& type = operation.action.type;
  if (type == "three_ds") {
    if (operation.first_step != "C") act_button(html, operation, "identify", "Identify");
    act_button(html, operation, "right_code", "Right code");
    act_button(html, operation, "wrong_code", "Wrong code");
    act_button(html, operation, "cancel", "Cancel");
  } else if (type == "redirect") {
    act_button(html, operation, "approve", "Approve");
    act_button(html, operation, "decline", "Decline");
    act_button(html, operation, "wait", "Later");
    act_button(html, operation, "cancel", "Cancel");
  } else {
    const std::int64_t minor = operation.amount.minor;
    pay_button(html, operation, minor, "Pay");
    if (minor > 1)
      pay_button(html, operation, minor - std::max<std::int64_t>(minor / 10, 1), "Pay less");
    pay_button(html, operation, minor + std::max<std::int64_t>(minor / 10, 1), "Pay more");
  }
  html += "</div>";
}

// Undecided ones, and transfers that may still be paid too late.
bool is_open(const Operation& operation, Instant now) {
  if (operation.waits_for_customer(now)) return true;
  const bool transfer = operation.action.type == "transfer" || operation.action.type == "crypto";
  return transfer && operation.code == "E1" && now < operation.approved_at();
}

void append_open_row(std::string& html, const Operation& operation, const Acquirer& acquirer) {
  const auto currency = operation.amount.currency.code();
  const Action& action = operation.action;
  html += "<tr>";
  const bool late = !operation.waits_for_customer(acquirer.latest());
  text_cell(html, late ? "transfer, over" : action.type == "three_ds" ? "3-D Secure" : action.type);
  if (action.type == "three_ds" || action.type == "redirect")
    append(html, R"(<td class="r"><a href="/{}/{}">{}</a>)",
           action.type == "redirect" ? "pay" : "acs", escape_html(operation.provider_reference),
           escape_html(operation.reference));
  else code_cell(html, operation.reference);
  number_cell(html, fmt::format("{} {}", amount_text(operation.amount.minor, currency), currency));
  code_cell(html, action.iban.empty() ? action.address : action.iban);
  text_cell(html, to_iso8601(action.expires_at).substr(5, 11));
  append_buttons(html, operation);
}

}  // namespace

void append_open(std::string& html, const Acquirer& acquirer) {
  html += R"(<section id="open" data-live><h2>Waiting for customers</h2>
<p>Authentications, wallet pages and transfers that nobody finished yet. Act for the customer here,
or follow the link to their page.</p>)";
  std::vector<const Operation*> open;
  const auto& actions = acquirer.actions();
  for (auto sequence = actions.rbegin(); sequence != actions.rend() && open.size() < k_open_max;
       ++sequence)
    if (is_open(acquirer.operation(*sequence), acquirer.latest()))
      open.push_back(&acquirer.operation(*sequence));
  if (open.empty()) {
    html += R"(<p class="empty">Nobody is waited for.</p></section>)";
    return;
  }
  open_table(html, {"What", "Reference", "#Amount", "Account", "Until", "Act"});
  for (const Operation* operation : open) append_open_row(html, *operation, acquirer);
  close_table(html);
  html += "</section>";
}

void append_webhook(std::string& html, const Settings& settings) {
  html += R"html(<section><h2>Webhooks</h2>
<p>Every change of an operation is posted here, signed with the secret.</p>
<form id="webhook" class="card"><div class="fields"><label>Address on this machine<input type="url"
 name="webhook_url" placeholder="http://127.0.0.1:8080/…" value=")html";
  append(html, R"({}"></label>)", escape_html(settings.webhook_url));
  append(html,
         R"(<label>Secret<input type="password" name="webhook_secret" autocomplete="off"
 placeholder="{}"></label></div><div class="acts"><button type="submit">Apply</button></div></form>
</section>)",
         settings.webhook_secret.empty() ? "none" : "unchanged");
}

void append_deliveries(std::string& html, const Acquirer& acquirer) {
  html += R"(<section id="deliveries" data-live><h2>Deliveries</h2>)";
  const auto& parcels = acquirer.courier().parcels();
  append(html, "<p>{} messages in all.</p>", parcels.size());
  if (!parcels.empty()) {
    open_table(html, {"Event", "Reference", "Status", "Delivery", "#Tries", "#Last answer"});
    std::size_t left = k_deliveries_max;
    for (auto parcel = parcels.rbegin(); parcel != parcels.rend() && left > 0; ++parcel, --left) {
      const Operation& operation = acquirer.operation(parcel->notice.operation);
      html += "<tr>";
      code_cell(html, parcel->notice.event_id);
      code_cell(html, operation.reference);
      tag_cell(html, status_word(acquirer, parcel->notice));
      tag_cell(html, word(parcel->state));
      number_cell(html, std::to_string(parcel->tries));
      number_cell(html, parcel->last_status == 0 ? "none" : std::to_string(parcel->last_status));
    }
    close_table(html);
  }
  html += "</section>";
}

}  // namespace bursar::simulator
