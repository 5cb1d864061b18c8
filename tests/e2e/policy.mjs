// Protects what an administrator sets and others feel: rules of passwords, lengths of sessions, and
// reviews of access from the first row to the signature.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { adminPassword, Installation, OfficeClient } from "../lib/installation.mjs";
import { totp } from "../lib/totp.mjs";
import { axeViolations, overflow, schemes, widths } from "./browser.mjs";
import { inWindow, stateOf } from "./people.mjs";
import { test } from "./suite.mjs";

class World {
  async start() {
    this.installation = await Installation.create();
    await this.installation.serve();
    this.admin = await this.installation.signUp();
    const { merchant } = await this.installation.createMerchant(this.admin);
    this.merchant = merchant;
    this.office = this.installation.office;
    return this;
  }

  /** The one row that a statement finds. */
  row(sql) {
    const database = new DatabaseSync(path.join(this.installation.folder, "sandbox.db"));
    database.exec("PRAGMA busy_timeout = 5000");
    const found = database.prepare(sql).get();
    database.close();
    return found;
  }

  change(sql) {
    const database = new DatabaseSync(path.join(this.installation.folder, "sandbox.db"));
    database.exec("PRAGMA busy_timeout = 5000");
    database.exec(sql);
    database.close();
  }

  /** A viewer with a temporary password. */
  async viewer(name) {
    const email = `${name.toLowerCase().replaceAll(" ", ".")}@bursar.example`;
    const made = await this.admin.mustPost("/api/users", {
      ...{ email, name, role_key: "viewer" },
      ...{ scope_kind: "merchant", merchant_id: this.merchant.merchant_id },
    });
    return { email, temporary: made.temporary_password, user_id: made.user.user_id };
  }
}

/** The page in both schemes and at every width; pictures where somebody wants them. */
async function looksRight(page, name) {
  const size = page.viewportSize();
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme });
    await page.waitForFunction(
      (wanted) => document.documentElement.dataset.mantineColorScheme === wanted,
      colorScheme,
    );
    await page.waitForFunction(() => document.getAnimations().length === 0);
    assert.deepEqual(await axeViolations(page), [], `${name} ${colorScheme}`);
    for (const width of widths) {
      await page.setViewportSize({ width, height: size.height });
      assert.ok((await overflow(page)) <= 0, `${name} ${width} px`);
      if (process.env.BURSAR_PICTURES)
        await page.screenshot({
          path: path.join(process.env.BURSAR_PICTURES, `${name}-${colorScheme}-${width}.png`),
          fullPage: true,
        });
    }
    await page.setViewportSize(size);
  }
}

const dialog = (page, name) => page.getByRole("dialog", { name });

