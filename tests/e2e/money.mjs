// Protects what people do to held money, unknown outcomes and customers: a capture in part that an
// onlooker sees, an operation ended with evidence, a reason that leads to its explanation.
import assert from "node:assert/strict";
import { OfficeClient } from "../lib/installation.mjs";
import { axeViolations, overflow } from "./browser.mjs";
import { withDemo } from "./demo.mjs";
import { demoPassword, inWindow } from "./people.mjs";
import { test } from "./suite.mjs";

/** Charges nothing, closes the connection, and admits it only after a while. */
const silent = "4000000000930018";

async function signedIn(demo) {
  const root = new OfficeClient(demo);
  const email = "admin@demo.bursar.example";
  await root.mustPost("/api/session", { email, password: demoPassword });
  await root.get("/api/session");
  // Amounts are typed with two digits behind the point.
  const target = "/api/payments?limit=1&lifecycle=captured&currency=EUR";
  const [payment] = (await root.get(target)).body.rows;
  return { root, merchant: payment };
}

/** A payment by telephone that has come to `ready`. */
async function byTelephone({ root, merchant }, number, more, ready) {
  const made = await root.mustPost(
    `/api/merchants/${merchant.merchant_id}/payments`,
    {
      amount_minor: 10_000,
      currency: merchant.currency,
      moto: true,
      card: { number, expiry_month: "12", expiry_year: "2030", cvv: "123" },
      buyer_id: "ann & co",
      buyer_first_name: "Ann",
      ...more,
    },
    { "Idempotency-Key": crypto.randomUUID() },
  );
  for (let tries = 0; tries < 400; ++tries) {
    const { payment } = (await root.get(`/api/payments/${made.payment_id}`)).body;
    if (ready(payment)) return payment;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error("the payment did not get there");
}

async function inspect(page, what) {
  await page.locator('[aria-busy="true"]').first().waitFor({ state: "detached" });
  assert.deepEqual(await axeViolations(page), [], what);
  assert.ok((await overflow(page)) <= 0, `${what} is wider than its window`);
}

const looks = [
  { width: 360, scheme: "dark" },
  { width: 1440, scheme: "light" },
];

test(
  "money: held money is captured in part and released, and an onlooker sees it",
  withDemo(async ({ browser, demo, admin }) => {
    const world = await signedIn(demo);
    const held = ({ lifecycle }) => lifecycle === "authorized";
    const visa = "4242424242424242";
    const { payment_id } = await byTelephone(world, visa, { capture_mode: "manual" }, held);
    const address = `${demo}/payments/${payment_id}`;
    await inWindow(browser, { storageState: admin }, (page) =>
      inWindow(browser, { storageState: admin }, async (onlooker) => {
        await onlooker.goto(address);
        await onlooker.getByRole("heading", { name: "Held money" }).waitFor();
        await page.goto(address);
        await page.getByRole("button", { name: "Capture", exact: true }).click();
        const dialog = page.getByRole("dialog", { name: "Capture held money" });
        await dialog.getByText("A part").click();
        await dialog.getByLabel("Capture", { exact: true }).fill("999999");
        await dialog.getByRole("button", { name: "Capture", exact: true }).click();
        await dialog.getByText(/^Only .* is still held$/).waitFor();
        await dialog.getByLabel("Capture", { exact: true }).fill("40.00");
        await dialog.getByLabel("This is the last capture").uncheck();
        await inspect(page, "the capture dialog");
        await dialog.getByRole("button", { name: "Capture", exact: true }).click();
        await onlooker.getByText("Partly captured").first().waitFor();
        await page.getByText("Partly captured").first().waitFor();
        const raise = page.getByRole("button", { name: "Raise", exact: true });
        assert.equal(await raise.getAttribute("aria-disabled"), "true", "a part was captured");
        await page.getByRole("button", { name: "Release", exact: true }).click();
        const release = page.getByRole("dialog", { name: "Release held money" });
        await release.getByRole("button", { name: "Release", exact: true }).click();
        await onlooker.getByText("Captured", { exact: true }).first().waitFor();
      }),
    );
    for (const look of looks)
      await inWindow(browser, { ...look, storageState: admin }, async (page) => {
        await page.goto(address);
        await page.getByRole("heading", { name: "Held money" }).waitFor();
        await inspect(page, `the payment at ${look.width}`);
      });
  }),
);

test(
  "money: an outcome nobody knows is on the desk, told whole, and ended with evidence",
  withDemo(async ({ browser, demo, admin }) => {
    const world = await signedIn(demo);
    const doubted = ({ in_doubt }) => in_doubt;
    const { payment_id } = await byTelephone(world, silent, {}, doubted);
    for (const look of looks)
      await inWindow(browser, { ...look, storageState: admin }, async (page) => {
        await page.goto(`${demo}/needs-answer`);
        await page.getByText("No certain answer came back").waitFor();
        await inspect(page, `the desk at ${look.width}`);
        await page.getByRole("button", { name: /^Look at/ }).click();
        await page.getByText("Sent to the provider").waitFor();
        await inspect(page, `the drawer at ${look.width}`);
      });
    await inWindow(browser, { storageState: admin }, async (page) => {
      await page.goto(`${demo}/payments/${payment_id}`);
      await page.getByRole("link", { name: "What was asked, and deciding by hand" }).click();
      await page.getByRole("button", { name: "Decide…" }).click();
      const dialog = page.getByRole("dialog", { name: "Decide the outcome" });
      await dialog.getByLabel("It was carried out").check();
      await dialog.getByText("Somebody else has to agree").waitFor();
      await dialog.getByLabel("It never happened").check();
      await dialog.getByRole("button", { name: "End the operation" }).click();
      await dialog.getByText("Fill this in").first().waitFor();
      await dialog.getByLabel("Why you are certain").fill("the acquirer wrote so");
      await dialog.getByLabel("Evidence", { exact: true }).fill("letter of 12 May");
      await inspect(page, "the dialog");
      await dialog.getByRole("button", { name: "End the operation" }).click();
      await page.getByText("The operation has ended").first().waitFor();
      await page.goto(`${demo}/payments/${payment_id}?tab=operations`);
      await page.getByText("letter of 12 May", { exact: true }).waitFor();
    });
  }),
);

test(
  "money: a customer's page gathers what they paid, and a reason leads to its explanation",
  withDemo(async ({ browser, demo, admin }) => {
    const world = await signedIn(demo);
    const declined = ({ lifecycle }) => lifecycle === "declined";
    const { payment_id } = await byTelephone(world, "4000000000009995", {}, declined);
    await inWindow(browser, { storageState: admin }, async (page) => {
      await page.goto(`${demo}/payments/${payment_id}`);
      await page.getByRole("link", { name: "Payments, cards, figures" }).click();
      await page.getByRole("heading", { level: 1, name: "Ann" }).waitFor();
      await page.getByRole("heading", { name: "Cards on file" }).waitFor();
      await page.getByRole("link", { name: "Insufficient funds" }).click();
      await page.waitForURL(`${demo}/decline-codes#insufficient_funds`);
      await page.getByRole("searchbox").fill("51");
      await page.getByText("do_not_honor").first().waitFor({ state: "detached" });
      await page.getByText("The account does not hold enough money.").waitFor();
    });
    const buyer = encodeURIComponent("ann & co");
    for (const look of looks)
      await inWindow(browser, { ...look, storageState: admin }, async (page) => {
        await page.goto(`${demo}/customers/${world.merchant.merchant_id}?buyer_id=${buyer}`);
        await page.getByRole("heading", { name: "Cards on file" }).waitFor();
        await inspect(page, `the customer at ${look.width}`);
        await page.goto(`${demo}/payouts/create`);
        await page.getByRole("heading", { name: "New payout" }).waitFor();
        await inspect(page, `a new payout at ${look.width}`);
      });
  }),
);
