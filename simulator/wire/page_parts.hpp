// The fixed text of the control page: its own style, and the script that drives the forms.
#pragma once

#include <string_view>

namespace bursar::simulator {

inline constexpr std::string_view k_page_style = R"css(
.page { max-width: 80rem; margin: 0 auto; padding: 1.5rem clamp(1rem, 3vw, 2rem) 4rem; }
select { font: inherit; color: var(--ink); background: var(--ground); width: 100%;
  border: 1px solid var(--line); border-radius: 6px; padding: .4rem .55rem; min-height: 2.4rem; }
header { display: flex; flex-wrap: wrap; gap: .25rem 2rem; align-items: baseline;
  justify-content: space-between; margin-bottom: 1.25rem; }
header p { margin: 0; }
.clock { font-variant-numeric: tabular-nums; }
.clock time { color: var(--ink); font-weight: 600; }
h2 { font-size: 1.02rem; margin: 0; }
h2 + p { margin: .15rem 0 .75rem; }
section { margin-top: 2rem; }
.sides { display: grid; gap: 0 1.5rem; grid-template-columns: repeat(auto-fit,
  minmax(min(100%, 24rem), 1fr)); align-items: start; }
.sides > *, #totals, #operations { min-width: 0; }
.wide { overflow-x: auto; background: var(--card); border: 1px solid var(--line);
  border-radius: 10px; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: .5rem .85rem; text-align: left; white-space: nowrap;
  border-top: 1px solid var(--line); }
td.text { white-space: normal; min-width: 14rem; }
thead th { border-top: 0; color: var(--soft); font-weight: 600; font-size: .8rem; }
#disputes td .acts { flex-wrap: wrap; min-width: 11rem; }
#disputes td.r { white-space: normal; overflow-wrap: anywhere; min-width: 8rem; }
.n small { margin-left: .4rem; color: var(--soft); }
.n { text-align: right; font-variant-numeric: tabular-nums; }
.tag { display: inline-block; padding: .05rem .5rem; border-radius: 99px; font-size: .8rem;
  font-weight: 600; }
.approved, .delivered, .won { color: var(--good); background: var(--good-ground); }
.declined, .given_up, .lost { color: var(--bad); background: var(--bad-ground); }
.pending, .action, .waiting, .posting, .needs_response, .under_review { color: var(--wait);
  background: var(--wait-ground); }
.closed { color: var(--soft); background: var(--ground); }
.lead { margin: 0 0 .75rem; }
#disputes, #bank { margin-top: .75rem; }
#bank .wide + .wide { margin-top: .75rem; }
.bad { color: var(--bad); }
.empty { background: var(--card); border: 1px dashed var(--line); border-radius: 10px;
  padding: .9rem 1rem; margin: 0; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px;
  padding: 1.1rem; }
.fields { display: grid; gap: .85rem 1.25rem;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 13.5rem), 1fr)); }
.fields label { align-content: space-between; }
.mix { grid-template-columns: repeat(auto-fill, minmax(min(45%, 9.5rem), 1fr)); }
.check { display: flex; gap: .5rem; align-items: center; margin-top: 1rem; color: var(--ink); }
.check input { width: auto; min-height: 0; }
.card .acts { margin-top: 1.1rem; }
td .acts { flex-wrap: nowrap; gap: .35rem; }
td button { padding: .15rem .6rem; min-height: 2rem; font-size: .85rem; }
td a { color: var(--accent); }
@media (max-width: 40rem) {
  :is(#open, #disputes) :is(table, tbody, tr, td) { display: block; text-align: left; }
  :is(#open, #disputes) thead { display: none; }
  :is(#open, #disputes) tr { padding: .6rem 0; border-top: 1px solid var(--line); }
  :is(#open, #disputes) tr:first-child { border-top: 0; }
  :is(#open, #disputes) td { border: 0; padding: .1rem .85rem; white-space: normal;
    overflow-wrap: anywhere; }
  :is(#open, #disputes) td .acts { flex-wrap: wrap; padding-top: .35rem; }
}
#note { position: fixed; right: 1rem; bottom: 1rem; max-width: calc(100vw - 2rem);
  background: var(--ink); color: var(--ground); border-radius: 8px; padding: .55rem .9rem;
  font-size: .9rem; }
#note:empty { display: none; }
)css";

inline constexpr std::string_view k_switch_buttons = R"html(<div class="acts">
<button type="submit">Apply</button>
<button type="button" data-advance="60000">Clock +1 minute</button>
<button type="button" data-advance="3600000">Clock +1 hour</button>
<button type="button" data-advance="86400000">Clock +1 day</button>
<button type="button" data-outage="60000">Outage for 1 minute</button>
<button type="button" data-outage="0">End outage</button>
</div></form></section>
)html";

inline constexpr std::string_view k_foot = R"html(<output id="note" role="status"></output>
</div>
<script>
const note = document.getElementById('note');
let fading = 0;
function say(text) {
  note.textContent = text;
  clearTimeout(fading);
  fading = setTimeout(() => { note.textContent = ''; }, 4000);
}
async function post(path, body) {
  const answer = await fetch(path, {
    method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)});
  const json = await answer.json();
  say(answer.ok ? 'Done.' : json.message);
  await refresh();
}
async function refresh() {
  const answer = await fetch('/');
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const shown of document.querySelectorAll('[data-live]')) {
    const fresh = page.getElementById(shown.id);
    if (!fresh || fresh.innerHTML === shown.innerHTML) continue;
    if (shown.contains(document.activeElement)) continue;
    const scrolled = shown.querySelector('.wide')?.scrollLeft ?? 0;
    shown.replaceChildren(...fresh.childNodes);
    if (scrolled > 0) shown.querySelector('.wide').scrollLeft = scrolled;
  }
}
const numbers = form => Object.fromEntries([...form.querySelectorAll('input[type=number]')].map(
  input => [input.name, input.value === '' ? null : Number(input.value)]));
