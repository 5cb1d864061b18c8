// Assurance from end to end, in an installation of its own with the simulated gateway: the policy,
// one's own phone number, codes by message at sign-in and step-up, and refunds that need a code of
// their own under the profile psd2.
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { adminPassword, Installation, OfficeClient, sampleSale } from "../lib/installation.mjs";
import { nextDigits, textsTo } from "../lib/texts.mjs";
import { totp } from "../lib/totp.mjs";
import { addPasskey } from "./passkey_walk.mjs";
import { ownPassword } from "./people.mjs";

const phone = "+447900123456";
const uuid = () => crypto.randomUUID();

function expect(answer, status, code) {
  if (answer.status !== status || (code && answer.body?.code !== code))
    throw new Error(`${answer.status} instead of ${status} ${code ?? ""}: ${answer.text}`);
  return answer.body;
}

class World {
  async start(record) {
    this.installation = await Installation.create();
    await this.installation.startSimulator();
    await this.installation.serve();
    this.record = record;
    this.office = await this.installation.signUp(record);
    Object.assign(this, await this.installation.createMerchant(this.office));
    const sale = await this.api.post(
      "/v1/payment/sale",
      sampleSale(this.merchant.merchant_id, `assurance-${uuid()}`),
    );
    this.paymentId = sale.body.transaction.id;
    await this.api.until(this.paymentId, (one) => one.status === "SUCCESS");
  }

  /** Moves time for what only days or half minutes would bring. */
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

  async policy(change) {
    const { version } = (await this.office.get("/api/security/policy")).body;
    return this.office.patch("/api/security/policy", { version, ...change });
  }

  /** Posts, and gives the digits of the message it causes. */
  async digitsAfter(client, target, body, to = phone) {
    const seen = (await textsTo(this.installation, to)).length;
    expect(await client.post(target, body), 200);
    return nextDigits(this.installation, to, seen);
  }

  client() {
    return new OfficeClient(this.installation.office, this.record);
  }

  refund(amount_minor, key, code) {
    const headers = { "Idempotency-Key": key };
    if (code) headers["X-Operation-Code"] = code;
    const target = `/api/payments/${this.paymentId}/refunds`;
    return this.office.post(target, { amount_minor, reason: "returned" }, headers);
  }
}

export async function walkAssurance({ check, record }) {
  const world = new World();
  try {
    await world.start(record);
    await walkPolicy(world, check);
    await walkPhone(world, check);
    await walkSessionCodes(world, check);
    await walkOperationCodes(world, check);
    await walkPasskeys(world, check);
    await walkClosedList(world, check);
    await check("one's own phone number can be forgotten", async () => {
      expect(await world.office.delete("/api/account/phone"), 204);
      expect(await world.office.delete("/api/account/phone"), 422, "no_phone");
    });
  } finally {
    await world.installation?.stop();
  }
}

async function walkPolicy(world, check) {
  await check("the security policy says what holds, and refuses what would lock out", async () => {
    const policy = expect(await world.office.get("/api/security/policy"), 200);
    if (policy.profile !== "default" || !policy.can_send_sms || policy.sms_enabled)
      throw new Error(JSON.stringify(policy));
    expect(await world.policy({ profile: "ecommpay" }), 422, "phone_first");
    expect(await world.policy({ profile: "none" }), 422, "profile_unknown");
    expect(await world.policy({ sms_prefixes: ["+999"] }), 422, "prefix_unknown");
    expect(await world.policy({ version: 1_000_000 }), 409, "version_changed");
    expect(await world.office.post("/api/session/sms", {}), 422, "sms_unavailable");
    expect(await world.policy({ sms_enabled: true, refund_limit: 5 }), 200);
  });
  await check(
    "passwords and sessions are set within their bounds, and the rules are told",
    async () => {
      const rules = async () => expect(await world.office.get("/api/password_rules"), 200);
      const { rules: first, note } = await rules();
      if (first.length !== 1 || !new RegExp(first[0].pattern, "su").test("x".repeat(15)))
        throw new Error(JSON.stringify(first));
      if (!note.includes("last 4 ")) throw new Error(note);
      expect(await world.policy({ password_length_min: 14 }), 422, "out_of_range");
      expect(await world.policy({ idle_minutes: 31 }), 422, "out_of_range");
      expect(await world.policy({ profile: "psd2", idle_minutes: 6 }), 422, "out_of_range");
      const limits = { password_length_min: 20, passwords_remembered: 6, idle_minutes: 10 };
      const set = { password_profile: "pci", session_hours: 8, sessions_max: 3, ...limits };
      const saved = expect(await world.policy(set), 200);
      for (const [name, value] of Object.entries(set))
        if (saved[name] !== value) throw new Error(`${name} is ${saved[name]}`);
      const pci = await rules();
      const kept = (text) =>
        pci.rules.filter(({ pattern }) => new RegExp(pattern, "su").test(text));
      if (pci.rules.length !== 3 || !pci.note.includes("last 6 "))
        throw new Error(JSON.stringify(pci));
      if (kept("x".repeat(20)).length !== 2 || kept("é".repeat(19) + "1").length !== 3)
        throw new Error(JSON.stringify(pci.rules));
      const back = { password_profile: "default", sessions_max: 5, password_length_min: 15 };
      expect(await world.policy(back), 200);
    },
  );
}

