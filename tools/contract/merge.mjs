// Merges api/openapi.yaml and the file of each module into one document, checks that every
// reference
// resolves and every operation has what the rules ask, and writes openapi.json and a readable page.
// Usage: node tools/contract/merge.mjs [output folder]; without a folder it only checks.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import YAML from "yaml";
import { page } from "./page.mjs";

const apiFolder = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "..", "api");
const methods = ["get", "post", "put", "patch", "delete"];

/**
 * Reads every file of the contract and merges paths and components. Throws on a name used twice.
 */
export function mergeContract(folder = apiFolder) {
  const merged = YAML.parse(readFileSync(path.join(folder, "openapi.yaml"), "utf8"));
  const files = readdirSync(folder).filter(
    (name) => name.endsWith(".yaml") && name !== "openapi.yaml",
  );
  for (const file of files.sort()) {
    const part = YAML.parse(readFileSync(path.join(folder, file), "utf8"));
    addAll(merged.paths, part.paths ?? {}, file);
    for (const [kind, entries] of Object.entries(part.components ?? {})) {
      merged.components[kind] ??= {};
      addAll(merged.components[kind], entries, file);
    }
  }
  return merged;
}

function addAll(target, source, file) {
  for (const [name, value] of Object.entries(source)) {
    if (name in target) {
      const shared =
        name.startsWith("/") && !methods.some((method) => target[name][method] && value[method]);
      if (!shared) throw new Error(`${file}: ${name} is defined twice`);
      Object.assign(target[name], value);
    } else {
      target[name] = value;
    }
  }
}

/** All problems of a merged document as texts; empty when it keeps the rules. */
export function findProblems(document) {
  const problems = [];
  walk(document, (node) => {
    if (typeof node.$ref === "string" && resolve(document, node.$ref) === undefined)
      problems.push(`${node.$ref} does not resolve`);
  });
  const seen = new Set();
  for (const [route, item] of Object.entries(document.paths)) {
    for (const method of methods.filter((name) => item[name])) {
      const operation = item[method];
      const where = `${method.toUpperCase()} ${route}`;
      if (!operation.operationId) problems.push(`${where} has no operationId`);
      if (seen.has(operation.operationId)) problems.push(`${operation.operationId} is used twice`);
      seen.add(operation.operationId);
      if (!operation.summary) problems.push(`${where} has no summary`);
      const named = [...route.matchAll(/\{([a-z_]+)\}/g)].map((match) => match[1]);
      const given = (operation.parameters ?? []).map((one) =>
        one.$ref ? resolve(document, one.$ref) : one,
      );
      for (const name of named)
        if (!given.some((one) => one?.in === "path" && one.name === name))
          problems.push(`${where} does not describe {${name}}`);
    }
  }
  return problems;
}

function walk(node, visit) {
  if (node === null || typeof node !== "object") return;
  visit(node);
  for (const value of Object.values(node)) walk(value, visit);
}

function resolve(document, reference) {
  return reference
    .replace(/^#\//, "")
    .split("/")
    .reduce((node, key) => node?.[key.replaceAll("~1", "/").replaceAll("~0", "~")], document);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const document = mergeContract();
  const problems = findProblems(document);
  for (const problem of problems) console.error(`api: ${problem}`);
  if (problems.length > 0) process.exit(1);
  const output = process.argv[2];
  if (output) {
    mkdirSync(output, { recursive: true });
    writeFileSync(path.join(output, "openapi.json"), JSON.stringify(document));
    writeFileSync(path.join(output, "index.html"), page(document));
    copyFileSync(new URL("reference.css", import.meta.url), path.join(output, "reference.css"));
  }
}
