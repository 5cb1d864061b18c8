// Protects support at work in the browser: a payment is escalated and answered while both sides
// watch, and a look as somebody else is asked for, accepted, shut for every change, and left again.
import assert from "node:assert/strict";
import { OfficeClient } from "../lib/installation.mjs";
import { axeViolations, overflow, schemes, widths } from "./browser.mjs";
import { withDemo } from "./demo.mjs";
import { demoPassword, inWindow, signedInState } from "./people.mjs";
import { test } from "./suite.mjs";

/** A person of the demo who has chosen the password that every one of them has. */
async function addPerson(root, base, role_key, name, place) {
  const email = `${role_key.replaceAll("_", "-")}@support.bursar.example`;
  const made = await root.mustPost("/api/users", {
    email,
    name,
    role_key,
    ...place,
  });
  const client = new OfficeClient(base);
  await client.mustPost("/api/session", {
    email,
    password: made.temporary_password,
  });
  await client.mustPost("/api/session/password", {
    current_password: made.temporary_password,
    new_password: demoPassword,
  });
  return { email, name, user_id: made.user.user_id };
}

/** The demo's first merchant with its head, a viewer of it, and an agent who looks after it. */
async function people(world) {
  const root = new OfficeClient(world.demo);
  const email = "admin@demo.bursar.example";
  await root.mustPost("/api/session", { email, password: demoPassword });
  await root.get("/api/session");
  const [payment] = (await root.get("/api/payments?limit=1&lifecycle=captured")).body.rows;
  const { company_id, merchant_id } = payment;
  const merchant = (await root.get(`/api/merchants/${merchant_id}`)).body;
  const atMerchant = { scope_kind: "merchant", merchant_id };
  const add = (role, name, place) => addPerson(root, world.demo, role, name, place);
  const agent = await add("support_agent", "Sam Support", atMerchant);
  const owner = await add("owner", "Olivia Owner", {
    scope_kind: "company",
    company_id,
  });
  const viewer = await add("viewer", "Vera Viewer", atMerchant);
  const state = (person) => signedInState(world.browser, world.demo, person.email);
  return { merchant, payment, agent, owner, viewer, state };
}

async function inspect(page, what) {
  await page.locator('[aria-busy="true"]').first().waitFor({ state: "detached" });
  assert.deepEqual(await axeViolations(page), [], what);
  assert.ok((await overflow(page)) <= 0, `${what} is wider than its window`);
}

const everywhere = schemes.flatMap((scheme) => widths.map((width) => ({ width, scheme })));
const twice = [
  { width: 360, scheme: "dark" },
  { width: 1440, scheme: "light" },
];

/** Looks at a page in both schemes, at every width unless told otherwise. */
async function inspectEverywhere(world, storageState, address, ready, looks = everywhere) {
  for (const look of looks)
    await inWindow(world.browser, { ...look, storageState }, async (page) => {
      await page.goto(address);
      await ready(page).first().waitFor();
      await inspect(page, `${address} at ${look.width} in ${look.scheme}`);
    });
}

