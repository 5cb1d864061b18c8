// Protects access in the browser: the first sign-in with a phone number in four steps, people who
// belong to one project, and two people at the same form.
import assert from "node:assert/strict";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { signInFirstTime } from "../api/people.mjs";
import { Installation, MerchantClient, OfficeClient, sampleSale } from "../lib/installation.mjs";
import { nextDigits } from "../lib/texts.mjs";
import { totp } from "../lib/totp.mjs";
import { axeViolations, openWindow, overflow, schemes, widths } from "./browser.mjs";
import { inWindow } from "./people.mjs";
import { test } from "./suite.mjs";

const phone = "+4915123456789";
const own = "a viewer of many payments";
const key = () => ({ "Idempotency-Key": crypto.randomUUID() });

async function withOffice(body, { simulator = false } = {}) {
  const installation = await Installation.create();
  try {
    if (simulator) await installation.startSimulator();
    await installation.serve();
    const admin = await installation.signUp();
    const { merchant, api } = await installation.createMerchant(admin);
    await body({
      installation,
      admin,
      merchant,
      api,
      office: installation.office,
    });
  } finally {
    await installation.stop();
  }
}

/** The browser takes over the session of an API client. */
async function stateOf(browser, office, client) {
  const window = await openWindow(browser);
  await window.context.addCookies(
    [...client.cookies].map(([name, value]) => ({
      ...{ name, value, url: office.replace("http:", "https:") },
      ...{ secure: true, httpOnly: true, sameSite: "Strict" },
    })),
  );
  const state = await window.context.storageState();
  await window.close();
  return state;
}

/** The page as it stands, in both schemes and at every width. */
async function looksRight(page) {
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme });
    await page.waitForFunction(
      (wanted) => document.documentElement.dataset.mantineColorScheme === wanted,
      colorScheme,
    );
    await page.waitForFunction(() => document.getAnimations().length === 0);
    assert.deepEqual(await axeViolations(page), [], colorScheme);
  }
  const size = page.viewportSize();
  for (const width of widths) {
    await page.setViewportSize({ width, height: size.height });
    assert.ok((await overflow(page)) <= 0, `${width} px`);
  }
  await page.setViewportSize(size);
}

async function enter(page, office, email, temporary) {
  await page.goto(`${office}/sign-in`);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(temporary);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByLabel("New password", { exact: true }).fill(own);
  await page.getByLabel("New password once more").fill(own);
  await page.keyboard.press("Enter");
}

test("access: a first sign-in confirms the phone by a message before anything else", async ({
  browser,
}) =>
  withOffice(
    async ({ installation, admin, office }) => {
      const email = "first@bursar.example";
      const made = await admin.mustPost("/api/users", {
        email,
        name: "Fay First",
        role_key: "finance",
        scope_kind: "installation",
      });
      // (a) the Merchant admin writes the number down in My team.
      const target = `/api/users/${made.user.user_id}`;
      const { version } = (await admin.get(target)).body.user;
      const noted = await admin.patch(target, { version, phone });
      assert.equal(noted.status, 200, noted.text);
      const file = path.join(installation.folder, "sandbox.db");
      const database = new DatabaseSync(file);
      database.exec("PRAGMA busy_timeout = 5000");
      database.exec("UPDATE installation SET profile = 2, sms_enabled = 1");
      database.close();
      await inWindow(browser, {}, async (page) => {
        // (b) user name and password.
        await enter(page, office, email, made.temporary_password);
        await page.getByRole("heading", { name: "Confirm your phone number" }).waitFor();
        await looksRight(page);
        // (c) the code of the message, and the authenticator app.
        await page.getByRole("button", { name: "Send the code" }).click();
        await page.getByText(/on its way to \+49 •+ 89/).waitFor();
        const { digits } = await nextDigits(installation, phone, 0);
        await page
          .getByLabel("Code of the message")
          .fill(digits === "00000000" ? "11111111" : "00000000");
        await page.getByRole("button", { name: "Confirm the number" }).click();
        await page.getByText("This code is not valid").first().waitFor();
        await looksRight(page);
        await page.reload();
        await page.getByRole("heading", { name: "Confirm your phone number" }).waitFor();
        await page.getByRole("button", { name: "Send the code" }).click();
        const again = await nextDigits(installation, phone, 1);
        await page.getByLabel("Code of the message").fill(again.digits);
        await page.getByRole("button", { name: "Confirm the number" }).click();
        await page.getByRole("heading", { name: "Set up the second step" }).waitFor();
        const app = page.getByRole("button", { name: /Authenticator app/ });
        if (await app.isVisible()) await app.click();
        const secret = (await page.getByText(/^[A-Z2-7]{32}$/).textContent()).trim();
        // (d) the one-time code of the app.
        await page.getByLabel("Code").fill(totp(secret));
        await page.keyboard.press("Enter");
        await page.getByLabel("I have stored it in a safe place").check();
        await page.getByRole("button", { name: "Go on" }).click();
        await page.getByRole("navigation", { name: "Main menu" }).waitFor();
        await page.goto(`${office}/account`);
        await page.getByText(/\+49 •+ 89/).waitFor();
        await page.getByText("Confirmed", { exact: true }).waitFor();
        assert.equal(
          await page.getByRole("switch", { name: "Two-factor authentication" }).isChecked(),
          true,
        );
      });
    },
    { simulator: true },
  ));

