// Protects confirming in the office: the security policy, one's own phone number, the dialog that
// asks for a fresh proof, and the code of one refund. Nothing typed is lost on the way.
import assert from "node:assert/strict";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { adminPassword, Installation, sampleSale } from "../lib/installation.mjs";
import { nextDigits, textsTo } from "../lib/texts.mjs";
import { totp } from "../lib/totp.mjs";
import { axeViolations, overflow, schemes, widths } from "./browser.mjs";
import { inWindow } from "./people.mjs";
import { test } from "./suite.mjs";

const phone = "+447900123456";

class World {
  async start() {
    this.installation = await Installation.create();
    await this.installation.startSimulator();
    await this.installation.serve();
    const admin = await this.installation.signUp();
    this.admin = admin;
    const { merchant, api } = await this.installation.createMerchant(admin);
    const sale = await api.post("/v1/payment/sale", sampleSale(merchant.merchant_id, "assured-1"));
    this.paymentId = sale.body.transaction.id;
    await api.until(this.paymentId, (one) => one.status === "SUCCESS");
    this.office = this.installation.office;
  }

  change(sql) {
    const database = new DatabaseSync(path.join(this.installation.folder, "sandbox.db"));
    database.exec("PRAGMA busy_timeout = 5000");
    database.exec(sql);
    database.close();
  }

  /** A code of the app whose step counts as unused. */
  appCode() {
    this.change("UPDATE user_account SET totp_last_step = 0");
    return totp(this.installation.totpSecret);
  }
}

async function signIn(page, world) {
  await page.goto(`${world.office}/sign-in`);
  await page.getByLabel("E-mail").fill("admin@bursar.example");
  await page.getByLabel("Password", { exact: true }).fill(adminPassword);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Second step" }).waitFor();
  await page.getByLabel("Code").fill(world.appCode());
  await page.keyboard.press("Enter");
  await page.getByRole("navigation", { name: "Main menu" }).waitFor();
}

/** The page has taken the scheme, and no colour is on its way to another. */
async function settled(page, scheme) {
  await page.waitForFunction(
    (wanted) => document.documentElement.dataset.mantineColorScheme === wanted,
    scheme,
  );
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );
  await page.waitForFunction(() => document.getAnimations().length === 0);
}

/** The page as it stands, in both schemes and at every width. */
async function looksRight(page) {
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme });
    await settled(page, colorScheme);
    assert.deepEqual(await axeViolations(page), [], colorScheme);
  }
  const size = page.viewportSize();
  for (const width of widths) {
    await page.setViewportSize({ width, height: size.height });
    assert.ok((await overflow(page)) <= 0, `${width} px`);
  }
  await page.setViewportSize(size);
}

const dialog = (page, name) => page.getByRole("dialog", { name });

/** Turns messages on; the last confirmation is long ago, so the office asks by itself. */
async function changePolicy(page, world, change) {
  await page.goto(`${world.office}/security`);
  await page.getByRole("button", { name: "Change" }).click();
  await change(dialog(page, "Change the security policy"));
  await page.getByRole("button", { name: "Save" }).click();
}

async function addPhone(page, world) {
  await page.goto(`${world.office}/account`);
  const factor = page.getByRole("switch", {
    name: "Two-factor authentication",
  });
  assert.equal(await factor.isChecked(), true);
  await page.getByRole("button", { name: "Add a phone number" }).click();
  const number = page.getByLabel("Phone number", { exact: true });
  await number.fill("07900123456");
  await page.getByRole("button", { name: "Send the code" }).click();
  await page.getByText("A phone number starts with + and its country code").waitFor();
  await looksRight(page);
  await number.fill("+44 7900 123456");
  const seen = (await textsTo(world.installation, phone)).length;
  await page.getByRole("button", { name: "Send the code" }).click();
  await page.getByText(/sent to \+44 ••••• 56/).waitFor();
  const { digits } = await nextDigits(world.installation, phone, seen);
  await page.getByLabel("Code").fill(digits === "00000000" ? "11111111" : "00000000");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("This code is not valid").first().waitFor();
  await page.getByLabel("Code").fill(digits);
  await page.getByRole("button", { name: "Save" }).click();
  await dialog(page).waitFor({ state: "hidden" });
  await page.getByText("+44 ••••• 56").waitFor();
  await page.reload();
  await page.getByText("+44 ••••• 56").waitFor();
  await page.getByText("Confirmed", { exact: true }).waitFor();
  await looksRight(page);
}

