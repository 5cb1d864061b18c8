// Walks the routes of batches once: a file with a bad line from upload to result, one that is taken
// back, one that is paused and goes on. That payouts and approvals go the same way is shown in
// server/batches and in tests/e2e.
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sampleSale } from "../lib/installation.mjs";
import { totp } from "../lib/totp.mjs";

const uuid = () => crypto.randomUUID();
const fresh = () => ({ "Idempotency-Key": uuid() });
const expect = (answer, status, code) => {
  if (answer.status !== status || (code && answer.body?.code !== code))
    throw new Error(`${answer.status} instead of ${status} ${code ?? ""}: ${answer.text}`);
  return answer.body;
};
const must = (holds, what) => {
  if (!holds) throw new Error(what);
};

/** A code of the app whose step counts as unused. */
function appCode(installation) {
  const database = new DatabaseSync(path.join(installation.folder, "sandbox.db"));
  database.exec("PRAGMA busy_timeout = 5000");
  database.exec("UPDATE user_account SET totp_last_step = 0");
  database.close();
  return totp(installation.totpSecret);
}

class Walk {
  constructor(world) {
    Object.assign(this, world);
    this.target = `/api/merchants/${this.merchant.merchant_id}/batches`;
  }

  upload(text, kind = "refund", name = "refunds.csv") {
    const query = new URLSearchParams({ kind, file_name: name });
    return this.office.post(`${this.target}?${query}`, text);
  }

