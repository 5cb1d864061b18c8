// Checklists that prove what they say: every C++ test, file and sentence of a check that a page
// under docs/checklists names stands in the tree.
import { finding } from "../source/report.mjs";

export const k_proof_rules = ["proofs"];

const k_test = /\bTEST(?:_[FP])?\(\s*(\w+),\s*(\w+)\)/g;
const k_named_test = /^[A-Z]\w*\.(?:\w+|\*)$/;
const k_named_file = /^(?:tests|server|simulator|web|tools|bench)\/[\w./-]+$/;

/// Names of the C++ tests of the tree: "Suite.name", and "Suite.*" for each suite.
function cpp_tests(tree) {
  const names = new Set();
  for (const path of tree.below("", ".cpp")) {
    if (!path.endsWith("_test.cpp") && !path.startsWith("tests/")) continue;
    for (const [, suite, name] of tree.text(path).matchAll(k_test)) {
      names.add(`${suite}.${name}`).add(`${suite}.*`);
    }
  }
  return names;
}

/// What a line names in code marks, each with the sentences quoted right behind it.
function named_in(line) {
  return [...line.matchAll(/`([^`]+)`((?:,? "[^"]+")*)/g)].map(([, name, quoted]) => ({
    name,
    sentences: [...quoted.matchAll(/"([^"]+)"/g)].map(([, sentence]) => sentence),
  }));
}

// A sentence may leave out with "…" what differs from check to check.
function holds_sentence(text, sentence) {
  return sentence.split("…").every((part) => text.includes(part.trim()));
}

function fault_of(tree, tests, { name, sentences }) {
  if (k_named_test.test(name)) return tests.has(name) ? undefined : `no test is called ${name}`;
  if (!k_named_file.test(name)) return undefined;
  if (!tree.has(name)) return `${name} does not exist`;
  if (!tree.files.includes(name)) return undefined;
  const missing = sentences.find((sentence) => !holds_sentence(tree.text(name), sentence));
  return missing && `${name} has no check "${missing}"`;
}

export function proof_findings(tree) {
  const pages = tree.below("docs/checklists", ".md");
  if (pages.length === 0) return [];
  const tests = cpp_tests(tree);
  const found = [];
  for (const path of pages) {
    for (const [index, line] of tree.text(path).split("\n").entries()) {
      for (const named of named_in(line)) {
        const fault = fault_of(tree, tests, named);
        if (fault) found.push(finding("proofs", path, index + 1, fault));
      }
    }
  }
  return found;
}
