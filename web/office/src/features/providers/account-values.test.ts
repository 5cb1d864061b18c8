// The form of an account: what it asks for and what it sends.
import { describe, expect, it } from "vitest";
import { boundsOf, minorOf, schemaOf, termsOf, valuesOf } from "./account-values.ts";
import type { Account, Adapter } from "./api.ts";

const field = (name: string, kind: "text" | "secret" | "url", required = false) => ({
  name,
  label: name,
  kind,
  required,
  help: "",
  initial: name === "base_url" ? "https://api.example" : "",
  choices: [],
  lowest: 0,
  highest: 0,
  moves_money: false,
});

const adapter: Adapter = {
  adapter: "node",
  title: "Node",
  summary: "",
  methods: ["crypto"],
  currencies: ["LTC"],
  abilities: [],
  fields: [
    field("base_url", "url", true),
    field("api_key", "secret", true),
    field("rpc_user", "text", true),
    field("wallet", "text"),
  ],
  unproven: "",
};

const account = {
  title: "Ours",
  methods: ["crypto"],
  currencies: ["LTC"],
  base_url: "https://node.example",
  settings: { rpc_user: "u" },
  restrictions: {
    bounds: [{ currency: "EUR", min_minor: 150, max_minor: 0 }],
    countries_allow: [],
    countries_deny: ["FR"],
    operations: ["sale"],
  },
} as unknown as Account;

describe("values of an account", () => {
  it("ask for what the provider needs, and for a secret only at the beginning", () => {
    const empty = { ...valuesOf(adapter), title: "T" };
    const missing = (isNew: boolean) =>
      schemaOf(adapter, isNew)
        .safeParse(empty)
        .error?.issues.map((issue) => issue.path[0]);
    expect(missing(true)).toEqual(["api_key", "setting_rpc_user"]);
    expect(missing(false)).toEqual(["setting_rpc_user"]);
    expect(empty.base_url).toBe("https://api.example");
  });

  it("send back what they were made from", () => {
    const terms = termsOf(
      adapter,
      valuesOf(adapter, account),
      boundsOf(account.restrictions.bounds),
    );
    expect(terms.settings).toEqual({ rpc_user: "u" });
    expect(terms.restrictions).toEqual(account.restrictions);
    expect(terms).not.toHaveProperty("api_key");
  });

  it("have neither address nor key where a provider is reached by files", () => {
    const bank = { ...adapter, fields: [field("iban", "text", true)] };
    const values = { ...valuesOf(bank), title: "T", setting_iban: "DE1" };
    expect(schemaOf(bank, true).safeParse(values).success).toBe(true);
    expect(termsOf(bank, values, [])).not.toHaveProperty("base_url");
  });

  it("take an empty amount for no bound and nothing else for an amount", () => {
    expect(minorOf("", "EUR")).toBe(0);
    expect(minorOf("1.50", "EUR")).toBe(150);
    expect(minorOf("much", "EUR")).toBeUndefined();
  });
});
