// Mail and text messages through the real server, a real SMTP server with STARTTLS and
// authentication, and the simulator as text message gateway: what arrives works, what cannot be
// sent waits, and nothing arrives twice without being said.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { check, conclude, results } from "../lib/checks.mjs";
import { bursar, Installation, OfficeClient } from "../lib/installation.mjs";
import { MailServer, mailUser, tokenIn, until } from "../lib/mail.mjs";
import { run } from "../lib/process.mjs";
import { totp } from "../lib/totp.mjs";

const expect = (answer, status, code) => {
  assert.equal(answer.status, status, answer.text);
  if (code) assert.equal(answer.body?.code, code, answer.text);
  return answer.body;
};

const mail = await MailServer.start();
// node tests/mail/run.mjs [postgresql://…]: another database than one of its own
const database = process.argv[2]?.startsWith("postgresql:") ? process.argv[2] : "";
const arguments_ = database ? ["--database", database] : [];
const installation = await Installation.create({ database, arguments_ });
const settingsFile = path.join(installation.folder, "bursar.toml");
writeFileSync(settingsFile, `${mail.settings()}\n`);
await installation.startSimulator();
let office;
let merchant;

const invite = (email, name = "Ivy Wall") =>
  office.mustPost("/api/users/invitations", {
    email,
    name,
    role_key: "viewer",
    scope_kind: "merchant",
    merchant_id: merchant.merchant_id,
  });
const log = async (query = "") => expect(await office.get(`/api/messages${query}`), 200).rows;
const messageTo = (user_id, state) =>
  until(
    async () => (await log(`?about=${user_id}`)).find((one) => !state || one.state === state),
    `a message about ${user_id} that is ${state}`,
  );

