// Protects one's own account in the browser: a forgotten password found again by mail, a new
// address confirmed, and the pages My profile, My team and Messages in both schemes.
import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import path from "node:path";
import { Installation, OfficeClient } from "../lib/installation.mjs";
import { MailServer } from "../lib/mail.mjs";
import { totp } from "../lib/totp.mjs";
import { axeViolations, openWindow, overflow, schemes, widths } from "./browser.mjs";
import { inWindow } from "./people.mjs";
import { test } from "./suite.mjs";

const address = "admin@bursar.example";

/** An installation with a mail server, and an administrator who has signed up. */
async function withMail(body) {
  const mail = await MailServer.start();
  const installation = await Installation.create();
  appendFileSync(path.join(installation.folder, "bursar.toml"), `${mail.settings()}\n`);
  try {
    await installation.serve();
    const office = await installation.signUp();
    await body({ mail, installation, office });
  } finally {
    await installation.stop();
    await mail.stop();
  }
}

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

const linkIn = (letter) => /^https?:\/\/\S+$/m.exec(letter.text)[0];

async function signIn(page, installation, password, code_at) {
  await page.getByLabel("E-mail").fill(address);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByLabel("Code", { exact: true }).fill(totp(installation.totpSecret, code_at));
  await page.getByRole("button", { name: "Go on" }).click();
}

test("account: a forgotten password is found again by mail", async ({ browser }) =>
  withMail(async ({ mail, installation }) => {
    await inWindow(browser, {}, async (page) => {
      await page.goto(`${installation.office}/sign-in`);
      await page.getByRole("link", { name: "Forgot password?" }).click();
      await page.getByRole("heading", { name: "Forgot your password?" }).waitFor();
      assert.deepEqual(await axeViolations(page), []);
      await page.getByLabel("E-mail").fill("nobody@bursar.example");
      await page.getByRole("button", { name: "Send the link" }).click();
      const text = await page.getByText("If there is an account").textContent();
      await page.goto(`${installation.office}/forgot`);
      await page.getByLabel("E-mail").fill(address);
      await page.keyboard.press("Enter");
      assert.equal(await page.getByText("If there is an account").textContent(), text);
      const letter = await mail.mailTo(address, /another password/);
      await page.goto(linkIn(letter));
      await page.getByRole("heading", { name: "Choose another password" }).waitFor();
      const password = "found again after a long search";
      await page.getByLabel("Password", { exact: true }).fill(password);
      await page.getByLabel("Password once more").fill(password);
      await page.getByRole("button", { name: "Save the password" }).click();
      await page.getByRole("link", { name: "Go to sign-in" }).click();
      // The code of this half minute was used at set-up.
      await signIn(page, installation, password, Date.now() + 30_000).catch(() => {});
      await page.getByRole("heading", { name: "Second step" }).waitFor();
      assert.equal(mail.countTo("nobody@bursar.example"), 0);
    });
  }));

test("account: a new address waits until its link is opened", async ({ browser }) =>
  withMail(async ({ mail, installation, office }) => {
    const storageState = await stateOf(browser, installation, office);
    await inWindow(browser, { storageState }, async (page) => {
      await page.goto(`${installation.office}/account`);
      await page.getByRole("button", { name: "Edit" }).click();
      await page.getByLabel("Name", { exact: true }).fill("Ada Lovelace");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("Your profile is saved").waitFor();
      await page.getByRole("definition").getByText("Ada Lovelace").waitFor();
      await page.getByRole("button", { name: "Change", exact: true }).click();
      await page.getByLabel("New address").fill("ada@elsewhere.example");
      await page.getByRole("button", { name: "Send the link" }).click();
      await page.getByText("ada@elsewhere.example waits to be confirmed").waitFor();
      const letter = await mail.mailTo("ada@elsewhere.example", /Confirm/);
      await page.goto(linkIn(letter));
      await page.getByRole("button", { name: "Confirm the address" }).click();
      await page.getByRole("heading", { name: "The address is confirmed" }).waitFor();
      assert.deepEqual(await axeViolations(page), []);
      await mail.mailTo(address, /address was changed/);
      await page.goto(`${installation.office}/account`);
      await page.getByRole("definition").getByText("ada@elsewhere.example").waitFor();
      await page.getByText("E-mail address changed").waitFor();
      await page.getByRole("button", { name: /I have seen/ }).click();
      await page.getByRole("button", { name: /I have seen/ }).waitFor({ state: "detached" });
    });
  }));

