import { describe, expect, it } from "vitest";
import { csvText } from "./csv.ts";

describe("csv", () => {
  it("keeps commas, quotes and line breaks inside their cell", () => {
    expect(csvText([["a,b", 'say "hi"', "two\nlines"]])).toBe(
      '"a,b","say ""hi""","two\nlines"\r\n',
    );
  });

  it("never hands a spreadsheet a formula that somebody typed as a name", () => {
    expect(csvText([["=HYPERLINK(1)", "+1", "@x", "-2", 5, -5]])).toBe(
      "'=HYPERLINK(1),'+1,'@x,'-2,5,-5\r\n",
    );
  });
});
