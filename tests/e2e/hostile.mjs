// Protects T-10: whatever people, shops and providers are called, the office shows it as text. Nine
// hundred hostile texts are put wherever something has a name, and every page is looked at: nothing
// runs, no dialog opens, the security policy has nothing to report.
import assert from "node:assert/strict";
import { Installation, sampleSale } from "../lib/installation.mjs";
import { openWindow } from "./browser.mjs";
import { inWindow } from "./people.mjs";
import { test } from "./suite.mjs";

const run = "globalThis.hit=1";
/** Ways to make markup, addresses and expressions run. */
const shapes = [
  `<script>${run}</script>`,
  `<img src=x onerror=${run}>`,
  `<svg/onload=${run}>`,
  `"><svg onload=${run}>`,
  `'><img src=x onerror=${run}>`,
  `</title><script>${run}</script>`,
  `</textarea><script>${run}</script>`,
  `<details open ontoggle=${run}>`,
  `<a href="javascript:${run}">x</a>`,
  `<iframe srcdoc="<script>${run}</script>">`,
  `<math><mi xlink:href="javascript:${run}">x`,
  `<body onload=${run}>`,
  `<input autofocus onfocus=${run}>`,
  `<style>@import 'javascript:${run}'</style>`,
  `<object data="javascript:${run}">`,
  `<template><script>${run}</script></template>`,
  `javascript:${run}`,
  `data:text/html,<script>${run}</script>`,
  "{{constructor.constructor('globalThis.hit=1')()}}",
  `\${${run}}`,
  `' onmouseover='${run}`,
  `" style="animation:x" onanimationstart="${run}`,
  `<!--><script>${run}</script>`,
  `<x contenteditable onblur=${run}>y`,
];
const twists = [
  (text) => text,
  (text) => text.toUpperCase().replace(/GLOBALTHIS\.HIT/g, "globalThis.hit"),
  (text) => text.replaceAll("<", "\u{ff1c}").replaceAll(">", "\u{ff1e}"),
  (text) => text.replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
  (text) => text.replaceAll("<", "%3C").replaceAll(">", "%3E"),
  (text) => text.replaceAll("<", "\\u003c"),
  (text) => text.replaceAll(" ", "/"),
  (text) => `\u{202e}${text}`,
];
const corpus = shapes.flatMap((shape) => twists.map((twist) => twist(shape)));

let turn = 0;
/** The next hostile text, with a number so that names differ, at most `length` long. */
const nasty = (length = 100) => {
  const mark = `${++turn} `;
  return mark + corpus[turn % corpus.length].slice(0, length - mark.length);
};
const fresh = () => ({ "Idempotency-Key": crypto.randomUUID() });

/** What is called something at a company: its shops, their keys and people, roles, a provider. */
async function nameEverything(office, must, named) {
  const company = await must("/api/companies", {
    ...{ name: named(), country: "DE", default_currency: "EUR" },
  });
  const { company_id } = company;
  const merchants = [];
  for (let i = 0; i < 40; ++i)
    merchants.push(
      await must("/api/merchants", { company_id, name: named(), settlement_currency: "EUR" }),
    );
  const [{ merchant_id, version }] = merchants;
  await office.patch(`/api/merchants/${merchant_id}`, { version, name: named() });
  for (let i = 0; i < 20; ++i) {
    await must(`/api/merchants/${merchant_id}/api_keys`, {
      ...{ label: named(60), scopes: ["transactions:read"] },
    });
    await must("/api/roles", { name: named(60), company_id, permissions: ["payments:read"] });
    await must("/api/users", {
      ...{ email: `hostile${i}@bursar.example`, name: named(), role_key: "viewer" },
      ...{ scope_kind: "merchant", merchant_id },
    });
  }
  const provider = await must("/api/providers", {
    ...{ company_id, adapter: "sim", title: named(60), methods: ["wallet"] },
    ...{ base_url: "https://127.0.0.1:1", api_key: "no secret here", is_enabled: false },
  });
  await must("/api/routing_profiles", { name: named(60), company_id });
  return { merchant_id, provider };
}

