import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import type { Merchant } from "./api.ts";
import {
  changedNames,
  differences,
  merged,
  settingsSchema,
  updateOf,
  valuesOf,
} from "./settings-values.ts";

const merchant = {
  name: "Shop",
  legal_name: "Shop GmbH",
  mcc: "5999",
  statement_descriptor: "SHOP",
  website: "",
  settlement_currency: "EUR",
  allowed_currencies: ["EUR", "USD"],
  methods: ["card", "wallet"],
  refund_overdraft_minor: 20_000,
  capture_policy: "automatic",
  challenge_from_minor: 0,
  exempt_below_minor: 0,
  exempts_low_value: false,
  version: 3,
} as Merchant;

const base = valuesOf(merchant);

describe("saving settings", () => {
  it("sends what was changed and the version it was changed from, nothing else", () => {
    const mine = { ...base, name: "Store ", refund_overdraft_minor: "150" };
    const parsed = z.parse(settingsSchema("EUR"), mine);
    expect(updateOf(merchant, mine, parsed)).toEqual({
      version: 3,
      name: "Store",
      refund_overdraft_minor: 15_000,
    });
  });

  it("sends the payment policy in minor units and as an answer", () => {
    const mine = { ...base, challenge_from_minor: "250", exempts_low_value: "yes" };
    const parsed = z.parse(settingsSchema("EUR"), mine);
    expect(updateOf(merchant, mine, parsed)).toEqual({
      version: 3,
      challenge_from_minor: 25_000,
      exempts_low_value: true,
    });
  });

  it("does not take another order of currencies or spaces at the end for a change", () => {
    expect(changedNames(base, { ...base, allowed_currencies: ["USD", "EUR"] })).toEqual([]);
    expect(changedNames(base, { ...base, name: "Shop " })).toEqual([]);
  });

  it("lets the overdraft be nothing, but not less", () => {
    const result = (text: string) =>
      z.safeParse(settingsSchema("EUR"), { ...base, refund_overdraft_minor: text }).success;
    expect(result("0")).toBe(true);
    expect(result("-1")).toBe(false);
    expect(result("1.005")).toBe(false);
  });
});

describe("a change that somebody else overtook", () => {
  const mine = { ...base, name: "Store", mcc: "5411" };
  const theirs = { ...base, name: "Market", statement_descriptor: "MARKET", mcc: "5411" };

  it("shows both values and who changed what; agreement is no difference", () => {
    expect(differences(base, mine, theirs)).toEqual([
      { name: "name", before: "Shop", mine: "Store", theirs: "Market", by: "both" },
      { name: "statement_descriptor", before: "SHOP", mine: "SHOP", theirs: "MARKET", by: "them" },
    ]);
  });

  it("names what only I changed", () => {
    const [first] = differences(base, { ...base, website: "https://a.example" }, base);
    expect(first).toMatchObject({ name: "website", by: "me" });
  });

  it("puts my changes on theirs without taking back what I did not touch", () => {
    expect(merged(base, mine, theirs)).toEqual({
      ...base,
      name: "Store",
      mcc: "5411",
      statement_descriptor: "MARKET",
    });
  });
});
