// The world of a storm: one server on SQLite, or two on one PostgreSQL database, a simulated
// acquirer that answers at once, two people, merchants, and the questions every storm ends with.
import { execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import os from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { signInFirstTime } from "../api/people.mjs";
import { bursar, Installation, OfficeClient, simulator } from "../lib/installation.mjs";
import { Program, run } from "../lib/process.mjs";

const postgres_script = fileURLToPath(new URL("../../server/testing/postgres.sh", import.meta.url));
const latency_ms = 5;
const settled_within_ms = 60_000;
const refused_within_ms = 30_000;

export const must = (condition, what) => {
  if (!condition) throw new Error(what);
};
export const uuid = () => crypto.randomUUID();
/** An order id; letters alone, for digits by chance may look like a card number. */
export const order = () => uuid().replace(/\d/g, (digit) => "ghijklmnop"[digit]);
export const fresh = () => ({ "Idempotency-Key": uuid() });
const rest = (wait_ms) => new Promise((resolve) => setTimeout(resolve, wait_ms));

const final_states = new Set(["succeeded", "declined", "failed", "canceled", "reversed"]);

/** A private PostgreSQL that syncs its commits, as the product demands. */
function startPostgres(folder) {
  const url = execFileSync(postgres_script, ["start", folder, String(process.pid)]);
  const settings = ["fsync", "full_page_writes", "synchronous_commit"];
  const commands = settings.map((name) => `ALTER SYSTEM SET ${name} = on`);
  for (const command of [...commands, "SELECT pg_reload_conf()"])
    execFileSync("psql", ["-qh", folder, "-U", "postgres", "-c", command]);
  return url.toString().trim();
}

/** Sends one request over a connection of its own; many of these leave at the same moment. */
function send(agent, base, target, headers, body) {
  return new Promise((resolve, reject) => {
    const options = { method: "POST", agent, headers };
    const sent = request(base + target, options, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part) => {
        text += part;
      });
      response.on("end", () =>
        resolve({
          status: response.statusCode,
          body: /json/.test(response.headers["content-type"] ?? "") ? JSON.parse(text) : undefined,
          text,
        }),
      );
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

export class World {
  /** `kind` is "sqlite" or "postgres". */
  static async open(kind) {
    const world = new World();
    world.kind = kind;
    world.place = mkdtempSync(path.join(os.tmpdir(), `bursar-storm-${kind}-`));
    world.agent = new Agent({ keepAlive: true, maxSockets: 1024 });
    world.servers = [];
    try {
      await world.#install();
      await world.start();
      Object.assign(world.first, world.servers[0]);
      world.ada = await world.first.signUp();
      world.bea = await world.#colleague("bea@bursar.example", "Bea");
      await world.#listen();
    } catch (error) {
      await world.close();
      throw error;
    }
    return world;
  }

  async #install() {
    if (this.kind === "postgres") {
      this.postgres = `${this.place}-pg`;
      this.database = startPostgres(this.postgres);
    }
    this.first = await Installation.create({ database: this.database ?? "" });
    writeFileSync(path.join(this.first.folder, "bursar.toml"), "node = 1\n");
    this.sim = new Program(simulator, [
      ...["--port", "0", "--decline-ppm", "0"],
      ...["--latency-p50-ms", String(latency_ms), "--latency-p95-ms", String(2 * latency_ms)],
    ]);
    const [, url, key] = await this.sim.line(/listening on (http:\S+) key=(\S+)/);
    Object.assign(this, { simUrl: url, simKey: key });
  }

  /** Starts the servers of the installation: a second one where the database can be shared. */
  async start() {
    const folders = [this.first.folder];
    if (this.database) {
      const second = path.join(this.place, "second");
      mkdirSync(second, { recursive: true });
      writeFileSync(path.join(second, "bursar.toml"), "node = 2\n");
      folders.push(second);
    }
    this.servers = [];
    for (const folder of folders) this.servers.push(await this.#serve(folder));
    for (const person of [this.ada, this.bea]) if (person) person.base = this.servers[0].office;
  }

  async #serve(folder) {
    const program = new Program(bursar, [
      ...["serve", "--data", folder, "--office-port", "0", "--api-port", "0"],
      ...(this.database ? ["--database", this.database] : []),
      ...["--master-key-file", path.join(this.first.folder, "secrets", "master.key")],
      ...["--simulator-url", this.simUrl, "--simulator-key", this.simKey, "--no-rate-limits"],
    ]);
    const [, office] = await program.line(/office\s+(http:\S+)/);
    const [, api] = await program.line(/payments\s+(http:\S+)\/v1/);
    return { program, office, api };
  }

  async #colleague(email, name) {
    const made = await this.ada.mustPost("/api/users", {
      ...{ email, name, role_key: "administrator", scope_kind: "installation" },
    });
    const client = new OfficeClient(this.servers[0].office);
    await signInFirstTime(client, email, made.temporary_password);
    return client;
  }

  /** Lets the simulated provider send messages: its account gets a secret, and so an address. */
  async #listen() {
    const { rows } = (await this.ada.get("/api/providers")).body;
    const { provider_account_id, version } = rows[0];
    this.hookSecret = `whsec_${uuid()}`;
    const change = { version, webhook_secret: this.hookSecret };
    const changed = await this.ada.patch(`/api/providers/${provider_account_id}`, change);
    must(changed.status === 200, changed.text);
    this.hook = `/hooks/${provider_account_id}`;
  }

  /** A message of the provider about one of our references, proven by its signature. */
  async message(reference, server) {
    const headers = { Authorization: `Bearer ${this.simKey}` };
    const found = await fetch(`${this.simUrl}/v1/operations?reference=${reference}`, { headers });
    must(found.status === 200, `the simulator does not know ${reference}`);
    const at = Date.now();
    const text = JSON.stringify({
      event_id: `ev_${uuid()}`,
      type: "operation.updated",
      created_at_ms: at,
      operation: await found.json(),
    });
    const mac = createHmac("sha256", this.hookSecret).update(`${at}.${text}`).digest("hex");
    const sent = {
      "Content-Type": "application/json",
      "Content-Length": Buffer.byteLength(text),
      "Sim-Signature": `t=${at},v1=${mac}`,
    };
    const answer = await send(this.agent, server.api, this.hook, sent, text);
    must(answer.status < 300, `a message was answered ${answer.status} ${answer.text}`);
  }

  /** The same person at another server: one session, whichever process is asked. */
  at(person, server) {
    const other = new OfficeClient(server.office);
    Object.assign(other, { cookies: person.cookies, csrf: person.csrf });
    return other;
  }

  /** Between stop() and start(): captured money counts as settled, so that it can be paid out. */
  ripen() {
    const now_due = "UPDATE pending_maturity SET due_at = 0 WHERE matured_at IS NULL";
    if (this.database) {
      execFileSync("psql", [this.database, "-qc", now_due]);
    } else {
      const file = new DatabaseSync(path.join(this.first.folder, "sandbox.db"));
      file.exec(now_due);
      file.close();
    }
  }

  /** A person asks; what is told to come back comes back. */
  async ask(person, method, target, body, headers) {
    for (const deadline = Date.now() + refused_within_ms; ; await rest(50)) {
      const answer = await person.request(method, target, body, headers);
      const is_told_to_return = answer.status === 503 || answer.status === 429;
      if (!is_told_to_return || Date.now() > deadline) return answer;
    }
  }

  async stop() {
    for (const { program } of this.servers) await program.stop();
  }

  async close() {
    await this.stop();
    this.agent?.destroy();
    await this.sim?.stop();
    await this.first?.stop();
    if (this.postgres) execFileSync(postgres_script, ["stop", this.postgres]);
    rmSync(this.place, { recursive: true, force: true });
  }

  /** A merchant with a key for everything a merchant may do. */
  async shop(name, overdraft_minor = 0) {
    const { ada } = this;
    const company = await ada.mustPost(
      "/api/companies",
      { name: `${name} Company`, country: "DE", default_currency: "EUR" },
      fresh(),
    );
    const merchant = await ada.mustPost(
      "/api/merchants",
      { company_id: company.company_id, name, settlement_currency: "EUR" },
      fresh(),
    );
    const { merchant_id } = merchant;
    const target = `/api/merchants/${merchant_id}`;
    if (overdraft_minor > 0) {
      const change = { version: merchant.version, refund_overdraft_minor: overdraft_minor };
      const changed = await ada.patch(target, change);
      must(changed.status === 200, changed.text);
    }
    const nouns = ["transactions", "captures", "refunds", "payouts"];
    const made = await ada.mustPost(`${target}/api_keys`, {
      label: "storm",
      scopes: ["transactions:read", ...nouns.map((noun) => `${noun}:write`)],
    });
    return { merchant_id, key: made.plain_text };
  }

  /** Posts to the merchant API of one server; what is told to come back comes back. */
  async post(shop, target, body, headers = {}, server = this.servers[0]) {
    const text = JSON.stringify(body);
    const sent = {
      ...{ Authorization: `Bearer ${shop.key}`, "Content-Type": "application/json" },
      ...{ "Content-Length": Buffer.byteLength(text) },
      ...headers,
    };
    for (const deadline = Date.now() + refused_within_ms; ; await rest(50)) {
      const answer = await send(this.agent, server.api, target, sent, text);
      const is_told_to_return = answer.status === 503 || answer.status === 429;
      if (!is_told_to_return || Date.now() > deadline) return answer;
    }
  }

  /** `count` requests at once, spread over the servers; `of(i)` gives target, body and headers. */
  burst(shop, count, of) {
    return Promise.all(
      Array.from({ length: count }, (_, i) => {
        const { target, body, headers } = of(i);
        return this.post(shop, target, body, headers, this.servers[i % this.servers.length]);
      }),
    );
  }

  /** A payment of a card, captured or held. */
  async payment(shop, amount, extra = {}) {
    const sale = {
      ...{ amount, currency: "EUR", paymentMethod: "card", merchantId: shop.merchant_id },
      ...{ orderId: order(), buyerId: "buyer" },
      paymentMethodInput: card("4242424242424242"),
      ...extra,
    };
    const made = await this.post(shop, "/v1/transactions", sale);
    must(made.status === 201, made.text);
    return made.body.id;
  }

  async detail(payment_id) {
    const answer = await this.ask(this.ada, "GET", `/api/payments/${payment_id}`);
    must(answer.status === 200, answer.text);
    return answer.body;
  }

  /** The payment once `holds(detail)`. */
  async until(payment_id, holds, what) {
    for (const deadline = Date.now() + settled_within_ms; ; await rest(20)) {
      const detail = await this.detail(payment_id);
      if (holds(detail)) return detail;
      const states = detail.operations.map((one) => `${one.type} ${one.state}`).join(", ");
      must(Date.now() < deadline, `${payment_id} is not ${what}: ${states}`);
    }
  }

  settled(payment_id) {
    return this.until(
      payment_id,
      ({ operations }) => operations.every((one) => final_states.has(one.state)),
      "settled",
    );
  }

  async control(switches) {
    const answer = await fetch(`${this.simUrl}/control`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(switches),
    });
    must(answer.status === 200, await answer.text());
  }

  /** What the simulator's book says about one of our references. */
  async effects(reference) {
    const answer = await fetch(`${this.simUrl}/v1/book?reference=${reference}`, {
      headers: { Authorization: `Bearer ${this.simKey}` },
    });
    must(answer.status === 200, `the book answered ${answer.status}`);
    return (await answer.json()).effects;
  }

  /**
   * Compares each operation of a settled payment with the simulator's book and the ledger: what
   * succeeded is one effect and one posting, everything else is none. Returns how many effects
   * were seen.
   */
  async compare(detail) {
    let seen = 0;
    for (const operation of detail.operations) {
      const attempts = detail.attempts.filter((one) => one.operation_id === operation.operation_id);
      must(attempts.length === 1, `${operation.type} has ${attempts.length} attempts`);
      const effects = await this.effects(attempts[0].our_reference);
      const has_effect =
        operation.state === "succeeded" && !["auth", "void"].includes(operation.type);
      const what = `${operation.type} ${operation.operation_id} (${operation.state})`;
      must(effects.length === (has_effect ? 1 : 0), `${what} has ${effects.length} effects`);
      if (has_effect)
        must(effects[0].amount_minor === operation.amount_minor, `${what}: another amount`);
      seen += effects.length;
    }
    const postings = (kind) =>
      new Set(
        detail.ledger_entries.filter((one) => one.kind === kind).map((one) => one.ledger_tx_id),
      ).size;
    for (const type of ["sale", "capture", "refund", "payout"]) {
      const done = detail.operations.filter(
        (one) => one.type === type && one.state === "succeeded",
      );
      const booked = postings(type);
      must(booked === done.length, `${done.length} ${type} succeeded, ${booked} are booked`);
    }
    return seen;
  }

  /** Balance of one of the merchant's accounts, in EUR. */
  async balance(shop, account) {
    const answer = await this.ask(this.ada, "GET", `/api/merchants/${shop.merchant_id}/balances`);
    must(answer.status === 200, answer.text);
    const row = answer.body.rows.find((one) => one.account === account && one.currency === "EUR");
    return row?.balance_minor ?? row?.amount_minor ?? 0;
  }

  /** Stops everything and lets the independent checks recompute the books. */
  async verify() {
    await this.stop();
    const where = this.database ? ["--database", this.database] : [];
    const output = await run(bursar, ["verify", "--data", this.first.folder, ...where]);
    must(/verified/.test(output), output);
  }
}

export const card = (cardNumber) => ({
  ...{ cardNumber, expiryMonth: "12", expiryYear: "2030", cvv: "123" },
});
