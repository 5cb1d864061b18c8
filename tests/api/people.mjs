// People as they come in: made by somebody who may, first sign-in with the temporary password, own
// password, second factor.
import { totp } from "../lib/totp.mjs";

export const ownPassword = "a viewer of many payments";

/** Takes a person made by an administrator through every stage up to the full session. */
export async function signInFirstTime(client, email, temporary) {
  const signedIn = await client.post("/api/session", { email, password: temporary });
  if (signedIn.body?.stage !== "must_change_password")
    throw new Error(`first sign-in: ${signedIn.status} ${signedIn.text}`);
  await client.mustPost("/api/session/password", {
    current_password: temporary,
    new_password: ownPassword,
  });
  const enrolment = await client.mustPost("/api/session/totp/enrolment", {});
  await client.mustPost("/api/session/totp/confirmation", { code: totp(enrolment.secret) });
  await client.get("/api/session");
}
