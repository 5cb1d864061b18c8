// A whole sandbox installation for tests: fresh data directory, the real server, the real
// simulator, an
// administrator who went through set-up, and clients for both APIs.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Program, run } from "./process.mjs";
import { totp } from "./totp.mjs";

export const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "..");
const bin = process.env.BURSAR_BIN ?? path.join(root, "build", "dev", "bin");
export const bursar = path.join(bin, "bursar");
export const simulator = path.join(bin, "bursar-sim");

/** Password given to generated installations for measurements. */
export const demoPassword = "a demo password for measuring";
export const adminPassword = "correct horse battery staple";

/** Answer of a request: status, headers, text, and the body when it is JSON. */
async function answerOf(response) {
  const text = await response.text();
  const isJson = /json/.test(response.headers.get("content-type") ?? "");
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson ? JSON.parse(text) : undefined,
  };
}

/** Who looks over all clients' shoulders: `answer(seen)`, and `end(folder)` of an installation. */
export const watchers = {};

/** What one person may ask in a minute, over all sessions. */
const sessionRation = "1200";

/**
 * The office API as the browser speaks it: cookies, CSRF token, JSON. `onAnswer` sees every
 * answer.
 */
export class OfficeClient {
  constructor(base, onAnswer = () => {}) {
    Object.assign(this, { base, onAnswer, cookies: new Map(), csrf: "" });
  }

  /** Asks; when a person's ration of a minute is used up, waits for it as an office would. */
  async request(method, target, body, headers = {}) {
    for (;;) {
      const answer = await this.once(method, target, body, headers);
      const { limit, retry_after_s } = answer.body?.details ?? {};
      if (answer.status !== 429 || limit !== sessionRation) return answer;
      await new Promise((resolve) => setTimeout(resolve, Number(retry_after_s) * 1000));
    }
  }

  async once(method, target, body, headers) {
    const send = { Origin: this.base, "Sec-Fetch-Site": "same-origin", ...headers };
    if (this.cookies.size)
      send.Cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    if (body !== undefined) send["Content-Type"] = "application/json";
    if (this.csrf) send["X-CSRF-Token"] = this.csrf;
    const response = await fetch(this.base + target, {
      method,
      headers: send,
      body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body),
      redirect: "manual",
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair] = cookie.split(";");
      const at = pair.indexOf("=");
      const value = pair.slice(at + 1);
      if (value === "" || /max-age=0/i.test(cookie)) this.cookies.delete(pair.slice(0, at));
      else this.cookies.set(pair.slice(0, at), value);
    }
    const answer = await answerOf(response);
    if (answer.body?.csrf_token) this.csrf = answer.body.csrf_token;
    this.onAnswer({ method, target, ...answer });
    watchers.answer?.({ method, target, ...answer });
    return answer;
  }

  get(target, headers) {
    return this.request("GET", target, undefined, headers);
  }
  post(target, body = {}, headers) {
    return this.request("POST", target, body, headers);
  }
  patch(target, body, headers) {
    return this.request("PATCH", target, body, headers);
  }
  delete(target, headers) {
    return this.request("DELETE", target, undefined, headers);
  }

  /** Like post, but a refusal is an error that shows the answer. */
  async mustPost(target, body, headers = {}) {
    const answer = await this.post(target, body, headers);
    if (answer.status >= 300) throw new Error(`POST ${target}: ${answer.status} ${answer.text}`);
    return answer.body;
  }
}

