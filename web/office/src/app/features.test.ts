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
});
