// Small source trees for the checks' own tests: written to a temporary folder, gone afterwards.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Tree } from "./tree.mjs";

/// Calls `body` with a Tree of `files` (path → text; null leaves the file out).
export function with_tree(files, body) {
  const root = mkdtempSync(join(tmpdir(), "tree-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      if (text === null) continue;
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return body(new Tree(root), root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

/// Names of the rules that `check` finds broken in `files`, each once.
export function broken_rules(check, files) {
  return with_tree(files, (tree) => [...new Set(check(tree).map((found) => found.rule))].sort());
}