test(
  "support: what an agent escalates is taken, answered and resolved before both their eyes",
  withDemo(async (world) => {
    const { payment, agent, owner, state } = await people(world);
    const { browser, demo } = world;
    const [asking, working] = [await state(agent), await state(owner)];
    await inWindow(browser, { storageState: working }, (desk) =>
      inWindow(browser, { storageState: asking }, async (page) => {
        await desk.goto(`${demo}/escalations`);
        await desk.getByText("Nothing waits here").waitFor();
        await page.goto(`${demo}/payments/${payment.payment_id}`);
        await page.getByRole("button", { name: "Escalate" }).click();
        const dialog = page.getByRole("dialog", {
          name: "Escalate the payment",
        });
        await dialog.getByRole("button", { name: "Escalate" }).click();
        await dialog.getByText("Fill this in").waitFor();
        await dialog
          .getByLabel("What is to be looked at")
          .fill("The buyer says it was charged twice");
        assert.deepEqual(await axeViolations(page), [], "the dialog");
        await dialog.getByRole("button", { name: "Escalate" }).click();
        await page.getByText("Flagged for a closer look").waitFor();
        // The queue learns of it without being asked.
        await desk.getByText("The buyer says it was charged twice").first().click();
        await desk.getByRole("button", { name: "Take it" }).click();
        await desk.getByRole("button", { name: "Resolve" }).waitFor();
        await desk.getByLabel("Your reply").fill("Which order is it?");
        await desk.getByRole("button", { name: "Send the reply" }).click();
        await desk.getByText("answered").first().waitFor();
        await page.getByRole("link", { name: "Operations", exact: true }).click();
        await page.getByText("Which order is it?").waitFor();
        await page.getByLabel("Your reply").fill("Order 7");
        await page.getByRole("button", { name: "Send the reply" }).click();
        await desk.getByText("Order 7").waitFor();
        await desk.getByRole("button", { name: "Resolve" }).click();
        await page.getByText("Resolved").first().waitFor();
      }),
    );
    const found = (page) => page.getByRole("heading", { level: 1 });
    await inspectEverywhere(world, working, `${demo}/escalations?state=all`, found);
    await inWindow(browser, { storageState: working }, async (page) => {
      await page.goto(`${demo}/escalations?state=all`);
      const path = await page.locator("[data-row-link]").first().getAttribute("href");
      const said = (one) => one.getByText("Order 7");
      await inspectEverywhere(world, working, demo + path, said, twice);
    });
  }),
);

async function askToLook(page, { demo, merchant }) {
  await page.goto(`${demo}/merchants/${merchant.merchant_id}`);
  await page.getByRole("button", { name: "View as" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("What for").fill("The owner asks where a refund went");
  assert.deepEqual(await axeViolations(page), [], "the dialog");
  await dialog.getByRole("button", { name: "View as" }).click();
  await page.waitForURL(`${demo}/views`);
  await page.getByText("Waiting for consent").waitFor();
}

async function acceptLook(page, demo) {
  await page.goto(`${demo}/support-access`);
  await page.getByText("The owner asks where a refund went").waitFor();
  await page.getByRole("button", { name: "Accept" }).click();
  await page.getByText("Accepted by Olivia Owner").waitFor();
}

test(
  "support: a look as a merchant is asked for, accepted, only looks, and is left again",
  withDemo(async (world) => {
    const all = await people(world);
    const { browser, demo } = world;
    const [looking, heading] = [await all.state(all.agent), await all.state(all.owner)];
    const banner = (page) => page.getByRole("region", { name: "You are looking as somebody else" });
    let after;
    await inWindow(browser, { storageState: looking }, (page, window) =>
      inWindow(browser, { storageState: heading }, async (head) => {
        await askToLook(page, { demo, merchant: all.merchant });
        await acceptLook(head, demo);
        await page.getByRole("button", { name: "Start looking" }).click();
        await page.waitForURL(`${demo}/`);
        await banner(page).getByText(`Viewing as the merchant ${all.merchant.name}`).waitFor();
        await banner(page)
          .getByText(/^\d+:\d\d left$/)
          .waitFor();
        const inside = await window.context.storageState();
        await inspectEverywhere(world, inside, `${demo}/payments`, banner);
        await page.goto(`${demo}/payments/${all.payment.payment_id}`);
        const refund = page.getByRole("button", {
          name: "Refund",
          exact: true,
        });
        assert.equal(await refund.getAttribute("aria-disabled"), "true", "nothing can be done");
        await refund.hover();
        await page.getByRole("tooltip").getByText("Leave the view to change anything").waitFor();
        // The company ends it; the office is one's own again with the next look.
        await head.getByText("Looking now").waitFor();
        await head.getByRole("button", { name: "End it now" }).click();
        await page.goto(`${demo}/payments`);
        await banner(page).waitFor({ state: "detached" });
        await page.goto(`${demo}/views`);
        await page.getByText("Ended by the company").waitFor();
        // Going in and out have changed the token.
        after = await window.context.storageState();
      }),
    );
    const note = (page) => page.getByText("Ended by the company");
    await inspectEverywhere(world, heading, `${demo}/support-access`, note, twice);
    const title = (page) => page.getByRole("heading", { name: "Customers" });
    await inspectEverywhere(world, after, `${demo}/customers`, title, twice);
  }),
);