async function walkInvitation() {
  await check("an invitation arrives over TLS and its link works once", async () => {
    const invited = await invite("ivy@bursar.example");
    assert.equal(invited.link_path, null, "a mailed link is shown to nobody else");
    assert.equal(invited.is_delivered, true);
    const letter = await mail.mailTo("ivy@bursar.example", /invited/);
    assert.equal(letter.secure, true);
    assert.equal(letter.user, mailUser);
    assert.equal(letter.from, "no-reply@bursar.example");
    assert.match(letter.headers.from[0], /"Bursar Test" <no-reply@bursar\.example>/);
    assert.match(letter.html, /<a href="http:\/\/127\.0\.0\.1:\d+\/invitation#token=/);
    assert.ok(letter.text.includes(installation.office), "the link leads to this office");
    const link = { purpose: "invite", token: tokenIn(letter) };
    const anonymous = new OfficeClient(installation.office);
    expect(await anonymous.post("/api/links/lookup", link), 200);
    const password = "ivy climbs the northern wall";
    expect(await anonymous.post("/api/links/acceptance", { ...link, password }), 200);
    expect(await anonymous.post("/api/links/acceptance", { ...link, password }), 410);
    expect(await anonymous.post("/api/session", { email: "ivy@bursar.example", password }), 200);
    const row = await messageTo(invited.user.user_id, "sent");
    assert.equal(row.to_masked, "i•••@bursar.example");
    assert.equal(row.may_have_arrived_twice, false);
    assert.ok(!JSON.stringify(row).includes(link.token), "the log shows no link");
  });

  await check("a name cannot bring headers or mark-up of its own", async () => {
    await invite("eve@bursar.example", "Eve <b>Bold</b> Überlänge & Söhne");
    const letter = await mail.mailTo("eve@bursar.example", /invited/);
    assert.match(letter.text, /Hello Eve <b>Bold<\/b> Überlänge & Söhne,/);
    assert.match(letter.html, /Eve &lt;b&gt;Bold&lt;\/b&gt; Überlänge &amp; Söhne/);
    const bad = await office.post("/api/users/invitations", {
      email: "x@bursar.example\r\nBcc: all@bursar.example",
      name: "X",
      role_key: "viewer",
      scope_kind: "merchant",
      merchant_id: merchant.merchant_id,
    });
    assert.equal(bad.status, 422, bad.text);
    const split = await invite("victim,other@bursar.example", "Y");
    assert.equal(split.is_delivered, false, "what mail cannot reach is handed over");
    assert.match(split.link_path, /^\/invitation#token=/);
    assert.equal(mail.mails.filter((one) => one.to.length !== 1).length, 0);
    assert.ok(mail.mails.every((one) => one.headers.bcc === undefined));
  });
}

async function walkReset() {
  await check("a forgotten password is reset by mail, and the second step stays", async () => {
    const anonymous = new OfficeClient(installation.office);
    const ask = (email) => anonymous.post("/api/password_resets", { email });
    const [known, unknown] = [await ask("ivy@bursar.example"), await ask("nobody@x.example")];
    assert.equal(known.status, 204);
    assert.deepEqual([known.status, known.text], [unknown.status, unknown.text]);
    const letter = await mail.mailTo("ivy@bursar.example", /another password/);
    await ask("ivy@bursar.example");
    const link = { purpose: "reset", token: tokenIn(letter) };
    const password = "another pass phrase, far longer";
    expect(await anonymous.post("/api/links/acceptance", { ...link, password }), 200);
    expect(await anonymous.post("/api/links/acceptance", { ...link, password }), 410);
    const session = expect(
      await anonymous.post("/api/session", { email: "ivy@bursar.example", password }),
      200,
    );
    assert.equal(session.stage, "must_verify_totp", "a reset never takes the second step away");
    await mail.mailTo("ivy@bursar.example", /password was changed/);
    assert.equal(mail.countTo("ivy@bursar.example", /another password/), 1, "one link, not two");
    assert.equal(mail.countTo("nobody@x.example"), 0);
  });

  await check("a known and an unknown address take the same time", async () => {
    const anonymous = new OfficeClient(installation.office);
    const took = { known: [], unknown: [] };
    for (let i = 0; i < 2; ++i)
      for (const [kind, email] of [
        ["known", "ivy@bursar.example"],
        ["unknown", `nobody${i}@x.example`],
      ]) {
        const start = performance.now();
        expect(await anonymous.post("/api/password_resets", { email }), 204);
        took[kind].push(performance.now() - start);
      }
    for (const times of Object.values(took)) assert.ok(Math.min(...times) >= 400, `${times}`);
  });
}

async function walkNotices() {
  await check(
    "a sign-in on another device is told to its person, by mail and in the office",
    async () => {
      const other = new OfficeClient(installation.office);
      const session = { email: "ivy@bursar.example", password: "ivy climbs the northern wall" };
      const agent = { "User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/130.0" };
      expect(await other.post("/api/session", session, agent), 200);
      const letter = await mail.mailTo("ivy@bursar.example", /new device/);
      assert.match(letter.text, /From: 127\.0\.0\.1/);
      assert.match(letter.text, /Firefox\/130/);
      const enrolment = await other.mustPost("/api/session/totp/enrolment", {});
      expect(
        await other.post("/api/session/totp/confirmation", { code: totp(enrolment.secret) }),
        200,
      );
      await other.get("/api/session");
      const { rows } = expect(await other.get("/api/account/alerts"), 200);
      assert.ok(rows.some((one) => one.kind === "new_device" && one.seen_at === null));
      const logins = expect(await other.get("/api/account/logins"), 200).rows;
      assert.equal(logins[0].is_unusual, true);
      assert.equal(logins[0].network, "127.0.0.0/24");
      await mail.mailTo("ivy@bursar.example", /second step/);
    },
  );

  await check("a new address is confirmed by its link, and the old one is told", async () => {
    const wanted = "ada.new@bursar.example";
    const own = expect(await office.post("/api/account/email_change", { email: wanted }), 200);
    assert.equal(own.waiting_email, wanted);
    assert.equal(own.user.email, "admin@bursar.example", "nothing counts before it is confirmed");
    const token = tokenIn(await mail.mailTo(wanted, /Confirm/));
    const anonymous = new OfficeClient(installation.office);
    expect(await anonymous.post("/api/email_changes/lookup", { token }), 200);
    expect(await anonymous.post("/api/email_changes/confirmation", { token }), 200);
    expect(await anonymous.post("/api/email_changes/confirmation", { token }), 410);
    const notice = await mail.mailTo("admin@bursar.example", /address was changed/);
    assert.match(notice.text, /ada\.new@bursar\.example/);
    await mail.mailTo(wanted, /address was changed/);
    assert.equal(expect(await office.get("/api/account"), 200).user.email, wanted);
  });
}

async function walkFailures() {
  await check("a mail server that is away delays a mail and sends it once", async () => {
    await mail.away();
    const invited = await invite("late@bursar.example");
    const waiting = await until(
      async () => (await log(`?about=${invited.user.user_id}`)).find((one) => one.last_error),
      "a first attempt",
    );
    assert.ok(waiting.last_error, "the log says what is wrong");
    await mail.listen();
    await mail.mailTo("late@bursar.example");
    const row = await messageTo(invited.user.user_id, "sent");
    assert.ok(row.attempts >= 2);
    assert.equal(row.may_have_arrived_twice, false);
    assert.equal(mail.countTo("late@bursar.example"), 1);
  });

  await check("a mailbox that does not exist is final", async () => {
    const invited = await invite("gone@bursar.example");
    const row = await messageTo(invited.user.user_id, "failed");
    assert.equal(row.attempts, 1);
    assert.match(row.last_error, /550/);
  });

  await check(
    "a server killed between sending and writing down repeats once and says so",
    async () => {
      const killed = new Promise((resolve) => {
        mail.onMail = async (letter) => {
          if (!letter.to.includes("twice@bursar.example")) return;
          mail.onMail = () => {};
          await installation.server.kill();
          resolve();
        };
      });
      const invited = await invite("twice@bursar.example");
      await killed;
      await serveAgain();
      const row = await messageTo(invited.user.user_id, "sent");
      assert.equal(row.may_have_arrived_twice, true);
      const letters = mail.mails.filter((one) => one.to.includes("twice@bursar.example"));
      assert.equal(letters.length, 2);
      assert.equal(letters[0].headers["message-id"][0], letters[1].headers["message-id"][0]);
    },
  );

  await check("no password leaves without TLS", async () => {
    assert.ok(mail.sessions.length > 0 && mail.sessions.every((one) => one.secure));
    await installation.server.stop();
    writeFileSync(settingsFile, `${mail.settings()}\nmail_tls = "none"\n`);
    const args = ["serve", "--data", installation.folder, "--office-port", "0", "--api-port", "0"];
    const said = await run(bursar, args, { codes: [1, 2] });
    assert.match(said, /mail_tls none would send the password unprotected/);
  });

  await check("a mail server with another certificate is not believed", async () => {
    const other = await MailServer.start();
    try {
      const believed = mail.settings().replace(/localhost:\d+/, `localhost:${other.port}`);
      writeFileSync(settingsFile, `${believed}\n`);
      await serveAgain();
      const invited = await invite("trap@bursar.example");
      const tried = await until(
        async () => (await log(`?about=${invited.user.user_id}`)).find((one) => one.last_error),
        "an attempt",
      );
      assert.match(tried.last_error, /certificate/i);
      assert.equal(other.sessions.length, 0, "not even the user's name was said");
    } finally {
      await installation.server.stop();
      await other.stop();
      writeFileSync(settingsFile, `${mail.settings()}\n`);
      await serveAgain();
    }
    await mail.mailTo("trap@bursar.example");
  });
}

/** Another port, the same sessions. */
async function serveAgain() {
  await installation.serve();
  office.base = installation.office;
}

async function walkTexts() {
  const inbox = async () => {
    const headers = { Authorization: `Bearer ${installation.simulatorKey}` };
    return (await fetch(`${installation.simulatorUrl}/v1/messages`, { headers })).json();
  };
  await check("a text message goes through the gateway, a process of its own", async () => {
    const sent = expect(
      await office.post("/api/messages/test", { channel: "sms", to: "+447900123478" }),
      201,
    );
    assert.equal(sent.to_masked, "+44 ••••• 78");
    const find = async () => (await inbox()).rows.find((one) => one.to === "+447900123478");
    const arrived = await until(find, "the text message");
    assert.equal(arrived.reference, sent.message_id);
    assert.equal(arrived.posts, 1);
    assert.match(arrived.text, /test/);
  });

  await check("a test mail goes to oneself", async () => {
    expect(await office.post("/api/messages/test", { channel: "mail", to: "+447900123478" }), 422);
    expect(await office.post("/api/messages/test", { channel: "mail" }), 201);
    await mail.mailTo("ada.new@bursar.example", /test message/);
    const channels = expect(await office.get("/api/messages/channels"), 200);
    assert.equal(channels.mail.is_ready, true);
    assert.equal(channels.sms.is_ready, true);
  });
}

try {
  await installation.serve();
  office = await installation.signUp();
  ({ merchant } = await installation.createMerchant(office));
  await walkInvitation();
  await walkNotices();
  await walkReset();
  await walkFailures();
  await walkTexts();
} catch (error) {
  ++results.failed;
  console.log(`FAILED set-up: ${error.stack}`);
  console.log(installation.server?.output.slice(-3000));
} finally {
  await installation.stop();
  await mail.stop();
}
conclude();
