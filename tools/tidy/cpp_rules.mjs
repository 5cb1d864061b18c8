// What C++ here does without: floating point, macros, raw clocks and randomness, sleeps, and Scopes
// made by anyone but their issuer's friends. Each finding names the replacement.
import { finding } from "../source/report.mjs";
import { line_at } from "../source/split.mjs";

const k_rules = [
  {
    rule: "no-float",
    where: /^server\//,
    pattern: /\b(float|double)\b/g,
    message: "no floating point in the server: integers in minor units, ppm or micros",
  },
  {
    rule: "using-std",
    where: /./,
    pattern: /\busing\s+namespace\s+std\s*;/g,
    message: "name what you use: std::…",
  },
  {
    rule: "raw-clock",
    where: /^(server|simulator)\//,
    except: /^server\/net\/system_ports\.[ch]pp$/,
    pattern: new RegExp(
      "\\b(system_clock|high_resolution_clock)::(now|to_time_t)\\b|" +
        "\\b(clock_gettime|gettimeofday|localtime(_r)?|gmtime(_r)?)\\s*\\(|" +
        "(?<![\\w.>])time\\s*\\(\\s*(nullptr|NULL|0)\\s*\\)",
      "g",
    ),
    message: "take the time from a Clock",
  },
  {
    rule: "raw-clock",
    where: /^(server|simulator)\//,
    except: /^server\/net\//, // deadlines of real sockets
    pattern: /\bsteady_clock::now\b/g,
    message: "take ticks from a Clock",
  },
  {
    rule: "raw-random",
    where: /^(server|simulator)\//,
    except: /^server\/net\/system_ports\.[ch]pp$/,
    pattern: new RegExp(
      "\\brandom_device\\b|\\bmt19937|" +
        "\\b(getrandom|getentropy|RAND_bytes|randombytes_\\w+)\\s*\\(|" +
        "(?<![\\w.>:])s?rand\\s*\\(",
      "g",
    ),
    message: "take randomness from CryptoRandom or SeededRandom",
  },
  {
    rule: "no-sleep",
    where: /^(server|simulator|tests)\//,
    pattern: /\b(sleep_for|sleep_until|usleep|nanosleep)\b|(?<![\w.>])sleep\s*\(\s*\d/g,
    message: "wait for the event itself, with a deadline",
  },
  {
    rule: "scope-issuer",
    where: /./,
    except:
      /^server\/(identity|app|base|generate|testing)\/|_(test\.[ch]pp|fixture\.hpp)$|^tests|^bench/,
    pattern: /\bScopeIssuer\b/g,
    message: "a Scope comes with the Actor; only identity and app issue one",
  },
];

export const k_cpp_rules = [...new Set(k_rules.map((one) => one.rule)), "macro", "pragma-once"];

function pattern_findings(file, { rule, where, except, pattern, message }) {
  if (!where.test(file.path) || except?.test(file.path)) return [];
  return [...file.code.matchAll(pattern)].map((match) => {
    const what = match[0].replace(/\s+/g, " ").trim();
    return finding(rule, file.path, line_at(file.code, match.index), `${what}: ${message}`);
  });
}

function macro_findings(file) {
  const found = [];
  for (const [index, line] of file.lines.entries()) {
    const name = /^\s*#\s*define\s+(\w+)/.exec(line)?.[1];
    if (!name) continue;
    const message = `macro ${name}: use a constant, a function or a template`;
    found.push(finding("macro", file.path, index + 1, message));
  }
  return found;
}

function pragma_findings(file) {
  if (!file.path.endsWith(".hpp") || file.lines.some((line) => line === "#pragma once")) return [];
  return [finding("pragma-once", file.path, 1, "a header has #pragma once after its sentence")];
}

export function cpp_findings(file) {
  if (!file.is_cpp) return [];
  return [
    ...k_rules.flatMap((rule) => pattern_findings(file, rule)),
    ...macro_findings(file),
    ...pragma_findings(file),
  ];
}
