// The look shared by the control page and the customers' pages, light and dark.
#pragma once

#include <string_view>

namespace bursar::simulator {

inline constexpr std::string_view k_base_style = R"css(
:root {
  color-scheme: light dark;
  --ground: #f6f7f9; --card: #ffffff; --ink: #1a1d21; --soft: #59616b; --line: #dde1e6;
  --accent: #1f5fbf; --on-accent: #ffffff; --good: #176a3a; --bad: #b3261e; --wait: #8a5a00;
  --good-ground: #e5f4ea; --bad-ground: #fbe9e7; --wait-ground: #fbf1dc;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #131518; --card: #1b1e22; --ink: #e8eaed; --soft: #9da5af; --line: #31363d;
    --accent: #7fb0ff; --on-accent: #10151d; --good: #6fd39a; --bad: #ff8f86; --wait: #e9b95c;
    --good-ground: #14301f; --bad-ground: #3a1c1a; --wait-ground: #33270f;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.35rem; line-height: 1.25; margin: 0; letter-spacing: -.01em; }
p { margin: .25rem 0 .75rem; color: var(--soft); }
label { display: grid; gap: .25rem; font-size: .9rem; color: var(--soft); }
input { font: inherit; color: var(--ink); background: var(--ground); width: 100%;
  border: 1px solid var(--line); border-radius: 6px; padding: .4rem .55rem; min-height: 2.4rem; }
.acts { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
button { font: inherit; font-size: .9rem; color: var(--ink); background: var(--card);
  border: 1px solid var(--line); border-radius: 6px; padding: .4rem .85rem; min-height: 2.4rem;
  cursor: pointer; }
button:hover { border-color: var(--accent); }
button[type=submit], button.main { background: var(--accent); border-color: var(--accent);
  color: var(--on-accent); font-weight: 600; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.r { font-family: ui-monospace, monospace; font-size: .85rem; }
)css";

inline constexpr std::string_view k_customer_style = R"css(
.customer { display: grid; min-height: 100vh; place-items: center; padding: 1rem; }
.panel { width: 100%; max-width: 27rem; background: var(--card); border: 1px solid var(--line);
  border-radius: 12px; padding: 1.75rem; }
.bank { font-size: .8rem; font-weight: 600; color: var(--accent); margin: 0 0 .25rem; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .35rem 1rem; margin: 1.25rem 0;
  padding: .85rem 0; border-block: 1px solid var(--line); }
dt { color: var(--soft); }
dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.hint { font-size: .85rem; margin: .6rem 0 .75rem; }
#note { color: var(--bad); margin: 0 0 .75rem; }
#note:empty { display: none; }
.panel .acts { display: grid; grid-template-columns: repeat(3, 1fr); }
.panel .acts button { padding-inline: .4rem; }
.panel .acts [type=submit], .panel .acts .main { grid-column: 1 / -1; }
.panel .results { grid-template-columns: repeat(2, 1fr); }
.panel input { font-size: 1.15rem; letter-spacing: .2em; }
details { margin-top: 1.25rem; border-top: 1px solid var(--line); padding-top: 1rem; }
summary { cursor: pointer; color: var(--soft); font-size: .9rem; }
details p { margin-top: .5rem; font-size: .9rem; }
.progress { color: var(--soft); padding-top: .25rem; }
)css";

}  // namespace bursar::simulator