/** The merchant API with one key. */
export class MerchantClient {
  constructor(base, key) {
    Object.assign(this, { base, key });
  }
  async request(method, target, body, headers = {}) {
    const response = await fetch(this.base + target, {
      method,
      headers: {
        Authorization: `Bearer ${this.key}`,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const answer = await answerOf(response);
    watchers.answer?.({ method, target, ...answer });
    return answer;
  }
  get(target, headers) {
    return this.request("GET", target, undefined, headers);
  }
  /** Posts; when the rate limit says so, waits and tries again, as a well-behaved client does. */
  async post(target, body, headers) {
    for (let tries = 0; ; ++tries) {
      const answer = await this.request("POST", target, body, headers);
      if (answer.status !== 429 || tries === 8) return answer;
      await new Promise((resolve) => setTimeout(resolve, 150 * (tries + 1)));
    }
  }
  /** Reads a transaction until `done(transaction)` holds. */
  async until(id, done, wait_ms = 20_000) {
    const deadline = Date.now() + wait_ms;
    for (;;) {
      const answer = await this.get(`/v1/transactions/${id}`);
      if (answer.status === 200 && done(answer.body)) return answer.body;
      if (Date.now() > deadline) throw new Error(`transaction ${id} is still ${answer.text}`);
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  }
}

/** A running sandbox installation. */
export class Installation {
  /** Prepares a data directory and prints nothing; `arguments_` are added to every serve. */
  static async create({ keep = false, arguments_ = [], database = "" } = {}) {
    const installation = new Installation();
    installation.folder = mkdtempSync(path.join(os.tmpdir(), "bursar-test-"));
    installation.keep = keep;
    installation.arguments_ = arguments_;
    const where = database ? ["--database", database] : [];
    // The least a hash may cost: tests sign in often.
    writeFileSync(path.join(installation.folder, "password.cost"), "m=19456,t=2\n");
    const printed = await run(bursar, ["init", "--data", installation.folder, ...where]);
    installation.setupToken = printed.match(/setup#token=(\S+)/)[1];
    return installation;
  }

  /** Runs the simulator apart from the server, so that it outlives it. */
  async startSimulator() {
    this.ownSimulator = new Program(simulator, ["--port", "0"]);
    const [, url, key] = await this.ownSimulator.line(/listening on (http:\S+) key=(\S+)/);
    this.simulatorUrl = url;
    this.simulatorKey = key;
  }

  async serve(extra = []) {
    const args = ["serve", "--data", this.folder, "--office-port", "0", "--api-port", "0"];
    if (this.ownSimulator)
      args.push("--simulator-url", this.simulatorUrl, "--simulator-key", this.simulatorKey);
    else args.push("--simulator", simulator);
    this.server = new Program(bursar, [...args, ...this.arguments_, ...extra]);
    const [, office] = await this.server.line(/office\s+(http:\S+)/);
    const [, api] = await this.server.line(/payments\s+(http:\S+)\/v1/);
    this.office = office;
    this.api = api;
    return this;
  }

  /** First administrator through the real set-up: link, password, second factor. */
  async signUp(onAnswer) {
    const client = new OfficeClient(this.office, onAnswer);
    await client.mustPost("/api/setup", {
      token: this.setupToken,
      email: "admin@bursar.example",
      name: "Ada Admin",
      password: adminPassword,
    });
    const enrolment = await client.mustPost("/api/session/totp/enrolment", {});
    this.totpSecret = enrolment.secret;
    await client.mustPost("/api/session/totp/confirmation", { code: totp(enrolment.secret) });
    await client.get("/api/session");
    return client;
  }

  /** Signs in as the demo administrator of a generated installation. */
  async signInDemo(password = demoPassword) {
    const client = new OfficeClient(this.office);
    await client.mustPost("/api/session", { email: "admin@demo.bursar.example", password });
    await client.get("/api/session");
    return client;
  }

  /** Company, merchant and API key through the office. */
  async createMerchant(client, name = "First Shop") {
    const fresh = () => ({ "Idempotency-Key": crypto.randomUUID() });
    const company = await client.mustPost(
      "/api/companies",
      { name: `${name} Company`, country: "DE", default_currency: "EUR" },
      fresh(),
    );
    const merchant = await client.mustPost(
      "/api/merchants",
      {
        company_id: company.company_id,
        name,
        settlement_currency: "EUR",
        allowed_currencies: ["USD", "JPY", "KWD"],
      },
      fresh(),
    );
    const key = await client.mustPost(`/api/merchants/${merchant.merchant_id}/api_keys`, {
      label: "test key",
      scopes: [
        "transactions:read",
        "transactions:write",
        "captures:write",
        "refunds:write",
        "payouts:write",
        "merchants:read",
      ],
    });
    return {
      company,
      merchant,
      key,
      api: new MerchantClient(this.api, key.secret ?? key.plain_text ?? key.key),
    };
  }

  async stop() {
    await this.server?.stop();
    await this.ownSimulator?.stop();
    watchers.end?.(this.folder);
    if (!this.keep) rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The documented sample of POST /v1/payment/sale but for ids. */
export function sampleSale(merchantId, orderId, extra = {}) {
  return {
    amount: 1000,
    currency: "USD",
    paymentMethod: "card",
    merchantId,
    orderId,
    buyerId: "buyer_789",
    successUrl: "https://yoursite.com/success",
    failureUrl: "https://yoursite.com/failure",
    returnUrl: "https://yoursite.com/return",
    callbackUrl: "https://yoursite.com/webhook",
    ...extra,
  };
}
