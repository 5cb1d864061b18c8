import { describe, expect, it } from "vitest";
import { pages as guidePages } from "../features/help/pages.ts";
import { features } from "./features.ts";

describe("the features together", () => {
  it("give no two keys and no path to more than one page", () => {
    const entries = features.flatMap(({ menu = [] }) => menu);
    const keys = entries.flatMap(({ shortcut }) => shortcut ?? []);
    expect(keys.filter((one, at) => keys.indexOf(one) !== at)).toEqual([]);
    const paths = features.flatMap(({ pages }) => pages.map(({ path }) => path));
    expect(paths.filter((one, at) => paths.indexOf(one) !== at)).toEqual([]);
  });

  it("show an icon of its own for each entry, but one for people wherever they are", () => {
    const entries = features.flatMap(({ menu = [] }) => menu);
    const icons = entries.map(({ icon }) => icon).filter((icon) => icon !== "team");
    expect(icons.filter((one, at) => icons.indexOf(one) !== at)).toEqual([]);
  });

  it("have a page of the guide for every page inside", () => {
    const inside = features.filter(({ outside }) => !outside);
    const named = inside.flatMap(({ name, guide = name, pages }) =>
      pages.map((page) => page.guide ?? guide),
    );
    expect(named.filter((name) => !guidePages.has(name))).toEqual([]);
  });
});
