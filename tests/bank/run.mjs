// Payments by files, end to end and between processes: Bursar makes the payment file, the simulated
// bank takes it, answers, books and states, and Bursar reads what it sends. xmllint judges every
// file by a structure written from the outside (pain001.xsd).
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { check, conclude, must, until } from "../lib/checks.mjs";
import { bursar, Installation, sampleSale } from "../lib/installation.mjs";
import { run } from "../lib/process.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const scratch = mkdtempSync(path.join(os.tmpdir(), "bursar-bank-"));

/** A German account number with these last digits and right check digits. */
function iban(ending, bank = "12030000") {
  const account = bank + String(ending).padStart(10, "0");
  const rest = BigInt(`${account}131400`) % 97n;
  return `DE${String(98n - rest).padStart(2, "0")}${account}`;
}
const ours = iban("130", "37040044");
const fresh = () => ({ "Idempotency-Key": crypto.randomUUID() });

/** The simulated bank over HTTP. */
class Bank {
  constructor({ simulatorUrl, simulatorKey }) {
    Object.assign(this, { url: simulatorUrl, key: simulatorKey });
  }
  async post(target, body, type = "application/json") {
    const answer = await fetch(this.url + target, {
      method: "POST",
      headers: { Authorization: `Bearer ${this.key}`, "Content-Type": type },
      body: type === "application/json" ? JSON.stringify(body) : body,
    });
    const text = await answer.text();
    must(answer.ok, `${target}: ${answer.status} ${text}`);
    return text;
  }
  take(file) {
    return this.post("/v1/bank/files", file, "application/xml");
  }
  statement() {
    return this.post("/v1/bank/statements", { account: ours });
  }
  notification() {
    return this.post("/v1/bank/notifications", { account: ours });
  }
  send(amount_minor, purpose) {
    return this.post("/control/bank/credits", { account: ours, amount_minor, purpose });
  }
}

/** The office's side: one bank account and its files. */
class Desk {
  constructor(office, id) {
    Object.assign(this, { office, id, at: `/api/providers/${id}` });
  }
  async read() {
    return (await this.office.get(`${this.at}/bank_desk`)).body;
  }
  async make() {
    return this.office.mustPost(`${this.at}/bank_files`);
  }
  take(file) {
    return this.office.mustPost(`/api/bank_files/${file.bank_file_id}/take`);
  }
  import(content, file_name = "from-the-bank.xml") {
    return this.office.post(`${this.at}/bank_statements`, {
      file_name,
      content: Buffer.from(content).toString("base64url"),
    });
  }
  async mustImport(content) {
    const answer = await this.import(content);
    must(answer.status === 201, answer.text);
    return answer.body;
  }
  async lines(state) {
    return (await this.office.get(`${this.at}/bank_lines?state=${state}`)).body.rows;
  }
}

/** Money of sales becomes available days later; the test does not wait for that. */
function ripen(folder) {
  const db = new DatabaseSync(path.join(folder, "sandbox.db"));
  db.exec("UPDATE pending_maturity SET due_at = 0 WHERE matured_at IS NULL");
  db.close();
}

function judge(content) {
  const file = path.join(scratch, "file.xml");
  writeFileSync(file, content);
  execFileSync(
    "xmllint",
    ["--nonet", "--noout", "--schema", path.join(here, "pain001.xsd"), file],
    {
      stdio: "pipe",
    },
  );
}