/** Payments with hostile references, buyers and metadata, one of them refunded and flagged. */
async function pay(installation, office, must, named) {
  const { api } = await installation.createMerchant(office, named(80));
  const shop = (await api.get("/v1/merchants/me")).body.id;
  const payments = [];
  for (let i = 0; i < 200; ++i) {
    const sale = await api.post("/v1/payment/sale", {
      ...sampleSale(shop, nasty(80)),
      buyerId: nasty(80),
      metadata: { [nasty(40)]: nasty(), note: nasty() },
    });
    if (sale.status === 201) payments.push(sale.body.transaction.id);
  }
  assert.ok(payments.length > 150, `only ${payments.length} payments took hostile texts`);
  for (const id of [payments[0], payments.at(-1)])
    await api.until(id, (one) => one.status === "SUCCESS");
  await must(`/api/payments/${payments[0]}/refunds`, { amount_minor: 10, reason: named(60) });
  const escalation = await must("/api/escalations", {
    ...{ subject_kind: "payment", subject_id: payments[0], merchant_id: shop },
    ...{ queue: "risk", priority: "low", note: named() },
  });
  await must(`/api/escalations/${escalation.escalation_id}/replies`, { text: named() });
  return { payment: payments[0], escalation };
}

/** Fills an installation with hostile names; says where single things can be looked at. */
async function fill(installation, office) {
  const must = (target, body) => office.mustPost(target, body, fresh());
  const texts = [];
  const named = (length) => {
    texts.push(nasty(length));
    return texts.at(-1);
  };
  const { merchant_id, provider } = await nameEverything(office, must, named);
  const { payment, escalation } = await pay(installation, office, must, named);
  return {
    texts,
    pages: [
      `/merchants/${merchant_id}`,
      ...["settings", "keys"].map((tab) => `/merchants/${merchant_id}?tab=${tab}`),
      ...["", "?tab=timeline", "?tab=operations"].map((tab) => `/payments/${payment}${tab}`),
      `/providers/${provider.provider_account_id}`,
      `/escalations/${escalation.escalation_id}`,
      ...["/merchants", "/payments", "/audit"].map(
        (list) => `${list}?search=${encodeURIComponent(nasty())}`,
      ),
    ],
  };
}

const lists = [
  ...["/", "/live", "/payments", "/payouts", "/customers", "/merchants", "/people", "/roles"],
  ...["/providers", "/routing", "/audit", "/approvals", "/escalations", "/account/sessions"],
  ...["/account", "/approval-policies/create", "/payments/create"],
];

/** The browser takes over the session that signed up. */
async function stateOf(browser, installation, office) {
  const window = await openWindow(browser);
  await window.context.addCookies(
    [...office.cookies].map(([name, value]) => ({
      ...{ name, value, url: installation.office.replace("http:", "https:") },
      ...{ secure: true, httpOnly: true, sameSite: "Strict" },
    })),
  );
  const state = await window.context.storageState();
  await window.close();
  return state;
}

async function look(page, address) {
  await page.goto(address);
  await page.locator("h1").first().waitFor();
  await page.locator('[aria-busy="true"]').first().waitFor({ state: "detached" });
  // What waits for the pointer or the focus gets both.
  await page.evaluate(() => {
    for (const one of document.querySelectorAll("main *")) {
      one.dispatchEvent(new MouseEvent("mouseover", { bubbles: true }));
      one.dispatchEvent(new FocusEvent("focus"));
    }
  });
  assert.equal(await page.evaluate(() => globalThis.hit), undefined, `something ran on ${address}`);
  const strange = await page.evaluate(
    () => document.querySelectorAll("main script, main iframe, main object, main [onerror]").length,
  );
  assert.equal(strange, 0, `markup of a name became elements on ${address}`);
}

test("hostile: nine hundred texts are shown as text on every page", async ({ browser }) => {
  const installation = await Installation.create({ arguments_: ["--no-rate-limits"] });
  try {
    await installation.serve();
    const office = await installation.signUp();
    const { pages, texts } = await fill(installation, office);
    assert.ok(turn >= 900 && corpus.length >= 190, `${turn} texts out of ${corpus.length}`);
    const storageState = await stateOf(browser, installation, office);
    await inWindow(browser, { storageState }, async (page) => {
      const dialogs = [];
      page.on("dialog", (dialog) => {
        dialogs.push(dialog.message());
        void dialog.dismiss();
      });
      for (const where of [...lists, ...pages]) await look(page, installation.office + where);
      assert.deepEqual(dialogs, [], "a dialog opened");
      // The search would be blind if the names were not there at all.
      await page.goto(`${installation.office}/merchants`);
      await page.locator('[aria-busy="true"]').first().waitFor({ state: "detached" });
      const shown = await page.locator("main").textContent();
      assert.ok(texts.filter((text) => shown.includes(text.slice(0, 30))).length > 5, "no name");
    });
  } finally {
    await installation.stop();
  }
});