document.getElementById('switches').addEventListener('submit', event => {
  event.preventDefault();
  const honours_references = event.target.elements.honours_references.checked;
  post('/control', {honours_references, ...numbers(event.target)});
});
document.getElementById('mix').addEventListener('submit', event => {
  event.preventDefault();
  post('/control', {decline_mix: numbers(event.target)});
});
document.getElementById('webhook').addEventListener('submit', event => {
  event.preventDefault();
  const {webhook_url, webhook_secret} = event.target.elements;
  const body = {webhook_url: webhook_url.value || null};
  if (webhook_secret.value) body.webhook_secret = webhook_secret.value;
  post('/control', body);
});
document.getElementById('credit').addEventListener('submit', event => {
  event.preventDefault();
  const {account, amount_minor, purpose, name} = event.target.elements;
  post('/control/bank/credits', {account: account.value.replace(/\s/g, ''), name: name.value,
    amount_minor: Number(amount_minor.value), purpose: purpose.value});
});
document.getElementById('dispute').addEventListener('submit', event => {
  event.preventDefault();
  const {reference, stage, reason, amount_minor, won_after_evidence} = event.target.elements;
  const body = {reference: reference.value.trim(), stage: stage.value, reason: reason.value,
    won_after_evidence: won_after_evidence.checked};
  if (amount_minor.value) body.amount_minor = Number(amount_minor.value);
  post('/control/disputes', body);
});
document.addEventListener('click', async event => {
  const {advance, outage, act, of, pay, minor, reset, dispute, settle, state} =
    event.target.dataset ?? {};
  event.target.closest('[data-live]') && event.target.blur();
  if (advance) post('/control/advance', {ms: Number(advance)});
  if (act) post('/control/actions', {provider_reference: of, act});
  if (pay) post('/control/transfers', {reference: pay, amount_minor: Number(minor)});
  if (dispute) post('/control/disputes/act', {provider_reference: of, act: dispute});
  if (settle) post('/control/settlements', {});
  if (state) post('/control/bank/statements', {account: state});
  if (reset) { await post('/control', {decline_mix: null}); location.reload(); }
  if (!outage) return;
  const {now_ms} = await (await fetch('/control')).json();
  post('/control', {outage_until_ms: outage === '0' ? null : now_ms + Number(outage)});
});
setInterval(() => { if (!document.hidden) refresh().catch(() => {}); }, 2000);
</script>
</body>
</html>
)html";

}  // namespace bursar::simulator
