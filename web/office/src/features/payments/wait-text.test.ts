import { expect, it } from "vitest";
import { waitText } from "./wait-text.ts";

it("counts seconds when they matter and coarser units when they do not", () => {
  expect(waitText(1)).toBe("1 s");
  expect(waitText(46_200)).toBe("47 s");
  expect(waitText(540_000)).toBe("9 min");
  expect(waitText(20_400_000)).toBe("5 h 40 min");
  expect(waitText(7_200_000)).toBe("2 h");
  expect(waitText(172_800_000)).toBe("2 days");
});
