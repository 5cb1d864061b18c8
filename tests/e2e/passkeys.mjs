// Protects passkeys from end to end, with Chromium's own virtual authenticator: the four steps of a
// first sign-in, signing in again, what happens without one, and what it takes to remove one. The
// bytes that passed are then judged by a verifier that is not ours.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Installation, OfficeClient, root } from "../lib/installation.mjs";
import { totp } from "../lib/totp.mjs";
import { axeViolations, overflow, schemes, widths } from "./browser.mjs";
import { inWindow } from "./people.mjs";
import { test } from "./suite.mjs";

const ownPassword = "nine violet anchors tumble";
const verifier = path.join(root, "tests", "passkeys", "verify.py");

/** Gives the page an authenticator of its own that says yes whenever it is asked. */
async function withAuthenticator({ page, context }) {
  const devtools = await context.newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const plug = async (transport = "internal") => {
    const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport,
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    return {
      remove: () => devtools.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId }),
      refuse: (refuses) =>
        devtools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: !refuses }),
    };
  };
  return { plug };
}

/** Keeps what the page was asked with and what it answered, in the order of both. */
async function capture(page) {
  const kept = { registrations: [], assertions: [] };
  let challenge;
  await page.exposeFunction("keepQuestion", (text) => {
    ({ challenge } = JSON.parse(text));
  });
  await page.exposeFunction("keepAnswer", (url, text) => {
    const answer = { challenge, ...JSON.parse(text) };
    (url.endsWith("/passkeys") ? kept.registrations : kept.assertions).push(answer);
  });
  // The browser's own tools do not show the body of a request made by fetch(Request).
  await page.addInitScript(() => {
    const send = globalThis.fetch;
    globalThis.fetch = async (request) => {
      const posts = (path) => request.method === "POST" && path.test(request.url);
      if (posts(/\/session\/passkeys?$/))
        await globalThis.keepAnswer(request.url, await request.clone().text());
      const asks = posts(/\/session\/(passkeys\/registration|passkey\/question)$/);
      const response = await send(request);
      if (asks && response.ok) await globalThis.keepQuestion(await response.clone().text());
      return response;
    };
  });
  return kept;
}

/** An installation with an administrator and a person who has never signed in. */
async function withNewcomer(body) {
  const installation = await Installation.create();
  try {
    await installation.serve();
    const administrator = await installation.signUp();
    const email = "nova@bursar.example";
    const made = await administrator.mustPost("/api/users", {
      email,
      name: "Nova Newcomer",
      role_key: "viewer",
      scope_kind: "installation",
    });
    // Passkeys belong to a name; an address in digits can have none.
    const office = installation.office.replace("127.0.0.1", "localhost");
    await body({ installation, office, email, temporary: made.temporary_password });
  } finally {
    await installation.stop();
  }
}

async function signIn(page, office, email, password) {
  await page.goto(`${office}/sign-in`);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

async function signOut(page) {
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
}

const heading = (page, name) => page.getByRole("heading", { name, exact: true }).waitFor();
const inside = (page) => page.getByRole("navigation", { name: "Main menu" }).waitFor();

/** The page as it stands, in both schemes and at every width. */
async function looksRight(page) {
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme });
    // The office follows the system's scheme a moment later, and colours fade into each other.
    await page.waitForFunction(
      (scheme) =>
        document.documentElement.dataset.mantineColorScheme === scheme &&
        document.getAnimations().length === 0,
      colorScheme,
    );
    assert.deepEqual(await axeViolations(page), [], colorScheme);
  }
  const size = page.viewportSize();
  for (const width of widths) {
    await page.setViewportSize({ width, height: size.height });
    assert.ok((await overflow(page)) <= 0, `${width} px`);
  }
  await page.setViewportSize(size);
}

/** Temporary password, own password, passkey, recovery codes: in. */
async function firstSignIn(page, { office, email, temporary }, look = async () => {}) {
  await signIn(page, office, email, temporary);
  await heading(page, "Choose your own password");
  await page.getByLabel("New password", { exact: true }).fill(ownPassword);
  await page.getByLabel("New password once more").fill(ownPassword);
  await page.getByRole("button", { name: "Set the password" }).click();
  await heading(page, "Set up the second step");
  await page.getByRole("button", { name: /^Authenticator app/ }).waitFor();
  await look(page);
  await page.getByRole("button", { name: /^Passkey/ }).click();
  await page.getByLabel("Name of the passkey").fill("Laptop");
  await look(page);
  await page.getByRole("button", { name: "Create the passkey" }).click();
  await heading(page, "Recovery codes");
  const codes = await page.locator("[data-secret] li").allTextContents();
  assert.equal(codes.length, 10);
  await page.getByLabel("I have stored it in a safe place").check();
  await page.getByRole("button", { name: "Go on" }).click();
  await inside(page);
  return codes;
}

/** The last confirmation of every session is long ago. */
function letConfirmationsLapse(installation) {
  const database = new DatabaseSync(path.join(installation.folder, "sandbox.db"));
  database.exec("UPDATE session SET fresh_until = 0");
  database.close();
}

const at = ({ office }) => ({ origin: office, rp_id: "localhost" });

/** The page asks for the second of the two kinds of key that the office takes. */
const preferEdDsa = (page) =>
  page.evaluate(() => {
    const create = navigator.credentials.create.bind(navigator.credentials);
    navigator.credentials.create = (options) => {
      options.publicKey.pubKeyCredParams.reverse();
      return create(options);
    };
  });

