// Passkeys: the calls of the server and what the browser does between them. Bytes travel as
// base64url; what the browser refuses becomes an ApiError like any other refusal.
import { queryOptions } from "@tanstack/react-query";
import { api, type Schemas, setCsrfToken, unwrap } from "./client.ts";
import { ApiError } from "./error.ts";

export type Passkey = Schemas["Passkey"];
type Question = Schemas["PasskeyQuestion"];
type Invitation = Schemas["PasskeyInvitation"];

/** Whether passkeys work on this page, and if not, why. */
export type PasskeyPlace = "here" | "elsewhere" | "nowhere" | "unsupported";

/** `origin` is where the server says they work; a passkey answers under no other address. */
export function passkeyPlace(origin: string | null): PasskeyPlace {
  if (origin === null) return "nowhere";
  if (globalThis.location.origin !== origin) return "elsewhere";
  return "PublicKeyCredential" in globalThis ? "here" : "unsupported";
}

export const passkeysQuery = queryOptions({
  queryKey: ["account", "passkeys"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/session/passkeys", { signal })),
});

export const start_passkey_registration = () =>
  unwrap(api.POST("/api/session/passkeys/registration"));

export async function add_passkey(body: Schemas["AddPasskey"]) {
  const enrolled = await unwrap(api.POST("/api/session/passkeys", { body }));
  setCsrfToken(enrolled.session.csrf_token);
  return enrolled;
}

const at = (passkey_id: string) => ({ params: { path: { passkey_id } } });

export const rename_passkey = (passkey_id: string, name: string) =>
  unwrap(api.PATCH("/api/session/passkeys/{passkey_id}", { ...at(passkey_id), body: { name } }));

export const remove_passkey = (passkey_id: string) =>
  unwrap(api.DELETE("/api/session/passkeys/{passkey_id}", at(passkey_id)));

export const remove_totp = () => unwrap(api.DELETE("/api/session/totp"));

export const start_passkey_sign_in = () => unwrap(api.POST("/api/session/passkey/question"));

export async function finish_passkey_sign_in(body: Schemas["PasskeyAssertion"]) {
  const session = await unwrap(api.POST("/api/session/passkey", { body }));
  setCsrfToken(session.csrf_token);
  return session;
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const raw = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(raw, (sign) => sign.charCodeAt(0));
}

function textOf(bytes: ArrayBuffer): string {
  const raw = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(raw).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

const descriptors = (passkeys: Question["passkeys"]): PublicKeyCredentialDescriptor[] =>
  passkeys.map(({ credential_id, transports }) => ({
    type: "public-key",
    id: bytesOf(credential_id),
    transports: transports as AuthenticatorTransport[],
  }));

/** The browser tells cancelling, running out of time and having no passkey alike, on purpose. */
const codes: Record<string, string> = {
  NotAllowedError: "passkey_canceled",
  AbortError: "passkey_canceled",
  InvalidStateError: "passkey_known",
};

async function inBrowser(ask: Promise<Credential | null>): Promise<PublicKeyCredential> {
  const refuse = (cause?: unknown) => {
    const name = cause instanceof DOMException ? cause.name : "";
    const code = codes[name] ?? "passkey_failed";
    return new ApiError({ status: 0, code, detail: "", request_id: "" }, cause);
  };
  const credential = await ask.catch((cause: unknown) => {
    throw refuse(cause);
  });
  if (!(credential instanceof PublicKeyCredential)) throw refuse();
  return credential;
}

const es256 = -7;
const eddsa = -8;

/** Has the browser make a passkey: what add_passkey needs but the name. */
export async function createPasskey({ rp_id, challenge, passkeys, timeout_ms, user }: Invitation) {
  const { response } = await inBrowser(
    navigator.credentials.create({
      publicKey: {
        rp: { id: rp_id, name: "Bursar" },
        user: { id: bytesOf(user.handle), name: user.email, displayName: user.name },
        challenge: bytesOf(challenge),
        pubKeyCredParams: [es256, eddsa].map((alg) => ({ type: "public-key", alg })),
        excludeCredentials: descriptors(passkeys),
        authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
        attestation: "none",
        timeout: timeout_ms,
      },
    }),
  );
  const made = response as AuthenticatorAttestationResponse;
  return {
    client_data: textOf(made.clientDataJSON),
    attestation_object: textOf(made.attestationObject),
    transports: made.getTransports?.() ?? [],
  };
}

/** Has the browser answer with one of the passkeys. */
export async function askPasskey(question: Question): Promise<Schemas["PasskeyAssertion"]> {
  const { rawId, response } = await inBrowser(
    navigator.credentials.get({
      publicKey: {
        rpId: question.rp_id,
        challenge: bytesOf(question.challenge),
        allowCredentials: descriptors(question.passkeys),
        userVerification: "required",
        timeout: question.timeout_ms,
      },
    }),
  );
  const { clientDataJSON, authenticatorData, signature, userHandle } =
    response as AuthenticatorAssertionResponse;
  return {
    credential_id: textOf(rawId),
    client_data: textOf(clientDataJSON),
    authenticator_data: textOf(authenticatorData),
    signature: textOf(signature),
    user_handle: userHandle && userHandle.byteLength > 0 ? textOf(userHandle) : null,
  };
}
