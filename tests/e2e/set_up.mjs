// Protects the first hour with the product (F1 to F5): from an empty database, over the set-up
// link, password, second factor, recovery codes, first merchant and key, to a payment that is
// opened.
import assert from "node:assert/strict";
import { Installation } from "../lib/installation.mjs";
import { totp } from "../lib/totp.mjs";
import { axeViolations } from "./browser.mjs";
import { inWindow } from "./people.mjs";
import { test } from "./suite.mjs";

const password = "a long and private first password";

async function createAdministrator(page, installation) {
  await page.goto(`${installation.office}/setup#token=${installation.setupToken}`);
  await page.getByLabel("Your name").fill("Ada Admin");
  await page.getByLabel("Your e-mail").fill("ada@bursar.example");
  await page.getByLabel("Password", { exact: true }).fill("short");
  await page.getByLabel("Password once more").fill("other");
  await page.getByRole("button", { name: "Create the administrator" }).click();
  await page
    .getByText("The two passwords differ")
    .or(page.getByRole("alert").getByText("A password has at least 15 characters"))
    .first()
    .waitFor();
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByLabel("Password once more").fill(password);
  await page.getByRole("button", { name: "Create the administrator" }).click();
}

async function enrolSecondFactor(page) {
  await page.getByRole("heading", { name: "Set up the second step" }).waitFor();
  const picture = page.getByRole("img", { name: "QR code for the authenticator app" });
  assert.ok((await picture.evaluate((image) => image.naturalWidth)) > 0, "the QR code is drawn");
  const secret = (await page.getByText(/^[A-Z2-7]{32,}$/).textContent()).trim();
  await page.getByLabel("Code from the app").fill("000000");
  await page.getByRole("button", { name: "Turn on" }).click();
  await page.getByText("This code is not valid").waitFor();
  await page.getByLabel("Code from the app").fill(totp(secret));
  await page.getByRole("button", { name: "Turn on" }).click();
  await page.getByRole("heading", { name: "Recovery codes" }).waitFor();
  assert.ok((await page.locator("[data-secret] li").count()) >= 8, "recovery codes are shown");
  const goOn = page.getByRole("button", { name: "Go on" });
  assert.equal(await goOn.getAttribute("aria-disabled"), "true", "codes must be stored first");
  await page.getByLabel("I have stored it in a safe place").check();
  await goOn.click();
}

async function createMerchantAndKey(page) {
  await page.getByRole("heading", { name: "Get started" }).waitFor();
  assert.deepEqual(await axeViolations(page), []);
  await page.getByLabel("Company", { exact: true }).fill("Aphrodite Trading Limited");
  await page.getByLabel("Country", { exact: true }).fill("Cyp");
  await page.getByRole("option", { name: "Cyprus" }).click();
  await page.getByLabel("Shop name").fill("Corner Bookshop");
  await page.getByRole("button", { name: "Create the merchant" }).click();
  await page.getByRole("button", { name: "Create the key" }).click();
  assert.match(await page.locator("[data-secret]").textContent(), /^sk_test_\w{20,}/);
  await page.getByLabel("I have stored it in a safe place").check();
  await page.getByRole("button", { name: "Go on" }).click();
}

test("set-up: from an empty database to a payment that went through", async ({ browser }) => {
  const installation = await Installation.create();
  try {
    await installation.serve();
    await inWindow(browser, {}, async (page) => {
      await createAdministrator(page, installation);
      await page.getByRole("heading", { name: "Set up the second step" }).waitFor();
      await page.goto(`${installation.office}/payments`);
      await enrolSecondFactor(page);
      await page.goto(`${installation.office}/get-started`);
      await createMerchantAndKey(page);
      await page.getByRole("button", { name: "Pay now" }).click();
      await page.getByText("It works").waitFor({ timeout: 30_000 });
      await page.getByRole("link", { name: "Open the payment" }).click();
      await page.waitForURL(/\/payments\/tx_[0-9a-z]{25}$/);
      await page.getByText("Captured").first().waitFor();
    });
    await inWindow(browser, {}, async (page) => {
      await page.goto(`${installation.office}/setup#token=${installation.setupToken}`);
      await page.getByText("Nothing can be set up with this link").waitFor();
    });
  } finally {
    await installation.stop();
  }
});
