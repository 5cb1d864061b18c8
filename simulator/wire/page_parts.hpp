// The fixed text of the control page: style, buttons and the script that drives the switches.
#pragma once

#include <string_view>

namespace bursar::simulator {

inline constexpr std::string_view k_head = R"html(<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>bursar-sim</title>
<style>
:root {
  color-scheme: light dark;
  --ground: #f7f7f5; --card: #ffffff; --ink: #1c1e21; --soft: #5d646d; --line: #dcdfe3;
  --accent: #1f5fbf; --good: #176a3a; --bad: #b3261e; --wait: #8a5a00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #15171a; --card: #1d2024; --ink: #e8eaed; --soft: #9aa2ac; --line: #343a41;
    --accent: #7fb0ff; --good: #6fd39a; --bad: #ff8f86; --wait: #e9b95c;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem;
  background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.4rem; margin: 0; }
h2 { font-size: 1.05rem; margin: 2rem 0 .25rem; }
p { margin: .25rem 0 .75rem; color: var(--soft); }
section { margin-bottom: 1rem; }
.wide { overflow-x: auto; background: var(--card); border: 1px solid var(--line);
  border-radius: 8px; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: .4rem .75rem; text-align: left; white-space: nowrap;
  border-top: 1px solid var(--line); }
thead th { border-top: 0; color: var(--soft); font-weight: 600; font-size: .85rem; }
.n { text-align: right; font-variant-numeric: tabular-nums; }
.r { font-family: ui-monospace, monospace; font-size: .85rem; }
.approved { color: var(--good); }
.declined, .bad { color: var(--bad); }
.pending { color: var(--wait); }
form { background: var(--card); border: 1px solid var(--line); border-radius: 8px;
  padding: 1rem; }
.fields { display: grid; gap: .75rem 1.25rem;
  grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); }
label { display: grid; gap: .2rem; font-size: .9rem; }
.check { display: flex; gap: .5rem; align-items: center; margin-top: .9rem; }
input { font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--line);
  border-radius: 6px; padding: .35rem .5rem; }
.acts { display: flex; flex-wrap: wrap; gap: .5rem; margin-top: 1rem; align-items: center; }
button { font: inherit; color: var(--ink); background: var(--ground); border: 1px solid var(--line);
  border-radius: 6px; padding: .4rem .9rem; cursor: pointer; }
button[type=submit] { background: var(--accent); border-color: var(--accent); color: var(--card); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
</style>
<h1>bursar-sim</h1>
<p>A simulated acquirer with a book of its own. No real money moves here.</p>
)html";

inline constexpr std::string_view k_buttons = R"html(<div class="acts">
<button type="submit">Apply</button>
<button type="button" data-advance="60000">Clock +1 minute</button>
<button type="button" data-advance="3600000">Clock +1 hour</button>
<button type="button" data-advance="86400000">Clock +1 day</button>
<button type="button" data-outage="60000">Outage for 1 minute</button>
<button type="button" data-outage="0">End outage</button>
<output id="note" role="status"></output>
</div></form></section>
)html";

inline constexpr std::string_view k_foot = R"html(<script>
const note = document.getElementById('note');
const form = document.getElementById('switches');
async function post(path, body) {
  const answer = await fetch(path, {
    method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)});
  const json = await answer.json();
  note.textContent = answer.ok ? 'Done.' : json.message;
  await refresh();
}
async function refresh() {
  const answer = await fetch('/');
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const id of ['totals', 'operations']) {
    const shown = document.getElementById(id);
    const scrolled = shown.querySelector('.wide')?.scrollLeft ?? 0;
    shown.replaceChildren(...page.getElementById(id).childNodes);
    if (scrolled > 0) shown.querySelector('.wide').scrollLeft = scrolled;
  }
}
form.addEventListener('submit', event => {
  event.preventDefault();
  const body = {honours_references: form.elements.honours_references.checked};
  for (const input of form.querySelectorAll('input[type=number]'))
    body[input.name] = input.value === '' ? null : Number(input.value);
  post('/control', body);
});
form.addEventListener('click', async event => {
  const {advance, outage} = event.target.dataset;
  if (advance) post('/control/advance', {ms: Number(advance)});
  if (!outage) return;
  const {now_ms} = await (await fetch('/control')).json();
  post('/control', {outage_until_ms: outage === '0' ? null : now_ms + Number(outage)});
});
setInterval(() => { if (!document.hidden) refresh().catch(() => {}); }, 2000);
</script>
</html>
)html";

}  // namespace bursar::simulator