function independently(world) {
  const { status, stdout, stderr } = spawnSync("/usr/bin/python3", [verifier], {
    input: JSON.stringify(world),
    encoding: "utf8",
  });
  assert.equal(status, 0, `${stdout}${stderr}`);
  return stdout;
}

test("passkeys: four steps into the office, out, and in again", async ({ browser }) => {
  await withNewcomer(async (world) => {
    await inWindow(browser, {}, async (page, window) => {
      const { plug } = await withAuthenticator(window);
      const kept = await capture(page);
      const laptop = await plug();
      await firstSignIn(page, world, looksRight);
      await signOut(page);

      await signIn(page, world.office, world.email, ownPassword);
      await heading(page, "Second step");
      await looksRight(page);
      await laptop.refuse(true);
      await page.getByRole("button", { name: "Continue with a passkey" }).click();
      await page.getByText("Nothing was confirmed").waitFor();
      await looksRight(page);
      await laptop.refuse(false);
      await page.getByRole("button", { name: "Continue with a passkey" }).click();
      await inside(page);

      assert.equal(kept.registrations.length, 1);
      assert.equal(kept.assertions.length, 1);
      assert.match(independently({ ...kept, ...at(world) }), /ES256.*\b0 failed/s);
    });
  });
});

test("passkeys: one is added, named and removed, and never the last factor", async ({
  browser,
}) => {
  await withNewcomer(async (world) => {
    await inWindow(browser, {}, async (page, window) => {
      const { plug } = await withAuthenticator(window);
      const kept = await capture(page);
      const laptop = await plug();
      await firstSignIn(page, world);
      await page.goto(`${world.office}/account`);
      const table = page.getByRole("table", { name: "Passkeys" });
      await table.getByRole("row", { name: /Laptop/ }).waitFor();
      const removeLaptop = page.getByRole("button", { name: "Remove Laptop" });
      assert.equal(await removeLaptop.getAttribute("aria-disabled"), "true", "the last factor");

      await page.getByRole("button", { name: "Add a passkey" }).click();
      await page.getByRole("button", { name: "Create the passkey" }).click();
      await page.getByText("This device holds a passkey for you already").waitFor();
      await laptop.remove();
      await plug("usb");
      await preferEdDsa(page);
      await page.getByLabel("Name of the passkey").fill("Key on the ring");
      await page.getByRole("button", { name: "Create the passkey" }).click();
      await table.getByRole("row", { name: /Key on the ring/ }).waitFor();
      await looksRight(page);

      await page.getByRole("button", { name: "Rename Key on the ring" }).click();
      await page.getByRole("dialog").getByLabel("Name").fill("Spare key");
      await page.getByRole("button", { name: "Save" }).click();
      await table.getByRole("row", { name: /Spare key/ }).waitFor();

      // Removing a factor needs the present one: the office asks for it first.
      letConfirmationsLapse(world.installation);
      await removeLaptop.click();
      await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
      await page.getByRole("dialog", { name: "Confirm that it is you" }).waitFor();
      assert.equal(await table.getByRole("row", { name: /Laptop/ }).count(), 1);
      await page
        .getByRole("button", { name: /passkey/i })
        .last()
        .click();
      await page.getByText("The passkey is removed").waitFor();
      assert.equal(await table.getByRole("row", { name: /Laptop/ }).count(), 0);

      await signOut(page);
      await signIn(page, world.office, world.email, ownPassword);
      await page.getByRole("button", { name: "Continue with a passkey" }).click();
      await inside(page);
      const registrations = kept.registrations.slice(-1);
      const verdict = independently({ ...kept, registrations, ...at(world) });
      assert.match(verdict, /EdDSA.*\b0 failed/s);
    });
  });
});

test("passkeys: a recovery code leads in where none is at hand", async ({ browser }) => {
  await withNewcomer(async (world) => {
    await inWindow(browser, {}, async (page, window) => {
      const { plug } = await withAuthenticator(window);
      const laptop = await plug();
      const [code] = await firstSignIn(page, world);
      await signOut(page);
      await laptop.remove();
      await signIn(page, world.office, world.email, ownPassword);
      await page.getByRole("button", { name: "Use a recovery code" }).click();
      await page.getByLabel("Recovery code").fill(code);
      await page.getByRole("button", { name: "Go on" }).click();
      await heading(page, "Set up the second step");
      await page.getByRole("button", { name: /^Authenticator app/ }).click();
      const secret = (await page.getByText(/^[A-Z2-7]{32,}$/).textContent()).trim();
      await page.getByLabel("Code from the app").fill(totp(secret));
      await page.getByRole("button", { name: "Turn on" }).click();
      await heading(page, "Recovery codes");
    });
  });
});

test("passkeys: under an address in digits the office says where they work", async ({
  browser,
}) => {
  await withNewcomer(async (world) => {
    const { installation, office, email, temporary } = world;
    const client = new OfficeClient(installation.office);
    await client.mustPost("/api/session", { email, password: temporary });
    await client.mustPost("/api/session/password", {
      current_password: temporary,
      new_password: ownPassword,
    });
    await inWindow(browser, {}, async (page) => {
      await signIn(page, installation.office, email, ownPassword);
      await heading(page, "Set up the second step");
      await page.getByRole("img", { name: "QR code for the authenticator app" }).waitFor();
      await page.getByRole("link", { name: office }).waitFor();
      await looksRight(page);
    });
  });
});
