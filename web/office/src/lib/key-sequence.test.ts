import { describe, expect, it } from "vitest";
import { createKeySequence } from "./key-sequence.ts";

const press = (key: string, ctrlKey = false) => ({ key, ctrlKey, metaKey: false, altKey: false });

describe("key sequence", () => {
  const make = () => createKeySequence(() => ["ctrl+k", "?", "g p", "g d"]);

  it("tells a single key from the first of two", () => {
    const take = make();
    expect(take(press("g"), 0)).toBeUndefined();
    expect(take(press("p"), 100)).toBe("g p");
    expect(take(press("p"), 200)).toBeUndefined();
    expect(take(press("k", true), 300)).toBe("ctrl+k");
    expect(take(press("?"), 400)).toBe("?");
  });

  it("forgets the first key after a pause, so that a later letter does not jump", () => {
    const take = make();
    take(press("g"), 0);
    expect(take(press("d"), 5000)).toBeUndefined();
  });

  it("does not take ctrl+g for g", () => {
    const take = make();
    take(press("g", true), 0);
    expect(take(press("p"), 10)).toBeUndefined();
  });
});