const installation = await Installation.create();
try {
  await installation.startSimulator();
  await installation.serve();
  const office = await installation.signUp();
  const bank = new Bank(installation);
  const shop = await installation.createMerchant(office, "Bank Shop");
  await bank.post("/control", { latency_p50_ms: 1, latency_p95_ms: 2, decline_ppm: 0 });
  const sale = (extra) =>
    sampleSale(shop.merchant.merchant_id, `o-${crypto.randomUUID()}`, {
      currency: "EUR",
      ...extra,
    });
  const paid = await shop.api.post(
    "/v1/transactions",
    sale({
      amount: 500_000,
      paymentMethodInput: {
        cardNumber: "4242424242424242",
        expiryMonth: "12",
        expiryYear: "2030",
        cvv: "123",
      },
    }),
  );
  await shop.api.until(paid.body.id, (one) => one.status === "SUCCESS");
  await installation.server.stop();
  ripen(installation.folder);
  await installation.serve();
  office.base = installation.office;
  shop.api.base = installation.api;
  await until("money is available", async () => {
    const { rows } = (await office.get(`/api/merchants/${shop.merchant.merchant_id}/balances`))
      .body;
    return rows.some((row) => row.account === "merchant_available" && row.balance_minor > 0);
  });

  const made = await office.mustPost(
    "/api/providers",
    {
      company_id: shop.company.company_id,
      adapter: "bank",
      title: "House bank",
      methods: ["bank_transfer"],
      settings: { holder: "Bank Shop & Söhne GmbH", iban: ours, hand_over: "download" },
    },
    fresh(),
  );
  const desk = new Desk(office, made.provider_account_id);
  const page = async (id) => (await office.get(`/api/payments/${id}`)).body;
  const becomes = (id, lifecycle) =>
    until(`${id} is ${lifecycle}`, async () => (await page(id)).payment.lifecycle === lifecycle);
  const payOut = async (ending, amount, holder = "Ada Lovelace") => {
    const answer = await shop.api.post(
      "/v1/payment/payout",
      sale({
        amount,
        paymentMethod: "bank_transfer",
        paymentMethodInput: { iban: iban(ending), holder },
      }),
    );
    must(answer.status < 300, answer.text);
    return answer.body.transaction?.id ?? answer.body.id;
  };
  const waiting = (count) =>
    until(`${count} wait`, async () => (await desk.read()).waiting === count);

  await check("payouts wait, travel in one file, and end as the bank says", async () => {
    const good = await payOut(99, 12_050, "Łucja Ærø <& Co>");
    const rejected = await payOut(14, 3_000);
    const returned = await payOut(104, 4_000);
    const silent = await payOut(102, 1_000);
    await waiting(4);
    const file = await desk.make();
    must(file.orders === 4 && file.sum_minor === 20050, JSON.stringify(file));
    const none = await office.post(`${desk.at}/bank_files`);
    must(none.status === 422 && none.body.code === "nothing_waiting", none.text);
    const taken = await desk.take(file);
    must(taken.state === "submitted", taken.state);
    judge(taken.content);
    must((await page(good)).payment.lifecycle === "processing", "paid without a word of the bank");
    await desk.mustImport(await bank.take(taken.content));
    await becomes(rejected, "declined");
    must((await page(rejected)).payment.decline_reason === "closed_account", "no reason");
    must((await page(good)).payment.lifecycle === "processing", "accepted is not paid");
    await desk.mustImport(await bank.statement());
    await becomes(good, "paid");
    await becomes(returned, "paid");
    const second = await bank.statement();
    await desk.mustImport(second);
    await becomes(returned, "returned");
    const again = await desk.mustImport(second);
    must(again.lines === 1, JSON.stringify(again));
    must((await page(silent)).payment.lifecycle === "processing", "silence decided something");
    const [newest] = (await desk.read()).files;
    must(newest.state === "partly_accepted", newest.state);
    const cases = (await office.get("/api/exceptions?kind=returned")).body.rows;
    must(
      cases.some((one) => one.payment_id === returned),
      "no case of the returned payout",
    );
  });

  await check("transfers in pay the sale whose reference they carry", async () => {
    const ask = async (amount) => {
      const answer = await shop.api.post(
        "/v1/transactions",
        sale({ amount, paymentMethod: "bank_transfer" }),
      );
      must(answer.status < 300, answer.text);
      const id = answer.body.transaction?.id ?? answer.body.id;
      await becomes(id, "action");
      return { id, action: (await page(id)).payment.action };
    };
    const exact = await ask(7_500);
    must(exact.action.iban === ours, JSON.stringify(exact.action));
    const short = await ask(5_000);
    await bank.send(7500, `Order 12 ${exact.action.reference.replace(/(.{4})/g, "$1 ")}thanks`);
    await bank.send(4000, short.action.reference.toLowerCase());
    await bank.send(999, "without a word");
    const statement = await desk.mustImport(await bank.statement());
    must(statement.lines === 3 && statement.unmatched === 1, JSON.stringify(statement));
    await becomes(exact.id, "captured");
    await becomes(short.id, "captured");
    const cases = (await office.get("/api/exceptions?kind=short_paid")).body.rows;
    must(
      cases.some((one) => one.payment_id === short.id),
      "no case of the short payment",
    );
    const late = await ask(999);
    const [line] = await desk.lines("unmatched");
    const assigned = await office.post(`/api/bank_lines/${line.bank_line_id}/assign`, {
      target: late.id,
      reason: "named on the telephone",
    });
    must(assigned.status === 200 && assigned.body.state === "assigned", assigned.text);
    await becomes(late.id, "captured");
    must((await desk.read()).unmatched === 0, "a line is still open");
  });

  await check("a notification pays at once, and the statement does not pay again", async () => {
    const answer = await shop.api.post(
      "/v1/transactions",
      sale({ amount: 6_100, paymentMethod: "bank_transfer" }),
    );
    must(answer.status < 300, answer.text);
    const id = answer.body.transaction?.id ?? answer.body.id;
    await becomes(id, "action");
    await bank.send(6_100, (await page(id)).payment.action.reference);
    const told = await desk.mustImport(await bank.notification());
    must(told.kind === "notification" && told.lines === 1, JSON.stringify(told));
    await becomes(id, "captured");
    const stated = await desk.mustImport(await bank.statement());
    must(stated.repeated === 1 && stated.unmatched === 0, JSON.stringify(stated));
  });

  await check("what is no bank file, or of another account, changes nothing", async () => {
    const refused = async (content, code) => {
      const answer = await desk.import(content);
      must(answer.status === 422 && answer.body.code === code, `${code}: ${answer.text}`);
      return answer.body;
    };
    await refused("no xml", "xml_malformed");
    await refused(
      '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
      "xml_document_type",
    );
    await refused("<html/>", "unknown_message");
    const good = await bank.statement();
    await refused(good.replaceAll(ours, iban(1)), "other_account");
    await refused(
      good.replace(/<Cd>CLBD.*?<\/Amt>/s, (part) => part.replace(/>\d+\./, ">1.")),
      "statement_unbalanced",
    );
    await bank.send(100, "x");
    const broken = (await bank.statement()).replace(">1.00<", ">1,00<");
    const problem = await refused(broken, "statement_invalid");
    must(Object.keys(problem.details ?? {}).length === 1, JSON.stringify(problem));
  });

  await check("files go into the account's folder by themselves when it wants that", async () => {
    const { account } = (await office.get(desk.at)).body;
    const changed = await office.patch(desk.at, {
      version: account.version,
      settings: { ...account.settings, hand_over: "folder" },
    });
    must(changed.status === 200, changed.text);
    await payOut(77, 500);
    await waiting(1);
    const file = await desk.make();
    const folder = path.join(installation.folder, "bank", made.provider_account_id);
    const name = path.join(folder, `${file.message_id}.xml`);
    await until("the file is there", async () => existsSync(name));
    judge(readFileSync(name, "utf8"));
    must(readdirSync(folder).length === 1, readdirSync(folder).join());
    await until(
      "it counts as submitted",
      async () => (await desk.read()).files[0].state === "submitted",
    );
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
