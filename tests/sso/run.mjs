// Signing in by OpenID Connect against a real provider in a process of its own: the whole way in a
// browser, and every way it can be abused: state, browser, replay, nonce, algorithm, audience,
// time, signature and issuer.
import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { axeViolations, launch } from "../e2e/browser.mjs";
import { inWindow } from "../e2e/people.mjs";
import { check, conclude, must, results } from "../lib/checks.mjs";
import { Installation, OfficeClient, root } from "../lib/installation.mjs";
import { Program } from "../lib/process.mjs";
import { totp } from "../lib/totp.mjs";

const provider = new Program(process.execPath, [path.join(root, "tests/sso/provider.mjs")]);
const [, issuer] = await provider.line(/issuer (http:\S+)/);
const installation = await Installation.create();

const control = (query) => fetch(`${issuer}/control?${new URLSearchParams(query)}`);
const offer = (algorithm, kid) =>
  control({ redirect_uri: `${installation.office}/api/sso/return`, algorithm, kid });

/** Follows redirects as a browser does, with the cookies of each site. */
class Visitor {
  constructor() {
    this.jars = new Map();
  }
  async send(url, init = {}) {
    const { origin } = new URL(url);
    const jar = this.jars.get(origin) ?? this.jars.set(origin, new Map()).get(origin);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { ...init.headers, ...(cookie ? { Cookie: cookie } : {}) };
    const response = await fetch(url, { ...init, headers, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) {
      const [pair] = line.split(";");
      const at = pair.indexOf("=");
      if (/max-age=0|expires=thu, 01 jan 1970/i.test(line)) jar.delete(pair.slice(0, at));
      else jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  }
  /** From the office's button to the address that leads back, which is not visited yet. */
  async signInAt(email) {
    this.started = await this.send(`${installation.office}/api/sso/start`);
    must(this.started.status === 303, `start: ${this.started.status}`);
    let where = this.started.headers.get("location");
    for (let i = 0; i < 12; ++i) {
      if (where.startsWith(installation.office)) return where;
      let response = await this.send(where);
      if (response.status === 200)
        response = await this.fillIn(where, await response.text(), email);
      must(response.status >= 300 && response.status < 400, `${where}: ${response.status}`);
      where = new URL(response.headers.get("location"), issuer).href;
    }
    throw new Error(`the provider never came back: ${where}`);
  }
  fillIn(where, page, email) {
    const [, action] = page.match(/<form[^>]*action="([^"]+)"/);
    const [, prompt] = page.match(/name="prompt" value="([^"]+)"/);
    const body = new URLSearchParams({ prompt, login: email, password: "any" });
    return this.send(new URL(action, where).href, { method: "POST", body });
  }
  async comeBack(where) {
    const response = await this.send(where);
    this.returned = response;
    return response.headers.get("location");
  }
  /** The office as this visitor's session sees it; nothing when there is none. */
  async session() {
    const response = await this.send(`${installation.office}/api/session`, {
      headers: { "Sec-Fetch-Site": "same-origin" },
    });
    return response.status === 200 ? response.json() : undefined;
  }
}

const ada = "ada@bursar.example";
let admin;

/** Each abuse on an attempt of its own that is good in every other way. */
async function checkAbuse() {
  const refused = async (name, spoil) =>
    check(`refused: ${name}`, async () => {
      const visitor = new Visitor();
      const where = await spoil(visitor);
      const led = await visitor.comeBack(where);
      await control({});
      must(led === "/sign-in?sso=failed", `led to ${led}`);
      must(!(await visitor.session()), "signed in all the same");
    });
  const changed = (where, name, value) => {
    const url = new URL(where);
    if (value === undefined) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
    return url.href;
  };
  await refused("another state", async (visitor) =>
    changed(await visitor.signInAt(ada), "state", "x".repeat(43)),
  );
  await refused("no state", async (visitor) =>
    changed(await visitor.signInAt(ada), "state", undefined),
  );
  await refused("another browser", async (visitor) => {
    const where = await visitor.signInAt(ada);
    visitor.jars.get(installation.office).clear();
    return where;
  });
  await refused("an answer of another provider", async (visitor) =>
    changed(await visitor.signInAt(ada), "iss", "https://id.elsewhere.example"),
  );
  await refused("an answer without its issuer", async (visitor) =>
    changed(await visitor.signInAt(ada), "iss", undefined),
  );
  await refused("a code of somebody else's attempt", async (visitor) => {
    const other = new URL(await new Visitor().signInAt(ada)).searchParams.get("code");
    return changed(await visitor.signInAt(ada), "code", other);
  });
  for (const fault of ["nonce", "none", "audience", "expired", "issuer", "signature"])
    await refused(`a token with the wrong ${fault}`, async (visitor) => {
      const where = await visitor.signInAt(ada);
      await control({ fault });
      return where;
    });
  await refused("somebody unknown", (visitor) => visitor.signInAt("eve@bursar.example"));
  await refused("an address nobody verified", (visitor) =>
    visitor.signInAt("unverified@bursar.example"),
  );
  await check("refused: the same way back a second time", async () => {
    const visitor = new Visitor();
    const where = await visitor.signInAt(ada);
    const jar = visitor.jars.get(installation.office);
    const attempt = jar.get("__Host-bursar-sso");
    must((await visitor.comeBack(where)) === "/", "the first time");
    jar.set("__Host-bursar-sso", attempt);
    must((await visitor.comeBack(where)) === "/sign-in?sso=failed", "the second time");
  });
}

