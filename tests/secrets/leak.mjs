// Puts one known secret of every kind through a real server, the way people and programs do.
import { adminPassword, MerchantClient, OfficeClient, sampleSale } from "../lib/installation.mjs";
import { totp } from "../lib/totp.mjs";

const fresh = () => ({ "Idempotency-Key": crypto.randomUUID() });
const must = (answer, what) => {
  if (answer.status >= 300) throw new Error(`${what}: ${answer.status} ${answer.text}`);
  return answer.body;
};

const card = "4242424242424242";
const otherCard = "5555555555554444";
/** Four digits are anywhere by chance; these are looked for as a value of their own. */
const cvv = "7391";
const cvvForms = [`'${cvv}'`, `"${cvv}"`, `=${cvv}&`, `cvv: ${cvv}`, `cvv=${cvv}`];
const iban = "DE89370400440532013000";
const recipientIban = "GB29NWBK60161331926819";
const phone = "+4915112345678";
const providerKey = "provider key canary 5d1b7c9e";
const webhookSecret = "webhook secret canary 0f83a2";

/** The 20 bytes of an authenticator's seed, from its base32. */
function seedBytes(base32) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  let bits = "";
  for (const sign of base32.replace(/=+$/, ""))
    bits += alphabet.indexOf(sign).toString(2).padStart(5, "0");
  return Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
}

async function leakPeople(installation, office) {
  const made = must(
    await office.post("/api/users", {
      email: "canary@bursar.example",
      name: "Cana Ry",
      role_key: "administrator",
      scope_kind: "installation",
    }),
    "a person",
  );
  const person = new OfficeClient(installation.office);
  const half = await person.post("/api/session", {
    email: "canary@bursar.example",
    password: made.temporary_password,
  });
  must(half, "first sign-in");
  const preSession = [...person.cookies.values()].join(" ").split(" ");
  const password = "gravel tundra mosaic ferret";
  await person.mustPost("/api/session/password", {
    current_password: made.temporary_password,
    new_password: password,
  });
  const enrolment = await person.mustPost("/api/session/totp/enrolment", {});
  const done = await person.mustPost("/api/session/totp/confirmation", {
    code: totp(enrolment.secret),
  });
  await person.get("/api/session");
  // A wrong and a too long password must not be kept either.
  const wrong = "a wrong guess with canary 77aa";
  await new OfficeClient(installation.office).post("/api/session", {
    email: "canary@bursar.example",
    password: wrong,
  });
  const list = must(await office.get("/api/users"), "people").rows;
  const canary = list.find((one) => one.email === "canary@bursar.example");
  must(
    await office.patch(`/api/users/${canary.user_id}`, { version: canary.version, phone }),
    "a phone",
  );
  const reset = await office.post(`/api/users/${canary.user_id}/reset_link`);
  const link = must(reset, "a reset link").link_path?.match(/token=(.+)$/)?.[1];
  return {
    password,
    "temporary password": made.temporary_password,
    "wrong password": wrong,
    "set-up token": installation.setupToken,
    "reset link": link,
    "TOTP seed": enrolment.secret,
    "TOTP seed in bytes": seedBytes(enrolment.secret),
    "recovery code": done.recovery_codes[3],
    "recovery code without dashes": done.recovery_codes[4].replaceAll("-", ""),
    "session id": [...person.cookies.values()].find((value) => value.length >= 40),
    "half signed-in session id": preSession.find((value) => value.length >= 40),
    "CSRF token": person.csrf,
    phone,
  };
}

/** Two sales with a card, and card numbers and keys where none belong: refused and not kept. */
async function leakCards(installation, shop, strayKey) {
  const api = new MerchantClient(installation.api, shop.key.plain_text);
  for (const cardNumber of [card, otherCard]) {
    const input = { cardNumber, expiryMonth: "12", expiryYear: "2030", cvv };
    const sale = must(
      await api.post("/v1/transactions", {
        ...{ amount: 1000, currency: "USD", paymentMethod: "card", paymentMethodInput: input },
      }),
      "a sale",
    );
    await api.until(sale.id, (one) => one.status === "SUCCESS");
  }
  const bare = sampleSale(shop.merchant.merchant_id, `canary-${crypto.randomUUID()}`);
  await api.post("/v1/payment/sale", { ...bare, metadata: { note: card } });
  await api.post("/v1/payment/sale", { ...bare, orderId: card });
  await api.get(`/v1/transactions?search=${strayKey}`);
}

async function leakProvider(office, company_id) {
  const made = await office.post(
    "/api/providers",
    {
      ...{ company_id, adapter: "sim", title: "Canary acquirer", methods: ["wallet"] },
      ...{ base_url: "https://127.0.0.1:1", api_key: providerKey, is_enabled: false },
    },
    fresh(),
  );
  const { provider_account_id } = must(made, "a provider account");
  const change = { version: 1, webhook_secret: webhookSecret };
  must(await office.patch(`/api/providers/${provider_account_id}`, change), "a webhook secret");
}

/** A saved recipient, written down and changed. */
async function leakRecipient(office, merchant_id) {
  const target = `/api/merchants/${merchant_id}/recipients`;
  const account = { iban: recipientIban, holder: "Ada Lovelace" };
  const made = await office.post(target, { name: "Ada", currency: "EUR", ...account }, fresh());
  const { recipient_id, version } = must(made, "a recipient");
  const change = { version, name: "Ada again", ...account };
  must(await office.patch(`/api/recipients/${recipient_id}`, change), "a changed recipient");
}

async function leakPayments(installation, office) {
  const shop = await installation.createMerchant(office, "Canary Shop");
  const target = `/api/merchants/${shop.merchant.merchant_id}/api_keys`;
  const spare = { label: "second", scopes: ["transactions:read"] };
  const second = must(await office.post(target, spare), "a key");
  await leakCards(installation, shop, second.plain_text);
  const payout = await office.post(
    `/api/merchants/${shop.merchant.merchant_id}/payouts`,
    { amount_minor: 100, currency: "EUR", iban, holder: "Ada Lovelace" },
    fresh(),
  );
  if (payout.status >= 500) throw new Error(payout.text);
  await leakRecipient(office, shop.merchant.merchant_id);
  await leakProvider(office, shop.company.company_id);
  const token = must(await office.post("/api/account/api_tokens", {}, fresh()), "an API token");
  return {
    shop,
    secrets: {
      "API key": shop.key.plain_text,
      "API key's secret part": shop.key.plain_text.split("_").at(-1).slice(0, 43),
      "second API key": second.plain_text,
      "Data API secret": token.secret,
      "card number": card,
      "card number in groups": card.match(/.{4}/g).join(" "),
      "second card number": otherCard,
      "verification value": { forms: cvvForms },
      "payout account": iban,
      "recipient's account": recipientIban,
      "provider key": providerKey,
      "webhook secret": webhookSecret,
    },
  };
}

/** Secrets by what they are, and texts that must be readable so that the search is not blind. */
export async function leakSecrets(installation) {
  const office = await installation.signUp();
  const people = await leakPeople(installation, office);
  const { shop, secrets } = await leakPayments(installation, office);
  return {
    office,
    shop,
    person: { email: "canary@bursar.example", password: people.password },
    secrets: { "administrator's password": adminPassword, ...people, ...secrets },
    plain: {
      "merchant's name": shop.merchant.name,
      "e-mail address": "canary@bursar.example",
      "first and last digits of a card": "424242",
    },
  };
}
