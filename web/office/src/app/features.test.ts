import { describe, expect, it } from "vitest";
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
});
