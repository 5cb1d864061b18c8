// The guide in the office: each page of docs becomes a module that holds its text as a tree of
// plain values, so that the office shows it by text nodes alone.
import { lexer, type Token, type Tokens } from "marked";
import type { GuideElement, GuideNode, GuidePage } from "../src/features/help/pages.ts";

/** The anchor of a heading: lower case, words joined by hyphens, other signs left out. */
const anchor = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");

const signs: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
const plain = (text: string) =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => signs[name] ?? "");

const inline = (tokens: readonly Token[] = []) => tokens.flatMap(nodesOf);
const element = (tag: string, nodes: GuideNode[], more?: Partial<GuideElement>): GuideNode[] => [
  { tag, ...more, nodes },
];

function table({ header, rows }: Tokens.Table) {
  const row = (tag: string, cells: readonly Tokens.TableCell[]) =>
    element(
      "tr",
      cells.flatMap((cell) => element(tag, inline(cell.tokens))),
    );
  return element("table", [
    ...element("thead", row("th", header)),
    ...element(
      "tbody",
      rows.flatMap((cells) => row("td", cells)),
    ),
  ]);
}

/** What each kind of token becomes; a kind that is not here is left out. */
const kinds: Record<string, (token: Tokens.Generic) => GuideNode[]> = {
  heading: ({ depth, text, tokens }) => element(`h${depth}`, inline(tokens), { id: anchor(text) }),
  paragraph: ({ tokens }) => element("p", inline(tokens)),
  blockquote: ({ tokens }) => element("blockquote", inline(tokens)),
  list: ({ ordered, items }) => element(ordered ? "ol" : "ul", inline(items)),
  list_item: ({ tokens }) => element("li", inline(tokens)),
  table: (token) => table(token as Tokens.Table),
  code: ({ text }) => element("pre", [text]),
  codespan: ({ text }) => element("code", [plain(text)]),
  strong: ({ tokens }) => element("strong", inline(tokens)),
  em: ({ tokens }) => element("em", inline(tokens)),
  link: ({ href, tokens }) => element("a", inline(tokens), { href }),
  text: ({ text, tokens }) => (tokens ? inline(tokens) : [plain(text)]),
  escape: ({ text }) => [text],
  br: () => element("br", []),
};

const nodesOf = (token: Token): GuideNode[] => kinds[token.type]?.(token) ?? [];

/** A page as its title and what stands below it. */
export function pageOf(markdown: string): GuidePage {
  const nodes = inline(lexer(markdown));
  const title = nodes.find((node) => typeof node !== "string" && node.tag === "h1");
  const words = typeof title === "object" ? title.nodes : [];
  return {
    title: words.filter((word) => typeof word === "string").join(""),
    nodes: nodes.filter((node) => node !== title),
  };
}

export const guide = () => ({
  name: "guide",
  enforce: "pre" as const,
  transform(code: string, id: string) {
    if (!id.endsWith(".md")) return null;
    return { code: `export default ${JSON.stringify(pageOf(code))};`, map: null };
  },
});
