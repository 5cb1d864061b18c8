// Names say what a thing is: filler words are refused in file names and in the names that code
// declares, and file names keep to one case per language.
import { finding } from "../source/report.mjs";
import { line_at } from "../source/split.mjs";

export const k_name_rules = ["filler-name", "file-case"];

const k_filler = new Set(
  (
    "util utils utility utilities manager managers data info infos common misc helper helpers " +
    "new old stuff thing things v2 v3"
  ).split(" "),
);
/// Established terms that contain such a word.
const k_terms = [
  ...["data_table", "data_directory", "data_dir", "data_api", "data_key", "data_url"],
  ...["new_password", "common_words"],
  // The words of WebAuthn for what browser and authenticator state.
  ...["client_data", "authenticator_data"],
];

const k_no_type = new Set(
  (
    "return else new delete case goto co_return co_await co_yield throw typename class struct " +
    "using namespace operator and or not sizeof public private protected"
  ).split(" "),
);
const k_cpp_types =
  /\b(?:class|struct|union|concept|enum(?:\s+class)?|namespace)\s+([A-Za-z_]\w*)/g;
const k_cpp_alias = /\busing\s+([A-Za-z_]\w*)\s*=/g;
const k_cpp_typed = /([\w>][*&]*)\s+([A-Za-z_]\w*)\s*(?=[=;,(){[:])/g;
const k_script = /\b(?:const|let|var|function\*?|class|interface|type|enum)\s+([A-Za-z_$][\w$]*)/g;

function words_of(name) {
  const snake = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[-.]/g, "_");
  let text = `_${snake}_`;
  for (const term of k_terms) text = text.replaceAll(`_${term}_`, "_");
  return text.split("_");
}

/// The filler word in a name, or nothing.
export function filler_in(name) {
  return words_of(name).find((word) => k_filler.has(word));
}

function declared(file) {
  const names = [];
  const add = (match, name) => names.push({ name, at: match.index });
  if (file.is_cpp) {
    for (const match of file.code.matchAll(k_cpp_types)) add(match, match[1]);
    for (const match of file.code.matchAll(k_cpp_alias)) add(match, match[1]);
    for (const match of file.code.matchAll(k_cpp_typed)) {
      const before = /(\w+)[*&]*$/.exec(file.code.slice(0, match.index + match[1].length))?.[1];
      if (before && /^\d/.test(before)) continue;
      if (!before || !k_no_type.has(before)) add(match, match[2]);
    }
  } else if (file.script) {
    for (const match of file.code.matchAll(k_script)) {
      // "data" is the libraries' own word for what they are given.
      if (match[1] !== "data") add(match, match[1]);
    }
  }
  return names;
}

function filler_findings(file) {
  const message = (word, name) => `"${word}" in ${name} says nothing: name what it is or does`;
  const found = [];
  const base = file.path.slice(file.path.lastIndexOf("/") + 1);
  for (const part of file.path.split("/").slice(1)) {
    const word = filler_in(part);
    if (word) found.push(finding("filler-name", file.path, 0, message(word, part)));
  }
  if (!file.is_code || base.endsWith(".d.ts")) return found;
  for (const { name, at } of declared(file)) {
    const word = filler_in(name);
    if (!word) continue;
    found.push(finding("filler-name", file.path, line_at(file.code, at), message(word, name)));
  }
  return found;
}

function case_findings(file) {
  const name = file.path.slice(file.path.lastIndexOf("/") + 1);
  const kebab = file.path.startsWith("web/");
  const pattern = kebab ? /^[a-z0-9]+([-.][a-z0-9]+)*$/ : /^[a-z0-9]+([_.][a-z0-9]+)*$/;
  if (pattern.test(name)) return [];
  const message = kebab ? "web files are kebab-case" : "files are snake_case";
  return [finding("file-case", file.path, 0, message)];
}

export function name_findings(file) {
  return [...filler_findings(file), ...case_findings(file)];
}
