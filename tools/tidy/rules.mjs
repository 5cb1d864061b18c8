// All house rules over one tree: which files they read, and every finding before the ratchet.
import { split_cpp, split_script } from "../source/split.mjs";
import { await_findings, k_await_rules } from "./await_rules.mjs";
import { cpp_findings, k_cpp_rules } from "./cpp_rules.mjs";
import { document_findings, k_document_rules } from "./document_rules.mjs";
import { k_name_rules, name_findings } from "./name_rules.mjs";
import { k_proof_rules, proof_findings } from "./proof_rules.mjs";
import { k_size_rules, size_findings } from "./size_rules.mjs";
import { k_text_rules, sentence_findings, text_findings } from "./text_rules.mjs";
import { k_web_rules, web_findings } from "./web_rules.mjs";

export const k_rules = [
  ...k_size_rules,
  ...k_text_rules,
  ...k_name_rules,
  ...k_cpp_rules,
  ...k_await_rules,
  ...k_web_rules,
  ...k_document_rules,
  ...k_proof_rules,
];

const k_checks = [
  size_findings,
  text_findings,
  name_findings,
  cpp_findings,
  await_findings,
  web_findings,
];
const k_folders = ["server", "simulator", "tests", "bench", "tools", "web"];
const k_endings = [".cpp", ".hpp", ".ts", ".tsx", ".mjs", ".css", ".sh", ".sql"];

/// A file that only serves the one beside it (its styles, its tests) needs no sentence of its own.
function serves_neighbour(tree, path) {
  const stem = /^(.*)\.(module\.css|test\.tsx?)$/.exec(path)?.[1];
  return stem !== undefined && [".ts", ".tsx"].some((ending) => tree.files.includes(stem + ending));
}

/// A file as the rules see it: its lines, and its code without comments and literals.
class SourceFile {
  #code;

  constructor(path, text) {
    this.path = path;
    this.text = text;
    this.lines = text.split("\n");
    this.is_cpp = /\.[ch]pp$/.test(path);
    this.script = /\.(tsx?|mjs)$/.test(path);
    this.is_code = this.is_cpp || this.script;
  }

  get code() {
    this.#code ??= (this.is_cpp ? split_cpp(this.text) : split_script(this.text)).code;
    return this.#code;
  }
}

function is_generated(text) {
  return /^(\/\/|\/\*|\s*\*|#|--).*\bgenerated\b/im.test(text.split("\n", 3).join("\n"));
}

export function tidy_findings(tree) {
  const findings = [...document_findings(tree), ...proof_findings(tree)];
  for (const folder of k_folders) {
    for (const path of tree.below(folder, ...k_endings)) {
      const text = tree.text(path);
      if (is_generated(text) || path.includes("/public/")) continue;
      const file = new SourceFile(path, text);
      for (const check of k_checks) findings.push(...check(file));
      findings.push(...sentence_findings(file, serves_neighbour(tree, path)));
    }
  }
  return findings;
}