  async until(batch_id, state) {
    for (let tries = 0; ; ++tries) {
      const batch = expect(await this.office.get(`/api/batches/${batch_id}`), 200);
      if (batch.state === state) return batch;
      if (tries === 400) throw new Error(`the batch is ${batch.state}, not ${state}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Confirms with a code of the app over exactly this content. */
  async confirm({ batch_id, content_hash }, headers = fresh()) {
    const target = `/api/batches/${batch_id}/confirm`;
    const asked = await this.office.post(target, { content_hash }, headers);
    const { details } = expect(asked, 403, "step_up_required");
    const code = appCode(this.installation);
    const answered = `/api/operation_codes/${details.operation_code_id}/answer`;
    expect(await this.office.post(answered, { code }), 204);
    const proven = { ...headers, "X-Operation-Code": details.operation_code_id };
    return { details, answer: await this.office.post(target, { content_hash }, proven), proven };
  }

  async sale() {
    const made = await this.api.post(
      "/v1/payment/sale",
      sampleSale(this.merchant.merchant_id, `batch-${uuid()}`),
    );
    const { id } = expect(made, 201).transaction;
    await this.api.until(id, (one) => one.status === "SUCCESS");
    return id;
  }
}

export async function walkBatches(world) {
  const walk = new Walk(world);
  await walkFiles(walk);
  await walkOne(walk);
  await walkBack(walk);
  await walkPause(walk);
}

async function walkFiles(walk) {
  const { office, check } = walk;
  await check(
    "templates can be uploaded, and a file that makes no sense is refused whole",
    async () => {
      for (const kind of ["payout", "refund", "capture", "void"]) {
        const file = await office.get(`/api/batch_templates/${kind}`);
        must(file.status === 200 && file.text.startsWith("payment_id,"), file.text);
      }
      expect(await office.get("/api/batch_templates/gift"), 404);
      const codes = {
        "": "empty_file",
        "payment_id\n": "no_lines",
        "order\n1\n": "unknown_column",
        "payment_id,pan\n1,4111111111111111\n": "column_not_allowed",
        'payment_id\n"1\n': "malformed_csv",
      };
      for (const [text, code] of Object.entries(codes))
        must(expect(await walk.upload(text), 422, code).field === "file", code);
      expect(await walk.upload("payment_id\n1\n", "gift"), 422, "unknown_value");
      expect(await walk.upload("payment_id\n1\n", "refund", "a/b.csv"), 422, "invalid_file_name");
      const large = `payment_id\n${"x".repeat(10 * 1024 * 1024)}\n`;
      expect(await walk.upload(large), 413, "body_too_large");
    },
  );
}

async function walkOne(walk) {
  const { office, check } = walk;
  await check("a file with a bad line: checked, confirmed by a code, done, told", async () => {
    const [one, two] = [await walk.sale(), await walk.sale()];
    const text = `payment_id,amount,merchant_refund_id\n${one},300,r1\nnobody,1,r2\n${two},,r3\n`;
    const made = expect(await walk.upload(text), 201);
    const again = expect(await walk.upload(`\uFEFF${text.replaceAll(",", ";")}`), 409);
    must(again.details.batch_id === made.batch_id, "the earlier batch is not named");
    const ready = await walk.until(made.batch_id, "ready");
    const items = expect(await office.get(`/api/batches/${made.batch_id}/items?limit=2`), 200);
    must(items.rows[1].faults[0].code === "payment_not_found", JSON.stringify(items.rows));
    must(items.has_more && items.rows[1].line_no === 3, "lines are not paged");
    const target = `/api/batches/${made.batch_id}`;
    const bad = await office.get(`${target}/items?state=invalid&after=2`);
    must(expect(bad, 200).rows.length === 1, "lines are not filtered");
    expect(await office.get(`${target}/items?state=lost`), 422, "invalid_parameter");
    const other = { content_hash: "0".repeat(64) };
    expect(await office.post(`${target}/confirm`, other, fresh()), 409, "content_changed");
    expect(await office.post(`${target}/resume`, {}), 422, "wrong_state");
    const { details, answer, proven } = await walk.confirm(ready);
    must(details.count === "2" && details.amounts === "13.00 USD", JSON.stringify(details));
    expect(answer, 200);
    const { content_hash } = ready;
    const repeat = await office.post(`${target}/confirm`, { content_hash }, proven);
    must(expect(repeat, 200) && repeat.headers.get("idempotent-replayed"), "done again");
    await walk.until(made.batch_id, "completed_with_errors");
    const result = await office.get(`${target}/result`);
    const lines = result.text.trim().split("\r\n");
    must(lines.length === 4 && / has no such payment$/.test(lines[2]), result.text);
    must(lines[1].startsWith(`2,${one},succeeded,300,USD,tx_`), lines[1]);
    const listed = expect(await office.get("/api/batches?kind=refund&limit=5"), 200);
    must(
      listed.rows.some((row) => row.batch_id === made.batch_id),
      "not in the list",
    );
    const page = expect(await office.get(`/api/payments/${two}`), 200);
    must(page.payment.refunded_minor === 1000, "not refunded");
  });
}

async function walkBack(walk) {
  const { office, check } = walk;
  await check("what was taken back before anything moved may come again", async () => {
    const text = `payment_id,amount\n${await walk.sale()},100\n`;
    const made = expect(await walk.upload(text), 201);
    await walk.until(made.batch_id, "ready");
    const target = `/api/batches/${made.batch_id}/cancel`;
    const reason = "4111 1111 1111 1111";
    expect(await office.post(target, { reason }), 422, "card_number_not_allowed");
    must(expect(await office.post(target, { reason: "typo" }), 200).state === "canceled", "no");
    const again = expect(await walk.upload(text), 201);
    await walk.until(again.batch_id, "ready");
  });
}

async function walkPause(walk) {
  const { office, check } = walk;
  await check("a running batch is paused, goes on, and ends", async () => {
    const id = await walk.sale();
    const lines = Array.from({ length: 300 }, (_, line) => `${id},1,part-${line}`);
    const text = `payment_id,amount,merchant_refund_id\n${lines.join("\n")}\n`;
    const made = expect(await walk.upload(text), 201);
    const { answer } = await walk.confirm(await walk.until(made.batch_id, "ready"));
    expect(answer, 200);
    const target = `/api/batches/${made.batch_id}`;
    const paused = expect(await office.post(`${target}/pause`, {}), 200);
    must(paused.state === "paused" && paused.allowed.includes("resume"), JSON.stringify(paused));
    expect(await office.post(`${target}/resume`, {}), 200);
    await walk.until(made.batch_id, "completed");
    const page = expect(await office.get(`/api/payments/${id}`), 200);
    must(page.payment.refunded_minor === 300, `${page.payment.refunded_minor} were refunded`);
  });
}
