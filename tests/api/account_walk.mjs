// Walks the routes of one's own account and of messages once, on an installation with a mail
// server, so that each has been seen succeeding, and shows what they refuse.
import { appendFileSync } from "node:fs";
import path from "node:path";
import { Installation, OfficeClient } from "../lib/installation.mjs";
import { MailServer, tokenIn } from "../lib/mail.mjs";

const expect = (answer, status, code) => {
  if (answer.status !== status || (code && answer.body?.code !== code))
    throw new Error(`${answer.status} instead of ${status} ${code ?? ""}: ${answer.text}`);
  return answer.body;
};

export async function walkAccount({ check, record }) {
  const mail = await MailServer.start();
  const installation = await Installation.create();
  appendFileSync(path.join(installation.folder, "bursar.toml"), `${mail.settings()}\n`);
  try {
    await installation.serve();
    const office = await installation.signUp(record);
    const anonymous = new OfficeClient(installation.office, record);
    await walkProfile({ check, office });
    await walkAddress({ check, office, anonymous, mail });
    await walkMessages({ check, office });
  } finally {
    await installation.stop();
    await mail.stop();
  }
}

async function walkProfile({ check, office }) {
  await check("one's own name and time zone are changed in versions", async () => {
    const own = expect(await office.get("/api/account"), 200);
    const change = { version: own.user.version, name: "Ada L.", time_zone: "Europe/Nicosia" };
    const saved = expect(await office.patch("/api/account", change), 200);
    if (saved.time_zone !== "Europe/Nicosia") throw new Error(saved.time_zone);
    expect(await office.patch("/api/account", change), 409, "version_changed");
    const role = { version: saved.user.version, role_key: "administrator" };
    expect(await office.patch("/api/account", role), 422, "unknown_member");
    const logins = expect(await office.get("/api/account/logins?limit=1"), 200);
    const page = `/api/account/logins?before=${logins.rows[0]?.login_id ?? "9"}`;
    expect(await office.get(page), 200);
    expect(await office.get("/api/account/logins?before=-1"), 422);
  });
  await check("security alerts are listed and marked as seen", async () => {
    const { rows } = expect(await office.get("/api/account/alerts"), 200);
    if (rows[0]?.kind !== "second_factor_changed") throw new Error(JSON.stringify(rows));
    const { alert_id } = rows[0];
    expect(await office.post("/api/account/alerts/seen", { alert_id }), 204);
    const own = expect(await office.get("/api/account"), 200);
    if (own.unseen_alerts !== 0) throw new Error(`${own.unseen_alerts} unseen`);
  });
}

async function walkAddress({ check, office, anonymous, mail }) {
  await check("a new address waits, is forgotten, and is confirmed by its link", async () => {
    const email = "ada@elsewhere.example";
    expect(await office.post("/api/account/email_change", { email }), 200);
    const own = expect(await office.delete("/api/account/email_change"), 200);
    if (own.waiting_email !== null) throw new Error(own.waiting_email);
    const dead = { token: tokenIn(await mail.mailTo(email)) };
    expect(await anonymous.post("/api/email_changes/lookup", dead), 410, "link_invalid");
    mail.mails.length = 0;
    expect(await office.post("/api/account/email_change", { email }), 200);
    const link = { token: tokenIn(await mail.mailTo(email)) };
    expect(await anonymous.post("/api/email_changes/lookup", link), 200);
    expect(await anonymous.post("/api/email_changes/confirmation", link), 200);
    expect(await anonymous.post("/api/email_changes/confirmation", link), 410, "link_invalid");
  });
}

async function walkMessages({ check, office }) {
  await check("messages are listed, and a test message is sent", async () => {
    expect(await office.get("/api/messages/channels"), 200);
    expect(await office.post("/api/messages/test", { channel: "mail" }), 201);
    expect(await office.post("/api/messages/test", { channel: "pigeon" }), 422);
    const { rows } = expect(await office.get("/api/messages?channel=mail&limit=50"), 200);
    if (!rows.some((one) => one.kind === "test")) throw new Error(JSON.stringify(rows));
    if (JSON.stringify(rows).includes("elsewhere.example") && rows.some((one) => !one.to_masked))
      throw new Error("an address stands in the log");
    expect(await office.get("/api/messages?state=lost"), 422);
  });
}
