// Where SQL text may stand (a module's store and its migrations) and whose tables it may write.
import { finding } from "../source/report.mjs";
import { line_at, split_cpp } from "../source/split.mjs";
import { file_part, Modules } from "./modules.mjs";

export const k_sql_rules = ["sql-place", "sql-owner"];

const k_sql = new RegExp(
  '\\b(SELECT\\s+[A-Za-z_*("$]|INSERT\\s+INTO\\s|UPDATE\\s+\\w+\\s+SET\\b|DELETE\\s+FROM\\s|' +
    "(CREATE|DROP|ALTER)\\s+(TABLE|INDEX|UNIQUE|VIEW|TRIGGER|SCHEMA)\\b)",
);
const k_store_file = /\/(store|store_[a-z_]+|[a-z_]+_store)\.cpp$/;
const k_writes = /\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+(\w+)/g;

/// Table → folder of the module whose migrations create it.
function table_owners(tree) {
  const owners = new Map();
  for (const path of tree.below("server", ".sql")) {
    const folder = path.slice(0, path.indexOf("/migrations/"));
    for (const match of tree.text(path).matchAll(/CREATE\s+TABLE\s+(?:IF NOT EXISTS\s+)?(\w+)/gi)) {
      owners.set(match[1], folder);
    }
  }
  return owners;
}

function place_findings(path, literals) {
  if (k_store_file.test(path)) return [];
  return literals
    .filter((literal) => k_sql.test(literal.text))
    .map((literal) => finding("sql-place", path, literal.line, "SQL belongs into store.cpp"));
}

function owner_findings(owners, module, path, text) {
  const found = [];
  for (const match of text.matchAll(k_writes)) {
    const owner = owners.get(match[1]);
    if (!owner || owner === module.folder) continue;
    const message = `only ${owner} writes ${match[1]}: call its front door`;
    found.push(finding("sql-owner", path, line_at(text, match.index), message));
  }
  return found;
}

export function sql_findings(tree) {
  const modules = new Modules(tree);
  const owners = table_owners(tree);
  const found = [];
  for (const path of tree.below("server", ".cpp", ".hpp")) {
    const module = modules.of(path);
    if (!module || ["storage", "testing"].includes(module.layer)) continue;
    if (file_part(path) === "test") continue;
    const text = tree.text(path);
    found.push(...place_findings(path, split_cpp(text).literals));
    if (k_store_file.test(path)) found.push(...owner_findings(owners, module, path, text));
  }
  return found;
}