async function walkPhone(world, check) {
  const { office } = world;
  await check("a phone number is stored when its code came back, not before", async () => {
    expect(await office.post("/api/account/phone", { phone: "07900123456" }), 422, "phone_invalid");
    expect(await office.post("/api/account/phone/confirmation", { code: "1" }), 422, "code_void");
    const { digits, text } = await world.digitsAfter(office, "/api/account/phone", {
      phone: "+44 7900 123456",
    });
    if (!/confirms this phone number/.test(text)) throw new Error(text);
    const before = expect(await office.get("/api/account/security"), 200);
    if (before.phone_masked !== null) throw new Error("stored before it was confirmed");
    const wrong = digits === "00000000" ? "11111111" : "00000000";
    const confirm = (code) => office.post("/api/account/phone/confirmation", { code });
    expect(await confirm(wrong), 422, "code_wrong");
    const own = expect(await confirm(digits), 200);
    if (own.phone_masked !== "+44 ••••• 56" || !own.second_factor_on)
      throw new Error(JSON.stringify(own));
    expect(await confirm(digits), 422, "code_void");
  });
}

async function walkSessionCodes(world, check) {
  await check("a message finishes a sign-in and confirms a session, once each", async () => {
    const client = world.client();
    const credentials = {
      email: "admin@bursar.example",
      password: adminPassword,
    };
    const begun = await client.mustPost("/api/session", credentials);
    if (begun.stage !== "must_verify_totp" || !begun.user.has_sms) throw new Error(begun.stage);
    const { digits } = await world.digitsAfter(client, "/api/session/sms", {});
    const entered = expect(await client.post("/api/session/totp", { code: digits }), 200);
    if (entered.stage !== "full") throw new Error(entered.stage);
    await client.get("/api/session");
    const again = await world.digitsAfter(client, "/api/session/sms", {});
    expect(await client.post("/api/session/confirmation", { code: digits }), 422, "code_wrong");
    const confirmed = await client.post("/api/session/confirmation", {
      code: again.digits,
    });
    expect(confirmed, 200);
    const password = await client.post("/api/session/confirmation", {
      password: adminPassword,
    });
    expect(password, 422, "factor_required");
  });
  await check("an act that needs a fresh session says so and what is at hand", async () => {
    world.change("UPDATE session SET fresh_until = 0");
    const refused = await world.refund(600, uuid());
    const { details } = expect(refused, 403, "step_up_required");
    if (details.level !== "l3" || details.methods !== "totp sms")
      throw new Error(JSON.stringify(details));
    expect(await world.policy({ refund_limit: 6 }), 403, "step_up_required");
    const code = world.appCode();
    expect(await world.office.post("/api/session/confirmation", { code }), 200);
    await world.office.get("/api/session");
    expect(await world.policy({ refund_limit: 1_000 }), 200);
    expect(await world.refund(100, uuid()), 201);
  });
}

async function walkOperationCodes(world, check) {
  const { office } = world;
  const asked = (answer) => expect(answer, 403, "step_up_required").details;
  await check("under psd2 each refund needs a code bound to it", async () => {
    expect(await world.policy({ profile: "psd2" }), 200);
    const key = uuid();
    const details = asked(await world.refund(200, key));
    if (details.level !== "l4" || details.methods !== "totp") throw new Error(details.methods);
    const { sentence } = details;
    if (sentence !== "refund of 2.00 USD to the payer, by test payer") throw new Error(sentence);
    const id = details.operation_code_id;
    const target = `/api/operation_codes/${id}`;
    expect(await office.post(`${target}/sms`), 422, "sms_unavailable");
    expect(await office.post(`${target}/answer`, { code: "000000" }), 422, "code_wrong");
    expect(await office.post(`${target}/answer`, { code: world.appCode() }), 204);
    expect(await world.refund(201, key, id), 422, "code_void");
    expect(await world.refund(200, key, id), 422, "code_void");
  });
  await check("a day later the phone confirms it, and the code works once", async () => {
    world.change("UPDATE user_account SET phone_changed_at = phone_changed_at - 90000000");
    const key = uuid();
    const { operation_code_id: id, methods } = asked(await world.refund(200, key));
    if (methods !== "totp sms") throw new Error(methods);
    const target = `/api/operation_codes/${id}`;
    const { digits, text } = await world.digitsAfter(office, `${target}/sms`);
    if (!text.includes("confirms the refund of 2.00 USD to the payer, by test payer"))
      throw new Error(text);
    expect(await office.post(`${target}/answer`, { code: digits }), 204);
    expect(await world.refund(200, key, id), 201);
    const repeat = await world.refund(200, key, id);
    expect(repeat, 201);
    if (repeat.headers.get("idempotent-replayed") !== "true") throw new Error("refunded twice");
    expect(await world.refund(200, uuid(), id), 422, "code_void");
  });
}

