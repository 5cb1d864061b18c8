// Rendering of the customers' pages. Acts are posted as JSON by their script, which a page of
// another site cannot do; then the page is read again, and leads on.
#include "simulator/wire/customer_page.hpp"

#include <fmt/format.h>

#include "simulator/wire/page.hpp"
#include "simulator/wire/page_style.hpp"

namespace bursar::simulator {
namespace {

constexpr std::string_view k_script = R"html(<script>
const note = document.getElementById('note');
async function act(body) {
  const answer = await fetch(location.pathname, {
    method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)});
  const json = await answer.json();
  if (answer.ok && !json.message) location.replace(location.pathname + '?step=on');
  else if (note) note.textContent = json.message;
}
const form = document.querySelector('form');
form?.addEventListener('submit', event => {
  event.preventDefault();
  act({act: 'submit_code', code: form.elements.code.value});
});
document.addEventListener('click', event => {
  const {act: name, result} = event.target.dataset ?? {};
  if (name === 'leave') location.replace(location.pathname + '?step=leave');
  else if (name) act({act: name});
  else if (result) act({act: 'give_result', trans_status: result});
});
if (document.body.dataset.identify) {
  act({act: 'identify', browser: {
    language: navigator.language, screen: `${screen.width}x${screen.height}`,
    time_zone: new Date().getTimezoneOffset()}});
}
</script>
</body>
</html>
)html";

std::string head(std::string_view title, std::string_view body_attributes = "") {
  return fmt::format(
      R"html(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{0}</title>
<style>{1}{2}</style>
</head>
<body class="customer"{3}>
<main class="panel">
)html",
      title, k_base_style, k_customer_style, body_attributes);
}

std::string_view k_end = "</main>\n";

std::string amount_text(const Operation& operation) {
  return decimal_text(operation.amount.minor, operation.amount.currency.exponent()) + " " +
         std::string(operation.amount.currency.code());
}

std::string facts(const Operation& operation) {
  const std::string card = operation.card_number.empty()
                               ? std::string()
                               : "<dt>Card<dd class=\"r\">" + escape_html(operation.card_number);
  return fmt::format(R"(<dl><dt>Amount<dd>{}{}<dt>Payment<dd class="r">{}</dl>)",
                     amount_text(operation), card, escape_html(operation.provider_reference));
}

}  // namespace

std::string render_fingerprint_page(const Operation& operation) {
  std::string html = head("Checking your browser", R"( data-identify="1")");
  html += R"(<p class="bank">Simulated Bank</p><h1>One moment</h1>
<p>Your bank is looking at your browser.</p>
<div class="progress" role="status">Please wait…</div>)";
  html += facts(operation);
  html +=
      R"(<p id="note" role="alert"></p><noscript><p>This page needs JavaScript.</p></noscript>)";
  return html.append(k_end).append(k_script);
}

std::string render_challenge_page(const Operation& operation) {
  std::string html = head("Confirm your payment");
  html += R"(<p class="bank">Simulated Bank</p><h1>Confirm your payment</h1>)";
  html += facts(operation);
  html += R"html(<form><label>Code from your bank
<input name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="8" required
 autofocus></label><p class="hint">The right code is 1234.</p>)html";
  html += operation.tries > 0 ? fmt::format(R"(<p id="note" role="alert">Wrong code, {} left.</p>)",
                                            operation.tries == 1 ? "two tries" : "one try")
                              : std::string(R"(<p id="note" role="alert"></p>)");
  html += R"html(<div class="acts"><button type="submit">Confirm</button>
<button type="button" data-act="wrong_code">Wrong code</button>
<button type="button" data-act="cancel">Cancel</button>
<button type="button" data-act="leave">Leave</button></div></form>
<details><summary>Answer as the issuer</summary>
<p>The result (transStatus) that the bank gives, whatever was typed.</p><div class="acts results">
<button type="button" data-result="Y">Y authenticated</button>
<button type="button" data-result="A">A attempted</button>
<button type="button" data-result="N">N not authenticated</button>
<button type="button" data-result="U">U unavailable</button>
<button type="button" data-result="R">R rejected</button>
<button type="button" data-result="I">I information only</button>
<button type="button" data-result="D">D confirm elsewhere</button></div></details>)html";
  return html.append(k_end).append(k_script);
}

std::string render_payment_page(const Operation& operation) {
  const bool wallet = operation.method == "wallet";
  const std::string_view name = wallet ? "Simulated Wallet" : "Simulated Instalments";
  std::string html = head(name);
  html += fmt::format(R"(<p class="bank">{}</p><h1>{}</h1>)", name,
                      wallet ? "Pay with your wallet" : "Pay in three parts");
  html += facts(operation);
  html += R"html(<p id="note" role="alert"></p><div class="acts">
<button type="button" class="main" data-act="approve">Approve</button>
<button type="button" data-act="decline">Decline</button>
<button type="button" data-act="cancel">Cancel</button>
<button type="button" data-act="wait">Later</button>
<button type="button" data-act="leave">Leave</button></div>
<p class="hint">Decline is the provider's no, Cancel the customer's. Later approves after a
while. Leave goes away without an answer.</p>)html";
  return html.append(k_end).append(k_script);
}

std::string render_end_page(std::string_view title, std::string_view text) {
  std::string html = head(title);
  html += fmt::format("<h1>{}</h1><p>{}</p>", escape_html(title), escape_html(text));
  return html.append(k_end).append("</body>\n</html>\n");
}

}  // namespace bursar::simulator