async function enter(page, office, email, password) {
  await page.goto(`${office}/sign-in`);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

test("policy: an administrator sets passwords and sessions, and another person feels it", async ({
  browser,
}) => {
  const world = await new World().start();
  try {
    const viewer = await world.viewer("Vera Viewer");
    await inWindow(browser, { storageState: stateOf(world.admin) }, async (page) => {
      await page.goto(`${world.office}/security`);
      await page.getByRole("button", { name: "Set passwords and sessions" }).click();
      const form = dialog(page, "Passwords and sessions");
      await form.getByLabel("Password profile").click();
      await page.getByRole("option", { name: "PCI DSS" }).click();
      await form.getByLabel("Characters at least").fill("70");
      await form.getByLabel("Sessions of one person at a time").fill("1");
      await form.getByLabel("Minutes until an idle session ends").fill("10");
      await form.getByRole("button", { name: "Save" }).click();
      await form.getByText("Must be 15 to 64").last().waitFor();
      await looksRight(page, "access-dialog");
      await form.getByLabel("Characters at least").fill("24");
      await form.getByRole("button", { name: "Save" }).click();
      await page.getByText("The security policy is saved").waitFor();
      await page.getByText("24 characters").waitFor();
      await looksRight(page, "security");
    });
    await inWindow(browser, {}, async (page) => {
      await enter(page, world.office, viewer.email, viewer.temporary);
      await page.getByRole("heading", { name: "Choose your own password" }).waitFor();
      await page.getByText("At least 24 characters").waitFor();
      await page.getByText("At least one digit").waitFor();
      const choose = async (password) => {
        await page.getByLabel("New password", { exact: true }).fill(password);
        await page.getByLabel("New password once more").fill(password);
        await page.getByRole("button", { name: "Set the password" }).click();
      };
      await choose("quartz harbour wobbles");
      await page.getByRole("alert").getByText("A password has at least 24 characters").waitFor();
      await choose("quartz harbour wobbles some nights");
      await page.getByRole("alert").getByText("A password has at least one digit").waitFor();
      await looksRight(page, "choose-password");
      await choose("quartz harbour wobbles 7 nights");
      await page.getByRole("heading", { name: "Set up the second step" }).waitFor();
    });
    const idle = world.row(
      "SELECT idle_deadline - last_seen_at AS ms FROM session WHERE kind = 2 AND revoked_at IS NULL",
    );
    assert.equal(idle.ms, 10 * 60_000, "the administrator's own session idles ten minutes");
  } finally {
    await world.installation?.stop();
  }
});

test("policy: everybody chooses another password when an administrator says so", async ({
  browser,
}) => {
  const world = await new World().start();
  try {
    await inWindow(browser, { storageState: stateOf(world.admin) }, async (page) => {
      await page.goto(`${world.office}/security`);
      await page.getByRole("button", { name: "Set passwords and sessions" }).click();
      const form = dialog(page, "Passwords and sessions");
      await form.getByRole("switch", { name: "Everybody chooses another password" }).check();
      await form.getByText("Everybody is signed out at once").waitFor();
      await form.getByRole("button", { name: "Save" }).click();
      await page.getByRole("button", { name: "Sign in" }).waitFor();
    });
    const again = new OfficeClient(world.office);
    const signedIn = await again.post("/api/session", {
      ...{ email: "admin@bursar.example", password: adminPassword },
    });
    assert.equal(signedIn.body.stage, "must_verify_totp");
    world.change("UPDATE user_account SET totp_last_step = 0");
    const verified = await again.mustPost("/api/session/totp", {
      code: totp(world.installation.totpSecret),
    });
    assert.equal((verified.session ?? verified).stage, "must_change_password");
  } finally {
    await world.installation?.stop();
  }
});

test("access review: rows are decided, signed off, and what goes is gone", async ({ browser }) => {
  const world = await new World().start();
  try {
    const leaver = await world.viewer("Lena Leaver of a rather long name and surname");
    await world.viewer("Kai Keeper");
    await inWindow(browser, { storageState: stateOf(world.admin) }, async (page) => {
      await page.goto(`${world.office}/access-reviews`);
      await page.getByText("No review yet", { exact: true }).waitFor();
      await looksRight(page, "reviews-empty");
      await page.getByRole("button", { name: "Start a review" }).click();
      await page.getByRole("heading", { name: "Access review" }).waitFor();
      await page.getByText("Kai Keeper").waitFor();
      await page.getByTestId("access-review-badge").filter({ hasText: "4" }).waitFor();
      await looksRight(page, "review-open");
      const row = page.getByRole("row").filter({ hasText: "Lena Leaver" });
      await row.getByRole("button", { name: "Decide" }).click();
      const form = dialog(page, "Viewer");
      await form.getByText("payments:read").waitFor();
      await form.getByLabel("Decision").click();
      await page.getByRole("option", { name: "Goes" }).click();
      await form.getByRole("button", { name: "Save the decision" }).click();
      await form.getByText("Fill this in").waitFor();
      await looksRight(page, "review-row");
      await form.getByLabel("Note").fill("left the company in March");
      await form.getByRole("button", { name: "Save the decision" }).click();
      await form.waitFor({ state: "hidden" });
      for (let left = 3; left > 0; --left) {
        const keep = page.getByRole("button", { name: "Keep", exact: true });
        await keep.first().click();
        await keep.nth(left).waitFor({ state: "detached" });
      }
      await page.getByText("Ready to sign").waitFor();
      await page.getByRole("button", { name: "Sign off" }).click();
      const signing = dialog(page, "Sign off the review");
      await signing.getByText("1 row is taken away at once").waitFor();
      await looksRight(page, "review-sign");
      await signing.getByLabel("Note").fill("looked at with the head of support");
      await signing.getByRole("button", { name: "Sign off" }).click();
      await page.getByText("The review is signed off").waitFor();
      await page.getByText("Taken away").waitFor();
      assert.equal(await page.getByRole("button", { name: "Keep", exact: true }).count(), 0);
      await looksRight(page, "review-signed");
      await page.goto(`${world.office}/access-reviews`);
      await page.getByText("No review is due").waitFor();
      await looksRight(page, "reviews");
    });
    const person = await world.admin.get(`/api/users/${leaver.user_id}`);
    assert.deepEqual(person.body.user.memberships, []);
  } finally {
    await world.installation?.stop();
  }
});

/** Types into a field, lets somebody else be faster, saves, and is told; what was typed stays. */
async function overtaken(page, { field, save, theirs }) {
  await field.fill("Typed by me");
  const answer = await theirs();
  assert.ok(answer.status < 300, answer.text);
  await page.getByRole("button", { name: save, exact: true }).click();
  await page.getByText("Somebody else changed this meanwhile").first().waitFor();
  assert.equal(await field.inputValue(), "Typed by me");
}

test("policy: two people at one rule, one account, one draft; the second loses nothing", async ({
  browser,
}) => {
  const world = await new World().start();
  const { admin, office, merchant } = world;
  const fresh = () => ({ "Idempotency-Key": crypto.randomUUID() });
  try {
    await inWindow(browser, { storageState: stateOf(admin) }, async (page) => {
      const policy = await admin.mustPost(
        "/api/approval_policies",
        { name: "Refunds", kind: "refund", scope_kind: "installation", approvers: 1 },
        fresh(),
      );
      const policyPath = `/api/approval_policies/${policy.policy_id}`;
      await page.goto(`${office}/approval-policies/${policy.policy_id}`);
      const name = page.getByLabel("Name", { exact: true });
      await overtaken(page, {
        field: name,
        save: "Save",
        theirs: () =>
          admin.patch(policyPath, { version: policy.version, name: "Theirs", approvers: 2 }),
      });
      const account = await admin.mustPost(
        "/api/providers",
        {
          ...{ company_id: merchant.company_id, adapter: "sim", title: "Sim of two" },
          ...{
            methods: ["wallet"],
            base_url: "https://127.0.0.1:1",
            api_key: "K",
            is_enabled: false,
          },
        },
        fresh(),
      );
      const id = account.provider_account_id;
      await page.goto(`${office}/providers/${id}?tab=set-up`);
      await overtaken(page, {
        field: page.getByRole("textbox", { name: "Name", exact: true }),
        save: "Save",
        theirs: () =>
          admin.patch(`/api/providers/${id}`, { version: account.version, title: "Theirs" }),
      });
      const profile = await admin.mustPost(
        "/api/routing_profiles",
        { name: "Of two", merchant_id: merchant.merchant_id },
        fresh(),
      );
      const draft = `/api/routing_profiles/${profile.routing_profile_id}/draft`;
      const cascade = {
        ...{ attempts_max: 2, time_budget_ms: 10_000, respects_scheme_caps: true },
        ...{ not_executed: "always", technical: "once", soft: "never" },
      };
      const rules = [
        {
          name: "One",
          condition: "true",
          strategy: "priority",
          targets: [{ provider_account_id: id, weight: 1 }],
        },
      ];
      const first = await admin.patch(draft, { revision: 1, rules, cascade, sticky: "none" });
      assert.equal(first.status, 200, first.text);
      await page.goto(`${office}/routing/${profile.routing_profile_id}`);
      await overtaken(page, {
        field: page.getByRole("textbox", { name: "Name", exact: true }).first(),
        save: "Save the draft",
        theirs: () => admin.patch(draft, { revision: 2, rules, cascade, sticky: "customer" }),
      });
    });
  } finally {
    await world.installation?.stop();
  }
});

test("keys: a key is made to ask for signed requests, and says so", async ({ browser }) => {
  const world = await new World().start();
  try {
    const { publicKey } = generateKeyPairSync("ed25519");
    await inWindow(browser, { storageState: stateOf(world.admin) }, async (page) => {
      await page.goto(`${world.office}/merchants/${world.merchant.merchant_id}?tab=keys`);
      await page.getByRole("button", { name: /Change the allowed addresses/ }).click();
      const form = page.getByRole("dialog");
      await form.getByRole("switch", { name: "Requests have to be signed" }).check();
      await form.getByLabel("Public key (Ed25519)").fill("no key at all");
      await form.getByRole("button", { name: "Save" }).click();
      await form.getByText(/must be an Ed25519 public key/i).waitFor();
      await looksRight(page, "key-dialog");
      await form
        .getByLabel("Public key (Ed25519)")
        .fill(publicKey.export({ type: "spki", format: "pem" }));
      await form.getByRole("button", { name: "Save" }).click();
      await page.getByText("Signed requests", { exact: true }).waitFor();
      await looksRight(page, "keys");
    });
  } finally {
    await world.installation?.stop();
  }
});
