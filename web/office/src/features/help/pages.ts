// The pages of the guide by name; each loads when it is opened.
export interface GuideElement {
  tag: string;
  href?: string;
  id?: string;
  nodes: readonly GuideNode[];
}
export type GuideNode = string | GuideElement;

export interface GuidePage {
  title: string;
  nodes: readonly GuideNode[];
}

const files = import.meta.glob<GuidePage>(
  ["../../../../../docs/guide/*.md", "../../../../../docs/{glossary,install,operate}.md"],
  { import: "default" },
);

/** "docs/guide/api-keys.md" is "api-keys", and the guide's front page is "guide". */
export const nameOf = (path: string) => {
  const file = path.split("/").at(-1)?.replace(/\.md$/, "") ?? "";
  return file === "README" ? "guide" : file;
};

export const pages = new Map(Object.entries(files).map(([path, load]) => [nameOf(path), load]));

/** Where a link of the guide leads: to a page of it, out of the office, or nowhere from here. */
export function placeOf(href: string): { page: string; hash: string } | undefined {
  const [path = "", hash = ""] = href.split("#");
  if (/^[a-z]+:/i.test(path) || (path !== "" && !path.endsWith(".md"))) return undefined;
  const page = path && nameOf(path);
  return page === "" || pages.has(page) ? { page, hash } : undefined;
}
