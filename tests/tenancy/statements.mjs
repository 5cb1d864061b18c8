// The SQL of the server as its sources have it: every function that touches a table which belongs
// to a tenant, with what its statements say about the tenant. Text alone is read, so that a
// statement counts whether or not a test reaches it.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const tenantColumns = ["company_id", "merchant_id", "project_id"];
const table = /\b(?:FROM|JOIN|UPDATE|INTO)\s+([a-z_]+)\b/g;

function filesUnder(folder, fits) {
  return readdirSync(folder, { recursive: true })
    .map((name) => path.join(folder, name))
    .filter(fits)
    .sort();
}

/** Tables with a column that names company, merchant or project, by all migrations. */
export function tenantTables(server) {
  const tables = new Set();
  const renamed = [];
  for (const file of filesUnder(server, (name) => /migrations\/\d+.*\.sql$/.test(name))) {
    const sql = readFileSync(file, "utf8").replace(/--.*$/gm, "");
    for (const [, name, body] of sql.matchAll(/CREATE TABLE (\w+)\s*\(([\s\S]*?)\n\);/g))
      if (tenantColumns.some((column) => new RegExp(`^\\s*${column}\\s`, "m").test(body)))
        tables.add(name);
    for (const [, name, column] of sql.matchAll(/ALTER TABLE (\w+) ADD COLUMN (\w+)/g))
      if (tenantColumns.includes(column)) tables.add(name);
    for (const [, from, to] of sql.matchAll(/ALTER TABLE (\w+) RENAME TO (\w+)/g))
      renamed.push([from, to]);
  }
  for (const [from, to] of renamed) if (tables.delete(from)) tables.add(to);
  return tables;
}

/** Code with its literals apart: each literal stands in the code as "§n§". */
function lexed(text) {
  const literals = [];
  let code = "";
  for (let at = 0; at < text.length; ) {
    const two = text.slice(at, at + 2);
    if (two === "//") at = Math.max(text.indexOf("\n", at), at + 2);
    else if (two === "/*") at = text.indexOf("*/", at) + 2;
    else if (text.startsWith('R"', at)) {
      const open = text.indexOf("(", at);
      const close = `)${text.slice(at + 2, open)}"`;
      const end = text.indexOf(close, open);
      code += `§${literals.push(text.slice(open + 1, end)) - 1}§`;
      at = end + close.length;
    } else if (text[at] === '"') {
      let end = at + 1;
      while (text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
      code += `§${literals.push(text.slice(at + 1, end)) - 1}§`;
      at = end + 1;
    } else if (text[at] === "'" && /^'(\\.|[^\\])'/.test(text.slice(at, at + 4))) {
      at += text[at + 1] === "\\" ? 4 : 3;
      code += " ";
    } else code += text[at++];
  }
  // Literals side by side are one.
  for (let joined = ""; joined !== code; ) {
    joined = code;
    code = code.replace(/§(\d+)§\s+§(\d+)§/, (_, a, b) => {
      literals[a] += literals[b];
      return `§${a}§`;
    });
  }
  return { code, literals };
}

/** Blocks of a file that stand in namespaces: functions by name, and constants. */
function blocks(code) {
  const found = [];
  let start = 0;
  let depth = 0;
  for (let at = 0; at < code.length; ++at) {
    const char = code[at];
    if (char === "{") {
      if (depth === 0 && /\bnamespace\b[^;{}]*$/.test(code.slice(start, at))) start = at + 1;
      else ++depth;
    } else if (char === "}") {
      if (depth > 0) --depth;
      if (depth === 0 && code[at + 1] !== ";" && code[at + 1] !== ")") {
        found.push(code.slice(start, at + 1));
        start = at + 1;
      }
    } else if (char === ";" && depth === 0) {
      found.push(code.slice(start, at + 1));
      start = at + 1;
    }
  }
  return found;
}

const nameOf = (block) =>
  /\b(k_\w+)(?:\s*\{|\s*=|\s*\[)/.exec(block.split("(")[0])?.[1] ??
  /([A-Za-z_][\w:]*)\s*\(/.exec(block.replace(/template\s*<[^>]*>/g, ""))?.[1];

const named = new RegExp(
  `(?:WHERE|AND|OR|ON|\\()\\s+(?:\\w+\\.)?(?:${tenantColumns.join("|")}) ?(?:=|IN) ?(?:\\$\\d+|\\(\\$\\d+|$)`,
);

const starts = /^\s*(?:SELECT|UPDATE|DELETE|WITH)\b/;

/** How often literals and calls say of which tenant; `scoping` are helpers of the file that do. */
function namings(code, texts, scoping) {
  const calls = [...code.matchAll(/\b([a-z_]\w*)\s*\(/g)].map(([, name]) => name);
  const scoped = calls.filter((name) => name === "scope_filter" || scoping.has(name));
  return scoped.length + texts.filter((text) => named.test(text)).length;
}

/** Helpers that add what names the tenant to a statement, and those that call them. */
function scopingIn(all, textsOf) {
  const scoping = new Set();
  for (let before = -1; before !== scoping.size; ) {
    before = scoping.size;
    for (const { block, name } of all) {
      const inside = block.slice(block.indexOf("{"));
      if (name && namings(inside, textsOf(block), scoping) > 0) scoping.add(name);
    }
  }
  return scoping;
}

/**
 * Functions of `text` that read or change tenant tables without naming the tenant:
 * {name, tables}. Inserting is no reading: what is written carries its tenant.
 */
export function unscopedIn(text, tables) {
  const { code, literals } = lexed(text);
  const all = blocks(code).map((block) => ({ block, name: nameOf(block) }));
  const constants = new Map(
    all.filter(({ name }) => name?.startsWith("k_")).map(({ name, block }) => [name, block]),
  );
  const textsOf = (block, depth = 0) => {
    const texts = [...block.matchAll(/§(\d+)§/g)].map(([, at]) => literals[at]);
    for (const [word] of block.matchAll(/\bk_\w+/g))
      if (depth < 3 && constants.has(word) && constants.get(word) !== block)
        texts.push(...textsOf(constants.get(word), depth + 1));
    return texts;
  };
  const scoping = scopingIn(all, textsOf);
  const found = [];
  for (const { block, name } of all) {
    if (!name || name.startsWith("k_")) continue;
    const texts = textsOf(block);
    const touched = new Set();
    let statements = 0;
    for (const sql of texts) {
      const used = [...sql.matchAll(table)]
        .filter(([use, one]) => tables.has(one) && !use.startsWith("INTO"))
        .map(([, one]) => one);
      if (used.length > 0 && starts.test(sql)) ++statements;
      for (const one of used) touched.add(one);
    }
    if (touched.size === 0) continue;
    const inside = block.slice(block.indexOf("{"));
    if (namings(inside, texts, scoping) < Math.max(statements, 1))
      found.push({ name, tables: [...touched].sort() });
  }
  return found;
}

/** The same over all sources of the server; tests and fixtures read what they like. */
export function unscopedStatements(server) {
  const tables = tenantTables(server);
  const found = [];
  let functions = 0;
  for (const file of filesUnder(server, (name) => /\.cpp$/.test(name))) {
    if (/_test\.cpp$|fixture|\/testing\//.test(file)) continue;
    const text = readFileSync(file, "utf8");
    functions += (text.match(/\btx\.(?:one|all|exec)\(|\bquery\.(?:one|all)\(/g) ?? []).length;
    for (const one of unscopedIn(text, tables))
      found.push({ at: `${path.relative(server, file)} ${one.name}`, tables: one.tables });
  }
  return { tables, found, functions };
}
