// The simulator's messages over real sockets: signed, tried again, doubled, out of order, given up,
// and kept over a restart; then Bursar as their receiver, up to the case that a dispute opens.
import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { check, conclude, must, until } from "../lib/checks.mjs";
import { bursar, Installation, sampleSale, simulator } from "../lib/installation.mjs";
import { Program, run } from "../lib/process.mjs";

const secret = "a secret of messages over sockets";
const day_ms = 86_400_000;
const scratch = mkdtempSync(path.join(os.tmpdir(), "bursar-sim-"));

/** A receiver that answers as it is told: a status, or nothing at all. */
class Receiver {
  constructor() {
    this.taken = [];
    this.answer = () => 200;
    this.server = http.createServer((request, response) => {
      const parts = [];
      request.on("data", (part) => parts.push(part));
      request.on("end", () => {
        const body = Buffer.concat(parts).toString();
        const one = { body, event: JSON.parse(body), header: request.headers["sim-signature"] };
        this.taken.push(one);
        const status = this.answer(one);
        if (status === 0) request.socket.destroy();
        else response.writeHead(status).end();
      });
    });
  }
  async listen() {
    await new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.url = `http://127.0.0.1:${this.server.address().port}/messages`;
  }
  of(reference) {
    return this.taken.filter(
      ({ event }) => (event.operation ?? event.dispute).reference === reference,
    );
  }
}

