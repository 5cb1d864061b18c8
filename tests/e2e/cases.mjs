// Protects the desk of exception cases: money that did what nobody expected is listed, told whole
// on a phone and on a large screen, and resolved in words that stay.
import assert from "node:assert/strict";
import { MerchantClient, OfficeClient, sampleSale } from "../lib/installation.mjs";
import { axeViolations, overflow } from "./browser.mjs";
import { withDemo } from "./demo.mjs";
import { demoPassword, inWindow } from "./people.mjs";
import { test } from "./suite.mjs";

/** What the last two digits of a transfer's amount make the simulated bank do. */
const endings = { short_paid: 1002, over_paid: 1003 };

/** A transfer of each ending; resolves when its case is open. */
async function openCases({ demo, demoApi }) {
  const root = new OfficeClient(demo);
  const email = "admin@demo.bursar.example";
  await root.mustPost("/api/session", { email, password: demoPassword });
  await root.get("/api/session");
  const [paid] = (await root.get("/api/payments?limit=1&currency=EUR")).body.rows;
  const key = await root.mustPost(`/api/merchants/${paid.merchant_id}/api_keys`, {
    label: "till",
    scopes: ["transactions:read", "transactions:write"],
  });
  const api = new MerchantClient(demoApi, key.plain_text);
  for (const [kind, amount] of Object.entries(endings)) {
    const sale = sampleSale(paid.merchant_id, `${kind}-${"long-order-".repeat(4)}`, {
      ...{ amount, currency: "EUR", paymentMethod: "bank_transfer" },
      ...{ returnUrl: undefined, successUrl: undefined, failureUrl: undefined },
    });
    const answer = await api.post("/v1/payment/sale", sale);
    assert.equal(answer.status, 201, answer.text);
  }
  const wanted = Object.keys(endings);
  for (let tries = 0; tries < 800; ++tries) {
    const { rows } = (await root.get("/api/exceptions?state=open")).body;
    if (wanted.every((kind) => rows.some((row) => row.kind === kind))) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error("the cases were not opened");
}

async function inspect(page, what) {
  await page.locator('[aria-busy="true"]').first().waitFor({ state: "detached" });
  assert.deepEqual(await axeViolations(page), [], what);
  assert.ok((await overflow(page)) <= 0, `${what} is wider than its window`);
}

test(
  "cases: money short and over is on the desk, and what was done about it stays",
  withDemo(async ({ browser, demo, demoApi, admin }) => {
    await openCases({ demo, demoApi });
    const desk = `${demo}/needs-answer?tab=cases`;
    for (const width of [360, 768, 1440])
      for (const scheme of ["light", "dark"])
        await inWindow(browser, { width, scheme, storageState: admin }, async (page) => {
          await page.goto(desk);
          await page.getByText("Over-paid").first().waitFor();
          await inspect(page, `the desk at ${width} in ${scheme}`);
          await page.getByRole("button", { name: "Resolve Over-paid" }).first().click();
          await page.getByRole("dialog", { name: "Over-paid" }).waitFor();
          await inspect(page, `the case at ${width} in ${scheme}`);
        });
    await inWindow(browser, { storageState: admin }, async (page) => {
      await page.goto(desk);
      await page.getByRole("button", { name: "Resolve Short-paid" }).first().click();
      const dialog = page.getByRole("dialog", { name: "Short-paid" });
      await dialog.getByRole("button", { name: "Resolve the case" }).click();
      await dialog.getByText("Fill this in").first().waitFor();
      await dialog.getByLabel("What became of the money").click();
      await page.getByRole("option", { name: "Accepted as it is" }).click();
      await dialog.getByLabel("What was found and done").fill("the payer sends the rest");
      await dialog.getByRole("button", { name: "Resolve the case" }).click();
      await page.getByText("The case is resolved").first().waitFor();
      await page.goto(`${desk}&state=resolved`);
      await page.getByRole("button", { name: "Look at Short-paid" }).first().click();
      await dialog.getByText("the payer sends the rest").waitFor();
    });
  }),
);
