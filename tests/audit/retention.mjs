// Retention over the real program: old entries are sealed, said to go, removed by the server and by
// the command, and the rest still verifies.
import { appendFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { bursar, Installation } from "../lib/installation.mjs";
import { run } from "../lib/process.mjs";

const entries = 600;
const first_id = 1_000;
const two_years_ms = 2 * 366 * 86_400_000;

/** Entries of two years ago, as the server of that time would have left them. */
function agedEntries() {
  const at = Date.now() - two_years_ms;
  const rows = Array.from({ length: entries }, (_, i) => {
    const ms = at + i * 1_000;
    const id = first_id + i;
    return `(${id}, ${i + 1}, ${ms}, ${ms * 1000}, 4, 0, 'upkeep', '', 'rq_${i}', 'old_act', 'job',
      '', 1, '', '', '')`;
  });
  return `INSERT INTO audit_entry (id, seq, at, at_us, actor_kind, actor_key, actor_name, ip,
    request_id, action, subject_kind, subject_id, outcome, before_json, after_json, reason)
    VALUES ${rows.join(", ")}`;
}

/** Runs SQL in the installation's database and returns one number. */
async function ask(installation, database, sql) {
  if (database) {
    const file = path.join(installation.folder, "ask.sql");
    writeFileSync(file, sql);
    return Number((await run("psql", [database, "-qAt", "-f", file])).trim());
  }
  const db = new DatabaseSync(path.join(installation.folder, "sandbox.db"));
  try {
    if (!/^SELECT/.test(sql)) return db.exec(sql);
    return Number(Object.values(db.prepare(sql).get())[0]);
  } finally {
    db.close();
  }
}

async function sealEverything(installation) {
  await installation.serve();
  const office = await installation.signUp();
  const deadline = Date.now() + 20_000;
  for (let size = 0; size < entries; ) {
    size = (await office.get("/api/audit_trail")).body.checkpoint?.tree_size ?? 0;
    if (Date.now() > deadline) throw new Error(`${size} entries sealed`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await installation.server.stop();
}

export async function checkRetention({ check, configure, database = "" }) {
  const installation = await Installation.create({
    arguments_: database ? ["--database", database] : [],
    database,
  });
  const where = ["--data", installation.folder, ...(database ? ["--database", database] : [])];
  const count = () =>
    ask(installation, database, "SELECT count(*) FROM audit_entry WHERE action = 'old_act'");
  const expectOutput = async (args, pattern) => {
    const output = await run(bursar, [...args, ...where]);
    if (!pattern.test(output)) throw new Error(output);
  };
  try {
    // What preparing the installation recorded gives way to the past.
    const cleared = database
      ? "ALTER TABLE audit_entry DISABLE TRIGGER ALL; DELETE FROM audit_entry; " +
        "ALTER TABLE audit_entry ENABLE TRIGGER ALL;"
      : "DROP TRIGGER audit_entry_no_delete; DELETE FROM audit_entry;";
    await ask(installation, database, `${cleared} ${agedEntries()}`);
    configure(installation.folder, "");
    await sealEverything(installation);
    await check("without a setting nothing is removed", async () => {
      await expectOutput(["audit-retention"], /kept for ever/);
      if ((await count()) !== entries) throw new Error(`${await count()} entries left`);
    });
    appendFileSync(path.join(installation.folder, "bursar.toml"), "audit_keep_months = 12\n");
    await check("a dry run says what would go and removes nothing", async () => {
      await expectOutput(["audit-retention", "--dry-run"], /^512 entries would be removed$/m);
      if ((await count()) !== entries) throw new Error(`${await count()} entries left`);
    });
    await check("the server removes whole segments, and the rest verifies", async () => {
      await installation.serve();
      const deadline = Date.now() + 20_000;
      while ((await count()) !== entries - 512) {
        if (Date.now() > deadline) throw new Error(`${await count()} entries left`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      await installation.server.stop();
      await expectOutput(
        ["verify", "--audit"],
        /up to position 512[\s\S]*verified: no sealed entry/,
      );
    });
    await check("a second removal finds nothing to do", () =>
      expectOutput(["audit-retention"], /^0 entries removed$/m),
    );
    await check("less than twelve months is no setting", async () => {
      writeFileSync(path.join(installation.folder, "bursar.toml"), "audit_keep_months = 11\n");
      const output = await run(bursar, ["audit-retention", ...where], { codes: [2] });
      if (!/from 12 to/.test(output)) throw new Error(output);
    });
  } finally {
    await installation.stop();
  }
}
