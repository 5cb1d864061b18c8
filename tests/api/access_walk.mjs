// Reviews of access and signed requests against the real server: who holds what is decided and
// signed off, what goes is gone, and a key that asks for signatures takes each of them once.
import { createHash, generateKeyPairSync, randomUUID, sign } from "node:crypto";

function expect(answer, status, code) {
  const told = answer.body?.code ?? answer.body?.error?.code;
  if (answer.status !== status || (code && told !== code))
    throw new Error(`${answer.status} ${answer.text} instead of ${status} ${code ?? ""}`);
  return answer.body;
}
const must = (condition, what) => {
  if (!condition) throw new Error(what);
};

export async function walkAccess(world) {
  await walkReview(world);
  await walkSignatures(world);
}

async function walkReview({ office, merchant, check }) {
  await check("access: a review is begun, decided row by row and signed off for good", async () => {
    const before = expect(await office.get("/api/access_reviews"), 200);
    must(!before.is_due && before.rows.length === 0, JSON.stringify(before));
    const leaver = await office.mustPost("/api/users", {
      ...{ email: "leaver@bursar.example", name: "Zoe Leaver", role_key: "viewer" },
      ...{ scope_kind: "merchant", merchant_id: merchant.merchant_id },
    });
    const key = await office.mustPost(`/api/merchants/${merchant.merchant_id}/api_keys`, {
      ...{ label: "Old shop", scopes: ["transactions:read"] },
    });
    const review = expect(await office.post("/api/access_reviews"), 201);
    const at = `/api/access_reviews/${review.access_review_id}`;
    expect(await office.post("/api/access_reviews"), 422, "review_open");
    const rowsOf = async (query) => expect(await office.get(`${at}/rows?${query}`), 200).rows;
    const [role] = await rowsOf("search=leaver%40&kind=membership");
    const [shop] = await rowsOf("search=old%20shop&kind=api_key");
    must(role.user_id === leaver.user.user_id && role.rights.includes("payments:read"), role);
    must(shop.merchant_id === merchant.merchant_id && shop.factors.length >= 0, shop);
    const decide = (row_ids, decision, note) =>
      office.post(`${at}/decisions`, { row_ids, decision, note });
    expect(await decide([role.row_id], "remove"), 422, "note_missing");
    expect(await decide([role.row_id, shop.row_id], "remove", "left in March"), 200);
    expect(await office.post(`${at}/signature`, { version: review.version }), 409);
    for (;;) {
      const open = await rowsOf("decision=undecided&limit=200");
      if (open.length === 0) break;
      expect(
        await decide(
          open.map(({ row_id }) => row_id),
          "keep",
        ),
        200,
      );
    }
    const ready = expect(await office.get(at), 200);
    must(ready.undecided === 0 && ready.remove === 2, JSON.stringify(ready));
    const signed = expect(
      await office.post(`${at}/signature`, { version: ready.version, note: "all looked at" }),
      200,
    );
    const person = expect(await office.get(`/api/users/${leaver.user.user_id}`), 200);
    must(person.user.memberships.length === 0, JSON.stringify(person.user));
    const keys = expect(
      await office.get(`/api/merchants/${merchant.merchant_id}/api_keys`),
      200,
    ).rows;
    const revoked = keys.find(({ api_key_id }) => api_key_id === key.api_key.api_key_id);
    must(revoked.state === "revoked", JSON.stringify(revoked));
    const csv = await office.get(`${at}/export`);
    const digest = createHash("sha256").update(csv.text).digest("hex");
    must(csv.status === 200 && digest === signed.digest, `${digest} instead of ${signed.digest}`);
    must(csv.text.includes("left in March"), csv.text);
    expect(await decide([role.row_id], "keep"), 422, "review_signed");
    const after = expect(await office.get("/api/access_reviews"), 200);
    must(after.signed_at === signed.signed_at && after.due_at > before.due_at, "not due later");
  });
}

async function walkSignatures({ office, merchant, MerchantClient, api, check }) {
  await check("access: a key that asks for signatures takes each of them once", async () => {
    const made = await office.mustPost(`/api/merchants/${merchant.merchant_id}/api_keys`, {
      ...{ label: "Signing shop", scopes: ["transactions:read", "transactions:write"] },
    });
    const shop = new MerchantClient(api.base, made.plain_text);
    expect(await shop.get("/v1/transactions"), 200);
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    const pem = publicKey.export({ type: "spki", format: "pem" });
    const at = `/api/merchants/${merchant.merchant_id}/api_keys/${made.api_key.api_key_id}`;
    expect(await office.patch(at, { signing_key: "no key" }), 422, "signing_key_invalid");
    const changed = expect(await office.patch(at, { signing_key: pem }), 200);
    const raw = publicKey.export({ format: "jwk" }).x;
    must(changed.signing_key === raw, changed.signing_key);
    const keyId = (client) => client.key.split("_")[2];
    const headers = (method, target, body, { seconds = 0, order = "", by = shop } = {}) => {
      const nonce = randomUUID();
      const timestamp = String(Math.floor(Date.now() / 1000) + seconds);
      const hash = createHash("sha256").update(body).digest("hex");
      const text = [
        ...["bursar-ed25519-1", keyId(by), method, target, hash],
        ...[order, timestamp, nonce],
      ].join("\n");
      return {
        ...(order && { "Idempotency-Key": order }),
        "X-Signature-Timestamp": timestamp,
        "X-Signature-Nonce": nonce,
        "X-Signature": sign(null, Buffer.from(text), privateKey).toString("base64"),
      };
    };
    const list = "/v1/transactions?limit=1";
    const missing = expect(await shop.get(list), 401, "signature_missing");
    must(missing.error.details.header === "X-Signature", JSON.stringify(missing));
    const good = headers("GET", list, "");
    expect(await shop.get(list, good), 200);
    expect(await shop.get(list, good), 401, "signature_replayed");
    expect(
      await shop.get("/v1/transactions?limit=2", headers("GET", list, "")),
      401,
      "signature_invalid",
    );
    for (const seconds of [-400, 400])
      expect(await shop.get(list, headers("GET", list, "", { seconds })), 401, "signature_expired");
    const sale = { amount: 700, currency: "EUR", paymentMethod: "card" };
    const other = JSON.stringify({ ...sale, amount: 900 });
    const target = "/v1/transactions";
    expect(
      await shop.request("POST", target, sale, headers("POST", target, other)),
      401,
      "signature_invalid",
    );
    const body = JSON.stringify(sale);
    const ordered = headers("POST", target, body, { order: "signed-1" });
    for (const exchanged of [{ "Idempotency-Key": "signed-2" }, { "Idempotency-Key": undefined }]) {
      const sent = Object.entries({ ...ordered, ...exchanged }).filter(([, value]) => value);
      expect(
        await shop.request("POST", target, sale, Object.fromEntries(sent)),
        401,
        "signature_invalid",
      );
    }
    const second = expect(await office.post(`${at}/rotation`, { overlap_s: 600 }), 201);
    const successor = new MerchantClient(api.base, second.plain_text);
    expect(await successor.get(list, headers("GET", list, "")), 401, "signature_invalid");
    expect(await successor.get(list, headers("GET", list, "", { by: successor })), 200);
    expect(await shop.request("POST", target, sale, ordered), 201);
    expect(await office.patch(at, { signing_key: "" }), 200);
    expect(await shop.get(list), 200);
  });
}
