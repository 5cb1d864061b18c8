// Protects people from seeing keys instead of words.
import { describe, expect, it } from "vitest";
import shared from "../i18n/en.json";
import inside from "../i18n/office.json";

const sources = import.meta.glob(["../**/*.{ts,tsx}", "!../**/*.test.*", "!../testing/**"], {
  query: "?raw",
  import: "default",
  eager: true,
}) as Record<string, string>;
const bundles = import.meta.glob("../features/*/en.json", { import: "default", eager: true });

function has(bundle: unknown, key: string): boolean {
  const value = key
    .split(".")
    .reduce<unknown>((node, part) => (node as Record<string, unknown> | undefined)?.[part], bundle);
  if (typeof value === "string") return true;
  const parent = key.split(".").slice(0, -1).join(".");
  const last = key.split(".").at(-1);
  const family =
    parent === ""
      ? bundle
      : parent
          .split(".")
          .reduce<unknown>(
            (node, part) => (node as Record<string, unknown> | undefined)?.[part],
            bundle,
          );
  return typeof (family as Record<string, unknown> | undefined)?.[`${last}_other`] === "string";
}

/** Literal keys of `t("…")` and `t(condition ? "…" : "…")`, for files of one namespace. */
function usedKeys(text: string): string[] {
  const calls = text.matchAll(/\bt\(\s*((?:[^()`]|\([^()]*\))*?)\)/g);
  return [...calls].flatMap(([, argument]) => {
    const head = (argument ?? "").split(/,\s*\{/)[0] ?? "";
    const branches = head.includes("?") ? head.slice(head.indexOf("?")) : head;
    return [...branches.matchAll(/"([a-z0-9_]+(?:\.[a-z0-9_]+)*)"/g)].map(([, key]) => key ?? "");
  });
}

/** Every file that is there before somebody is inside the office: followed by static imports. */
function outsideFiles(): Set<string> {
  const seen = new Set<string>();
  const follow = (file: string) => {
    const text = sources[file];
    if (text === undefined || seen.has(file)) return;
    seen.add(file);
    for (const [, path] of text.matchAll(/\bfrom "(\.[^"]+)"/g))
      follow(new URL(path ?? "", `https://a/b/${file}`).pathname.replace("/", "../"));
  };
  follow("../main.tsx");
  for (const file of Object.keys(sources))
    if (file.startsWith("../features/session/")) follow(file);
  return seen;
}

describe("words", () => {
  it("has a text for every key that a component names", () => {
    const missing: string[] = [];
    const outside = outsideFiles();
    expect(outside).toContain("../ui/passkey-form.tsx");
    expect(outside).not.toContain("../ui/list-page.tsx");
    for (const [file, text] of Object.entries(sources)) {
      const named = /useTranslation\(\s*"([a-z_]+)"\s*\)/.exec(text)?.[1];
      if (/useTranslation\(\s*\[/.test(text) || named === "menu") continue;
      // A file of a feature that is handed its `t` speaks the feature's words.
      const folder = /\.\.\/features\/([^/]+)\//.exec(file)?.[1];
      const own = named !== undefined || !text.includes("useTranslation(");
      const bundle = folder && own ? bundles[`../features/${folder}/en.json`] : shared;
      for (const key of usedKeys(text))
        if (!has(bundle, key) && !has(shared, key) && (outside.has(file) || !has(inside, key)))
          missing.push(`${file}: ${key}`);
    }
    expect(missing).toEqual([]);
  });
});
