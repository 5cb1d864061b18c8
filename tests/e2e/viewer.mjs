// Protects people who may look and not touch: every page opens for them or says which permission is
// missing, nothing is a form that cannot be sent, and a finger learns the reason too.
import assert from "node:assert/strict";
import { axeViolations } from "./browser.mjs";
import { inWindow, signedInState } from "./people.mjs";
import { test } from "./suite.mjs";

const email = "viewer@demo.bursar.example";

test("viewer: pages show what may be seen and name what is missing", async (world) => {
  const { browser, demo } = world;
  const storageState = await signedInState(browser, demo, email);
  await inWindow(browser, { storageState }, async (page) => {
    await page.goto(`${demo}/merchants`);
    const first = await page.locator("[data-row-link]").first().getAttribute("href");
    const places = [
      ["/merchants/create", "merchants:write"],
      [`${first}?tab=settings`, "merchants:write"],
      [`${first}?tab=keys`, "api_keys:read"],
      [`${first}?tab=test`, "payments:create"],
    ];
    for (const [path, permission] of places) {
      await page.goto(demo + path);
      await page.getByRole("main").getByText(permission).first().waitFor();
      assert.equal(await page.getByRole("main").locator("form").count(), 0, `no form at ${path}`);
      assert.deepEqual(await axeViolations(page), []);
    }
    await page.goto(`${demo}/`);
    await page.getByRole("heading", { name: "Newest payments" }).waitFor();
    assert.equal(await page.getByText("You may not see this").count(), 0, "no empty card");
  });
});

test("viewer: a finger on a refused button learns why", async ({ browser, demo }) => {
  const storageState = await signedInState(browser, demo, email);
  const options = { width: 360, storageState, hasTouch: true };
  await inWindow(browser, options, async (page) => {
    await page.goto(`${demo}/payments?lifecycle=captured&refund_state=none`);
    await page.locator("[data-row-link]").first().tap();
    const refund = page.getByRole("button", { name: "Refund", exact: true });
    // A finger does not know that it is refused.
    await refund.tap({ force: true });
    await page.getByRole("tooltip").getByText("payments:refund").waitFor();
    assert.equal(await page.getByRole("dialog").count(), 0);
  });
});