test("access: somebody of one project sees that project and nothing of its sibling", async ({
  browser,
}) =>
  withOffice(
    async ({ installation, admin, merchant, api, office }) => {
      const target = `/api/merchants/${merchant.merchant_id}`;
      const app = await admin.mustPost(`${target}/projects`, { name: "Mobile app" }, key());
      const issued = await admin.mustPost(
        `${target}/api_keys`,
        {
          label: "app",
          scopes: ["transactions:read", "transactions:write"],
          project_id: app.project_id,
        },
        key(),
      );
      const program = new MerchantClient(installation.api, issued.plain_text);
      const pay = async (client, order) => {
        const sale = sampleSale(merchant.merchant_id, order);
        const answer = await client.post("/v1/transactions", sale);
        assert.equal(answer.status, 201, answer.text);
        await client.until(answer.body.id, (one) => one.status === "SUCCESS");
      };
      await pay(program, "of-the-app");
      await pay(api, "of-the-shop");
      const state = await stateOf(browser, office, admin);
      const email = "app@bursar.example";
      let temporary = "";
      await inWindow(browser, { storageState: state }, async (page) => {
        await page.goto(`${office}/people/add`);
        await page.getByLabel("Name", { exact: true }).fill("Pia Project");
        await page.getByLabel("E-mail").fill(email);
        await page.getByRole("combobox", { name: "Role" }).click();
        await page.getByRole("option", { name: "Operator" }).click();
        await page.getByRole("combobox", { name: "Where" }).click();
        await page.getByRole("option", { name: "Mobile app" }).click();
        await looksRight(page);
        const made = await admin.mustPost("/api/users", {
          email,
          name: "Pia Project",
          role_key: "operator",
          scope_kind: "project",
          project_id: app.project_id,
        });
        temporary = made.temporary_password;
        await page.goto(`${office}/people/${made.user.user_id}`);
        await page.getByText(/Mobile app · /).waitFor();
        await page.goto(`${office}/projects/${app.project_id}`);
        await page.getByRole("heading", { name: "Mobile app" }).waitFor();
        await page.getByText("app", { exact: true }).first().waitFor();
        await looksRight(page);
      });
      const pia = new OfficeClient(office);
      await signInFirstTime(pia, email, temporary);
      const theirs = await stateOf(browser, office, pia);
      await inWindow(browser, { storageState: theirs }, async (page) => {
        await page.goto(`${office}/payments`);
        await page.getByText("of-the-app").first().waitFor();
        assert.equal(await page.getByText("of-the-shop").count(), 0);
        await page.goto(`${office}/projects`);
        await page.getByRole("link", { name: "Mobile app" }).waitFor();
        assert.equal(await page.getByRole("row").count(), 2, "heading and one project");
        await looksRight(page);
        await page.goto(`${office}/merchants`);
        await page.getByText("merchants:read").first().waitFor();
      });
    },
    { simulator: true },
  ));

test("access: two people at one form, the second is told and loses nothing", async ({ browser }) =>
  withOffice(async ({ admin, merchant, office }) => {
    const state = await stateOf(browser, office, admin);
    const { rows } = (await admin.get(`/api/projects?merchant_id=${merchant.merchant_id}`)).body;
    const made = await admin.mustPost("/api/users", {
      email: "both@bursar.example",
      name: "Bo Both",
      role_key: "viewer",
      scope_kind: "installation",
    });
    await inWindow(browser, { storageState: state }, async (page) => {
      // A project: theirs is shown, one's own stays typed and may go on top.
      const [project] = rows;
      await page.goto(`${office}/projects/${project.project_id}`);
      await page.getByRole("button", { name: "Rename" }).click();
      const form = page.getByRole("dialog", { name: "Rename the project" });
      await form.getByLabel("Name").fill("Mine");
      const first = { version: project.version, name: "Theirs" };
      assert.equal((await admin.patch(`/api/projects/${project.project_id}`, first)).status, 200);
      await form.getByRole("button", { name: "Rename" }).click();
      await form.getByText(/Somebody else renamed it “Theirs”/).waitFor();
      assert.equal(await form.getByLabel("Name").inputValue(), "Mine");
      await form.getByRole("button", { name: "Rename" }).click();
      await page.getByRole("heading", { name: "Mine" }).waitFor();
      // A person: the details somebody else changed meanwhile are not overwritten unseen.
      const target = `/api/users/${made.user.user_id}`;
      await page.goto(`${office}/people/${made.user.user_id}`);
      await page.getByRole("button", { name: "Change", exact: true }).first().click();
      const details = page.getByRole("dialog");
      await details.getByLabel("Name", { exact: true }).fill("Bo Mine");
      const { version } = (await admin.get(target)).body.user;
      assert.equal((await admin.patch(target, { version, name: "Bo Theirs" })).status, 200);
      await details.getByRole("button", { name: /Save/ }).click();
      await details.getByText(/Saved is now: Bo Theirs/).waitFor();
      assert.equal(await details.getByLabel("Name", { exact: true }).inputValue(), "Bo Mine");
      assert.equal(
        (await admin.get(target)).body.user.name,
        "Bo Theirs",
        "nothing was overwritten",
      );
    });
  }));

test("access: the menu folds, names its entries and stays folded", async ({
  browser,
  demo,
  admin,
}) => {
  await inWindow(browser, { storageState: admin }, async (page) => {
    await page.goto(`${demo}/payments`);
    const menu = page.getByRole("navigation", { name: "Main menu" });
    await menu.getByText("Transactions").waitFor();
    await page.getByRole("button", { name: "Fold the menu" }).click();
    await menu.getByText("Transactions").waitFor({ state: "hidden" });
    const entry = menu.getByRole("link", { name: "Transactions" });
    await entry.hover();
    await page.getByRole("tooltip").first().waitFor();
    await page.reload();
    await page.getByRole("button", { name: "Unfold the menu" }).waitFor();
    assert.deepEqual(await axeViolations(page), []);
    await page.getByRole("button", { name: "Unfold the menu" }).click();
    await menu.getByText("Transactions").waitFor();
  });
});