async function walkPasskeys(world, check) {
  const { office } = world;
  await check("a passkey confirms a session, and one operation", async () => {
    const { passkey } = await addPasskey(office, "Key");
    const question = await office.mustPost("/api/session/confirmation/passkey/question");
    const target = "/api/session/confirmation/passkey";
    expect(await office.post(target, passkey.get(question)), 200);
    await office.get("/api/session");
    const key = uuid();
    const refused = await world.refund(50, key);
    const { operation_code_id: id, methods } = expect(refused, 403, "step_up_required").details;
    if (!methods.startsWith("passkey ")) throw new Error(methods);
    const asked = await office.mustPost(`/api/operation_codes/${id}/passkey/question`);
    expect(await office.post(`/api/operation_codes/${id}/passkey`, passkey.get(asked)), 204);
    expect(await world.refund(50, key, id), 201);
  });
}

async function walkClosedList(world, check) {
  await check("the closed list works by password alone, everything else does not", async () => {
    expect(await world.policy({ profile: "ecommpay" }), 200);
    const add = async (name, permissions) => {
      const role = await world.office.mustPost("/api/roles", {
        name,
        permissions,
      });
      const email = `${name}@bursar.example`;
      const made = await world.office.mustPost("/api/users", {
        email,
        name,
        role_key: role.key,
        scope_kind: "installation",
      });
      const client = world.client();
      const password = made.temporary_password;
      await client.mustPost("/api/session", { email, password });
      const entered = await client.mustPost("/api/session/password", {
        current_password: password,
        new_password: ownPassword,
      });
      await client.get("/api/session");
      return { client, stage: entered.stage };
    };
    const listed = await add("listed", [
      ...["payments:read", "payments:refund", "payments:capture", "projects:read"],
    ]);
    if (listed.stage !== "full") throw new Error(listed.stage);
    expect(await listed.client.get("/api/payments?limit=1"), 200);
    const target = `/api/payments/${world.paymentId}/refunds`;
    const headers = { "Idempotency-Key": uuid() };
    expect(await listed.client.post(target, { amount_minor: 1 }, headers), 201);
    // Capturing and releasing are let in and judged by what the payment is: nothing is held here.
    for (const step of ["captures", "voids"]) {
      const sent = { "Idempotency-Key": uuid() };
      const one = await listed.client.post(`/api/payments/${world.paymentId}/${step}`, {}, sent);
      if (one.status !== 422) throw new Error(`${step}: ${one.status} ${one.text}`);
    }
    expect(await listed.client.get("/api/projects"), 200);
    const beyond = await add("beyond", ["payments:read", "ledger:read"]);
    // The phone comes first: no factor is enrolled before its code came back.
    if (beyond.stage !== "must_confirm_phone") throw new Error(beyond.stage);
    expect(await beyond.client.post("/api/session/totp/enrolment", {}), 422, "wrong_stage");
    const to = "+4915123456789";
    const first = "/api/session/phone";
    expect(await beyond.client.post(first, { phone: "015123456789" }), 422, "phone_invalid");
    const { digits } = await world.digitsAfter(beyond.client, first, { phone: to }, to);
    const wrong = digits === "00000000" ? "11111111" : "00000000";
    const confirm = (code) => beyond.client.post(`${first}/confirmation`, { code });
    expect(await confirm(wrong), 422, "code_wrong");
    const seen = expect(await beyond.client.get("/api/session"), 200);
    if (seen.user.has_phone || seen.stage !== "must_confirm_phone") throw new Error("stored");
    const owed = expect(await confirm(digits), 200);
    if (owed.stage !== "must_enrol_totp" || !owed.user.phone_confirmed)
      throw new Error(JSON.stringify(owed));
    expect(await beyond.client.post(first, { phone: to }), 422, "wrong_stage");
    const enrolment = await beyond.client.mustPost("/api/session/totp/enrolment", {});
    const code = totp(enrolment.secret);
    await beyond.client.mustPost("/api/session/totp/confirmation", { code });
    await beyond.client.get("/api/session");
    const balances = `/api/merchants/${world.merchant.merchant_id}/balances`;
    expect(await beyond.client.get("/api/payments?limit=1"), 200);
    expect(await beyond.client.get(balances), 200);
    expect(await world.policy({ profile: "default" }), 200);
  });
}
