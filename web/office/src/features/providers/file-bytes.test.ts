import { expect, test } from "vitest";
import { encoded } from "./file-bytes.ts";

test("bytes survive as they are, whatever they mean", async () => {
  // Protects the hash of a bank's file: no byte is taken for text on its way.
  const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => (index * 31) % 256);
  const text = await encoded(new Blob([bytes]));
  expect(text).toMatch(/^[\w-]+$/);
  expect(Buffer.from(text, "base64url").equals(Buffer.from(bytes))).toBe(true);
  expect(await encoded(new Blob([Uint8Array.from([0xff])]))).toBe("_w");
  expect(await encoded(new Blob([]))).toBe("");
});
