// Every operation on passkeys, good and bad requests alike: registering as the first factor,
// signing in, a second passkey, renaming, removing, and what is left when one is gone.
import { SoftAuthenticator } from "../lib/authenticator.mjs";
import { totp } from "../lib/totp.mjs";

const email = "keyholder@bursar.example";
const password = "keyholders like long words";

/** Adds a passkey in the client's session and returns it with the answer. */
export async function addPasskey(client, name) {
  const session = await client.get("/api/session");
  const passkey = new SoftAuthenticator(session.body.passkey_origin);
  const invitation = await client.mustPost("/api/session/passkeys/registration");
  const added = await client.mustPost("/api/session/passkeys", passkey.create(invitation, name));
  await client.get("/api/session");
  return { passkey, added };
}

async function askAndAnswer(client, passkey) {
  const question = await client.mustPost("/api/session/passkey/question");
  return client.post("/api/session/passkey", passkey.get(question));
}

const must = (holds, answer) => {
  if (!holds) throw new Error(`${answer.status} ${answer.text}`);
};

export async function walkPasskeys({ office, installation, OfficeClient, record, check }) {
  const client = () => new OfficeClient(installation.office, record);
  const enter = async () => {
    const one = client();
    const answer = await one.mustPost("/api/session", { email, password });
    if (answer.stage !== "must_verify_totp") throw new Error(answer.stage);
    return one;
  };
  let laptop;
  let holder;
  await check("a passkey is a second factor from the first sign-in on", async () => {
    const made = await office.mustPost("/api/users", {
      email,
      name: "Kay Holder",
      role_key: "viewer",
      scope_kind: "installation",
    });
    const first = client();
    const current_password = made.temporary_password;
    await first.mustPost("/api/session", { email, password: current_password });
    await first.mustPost("/api/session/password", { current_password, new_password: password });
    const { passkey, added } = await addPasskey(first, "Laptop");
    laptop = passkey;
    if (added.session.stage !== "full" || added.recovery_codes.length !== 10)
      throw new Error(JSON.stringify(added));
    holder = await enter();
    const answer = await askAndAnswer(holder, laptop);
    must(answer.body?.stage === "full", answer);
    await holder.get("/api/session");
  });
  await check("an answer counts once, and only for its own page", async () => {
    const one = await enter();
    const question = await one.mustPost("/api/session/passkey/question");
    const answer = laptop.get(question);
    const elsewhere = new SoftAuthenticator("http://localhost.evil.example");
    Object.assign(elsewhere, { id: laptop.id, keys: laptop.keys, count: laptop.count });
    const wrong = await one.post("/api/session/passkey", elsewhere.get(question));
    must(wrong.status === 422 && wrong.body.code === "passkey_wrong", wrong);
    const late = await one.post("/api/session/passkey", answer);
    must(late.status === 422 && late.body.code === "passkey_expired", late);
  });
  await check("passkeys are listed, renamed and removed, the last one is not", async () => {
    const list = await holder.get("/api/session/passkeys");
    must(list.body?.rows.length === 1 && list.body.rows[0].name === "Laptop", list);
    const path = `/api/session/passkeys/${list.body.rows[0].passkey_id}`;
    const renamed = await holder.patch(path, { name: "Desk" });
    must(renamed.body?.name === "Desk", renamed);
    const kept = await holder.delete(path);
    must(kept.body?.code === "last_factor", kept);
    const { passkey } = await addPasskey(holder, "Phone");
    const gone = await holder.delete(path);
    must(gone.status === 204, gone);
    const one = await enter();
    const refused = await askAndAnswer(one, laptop);
    must(refused.body?.code === "passkey_wrong", refused);
    const taken = await askAndAnswer(one, passkey);
    must(taken.body?.stage === "full", taken);
  });
  await check("the authenticator app can go where a passkey remains", async () => {
    const enrolment = await holder.mustPost("/api/session/totp/enrolment");
    await holder.mustPost("/api/session/totp/confirmation", { code: totp(enrolment.secret) });
    await holder.get("/api/session");
    const gone = await holder.delete("/api/session/totp");
    must(gone.status === 204, gone);
    const again = await holder.delete("/api/session/totp");
    must(again.body?.code === "no_factor", again);
  });
}
