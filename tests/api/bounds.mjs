// The table of bounds in the manual is that of the code: every row names a constant that holds the
// value it tells, no bound of the two lists of limits is missing, and nothing queues without one.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../lib/installation.mjs";

const units = { "": 1, KiB: 1024, MiB: 1024 * 1024, ms: 1, s: 1000 };
// Hold coroutines and connections that the bounds on connections and requests already count.
const countedElsewhere = new Set(["server/net/tasks.hpp"]);
// Tools that run by themselves, not in a serving process.
const toolFolders = ["server/generate/"];

export async function checkBounds({ check, routes }) {
  const rows = readTable();
  await check("every bound of the manual is the one in the code", () => {
    if (rows.length < 30) throw new Error(`${rows.length} rows`);
    for (const { name, value, file, constant } of rows) {
      const inCode = numberOf(file, constant);
      if (inCode !== value)
        throw new Error(`${name}: ${value} in the manual, ${inCode} in ${file}`);
    }
  });
  await check("every limit of the server and the storage is in the manual", () => {
    for (const file of ["server/net/limits.hpp", "server/storage/storage.hpp"]) {
      const listed = new Set(rows.filter((row) => row.file === file).map((row) => row.constant));
      for (const member of limitsOf(file))
        if (!listed.has(member)) throw new Error(`${file} ${member} is missing`);
    }
  });
  await check("whatever queues has a bound in the manual", () => {
    const bounded = new Set(rows.map((row) => path.dirname(row.file)));
    const queues = queueingFiles();
    if (queues.length < 5) throw new Error(`found ${queues.length} files`);
    for (const file of queues)
      if (!countedElsewhere.has(file) && !bounded.has(path.dirname(file)))
        throw new Error(`${file} queues without a documented bound`);
  });
  await check("money and sign-in are critical, lists and figures give way", () => {
    for (const row of routes) {
      // The Data API reads by POST, because its questions are signed.
      const write = row.method !== "GET" && row.surface !== "data_api";
      if (write && row.sheddable) throw new Error(`${row.operation_id} can be shed`);
      const list = /(^|_)list_|read_dashboard$/.test(row.operation_id);
      if (list && !row.sheddable) throw new Error(`${row.operation_id} cannot be shed`);
    }
    const of = (operation) => routes.find((row) => row.operation_id === operation);
    for (const operation of ["read_session", "read_liveness", "orsunpay_read_transaction"])
      if (of(operation).sheddable) throw new Error(`${operation} can be shed`);
  });
}

/** Rows of the table whose last cell names a file and a constant. */
function readTable() {
  const rows = [];
  for (const line of readFileSync(path.join(root, "docs/operate.md"), "utf8").split("\n")) {
    const cells = line.split("|").map((cell) => cell.trim());
    const place = cells[4]?.match(/^`([^`]+)` `([^`]+)`$/);
    const amount = cells[2]?.match(/^([\d,]+)(?: (KiB|MiB|ms|s))?$/);
    if (!place || !amount) continue;
    const value = Number(amount[1].replaceAll(",", "")) * units[amount[2] ?? ""];
    rows.push({ name: cells[1], value, file: place[1], constant: place[2] });
  }
  return rows;
}

/** The number a constant or a member is given, written as a product of numbers. */
function numberOf(file, constant) {
  const text = readFileSync(path.join(root, file), "utf8");
  const given = text.match(new RegExp(`\\b${constant} = ([\\d' *]+)[;,)]`));
  if (!given) throw new Error(`${file} gives ${constant} no plain number`);
  return given[1].split("*").reduce((product, one) => product * Number(one.replaceAll("'", "")), 1);
}

/** Names of the members of `struct Limits`. */
function limitsOf(file) {
  const text = readFileSync(path.join(root, file), "utf8");
  const body = text.slice(text.indexOf("struct Limits {"));
  const members = body.slice(0, body.indexOf("\n};"));
  return [...members.matchAll(/^ {2}[\w:]+ (\w+) = /gm)].map((match) => match[1]);
}

/** Sources of a serving process that keep things in a line. */
function queueingFiles(folder = "server") {
  const found = [];
  for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
    const file = `${folder}/${entry.name}`;
    if (entry.isDirectory()) found.push(...queueingFiles(file));
    else if (/\.[ch]pp$/.test(file) && !/_test\.cpp$/.test(file) && isQueueing(file))
      found.push(file);
  }
  return found;
}

function isQueueing(file) {
  if (toolFolders.some((folder) => file.startsWith(folder))) return false;
  const text = readFileSync(path.join(root, file), "utf8");
  return /std::(deque|queue|list|priority_queue)<[^;()]*> +\w+;/.test(text);
}
