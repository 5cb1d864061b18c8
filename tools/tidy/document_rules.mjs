// Documents that stay true: every module has a short README, every relative link and anchor leads
// somewhere, and paths named in the front documents exist.
import { posix } from "node:path";
import { finding } from "../source/report.mjs";

export const k_document_rules = ["readme", "links", "paths"];

const k_readme_lines = 40;
const k_front = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"];

function readme_findings(tree) {
  const found = [];
  const folders = tree.folders("server").map((name) => `server/${name}`);
  for (const folder of [...folders, "simulator"]) {
    if (tree.below(folder, ".cpp", ".hpp").length === 0) continue;
    const path = `${folder}/README.md`;
    if (!tree.files.includes(path)) {
      found.push(finding("readme", folder, 0, "a module has a README.md"));
      continue;
    }
    const lines = tree.text(path).trimEnd().split("\n").length;
    if (lines > k_readme_lines) {
      const message = `${lines} lines, at most ${k_readme_lines}`;
      found.push(finding("readme", path, 0, message));
    }
  }
  return found;
}

/// Lines of a document outside fenced code, as { text, line }.
function prose(text) {
  let fenced = false;
  return text.split("\n").flatMap((line, index) => {
    if (/^\s*```/.test(line)) fenced = !fenced;
    return fenced || /^\s*```/.test(line) ? [] : [{ text: line, line: index + 1 }];
  });
}

function anchors_of(text) {
  const slugs = prose(text)
    .map(({ text: line }) => /^#+\s+(.*)$/.exec(line)?.[1])
    .filter(Boolean)
    .map((title) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, "")
        .replace(/\s/g, "-"),
    );
  return new Set(slugs);
}

function link_finding(tree, path, target, line) {
  if (/^[a-z]+:/.test(target)) return undefined;
  const [file, anchor] = target.split("#");
  const to = file === "" ? path : posix.normalize(posix.join(posix.dirname(path), file));
  if (!tree.has(to)) return finding("links", path, line, `dead link ${target}`);
  if (anchor && to.endsWith(".md") && !anchors_of(tree.text(to)).has(anchor)) {
    return finding("links", path, line, `no heading for ${target}`);
  }
  return undefined;
}

/// Documents that comments in code refer to must be documents of this tree.
function comment_findings(tree) {
  const names = new Set(tree.below("", ".md").map((path) => posix.basename(path)));
  const found = [];
  for (const folder of ["server", "simulator", "web", "tests", "bench"]) {
    for (const path of tree.below(folder, ".cpp", ".hpp", ".ts", ".tsx", ".mjs", ".sh", ".sql")) {
      for (const [index, line] of tree.text(path).split("\n").entries()) {
        const name = /(?:\/\/|\*|#|--).*?\b([A-Za-z][\w-]*\.md)\b/.exec(line)?.[1];
        if (!name || names.has(name)) continue;
        found.push(
          finding("links", path, index + 1, `refers to ${name}, which is not in the tree`),
        );
      }
    }
  }
  return found;
}

function link_findings(tree) {
  const found = [];
  for (const path of tree.below("", ".md")) {
    for (const { text, line } of prose(tree.text(path))) {
      for (const match of text.replace(/`[^`]*`/g, "").matchAll(/\]\(([^)\s]+)[^)]*\)/g)) {
        found.push(link_finding(tree, path, match[1], line));
      }
      for (const match of text.matchAll(/\b(?:src|srcset|href)="([^"]+)"/g)) {
        found.push(link_finding(tree, path, match[1], line));
      }
    }
  }
  return found.filter(Boolean);
}

// `server/base/id.hpp` and the like: a word in code marks that starts with a folder of ours.
function path_findings(tree) {
  const tops = new Set(tree.files.map((path) => path.split("/")[0]));
  const found = [];
  for (const path of k_front.filter((name) => tree.files.includes(name))) {
    for (const { text, line } of prose(tree.text(path))) {
      for (const [, named] of text.matchAll(/`([\w.-]+(?:\/[\w.-]+)+\/?)`/g)) {
        if (!tops.has(named.split("/")[0]) || tree.has(named)) continue;
        found.push(finding("paths", path, line, `${named} does not exist`));
      }
    }
  }
  return found;
}

export function document_findings(tree) {
  return [
    ...readme_findings(tree),
    ...link_findings(tree),
    ...comment_findings(tree),
    ...path_findings(tree),
  ];
}
