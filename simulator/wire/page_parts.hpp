// The fixed text of the control page: its own style, and the script that drives the forms.
#pragma once

#include <string_view>

namespace bursar::simulator {

inline constexpr std::string_view k_page_style = R"css(
.page { max-width: 80rem; margin: 0 auto; padding: 1.5rem clamp(1rem, 3vw, 2rem) 4rem; }
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
.n { text-align: right; font-variant-numeric: tabular-nums; }
.tag { display: inline-block; padding: .05rem .5rem; border-radius: 99px; font-size: .8rem;
  font-weight: 600; }
.approved, .delivered { color: var(--good); background: var(--good-ground); }
.declined, .given_up { color: var(--bad); background: var(--bad-ground); }
.pending, .action, .waiting, .posting { color: var(--wait); background: var(--wait-ground); }
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
  #open table, #open tbody, #open tr, #open td { display: block; text-align: left; }
  #open thead { display: none; }
  #open tr { padding: .6rem 0; border-top: 1px solid var(--line); }
  #open tr:first-child { border-top: 0; }
  #open td { border: 0; padding: .1rem .85rem; white-space: normal; overflow-wrap: anywhere; }
  #open td .acts { flex-wrap: wrap; padding-top: .35rem; }
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
document.addEventListener('click', async event => {
  const {advance, outage, act, of, pay, minor, reset} = event.target.dataset ?? {};
  event.target.closest('[data-live]') && event.target.blur();
  if (advance) post('/control/advance', {ms: Number(advance)});
  if (act) post('/control/actions', {provider_reference: of, act});
  if (pay) post('/control/transfers', {reference: pay, amount_minor: Number(minor)});
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
