// A real OpenID provider for the tests, as a process of its own. It prints its issuer; a control
// address, which no product has, tells it the office's return address, makes it sign with another
// key, and lets it hand out tokens that are wrong in one way.
import { createSign, generateKeyPairSync, sign } from "node:crypto";
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const clientSecret = "a secret of the office at its provider";
let current;
let keys;
let fault = "";

function makeKeys(algorithm, kid) {
  const made =
    algorithm === "ES256"
      ? generateKeyPairSync("ec", { namedCurve: "P-256" })
      : generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { algorithm, kid, key: made.privateKey };
}

function start(redirect_uri, algorithm, kid) {
  keys = makeKeys(algorithm, kid);
  const jwk = { ...keys.key.export({ format: "jwk" }), kid, use: "sig", alg: algorithm };
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "bursar",
        client_secret: clientSecret,
        redirect_uris: [redirect_uri],
        response_types: ["code"],
        grant_types: ["authorization_code"],
        id_token_signed_response_alg: algorithm,
      },
    ],
    jwks: { keys: [jwk] },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    cookies: { keys: ["only for the tests"] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({
        sub: `subject of ${id}`,
        name: id,
        email: id,
        email_verified: !id.startsWith("unverified"),
      }),
    }),
  });
  current = provider.callback();
}

const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** The same token with one thing wrong, signed by the provider's own key unless that is it. */
function spoiled(token) {
  const [head, body] = token
    .split(".")
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, "base64url")));
  if (fault === "nonce") body.nonce = "of another request";
  if (fault === "audience") body.aud = "another client";
  if (fault === "issuer") body.iss = "https://id.elsewhere.example";
  if (fault === "expired") Object.assign(body, { iat: body.iat - 7200, exp: body.iat - 3600 });
  if (fault === "none") return `${encode({ alg: "none" })}.${encode(body)}.`;
  const text = `${encode(head)}.${encode(body)}`;
  if (fault === "signature") {
    const other = makeKeys(keys.algorithm, keys.kid);
    return `${text}.${signed(text, other)}`;
  }
  return `${text}.${signed(text, keys)}`;
}

function signed(text, { algorithm, key }) {
  if (algorithm === "RS256") return createSign("sha256").update(text).sign(key, "base64url");
  return sign("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" }).toString(
    "base64url",
  );
}

/** Lets the provider answer into memory, and sends what becomes of it. */
function answerSpoiled(request, response) {
  const end = response.end.bind(response);
  response.end = (chunk) => {
    const answer = JSON.parse(chunk.toString());
    if (answer.id_token) answer.id_token = spoiled(answer.id_token);
    const text = JSON.stringify(answer);
    response.setHeader("content-length", Buffer.byteLength(text));
    return end(text);
  };
  current(request, response);
}

const server = createServer((request, response) => {
  const url = new URL(request.url, "http://localhost");
  if (url.pathname === "/control") {
    fault = url.searchParams.get("fault") ?? "";
    const redirect_uri = url.searchParams.get("redirect_uri");
    if (redirect_uri)
      start(redirect_uri, url.searchParams.get("algorithm"), url.searchParams.get("kid"));
    response.end("done");
  } else if (!current) {
    response.writeHead(503).end();
  } else if (url.pathname === "/token" && fault) {
    answerSpoiled(request, response);
  } else {
    current(request, response);
  }
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;
console.log(`issuer ${issuer}`);
process.on("SIGTERM", () => process.exit(0));
