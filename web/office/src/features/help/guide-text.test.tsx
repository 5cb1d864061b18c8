// Protects the guide inside the office: every page has a title, shows its words, and no link of it
// leads nowhere.
import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { pageOf } from "../../../scripts/guide.ts";
import { renderOffice } from "../../testing/render.tsx";
import { GuideText } from "./guide-text.tsx";
import { type GuideNode, pages, placeOf } from "./pages.ts";

const all = (nodes: readonly GuideNode[]): GuideNode[] =>
  nodes.flatMap((node) => (typeof node === "string" ? [node] : [node, ...all(node.nodes)]));

describe("the guide", () => {
  it("has a title on every page, and links between pages meet a heading", async () => {
    const loaded = new Map<string, GuideNode[]>();
    for (const [name, load] of pages) {
      const page = await load();
      expect(page.title, name).not.toBe("");
      loaded.set(name, all(page.nodes));
    }
    expect(loaded.size).toBeGreaterThan(30);
    const ids = (name: string) =>
      loaded.get(name)?.map((node) => (typeof node === "string" ? "" : (node.id ?? ""))) ?? [];
    for (const [name, nodes] of loaded)
      for (const node of nodes) {
        if (typeof node === "string" || !node.href) continue;
        const place = placeOf(node.href);
        if (place?.hash) expect(ids(place.page || name), node.href).toContain(place.hash);
      }
  });

  it("shows tables, lists and code by text alone", async () => {
    const markdown = [
      "# Payments",
      "A *sale* & `a < b`, see [fees](merchants.md#fees) and [there](../../api/x.yaml).",
      "",
      "| state | meaning |\n|---|---|\n| <b>paid</b> | done |",
      "",
      "- one\n- **two**",
      "",
      '```\n<script>alert("x")</script>\n```',
    ].join("\n");
    const open = vi.fn();
    const page = pageOf(markdown);
    expect(page.title).toBe("Payments");
    await renderOffice(<GuideText page={page} onOpen={open} />);
    expect(document.querySelector("body script, body b")).toBeNull();
    expect(screen.getByText('<script>alert("x")</script>').tagName).toBe("PRE");
    expect(screen.getByText("a < b").tagName).toBe("CODE");
    expect(screen.getByRole("cell", { name: "done" })).toBeTruthy();
    expect(screen.getAllByRole("listitem")).toHaveLength(2);
    expect(screen.getAllByRole("link")).toHaveLength(1);
    await userEvent.click(screen.getByRole("link", { name: "fees" }));
    expect(open).toHaveBeenCalledWith("merchants", "fees");
  });
});
