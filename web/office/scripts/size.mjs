// Holds the size budgets: what a browser must load for each page, JavaScript and CSS, gzipped.
// Reads the build's manifest, so the build comes first. Exit code 1 when a page exceeds its limit.
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const office = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const dist = process.argv[2] ? resolve(process.argv[2]) : `${office}/dist`;
const manifest = JSON.parse(readFileSync(`${dist}/.vite/manifest.json`, "utf8"));

const limits_kb = { sign_in: 180, page: 260 };
const entry = "index.html";
const shell = "src/app/office.tsx";
const inside_words = "src/i18n/office.json";

/** Everything that must arrive before these modules can run. */
function filesOf(modules) {
  const files = new Set();
  const seen = new Set();
  function visit(name) {
    const chunk = manifest[name];
    if (!chunk || seen.has(name)) return;
    seen.add(name);
    files.add(chunk.file);
    for (const css of chunk.css ?? []) files.add(css);
    for (const imported of chunk.imports ?? []) visit(imported);
  }
  for (const name of modules) visit(name);
  return [...files];
}

const sizes = new Map();
function gzipped(file) {
  if (!sizes.has(file))
    sizes.set(file, gzipSync(readFileSync(`${dist}/${file}`), { level: 9 }).length);
  return sizes.get(file);
}

const total_kb = (modules) => filesOf(modules).reduce((sum, file) => sum + gzipped(file), 0) / 1000;

function wordsOf(page) {
  return page.replace(/[^/]+$/, "en.json");
}

const pages = Object.keys(manifest).filter((name) => /^src\/features\/.*-page\.tsx$/.test(name));
const rows = pages.sort().map((page) => {
  const outside = page.startsWith("src/features/session/");
  const parts = outside
    ? [entry, page, wordsOf(page)]
    : [entry, shell, inside_words, page, wordsOf(page)];
  return {
    page: page.replace("src/features/", "").replace("-page.tsx", ""),
    size_kb: total_kb(parts),
    limit_kb: outside ? limits_kb.sign_in : limits_kb.page,
  };
});

let exceeded = 0;
for (const { page, size_kb, limit_kb } of rows) {
  const bad = size_kb > limit_kb;
  if (bad) exceeded += 1;
  console.log(
    `${bad ? "TOO LARGE" : "ok       "} ${size_kb.toFixed(1).padStart(6)} of ${limit_kb} kB  ${page}`,
  );
}
console.log(`${rows.length - exceeded} passed, ${exceeded} failed`);
if (exceeded > 0 || rows.length === 0) process.exit(1);
