// Who may include and link whom in server/ and simulator/: the table in ARCHITECTURE.md as code.
import { dirname } from "node:path";
import { finding } from "../source/report.mjs";
import { file_part, is_front_door, Modules, module_calls } from "./modules.mjs";

export const k_server_rules = [
  "foundation",
  "front-door",
  "depends",
  "cycle",
  "domain-purity",
  "driver-header",
  "adapter",
  "top-layer",
  "simulator",
];

/// What the foundation may use of ours, by layer.
const k_foundation = { base: [], rules: ["base"], storage: ["base"], net: ["base"] };
/// Layers above the modules, or beside them: free to use net and the system.
const k_outer = ["surfaces", "app", "testing", "generate"];

const k_driver_headers = /^(sqlite3\.h|libpq-fe\.h|libpq\/)/;
const k_impure_headers = new RegExp(
  "^(net/|boost/(asio|beast)|sqlite3\\.h|libpq|sys/|netinet/|arpa/|" +
    "(unistd|fcntl|netdb|poll|pthread|time|signal)\\.h$|" +
    "(thread|fstream|filesystem|future|random|csignal|ctime)$)",
);

function is_domain(module) {
  return !(module.layer in k_foundation) && !k_outer.includes(module.layer);
}

function sources(tree, folder) {
  return tree.below(folder, ".cpp", ".hpp");
}

function foundation_finding(module, path, part, include) {
  if (!(module.layer in k_foundation) || !include.module) return undefined;
  const layer = include.module.layer;
  const allowed = [module.layer, ...k_foundation[module.layer]];
  if (part === "test") allowed.push("testing");
  if (allowed.includes(layer)) return undefined;
  const message = `${module.layer} may include only ${allowed.join(", ")}, not ${include.header}`;
  return finding("foundation", path, include.line, message);
}

function top_finding(module, path, part, include) {
  const layer = include.module?.layer;
  if (layer === "app" && module.layer !== "app") {
    return finding("top-layer", path, include.line, "only app may include app");
  }
  if (layer === "testing" && part !== "test" && module.layer !== "testing") {
    return finding("top-layer", path, include.line, "only tests may include testing");
  }
  return undefined;
}

function front_door_finding(module, path, part, include) {
  if (!include.module || include.module === module) return undefined;
  const top = part !== "domain" || k_outer.includes(module.layer);
  if (is_front_door(include.module, include.target, top)) return undefined;
  const door = `${include.module.name}.hpp or a header its README lists as public`;
  const message = `${include.header} is private to ${include.module.name}: use ${door}`;
  return finding("front-door", path, include.line, message);
}

function depends_finding(module, path, part, include) {
  if (!include.module || include.module === module || module.layer === "app") return undefined;
  const listed = [...module.DEPENDS];
  if (part !== "domain") listed.push("net", ...module.HTTP_DEPENDS);
  if (part === "test") listed.push("testing", ...module.TEST_DEPENDS);
  const names = listed.map((name) => name.replace(/_http$/, ""));
  if (names.includes(include.module.name)) return undefined;
  const list = part === "http" ? "HTTP_DEPENDS" : part === "test" ? "TEST_DEPENDS" : "DEPENDS";
  const message = `${include.header} needs ${include.module.name} in ${list} of ${module.cmake}`;
  return finding("depends", path, include.line, message);
}

function purity_finding(module, path, part, include) {
  const { header, line } = include;
  if (k_driver_headers.test(header) && !["storage", "testing"].includes(module.layer)) {
    return finding("driver-header", path, line, `${header} belongs to storage alone`);
  }
  if (part !== "domain" || !is_domain(module) || !k_impure_headers.test(header)) return undefined;
  const message = `domain code has no ${header}: take a port (Clock, CryptoRandom, IdSource, Tx)`;
  return finding("domain-purity", path, line, message);
}

