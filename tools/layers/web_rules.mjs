// Direction in web/office/src: lib ← api ← ui ← features ← app. Features link to each other by
// path, never by import; only ui/ knows the kit and only ui/charts/ the chart libraries.
import { posix } from "node:path";
import { finding } from "../source/report.mjs";

export const k_web_rules = ["web-direction", "web-feature", "web-index", "web-kit", "web-charts"];

const k_src = "web/office/src";
/// What each folder may import beside itself; "app" includes main.tsx.
const k_may_import = {
  lib: [],
  i18n: ["lib"],
  api: ["lib", "i18n"],
  ui: ["lib", "i18n", "api"],
  features: ["lib", "i18n", "api", "ui"],
  app: ["lib", "i18n", "api", "ui", "features"],
};
const k_import = /(?:\bfrom\s*|\bimport\s*\(?\s*)["']([^"']+)["']/g;

function is_test(path) {
  return /\.test\.tsx?$/.test(path) || path.startsWith(`${k_src}/testing/`);
}

/// First folder below src; files directly in src count as app.
function zone(path) {
  const parts = path.slice(k_src.length + 1).split("/");
  return parts.length > 1 ? parts[0] : "app";
}

function feature(path) {
  return zone(path) === "features" ? path.slice(k_src.length + 1).split("/")[1] : undefined;
}

function imports(text) {
  const found = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (/^\s*(\/\/|\*)/.test(line)) continue;
    for (const match of line.matchAll(k_import)) found.push({ name: match[1], line: index + 1 });
  }
  return found;
}

/// The file an import names, relative to the repository; nothing for packages.
function target_of(path, name) {
  if (name.startsWith("@/")) return `${k_src}/${name.slice(2)}`;
  if (!name.startsWith(".")) return undefined;
  return posix.normalize(posix.join(posix.dirname(path), name));
}

function package_finding(path, { name, line }) {
  const from = zone(path);
  if (/^@mantine\//.test(name) && !["ui", "app"].includes(from) && !is_test(path)) {
    return finding("web-kit", path, line, `only ui/ imports the kit: wrap ${name} there`);
  }
  if (/^(d3-|echarts)/.test(name) && !path.startsWith(`${k_src}/ui/charts/`)) {
    return finding("web-charts", path, line, `only ui/charts/ imports ${name}`);
  }
  return undefined;
}

function direction_finding(path, target, { line }) {
  const from = zone(path);
  const to = zone(target);
  const allowed = k_may_import[from];
  if (is_test(path)) return undefined;
  if (to === "testing") return finding("web-direction", path, line, "only tests import testing/");
  if (!allowed || from === to || allowed.includes(to) || !(to in k_may_import)) return undefined;
  return finding("web-direction", path, line, `${from} may not import ${to}`);
}

function feature_finding(path, target, { line }) {
  const from = feature(path);
  const to = feature(target);
  if (!from || !to || from === to) return undefined;
  return finding("web-feature", path, line, `feature ${from} may not import feature ${to}: link`);
}

export function web_findings(tree) {
  const found = [];
  for (const path of tree.below(k_src, ".ts", ".tsx")) {
    if (/\/index\.tsx?$/.test(path)) {
      found.push(finding("web-index", path, 0, "no index files: import the file itself"));
    }
    for (const one of imports(tree.text(path))) {
      const target = target_of(path, one.name);
      found.push(package_finding(path, one));
      if (!target?.startsWith(`${k_src}/`)) continue;
      found.push(direction_finding(path, target, one), feature_finding(path, target, one));
    }
  }
  return found.filter(Boolean);
}
