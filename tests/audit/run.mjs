// The audit trail of a running server, from the entry to the verdict of somebody who trusts nobody:
// lists and scopes, proofs checked by a verifier of its own, an export, a failing external file,
// and files changed by hand.
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { verifyDocument } from "../../tools/audit/verify_proof.mjs";
import { signInFirstTime } from "../api/people.mjs";
import { check, conclude, results } from "../lib/checks.mjs";
import { bursar, Installation, OfficeClient, root, sampleSale } from "../lib/installation.mjs";
import { run } from "../lib/process.mjs";
import { checkRetention } from "./retention.mjs";

const k_device = "audit-test-client/7b1c";
const verifier = path.join(root, "tools", "audit", "verify_proof.mjs");

function expect(condition, what) {
  if (!condition) throw new Error(what);
}

const throws = (body) => {
  try {
    body();
    return false;
  } catch {
    return true;
  }
};

/** Asks until `done(answer)` holds. */
async function until(ask, done, wait_ms = 15_000) {
  const deadline = Date.now() + wait_ms;
  for (;;) {
    const answer = await ask();
    if (done(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`still ${JSON.stringify(answer).slice(0, 400)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const configure = (folder, lines) =>
  writeFileSync(path.join(folder, "bursar.toml"), `audit_checkpoint_s = 1\n${lines}`);

async function makeWorld(installation) {
  const office = await installation.signUp();
  const shop = await installation.createMerchant(office);
  const key = await office.mustPost(`/api/merchants/${shop.merchant.merchant_id}/api_keys`, {
    label: "=2+5",
    scopes: ["transactions:read", "transactions:write", "refunds:write", "merchants:read"],
  });
  shop.api.key = key.plain_text;
  const sale = await shop.api.post(
    "/v1/payment/sale",
    sampleSale(shop.merchant.merchant_id, "audit-1"),
    { "User-Agent": k_device },
  );
  expect(sale.status === 201, sale.text);
  await shop.api.until(sale.body.transaction.id, (one) => one.status === "SUCCESS");
  return { office, ...shop, payment_id: sale.body.transaction.id };
}

const list = async (client, query) => {
  const answer = await client.get(`/api/audit_entries?${query}`);
  expect(answer.status === 200, `${query}: ${answer.status} ${answer.text}`);
  return answer.body.rows;
};
const trailOf = async (client) => (await client.get("/api/audit_trail")).body;

/** Waits until a checkpoint covers everything recorded by now. */
async function sealed(office) {
  const { entries } = await trailOf(office);
  return until(
    () => trailOf(office),
    (trail) => trail.checkpoint?.tree_size >= entries && trail.external.tree_size >= entries,
  );
}

async function checkReading({ office, merchant, payment_id }) {
  await check("a payment's acceptance names key, device, object and tenant", async () => {
    const rows = await list(office, `subject_id=${payment_id}&action=create_sale`);
    expect(rows.length === 1, `${rows.length} entries`);
    const answer = await office.get(`/api/audit_entries/${rows[0].audit_id}`);
    const entry = answer.body;
    expect(entry.actor === "=2+5" && entry.actor_kind === "api_key", entry.actor);
    expect(entry.device === k_device, entry.device);
    expect(entry.merchant_id === merchant.merchant_id, entry.merchant_id);
    expect(entry.before === null && entry.after.lifecycle === "processing", answer.text);
    expect(Math.floor(entry.at_us / 1000) === entry.at, `${entry.at_us}`);
    expect(/^rq_/.test(entry.request_id), entry.request_id);
  });
  await check("a changed merchant shows before and after", async () => {
    const target = `/api/merchants/${merchant.merchant_id}`;
    const { version } = (await office.get(target)).body;
    const answer = await office.patch(target, { version, name: "Renamed Shop" });
    expect(answer.status === 200, answer.text);
    const [row] = await list(office, `action=update_merchant`);
    const entry = (await office.get(`/api/audit_entries/${row.audit_id}`)).body;
    expect(JSON.stringify(entry.before) !== JSON.stringify(entry.after), "nothing differs");
  });
  await check("wrong sign-ins are found by outcome", async () => {
    const before = (await list(office, "outcome=denied")).length;
    const stranger = new OfficeClient(office.base);
    await stranger.post("/api/session", {
      email: "admin@bursar.example",
      password: "certainly not this one",
    });
    expect((await list(office, "outcome=denied")).length === before + 1, "not recorded");
  });
  await check("one reading is one entry, and pages do not overlap", async () => {
    const readings = async () => (await list(office, "action=list_audit_entries&limit=200")).length;
    const first = await readings();
    await list(office, "limit=2");
    expect((await readings()) === first + 2, "each answer should be recorded once");
    const page = (await office.get("/api/audit_entries?limit=3")).body;
    const older = (await office.get(`/api/audit_entries?limit=3&before=${page.next_before}`)).body;
    const both = [...page.rows, ...older.rows].map((row) => row.audit_id);
    const whole = (await office.get(`/api/audit_entries?before=${both[0]}&limit=5`)).body.rows;
    expect(
      page.has_older && whole.map((row) => row.audit_id).join() === both.slice(1).join(),
      "pages do not meet",
    );
  });
  await check("unknown filters and values are refused", async () => {
    for (const query of ["nonsense=1", "outcome=maybe", "limit=201", "before=tx_1", "from_at=x"]) {
      const answer = await office.get(`/api/audit_entries?${query}`);
      expect(answer.status === 422, `${query}: ${answer.status}`);
    }
  });
}

async function checkScopes({ installation, office, company, merchant }) {
  const enter = async (email, scope) => {
    const made = await office.mustPost("/api/users", {
      email,
      name: "Person",
      role_key: "administrator",
      ...scope,
    });
    const client = new OfficeClient(installation.office);
    await signInFirstTime(client, email, made.temporary_password);
    return client;
  };
  await check("a company's administrator sees that company alone", async () => {
    const other = await installation.createMerchant(office, "Other Shop");
    const client = await enter("owner@bursar.example", {
      scope_kind: "company",
      company_id: company.company_id,
    });
    const rows = await list(client, "limit=200");
    expect(rows.length > 0, "sees nothing");
    const foreign = rows.filter((row) => row.company_id !== company.company_id);
    expect(foreign.length === 0, `${foreign.length} foreign entries`);
    expect(
      rows.some((row) => row.merchant_id === merchant.merchant_id),
      "misses its merchant",
    );
    const target = `merchant_id=${other.merchant.merchant_id}`;
    const [hidden] = await list(office, target);
    expect((await list(client, target)).length === 0, "sees another merchant");
    for (const tail of ["", "/proof"]) {
      const answer = await client.get(`/api/audit_entries/${hidden.audit_id}${tail}`);
      expect(answer.status === 404, `${tail}: ${answer.status}`);
    }
    const csv = (await client.get("/api/audit_export")).text;
    expect(!csv.includes(hidden.audit_id), "the export shows another company");
    expect((await trailOf(client)).external.file === null, "sees a path of the server");
  });
}

async function checkExport({ office }) {
  await check("the export is whole, safe in spreadsheets, and recorded", async () => {
    const answer = await office.get("/api/audit_export?from_at=0");
    expect(answer.status === 200, answer.text);
    expect(/text\/csv/.test(answer.headers.get("content-type")), "not CSV");
    expect(/attachment/.test(answer.headers.get("content-disposition")), "not an attachment");
    const lines = answer.text.trimEnd().split("\r\n");
    const positions = lines.slice(1).map((line) => Number(line.split(",")[0]));
    expect(positions.length > 20, `${positions.length} lines`);
    for (let i = 1; i < positions.length; ++i)
      expect(positions[i] === positions[i - 1] - 1, `a gap after ${positions[i - 1]}`);
    expect(answer.text.includes(`"'=2+5"`), "a formula is left as it is");
    const paged = await office.get("/api/audit_export?limit=5");
    expect(paged.status === 422, `an export with pages: ${paged.status}`);
    const [row] = await list(office, "action=export_audit_entries");
    const entry = (await office.get(`/api/audit_entries/${row.audit_id}`)).body;
    expect(entry.after.from_at === "0", JSON.stringify(entry.after));
  });
}

async function checkProofs({ office }) {
  const trail = await sealed(office);
  const rows = await list(office, "limit=50");
  await check("every sealed entry has a proof that another verifier accepts", async () => {
    let proven = 0;
    for (const row of rows) {
      if (row.seq > trail.checkpoint.tree_size) continue;
      const answer = await office.get(`/api/audit_entries/${row.audit_id}/proof`);
      expect(answer.status === 200, answer.text);
      verifyDocument(answer.body, trail.verifier_key);
      expect(JSON.parse(answer.body.leaf).action === row.action, "another entry's proof");
      ++proven;
    }
    expect(proven > 10, `${proven} proofs`);
  });
  await check("a bent proof is refused", async () => {
    const target = rows.find((row) => row.seq <= trail.checkpoint.tree_size);
    const good = (await office.get(`/api/audit_entries/${target.audit_id}/proof`)).body;
    const hash = good.hashes[0].replace(/^./, (digit) => (digit === "0" ? "1" : "0"));
    const bent = [
      { leaf: good.leaf.replace('"seq":', '"seq": ') },
      { hashes: [hash, ...good.hashes.slice(1)] },
      { hashes: good.hashes.slice(1) },
      { hashes: [...good.hashes, hash] },
      { leaf_index: good.leaf_index + 1 },
      { checkpoint: good.checkpoint.replace(/\n\d+\n/, "\n999\n") },
    ];
    for (const change of bent)
      expect(
        throws(() => verifyDocument({ ...good, ...change })),
        Object.keys(change).join(),
      );
    const other = good.verifier_key.replace(/.{4}$/, "AAAA");
    expect(
      throws(() => verifyDocument(good, other)),
      "another key",
    );
  });
  await check("an entry without a checkpoint says so", async () => {
    const [newest] = await list(office, "limit=1");
    const answer = await office.get(`/api/audit_entries/${newest.audit_id}/proof`);
    expect([200, 422].includes(answer.status), answer.text);
    if (answer.status === 422) expect(answer.body.code === "not_sealed_yet", answer.text);
  });
  await check("a later checkpoint continues an earlier one", async () => {
    const later = await until(
      () => trailOf(office),
      (now) => now.checkpoint.tree_size > trail.checkpoint.tree_size,
    );
    const query = `from=${trail.checkpoint.tree_size}&to=${later.checkpoint.tree_size}`;
    const proof = (await office.get(`/api/audit_consistency?${query}`)).body;
    verifyDocument(proof, trail.verifier_key);
    expect(
      throws(() => verifyDocument({ ...proof, hashes: proof.hashes.slice(1) })),
      "cut",
    );
    const missing = await office.get("/api/audit_consistency?from=999999");
    expect(missing.status === 404, `${missing.status}`);
  });
}

async function checkFailingFile(installation, office) {
  await check("a failing external file is told within a minute and recovers", async () => {
    const state = (wanted) =>
      until(
        () => trailOf(office),
        (trail) => trail.external.state === wanted,
      );
    const blocker = path.join(installation.folder, "blocker");
    await state("failing");
    const failed = await until(
      () => list(office, "action=seal_audit_trail&outcome=error"),
      (rows) => rows.length > 0,
    );
    expect(failed.length === 1, `${failed.length} entries for one failure`);
    expect((await trailOf(office)).external.trouble.includes(blocker), "the file is not named");
    rmSync(blocker);
    await state("ok");
    await until(
      () => list(office, "action=seal_audit_trail&outcome=ok"),
      (rows) => rows.length === 1,
    );
  });
}

const place = (installation) => [
  "--data",
  installation.folder,
  ...(installation.database ? ["--database", installation.database] : []),
];
const verifyAll = async (folder, more = []) => {
  const codes = [0, 1];
  return run(bursar, ["verify", "--audit", "--data", folder, ...more], { codes });
};

async function checkOffline(installation, audit_id) {
  const where = place(installation);
  await check("verify --audit agrees with an honest trail", async () => {
    const output = await run(bursar, ["verify", "--audit", ...where]);
    expect(/verified: no sealed entry/.test(output), output);
    const [, entries, covered] = output.match(/(\d+) entries, (\d+) of them sealed/);
    expect(entries === covered, "a stopped server leaves nothing unsealed");
  });
  await check("audit-proof and the verifier's command line", async () => {
    const file = path.join(installation.folder, "proof.json");
    const key = readFileSync(path.join(installation.folder, "secrets", "audit.pub"), "utf8");
    writeFileSync(file, await run(bursar, ["audit-proof", "--entry", audit_id, ...where]));
    expect(/^verified: entry/.test(await run("node", [verifier, file, key.trim()])), "entry");
    const notes = readFileSync(
      path.join(installation.folder, "audit", "sandbox.checkpoints"),
      "utf8",
    );
    const [, size] = notes.match(/^\S+\n(\d+)\n/);
    writeFileSync(file, await run(bursar, ["audit-proof", "--from", size, ...where]));
    expect(/continues/.test(await run("node", [verifier, file, key.trim()])), "growth");
    const text = readFileSync(file, "utf8").replace(/"hashes":\["./, '"hashes":["x');
    writeFileSync(file, text);
    await run("node", [verifier, file], { codes: [1] });
    await run(bursar, ["audit-proof", "--entry", "au_1", ...where], { codes: [1] });
  });
}

/** A copy of the installation with one byte of the database changed where the device stands. */
async function checkTampering(installation, earlier) {
  const copy = path.join(installation.folder, "copy");
  const bring = () => {
    rmSync(copy, { recursive: true, force: true });
    for (const name of ["sandbox.db", "audit", "secrets"])
      cpSync(path.join(installation.folder, name), path.join(copy, name), { recursive: true });
  };
  await check("one byte changed in the database file is found and the entry named", async () => {
    bring();
    const file = path.join(copy, "sandbox.db");
    const bytes = readFileSync(file);
    let at = bytes.indexOf(k_device);
    expect(at > 0, "the device stands nowhere");
    for (; at > 0; at = bytes.indexOf(k_device, at + 1)) bytes[at] ^= 1;
    writeFileSync(file, bytes);
    const output = await verifyAll(copy);
    expect(/entry au_\w+ at position \d+ is not what was sealed/.test(output), output);
    expect(
      /audit: external: the checkpoint over/.test(output) || /checkpoint: /.test(output),
      output,
    );
  });
  await check("an older database beside the external file is found", async () => {
    bring();
    cpSync(earlier, path.join(copy, "sandbox.db"));
    const output = await verifyAll(copy);
    expect(/audit: external: entries from position \d+ on are missing/.test(output), output);
  });
  await check("a missing or foreign external file is found", async () => {
    bring();
    const file = path.join(copy, "audit", "sandbox.checkpoints");
    rmSync(file);
    expect(/is missing/.test(await verifyAll(copy)), "missing");
    writeFileSync(file, "somebody else\n5\nAAAA\n\n— somebody AAAA\n\n");
    expect(/audit: external: checkpoint 1/.test(await verifyAll(copy)), "foreign");
  });
}

async function walk(name, { database = "" } = {}) {
  const installation = await Installation.create({
    arguments_: database ? ["--database", database] : [],
    database,
  });
  installation.database = database;
  const before = results.failed;
  try {
    configure(installation.folder, "");
    await installation.serve();
    const world = { installation, ...(await makeWorld(installation)) };
    await checkReading(world);
    await checkScopes(world);
    await checkExport(world);
    await checkProofs(world);
    const [{ audit_id }] = await list(world.office, "action=create_sale");
    await installation.server.stop();
    await checkOffline(installation, audit_id);
    if (database) return;
    const earlier = path.join(installation.folder, "earlier.db");
    cpSync(path.join(installation.folder, "sandbox.db"), earlier);
    await installation.serve();
    world.office.base = installation.office;
    await list(world.office, "limit=1");
    await sealed(world.office);
    await installation.server.stop();
    await checkTampering(installation, earlier);
    writeFileSync(path.join(installation.folder, "blocker"), "");
    configure(
      installation.folder,
      `audit_checkpoint_file = "${path.join(installation.folder, "blocker", "notes")}"\n`,
    );
    await installation.serve();
    world.office.base = installation.office;
    await checkFailingFile(installation, world.office);
  } catch (error) {
    ++results.failed;
    console.log(`FAILED ${name}: ${error.stack}\n${installation.server?.output.slice(-2000)}`);
  } finally {
    await installation.stop();
    if (results.failed > before) console.log(`(on ${name})`);
  }
}

async function onPostgres() {
  const script = path.join(root, "server", "testing", "postgres.sh");
  const folder = path.join(os.tmpdir(), `bursar-audit-${process.pid}`);
  const url = (await run(script, ["start", folder, String(process.pid)])).trim();
  try {
    for (const setting of ["fsync", "synchronous_commit", "full_page_writes"])
      await run("psql", [url, "-q", "-c", `ALTER SYSTEM SET ${setting} = on`]);
    await run("psql", [url, "-q", "-c", "SELECT pg_reload_conf()"]);
    await walk("PostgreSQL", { database: url });
    const apart = url.replace("/postgres?", "/retention?");
    await run("psql", [url, "-q", "-c", "CREATE DATABASE retention"]);
    await checkRetention({ check, configure, database: apart });
  } finally {
    await run(script, ["stop", folder]);
  }
}

await walk("SQLite");
await checkRetention({ check, configure });
await onPostgres();
conclude();