test("assurance: the office asks for a fresh proof by itself and goes on", async ({ browser }) => {
  const world = new World();
  try {
    await world.start();
    await inWindow(browser, {}, async (page) => {
      await signIn(page, world);
      world.change("UPDATE session SET fresh_until = 0");
      await changePolicy(page, world, (form) =>
        form.getByRole("switch", { name: "Codes by text message" }).check(),
      );
      await dialog(page, "Confirm that it is you").waitFor();
      await looksRight(page);
      await page.getByLabel("Code", { exact: true }).fill("000000");
      await page.keyboard.press("Enter");
      await page.getByText("This code is not valid").first().waitFor();
      await page.getByLabel("Code", { exact: true }).fill(world.appCode());
      await page.keyboard.press("Enter");
      await page.getByText("The security policy is saved").waitFor();
      await looksRight(page);
      await addPhone(page, world);
      await changePolicy(page, world, async (form) => {
        await form.getByLabel("Profile").click();
        await page.getByRole("option", { name: "PSD2" }).click();
      });
      await page.getByText("The security policy is saved").waitFor();
      await refundByCode(page, world);
    });
  } finally {
    await world.installation?.stop();
  }
});

async function refundByCode(page, world) {
  world.change("UPDATE user_account SET phone_changed_at = phone_changed_at - 90000000");
  await page.goto(`${world.office}/payments/${world.paymentId}`);
  await page.getByRole("button", { name: "Refund", exact: true }).click();
  await page.getByLabel("Reason").fill("came back unopened");
  const seen = (await textsTo(world.installation, phone)).length;
  await page.keyboard.press("Tab");
  await page.getByRole("button", { name: /^Refund .*10/ }).click();
  const code = dialog(page, "Confirm this operation");
  await code.getByText("the payer, by test payer").waitFor();
  await code.getByText(/[012]:\d\d left/).waitFor();
  assert.match(await code.textContent(), /10\.00/);
  await looksRight(page);
  await code.getByRole("button", { name: "Get a text message" }).click();
  await code.getByRole("button", { name: "Send the code" }).click();
  const { digits, text } = await nextDigits(world.installation, phone, seen);
  assert.match(text, /confirms the refund of 10\.00 USD to the payer, by test payer/);
  await code.getByLabel("Code").fill(digits);
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByText("Refund").first().waitFor();
  await code.waitFor({ state: "detached" });
  // The browser's own session: the changed phone number has ended every other one.
  const detail = await page.evaluate(
    async (id) => (await fetch(`/api/payments/${id}`)).json(),
    world.paymentId,
  );
  const refund = detail.operations.find((one) => one.type === "refund");
  assert.equal(refund.reason, "came back unopened");
  assert.equal(refund.amount_minor, 1000);
}

/** Somebody whose rights are on the closed list, at their first sign-in. */
async function enterByPassword(page, world, { email, temporary_password }) {
  const own = "a viewer of many payments";
  await page.goto(`${world.office}/sign-in`);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(temporary_password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByLabel("New password", { exact: true }).fill(own);
  await page.getByLabel("New password once more").fill(own);
  await page.keyboard.press("Enter");
  await page.getByRole("navigation", { name: "Main menu" }).waitFor();
}

test("assurance: with the closed list a password opens the office, and the switch holds", async ({
  browser,
}) => {
  const world = new World();
  try {
    await world.start();
    const role = await world.admin.mustPost("/api/roles", {
      name: "Listed",
      permissions: ["payments:read", "payments:refund"],
    });
    const email = "listed@bursar.example";
    const made = await world.admin.mustPost("/api/users", {
      email,
      name: "Lis Ted",
      role_key: role.key,
      scope_kind: "installation",
    });
    world.change("UPDATE installation SET profile = 2");
    await inWindow(browser, {}, async (page) => {
      await enterByPassword(page, world, { email, ...made });
      await page.goto(`${world.office}/account`);
      const factor = page.getByRole("switch", { name: "Two-factor authentication" });
      await factor.waitFor();
      assert.equal(await factor.isChecked(), false);
      await factor.click();
      const enrolment = page.getByRole("dialog");
      const secret = (await enrolment.getByText(/^[A-Z2-7]{32}$/).textContent()).trim();
      assert.equal(await factor.isChecked(), false, "it moves when the server has done it");
      await enrolment.getByLabel("Code").fill(totp(secret));
      await page.keyboard.press("Enter");
      await enrolment.getByLabel("I have stored it in a safe place").check();
      await enrolment.getByRole("button", { name: "Done" }).click();
      await enrolment.waitFor({ state: "detached" });
      await page.reload();
      await factor.waitFor();
      assert.equal(await factor.isChecked(), true, "it survives a reload");
      await factor.click();
      await dialog(page, "Turn off two-factor authentication?")
        .getByRole("button", { name: "Turn off" })
        .click();
      await page.getByText("Two-factor authentication is off").waitFor();
      await page.reload();
      await factor.waitFor();
      assert.equal(await factor.isChecked(), false);
      await looksRight(page);
    });
  } finally {
    await world.installation?.stop();
  }
});
