// Protects the way in and out: a wrong password says nothing, a deep link survives signing in, and
// after signing out nothing of the office is left behind.
import assert from "node:assert/strict";
import { demoPassword, inWindow, signIn } from "./people.mjs";
import { test } from "./suite.mjs";

test("session: a wrong password and an unknown person are told the same", async ({
  browser,
  demo,
}) => {
  await inWindow(browser, {}, async (page) => {
    const texts = [];
    for (const email of ["admin@demo.bursar.example", "nobody@demo.bursar.example"]) {
      await page.goto(`${demo}/sign-in`);
      await page.getByLabel("E-mail").fill(email);
      await page.getByLabel("Password", { exact: true }).fill("not this one, surely");
      await page.getByRole("button", { name: "Sign in" }).click();
      texts.push(await page.getByText("E-mail or password is wrong").textContent());
    }
    assert.equal(texts[0], texts[1]);
  });
});

test("session: signing in leads to the page that was asked for", async ({ browser, demo }) => {
  await inWindow(browser, {}, async (page) => {
    await page.goto(`${demo}/payments?lifecycle=captured`);
    await page.waitForURL(/\/sign-in\?return=/);
    await page.getByLabel("E-mail").fill("admin@demo.bursar.example");
    await page.getByLabel("Password", { exact: true }).fill(demoPassword);
    await page.keyboard.press("Enter");
    await page.waitForURL(`${demo}/payments?lifecycle=captured`);
  });
});

test("session: a return address of another site is not followed", async ({ browser, demo }) => {
  await inWindow(browser, {}, async (page) => {
    await page.goto(`${demo}/sign-in?return=//elsewhere.example/x`);
    await page.getByLabel("E-mail").fill("admin@demo.bursar.example");
    await page.getByLabel("Password", { exact: true }).fill(demoPassword);
    await page.keyboard.press("Enter");
    await page.waitForURL(`${demo}/`);
  });
});

test("session: after signing out the office is gone, also by the back button", async ({
  browser,
  demo,
}) => {
  await inWindow(browser, {}, async (page) => {
    await signIn(page, demo);
    await page.getByTitle(/change the time zone/).click();
    await page.getByRole("button", { name: "UTC", exact: true }).click();
    await page.getByRole("button", { name: "Done" }).click();
    await page.goto(`${demo}/payments`);
    await page.getByRole("button", { name: /^Account of/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.waitForURL(`${demo}/sign-in`);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    const kept = await page.evaluate(() => localStorage.getItem("bursar.preferences"));
    assert.match(kept, /"zone":"UTC"/, "settings of this browser outlive the session");
    await page.goBack();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    assert.equal(await page.getByRole("table").count(), 0);
  });
});

test("session: a viewer sees what is out of reach and why", async ({ browser, demo }) => {
  await inWindow(browser, {}, async (page) => {
    await signIn(page, demo, "viewer@demo.bursar.example");
    await page.goto(`${demo}/get-started`);
    const create = page.getByRole("button", { name: "Create the key" });
    assert.equal(await create.getAttribute("aria-disabled"), "true");
    await create.hover();
    await page.getByRole("tooltip").getByText("api_keys:write").waitFor();
    await page.goto(`${demo}/account`);
    await page.getByText("payments:read").waitFor();
    assert.equal(await page.getByText("payments:refund").count(), 0);
  });
});