async function checkWay() {
  await check("an invited person comes in, and still owes our second factor", async () => {
    const visitor = new Visitor();
    const led = await visitor.comeBack(await visitor.signInAt(ada));
    must(led === "/", `led to ${led}`);
    const [attempt] = visitor.started.headers.getSetCookie();
    must(/SameSite=Lax/.test(attempt) && /HttpOnly/.test(attempt), attempt);
    for (const cookie of visitor.returned.headers.getSetCookie())
      if (/^__Host-bursar(-pre)?=/.test(cookie)) must(/SameSite=Strict/.test(cookie), cookie);
    const session = await visitor.session();
    must(session?.stage === "must_enrol_totp", `stage ${session?.stage}`);
    const client = new OfficeClient(installation.office);
    client.cookies = visitor.jars.get(installation.office);
    client.csrf = session.csrf_token;
    const { secret } = await client.mustPost("/api/session/totp/enrolment", {});
    await client.mustPost("/api/session/totp/confirmation", { code: totp(secret) });
  });
  await check("who is enrolled is asked for the code", async () => {
    const visitor = new Visitor();
    await visitor.comeBack(await visitor.signInAt(ada));
    const session = await visitor.session();
    must(session?.stage === "must_verify_totp", `stage ${session?.stage}`);
  });
  await check("keys change under way, to another algorithm", async () => {
    await offer("ES256", "second");
    // Keys are asked for again after some seconds at the earliest, and failures are rationed.
    const deadline = Date.now() + 20_000;
    for (;;) {
      const visitor = new Visitor();
      if ((await visitor.comeBack(await visitor.signInAt(ada))) === "/") break;
      must(Date.now() < deadline, "the new key was never taken");
      await new Promise((resolve) => setTimeout(resolve, 2_600));
    }
  });
}

async function checkTrail() {
  await check("every failure stands in the trail with its reason", async () => {
    const query = "/api/audit_entries?action=sign_in_by_sso&outcome=denied&limit=200";
    const reasons = (await admin.get(query)).body.rows.map((row) => row.reason).join("\n");
    for (const word of [
      "sso_attempt_invalid",
      "sso_issuer_mixed_up",
      "sso_code_refused",
      "answers another request",
      "not RS256 or ES256",
      "for another client",
      "expired",
      "of another issuer",
      "no key of the provider",
      "sso_unknown_subject",
    ])
      must(reasons.includes(word), `no ${word} among\n${reasons}`);
  });
}

async function checkRation() {
  await check("failed returns of one network are rationed, and so is what they write", async () => {
    const denied = "/api/audit_entries?action=sign_in_by_sso&outcome=denied&limit=200";
    const count = async () => (await admin.get(denied)).body.rows.length;
    const before = await count();
    for (let i = 0; i < 45; ++i) await new Visitor().comeBack(backTo("x", "y"));
    const written = (await count()) - before;
    // A minute may begin in between, and with it another ration.
    must(written <= 40, `${written} entries`);
  });
}

const backTo = (state, code) =>
  `${installation.office}/api/sso/return?${new URLSearchParams({ state, code })}`;

async function checkBrowser() {
  const browser = await launch();
  try {
    await check("in a browser: from the button over the provider to the office", () =>
      inWindow(browser, {}, async (page) => {
        // The provider's own pages ask for fonts elsewhere, which no test machine reaches.
        const elsewhere = (url) => url.hostname !== "127.0.0.1";
        await page.route(elsewhere, (route) => route.fulfill({ status: 200, body: "" }));
        await page.goto(`${installation.office}/sign-in`);
        const button = page.getByRole("button", { name: "Sign in with Example ID" });
        await button.waitFor();
        must((await axeViolations(page)).length === 0, "axe");
        await button.click();
        await page.locator('input[name="login"]').fill(ada);
        await page.locator('input[name="password"]').fill("any");
        await page.locator('button[type="submit"]').click();
        const consent = page.locator('button[type="submit"]');
        const code = page.getByRole("heading", { name: /second step|Second step|code/i });
        await consent.or(code).first().waitFor();
        if (page.url().startsWith(issuer)) await consent.click();
        await page.waitForURL((url) => url.href.startsWith(installation.office));
        await page.getByLabel(/code/i).first().waitFor();
      }),
    );
    await check("in a browser: a failed return says so on the sign-in page", () =>
      inWindow(browser, {}, async (page) => {
        await page.goto(`${installation.office}/api/sso/return?state=x&code=y`);
        await page.getByText("Signing in there did not work").waitFor();
        must((await axeViolations(page)).length === 0, "axe");
      }),
    );
  } finally {
    await browser.close();
  }
}

try {
  const secret = path.join(installation.folder, "sso.secret");
  writeFileSync(secret, "a secret of the office at its provider\n");
  chmodSync(secret, 0o400);
  writeFileSync(
    path.join(installation.folder, "bursar.toml"),
    [
      `sso_issuer = "${issuer}"`,
      'sso_client_id = "bursar"',
      `sso_client_secret_file = "${secret}"`,
      'sso_title = "Example ID"',
      "sso_links_by_email = true",
    ].join("\n"),
  );
  await installation.serve();
  await offer("RS256", "first");
  admin = await installation.signUp();
  const { company } = await installation.createMerchant(admin);
  await admin.mustPost("/api/users/invitations", {
    email: ada,
    name: "Ada Byron",
    role_key: "viewer",
    scope_kind: "company",
    company_id: company.company_id,
  });
  await checkWay();
  await checkBrowser();
  await checkAbuse();
  await checkTrail();
  await checkRation();
} catch (error) {
  ++results.failed;
  console.log(`FAILED set-up: ${error.stack}`);
  console.log(installation.server?.output.slice(-2000), provider.output.slice(-2000));
} finally {
  await installation.stop();
  await provider.stop();
}
conclude();