// Adapters are the folders inside providers/: typed requests to bytes, bytes to typed outcomes.
function adapter_finding(module, path, part, include) {
  if (module.layer !== "providers" || part === "test") return undefined;
  if (dirname(path) === "server/providers" || !include.module) return undefined;
  if (["base", "providers"].includes(include.module.layer)) return undefined;
  const message = `an adapter uses base and the provider interface only, not ${include.header}`;
  return finding("adapter", path, include.line, message);
}

const k_include_rules = [
  foundation_finding,
  top_finding,
  front_door_finding,
  depends_finding,
  purity_finding,
  adapter_finding,
];

function include_findings(modules) {
  const found = [];
  for (const path of sources(modules.tree, "server")) {
    const module = modules.of(path);
    if (!module) continue;
    for (const include of modules.includes(path)) {
      for (const rule of k_include_rules) found.push(rule(module, path, file_part(path), include));
    }
  }
  return found.filter(Boolean);
}

function link_findings(modules) {
  const found = [];
  for (const module of modules.all) {
    const foundation = k_foundation[module.layer];
    for (const name of [...module.DEPENDS, ...(foundation ? module.HTTP_DEPENDS : [])]) {
      if (foundation && !foundation.includes(name)) {
        const message = `${module.name} may depend only on ${foundation.join(", ") || "nothing"}`;
        found.push(finding("foundation", module.cmake, 0, `${message}, not ${name}`));
      } else if (is_domain(module) && /^(net|app|testing|.*_http)$/.test(name)) {
        const message = `${name} cannot be in DEPENDS of a domain module: use HTTP_DEPENDS`;
        found.push(finding("depends", module.cmake, 0, message));
      }
    }
  }
  return found;
}

/// Dependency graph: each module and its HTTP part are nodes of their own.
function graph_of(modules) {
  const graph = new Map();
  for (const module of modules.all) {
    graph.set(module.name, module.DEPENDS);
    graph.set(`${module.name}_http`, [module.name, "net", ...module.HTTP_DEPENDS]);
  }
  return graph;
}

function cycle_findings(modules) {
  const graph = graph_of(modules);
  const done = new Set();
  const found = [];
  const visit = (name, path) => {
    if (path.includes(name)) {
      const cycle = [...path.slice(path.indexOf(name)), name].join(" → ");
      found.push(finding("cycle", "server/CMakeLists.txt", 0, `modules in a circle: ${cycle}`));
      return;
    }
    if (done.has(name)) return;
    for (const next of graph.get(name) ?? []) visit(next, [...path, name]);
    done.add(name);
  };
  for (const name of graph.keys()) visit(name, []);
  return found;
}

// The simulator is the world outside: it shares words and HTTP with the server, never the domain.
function simulator_findings(tree) {
  const found = [];
  const allowed = /^(base|net)\//;
  for (const path of sources(tree, "simulator")) {
    for (const [index, line] of tree.text(path).split("\n").entries()) {
      const header = /^\s*#\s*include\s*"([^"]+)"/.exec(line)?.[1];
      if (!header || allowed.test(header) || !tree.files.includes(`server/${header}`)) continue;
      if (file_part(path) === "test" && header.startsWith("testing/")) continue;
      const message = `the simulator shares only base and net with the server, not ${header}`;
      found.push(finding("simulator", path, index + 1, message));
    }
  }
  for (const path of tree.below("simulator", "CMakeLists.txt")) {
    const text = tree.text(path).replace(/#.*$/gm, "");
    const linked = [...text.matchAll(/\bbursar_(\w+)/g)].map((match) => match[1]);
    for (const call of module_calls(text)) linked.push(...call.DEPENDS, ...call.HTTP_DEPENDS);
    for (const name of new Set(linked)) {
      if (!tree.has(`server/${name}/CMakeLists.txt`)) continue;
      if (["base", "net", "testing"].includes(name)) continue;
      found.push(finding("simulator", path, 0, `the simulator may not link bursar_${name}`));
    }
  }
  return found;
}

export function server_findings(tree) {
  const modules = new Modules(tree);
  return [
    ...include_findings(modules),
    ...link_findings(modules),
    ...cycle_findings(modules),
    ...simulator_findings(tree),
  ];
}
