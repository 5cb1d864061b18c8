// The modules of server/ and simulator/ as CMake and the files describe them: names, dependency
// lists, front doors, and which part of a module a file belongs to.
import { dirname } from "node:path";

const k_lists = ["DEPENDS", "HTTP_DEPENDS", "TEST_DEPENDS", "LIBS"];
const k_open_headers = {
  base: () => true,
  net: () => true,
  storage: (file) =>
    ["storage.hpp", "query.hpp", "migration.hpp", "maintenance.hpp"].includes(file),
  testing: () => true,
};

/// Dependency lists of the bursar_module() calls in one CMake text.
export function module_calls(text) {
  const bare = text.replace(/#.*$/gm, "");
  return [...bare.matchAll(/\bbursar_module\s*\(([^)]*)\)/g)].map((call) => {
    const [name, ...words] = call[1].split(/\s+/).filter((word) => word !== "");
    const module = { name };
    for (const list of k_lists) module[list] = [];
    let current;
    for (const word of words) {
      if (k_lists.includes(word)) current = word;
      else if (current) module[current].push(word);
    }
    return module;
  });
}

/// "domain", "http" (http*.cpp and runner*.cpp with their headers) or "test" (with fixtures).
export function file_part(path) {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (/_(test|fixture)\.[ch]pp$/.test(name)) return "test";
  return /^(http|runner)(_[a-z_]+)?\.[ch]pp$/.test(name) ? "http" : "domain";
}

/// Headers a module's README opens beside its front door, on a line "Public headers: `a.hpp`, …".
function public_headers(tree, folder) {
  const readme = `${folder}/README.md`;
  if (!tree.files.includes(readme)) return [];
  const line = /^[-*\s]*Public headers:(.*)$/m.exec(tree.text(readme));
  return line ? [...line[1].matchAll(/([\w/]+\.hpp)/g)].map((match) => match[1]) : [];
}

export class Modules {
  /// `root` is the include root: "server".
  constructor(tree, root = "server") {
    this.tree = tree;
    this.root = root;
    this.by_folder = new Map();
    for (const path of tree.below(root, "/CMakeLists.txt")) {
      const folder = dirname(path);
      for (const call of module_calls(tree.text(path))) this.add(folder, path, call);
    }
    for (const name of tree.folders(root)) {
      const folder = `${root}/${name}`;
      if (!this.by_folder.has(folder) && tree.below(folder, ".cpp", ".hpp").length > 0) {
        this.add(folder, folder, { name, DEPENDS: [], HTTP_DEPENDS: [], TEST_DEPENDS: [] });
      }
    }
  }

  add(folder, cmake, call) {
    const layer = folder.slice(this.root.length + 1).split("/")[0];
    this.by_folder.set(folder, {
      ...call,
      folder,
      cmake,
      layer,
      public_headers: public_headers(this.tree, folder),
    });
  }

  get all() {
    return [...this.by_folder.values()];
  }

  /// The module whose folder is the nearest above `path`.
  of(path) {
    for (let folder = dirname(path); folder.includes("/"); folder = dirname(folder)) {
      if (this.by_folder.has(folder)) return this.by_folder.get(folder);
    }
    return undefined;
  }

  /// Every #include of `path`, with the file and module it names where that is one of ours.
  includes(path) {
    const found = [];
    const lines = this.tree.text(path).split("\n");
    for (const [index, line] of lines.entries()) {
      const match = /^\s*#\s*include\s*[<"]([^>"]+)[>"]/.exec(line);
      if (!match) continue;
      const candidates = [`${this.root}/${match[1]}`, `${dirname(path)}/${match[1]}`];
      const target = candidates.find((candidate) => this.tree.files.includes(candidate));
      found.push({
        header: match[1],
        line: index + 1,
        target,
        module: target ? this.of(target) : undefined,
      });
    }
    return found;
  }
}

/// Whether another module may include `target` of `module`. `top` is app, surfaces and tests, which
/// also see a module's HTTP part.
export function is_front_door(module, target, top) {
  const file = target.slice(module.folder.length + 1);
  const open = k_open_headers[module.layer];
  if (open) return open(file);
  if (file === `${module.name}.hpp` || module.public_headers.includes(file)) return true;
  return top && file_part(target) === "http";
}
