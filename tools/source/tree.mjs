// The files of a source tree as the checks see it: relative paths without build products, and their
// text, read once.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const k_skipped = new Set([".git", "build", "data", "node_modules", "dist", "test-results"]);

export class Tree {
  #root;
  #texts = new Map();
  #files;

  constructor(root) {
    this.#root = root;
    this.#files = walk(root, "").sort();
  }

  get files() {
    return this.#files;
  }

  /// Files below `folder` whose name ends in one of `endings`.
  below(folder, ...endings) {
    return this.#files.filter(
      (path) =>
        (folder === "" || path.startsWith(`${folder}/`)) &&
        (endings.length === 0 || endings.some((ending) => path.endsWith(ending))),
    );
  }

  /// Names of the folders directly below `folder` that hold a file.
  folders(folder) {
    const names = this.below(folder)
      .map((path) => path.slice(folder.length + 1).split("/"))
      .filter((parts) => parts.length > 1)
      .map((parts) => parts[0]);
    return [...new Set(names)];
  }

  has(path) {
    try {
      statSync(join(this.#root, path));
      return true;
    } catch {
      return false;
    }
  }

  text(path) {
    if (!this.#texts.has(path)) {
      this.#texts.set(path, readFileSync(join(this.#root, path), "utf8"));
    }
    return this.#texts.get(path);
  }
}

function walk(root, folder) {
  const found = [];
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!k_skipped.has(entry.name)) found.push(...walk(root, path));
    } else if (entry.isFile()) {
      found.push(path);
    }
  }
  return found;
}