test("account: a test mail is sent from the office, and the log follows it", async ({ browser }) =>
  withMail(async ({ mail, installation, office }) => {
    const storageState = await stateOf(browser, installation, office);
    await inWindow(browser, { storageState }, async (page) => {
      await page.goto(`${installation.office}/messages`);
      await page.getByRole("button", { name: "Send a test mail" }).click();
      await page.getByRole("button", { name: "Send", exact: true }).click();
      await mail.mailTo(address, /test message/);
      await page.getByRole("row").filter({ hasText: "Test message" }).getByText("Sent").waitFor();
    });
  }));

const pages = [
  { path: "/forgot", ready: "Forgot your password?", signedOut: true },
  { path: "/account", ready: "My profile" },
  { path: "/account/sign-ins", ready: "Sign-ins" },
  { path: "/team", ready: "My team" },
  { path: "/team?tab=rights", ready: "My team" },
  { path: "/messages", ready: "Messages" },
];

test("account: every page in both schemes at every width", async ({ browser }) =>
  withMail(async ({ installation, office }) => {
    await office.mustPost("/api/users/invitations", {
      email: "ivy.with-a-rather-long-address@bursar.example",
      name: "Ivy Wall",
      role_key: "viewer",
      scope_kind: "installation",
    });
    const stranger = new OfficeClient(installation.office);
    const wrong = { email: address, password: "not this one, surely not" };
    await stranger.post("/api/session", wrong, { "User-Agent": "curl/8.5.0" });
    const admin = await stateOf(browser, installation, office);
    for (const one of pages)
      for (const scheme of schemes)
        for (const width of widths) {
          const storageState = one.signedOut ? undefined : admin;
          await inWindow(browser, { width, scheme, storageState }, async (page) => {
            await page.goto(installation.office + one.path);
            await page.getByRole("heading", { name: one.ready }).first().waitFor();
            await page.locator('[aria-busy="true"]').first().waitFor({ state: "detached" });
            const where = `${one.path} in ${scheme} at ${width}`;
            assert.deepEqual(await axeViolations(page), [], where);
            assert.ok((await overflow(page)) <= 0, `${where} is wider than its window`);
            if (process.env.BURSAR_SHOTS)
              await page.screenshot({
                path: `${process.env.BURSAR_SHOTS}/${one.path.replace(/\W+/g, "_")}-${scheme}-${width}.png`,
                fullPage: true,
              });
          });
        }
  }));

test("account: a phone is added in My team, and what is stored is shown", async ({ browser }) =>
  withMail(async ({ installation, office }) => {
    const storageState = await stateOf(browser, installation, office);
    await inWindow(browser, { storageState }, async (page) => {
      await page.goto(`${installation.office}/team`);
      await page.getByRole("button", { name: "Edit" }).first().click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Phone number").fill("07900123478");
      await dialog.getByRole("button", { name: "Save" }).click();
      await dialog.getByText("Start with + and the country code").waitFor();
      await dialog.getByLabel("Phone number").fill("+44 7900 123478");
      await dialog.getByRole("button", { name: "Save" }).click();
      await dialog.getByText("+44 ••••• 78").waitFor();
      await dialog.getByRole("button", { name: "Close" }).last().click();
      await page.getByText("On file").waitFor();
    });
  }));

test("account: an API token is made, its secret shown once, and ended for good", async ({
  browser,
}) =>
  withMail(async ({ installation, office, mail }) => {
    const storageState = await stateOf(browser, installation, office);
    await inWindow(browser, { storageState }, async (page) => {
      await page.goto(`${installation.office}/account`);
      await page.getByRole("button", { name: "Make a token" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("button", { name: "Make a token" }).click();
      await dialog.getByText("Your program needs both").waitFor();
      assert.deepEqual(await axeViolations(page), []);
      const shown = await dialog.locator("[data-secret] li").allTextContents();
      assert.match(shown[0], /^Token: [0-9A-Za-z]{30}$/);
      assert.match(shown[1], /^Secret: [0-9A-Za-z]{43}$/);
      await dialog.getByLabel("I have stored it in a safe place").check();
      await dialog.getByRole("button", { name: "Done" }).click();
      await dialog.waitFor({ state: "detached" });
      const [token, secret] = shown.map((line) => line.split(": ")[1]);
      await page.getByText(token).waitFor();
      assert.ok(!(await page.content()).includes(secret), "the secret is still on the page");
      await page.getByRole("button", { name: "End it" }).click();
      await dialog.getByRole("button", { name: "End it" }).click();
      await page.getByText("The token has ended").waitFor();
      await page.getByText("Ended", { exact: true }).first().waitFor();
      await mail.mailTo(address);
    });
  }));