class Sim {
  constructor(program, url, key) {
    Object.assign(this, { program, url, key });
  }
  static async start(extra = []) {
    const program = new Program(simulator, ["--port", "0", ...extra]);
    const [, url, key] = await program.line(/listening on (http:\S+) key=(\S+)/);
    return new Sim(program, url, key);
  }
  async post(target, body, headers = {}) {
    const answer = await fetch(this.url + target, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    must(answer.ok, `${target}: ${answer.status} ${text}`);
    return JSON.parse(text);
  }
  charge(reference, number) {
    return this.post(
      "/v1/charges",
      {
        reference,
        amount_minor: 1250,
        currency: "EUR",
        card: { number, expiry_month: 12, expiry_year: 2030, cvv: "123" },
      },
      { Authorization: `Bearer ${this.key}`, "Idempotency-Key": reference },
    );
  }
  advance(ms) {
    return this.post("/control/advance", { ms });
  }
  async deliveries(reference) {
    const { rows } = await (await fetch(`${this.url}/control/webhooks`)).json();
    return rows.filter((row) => row.reference === reference);
  }
}

const calm = { latency_p50_ms: 0, latency_p95_ms: 0, decline_ppm: 0 };
const book = path.join(scratch, "book.jsonl");
const receiver = new Receiver();
await receiver.listen();
let sim = await Sim.start(["--book", book]);
const listen = () =>
  sim.post("/control", { ...calm, webhook_url: receiver.url, webhook_secret: secret });

function is_proven({ body, header }) {
  const [, at, hex] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(header) ?? [];
  const expected = createHmac("sha256", secret).update(`${at}.${body}`).digest("hex");
  return hex === expected && Math.abs(Date.now() - Number(at)) < 60_000;
}

try {
  await listen();

  await check("a message is signed over its raw bytes and comes once", async () => {
    await sim.charge("s-1", "4242424242424242");
    await until("delivered", async () => (await sim.deliveries("s-1"))[0]?.state === "delivered");
    const [one, ...more] = receiver.of("s-1");
    must(more.length === 0, `${more.length} more`);
    must(is_proven(one), one.header);
    must(
      one.event.type === "operation.updated" && one.event.operation.status === "approved",
      one.body,
    );
  });

  await check(
    "a refusal and a broken connection are tried again, the same message each time",
    async () => {
      const answers = [500, 0, 302, 200];
      receiver.answer = ({ event }) =>
        event.operation?.reference === "s-2" ? (answers.shift() ?? 200) : 200;
      await sim.charge("s-2", "4242424242424242");
      for (let tries = 1; tries <= 4; ++tries) {
        await until(`try ${tries}`, async () => (await sim.deliveries("s-2"))[0]?.tries === tries);
        await sim.advance(700_000);
      }
      const [delivery] = await sim.deliveries("s-2");
      must(
        delivery.state === "delivered" && delivery.last_http_status === 200,
        JSON.stringify(delivery),
      );
      const taken = receiver.of("s-2");
      must(taken.length === 4, `${taken.length} posts`);
      must(new Set(taken.map(({ body }) => body)).size === 1, "the body changed between tries");
      must(taken.every(is_proven), "a try without a proof");
    },
  );

  await check("after six tries it is given up", async () => {
    receiver.answer = ({ event }) => (event.operation?.reference === "s-3" ? 503 : 200);
    await sim.charge("s-3", "4242424242424242");
    for (let tries = 1; tries <= 6; ++tries) {
      await until(`try ${tries}`, async () => (await sim.deliveries("s-3"))[0]?.tries === tries);
      await sim.advance(700_000);
    }
    await sim.advance(day_ms);
    const [delivery] = await sim.deliveries("s-3");
    must(delivery.state === "given_up" && delivery.tries === 6, JSON.stringify(delivery));
    receiver.answer = () => 200;
  });

  await check("marked cards send twice and out of order", async () => {
    await sim.charge("s-4", "4000000000930059");
    await until("twice", () => receiver.of("s-4").length === 2);
    const [one, two] = receiver.of("s-4");
    must(one.event.event_id === two.event.event_id, "a repeat has another name");
    await sim.charge("s-5", "4000000000930067");
    await until("first", () => receiver.of("s-5").length === 1);
    await sim.advance(5_000);
    await until("second", () => receiver.of("s-5").length === 2);
    const [later, earlier] = receiver.of("s-5").map(({ event }) => event.created_at_ms);
    must(later > earlier, `${later} before ${earlier}`);
  });

  await check("what was not delivered is sent after a restart, and nothing twice", async () => {
    receiver.answer = ({ event }) => (event.operation?.reference === "s-6" ? 500 : 200);
    await sim.charge("s-6", "4242424242424242");
    await until("tried", async () => (await sim.deliveries("s-6"))[0]?.tries >= 1);
    await sim.program.kill("SIGKILL");
    receiver.answer = () => 200;
    const before = receiver.taken.length;
    sim = await Sim.start(["--book", book]);
    await listen();
    await sim.advance(day_ms);
    await until("delivered", async () => (await sim.deliveries("s-6"))[0]?.state === "delivered");
    must(receiver.taken.length === before + 1, `${receiver.taken.length - before} posts`);
  });

  await check("a card disputes days later, and each step of it is told", async () => {
    await sim.charge("s-7", "4000000000940058");
    await sim.advance(4 * day_ms);
    const opened = await until("opened", () =>
      receiver.of("s-7").find(({ event }) => event.type === "dispute.opened"),
    );
    must(is_proven(opened), opened.header);
    const { provider_reference, stage, reason, respond_by_ms } = opened.event.dispute;
    must(stage === "chargeback" && reason === "13.1" && respond_by_ms > 0, opened.body);
    await sim.post("/control/disputes/act", { provider_reference, act: "send_evidence" });
    await sim.advance(100_000);
    await until("won", () =>
      receiver.of("s-7").some(({ event }) => event.dispute?.status === "won"),
    );
    const files = (await (await fetch(`${sim.url}/control/settlements`)).json()).rows;
    must(files.length > 0, "no settlement file");
  });
} finally {
  await sim.program.stop();
  receiver.server.close();
}

const installation = await Installation.create();
try {
  await installation.startSimulator();
  await installation.serve();
  const office = await installation.signUp();
  const shop = await installation.createMerchant(office, "Dispute Shop");
  const world = new Sim(
    installation.ownSimulator,
    installation.simulatorUrl,
    installation.simulatorKey,
  );
  const accounts = (await office.get("/api/providers")).body.rows;
  const account = accounts.find((one) => one.adapter === "sim");
  const set = await office.patch(`/api/providers/${account.provider_account_id}`, {
    version: account.version,
    webhook_secret: secret,
  });
  must(set.status === 200, set.text);
  await world.post("/control", {
    ...calm,
    webhook_url: `${installation.api}/hooks/${account.provider_account_id}`,
    webhook_secret: secret,
  });

  await check("a dispute of the simulator is a case at Bursar, with its news", async () => {
    const made = await shop.api.post(
      "/v1/transactions",
      sampleSale(shop.merchant.merchant_id, "disputed", {
        currency: "EUR",
        amount: 4_200,
        paymentMethodInput: {
          cardNumber: "4000000000940058",
          expiryMonth: "12",
          expiryYear: "2099",
          cvv: "123",
        },
      }),
    );
    await shop.api.until(made.body.id, (one) => one.status === "SUCCESS");
    await world.advance(4 * day_ms);
    const find = async () =>
      (await office.get("/api/exceptions?kind=dispute_reported")).body.rows.find(
        (row) => row.payment_id === made.body.id,
      );
    const opened = await until("a case", find);
    must(opened.amount_minor === 4200, JSON.stringify(opened));
    must(
      /chargeback 13\.1 \(visa\) of 42\.00 EUR, needs response by \d{4}-/.test(opened.note),
      opened.note,
    );
    const { rows } = await (await fetch(`${world.url}/control/disputes`)).json();
    const { provider_reference } = rows[0];
    await world.post("/control/disputes/act", { provider_reference, act: "send_evidence" });
    await world.advance(100_000);
    const won = await until("the news", async () => {
      const row = await find();
      return /, won, /.test(row.note) && row;
    });
    must(won.exception_id === opened.exception_id, "another case");
    must(/needs response/.test(won.note), "what came before is gone");
  });

  await check("the books agree afterwards", async () => {
    const printed = await run(bursar, ["verify", "--data", installation.folder]);
    must(/every invariant holds/.test(printed), printed);
  });
} finally {
  await installation.stop();
  rmSync(scratch, { recursive: true, force: true });
}
conclude();
