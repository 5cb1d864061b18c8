// Migrations by the executable: repeated, killed in the midst, of a newer and of a changed schema.
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { check, conclude, must } from "../lib/checks.mjs";
import { bursar } from "../lib/installation.mjs";
import { Program, run } from "../lib/process.mjs";

const kills = 12;

const place = mkdtempSync(path.join(os.tmpdir(), "bursar-upgrade-"));
const folder = (name) => {
  const data = path.join(place, name);
  mkdirSync(data, { recursive: true });
  return data;
};
const migrate = (data, codes = [0]) => run(bursar, ["migrate", "--data", data], { codes });
function inside(data, look) {
  const database = new DatabaseSync(path.join(data, "sandbox.db"));
  try {
    return look(database);
  } finally {
    database.close();
  }
}
const schema = (data) =>
  inside(data, (db) =>
    JSON.stringify(db.prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY 1, 2").all()),
  );
const record = (data) =>
  inside(data, (db) =>
    JSON.stringify(db.prepare("SELECT * FROM schema_migration ORDER BY module, file").all()),
  );

/** Kills a migration once its files have grown to `bytes`; returns how it ended. */
async function kill_at(data, bytes) {
  const program = new Program(bursar, ["migrate", "--data", data]);
  const files = ["sandbox.db", "sandbox.db-wal"].map((name) => path.join(data, name));
  const grown = () =>
    files.reduce((sum, file) => sum + (existsSync(file) ? statSync(file).size : 0), 0) >= bytes;
  while (!program.how && !grown()) await new Promise((resolve) => setImmediate(resolve));
  return program.kill();
}

try {
  const whole = folder("whole");
  await check("migrating twice changes nothing", async () => {
    must((await migrate(whole)).includes("up to date"), "no word of success");
    const once = [schema(whole), record(whole)];
    await migrate(whole);
    must(schema(whole) === once[0], "the schema changed");
    must(record(whole) === once[1], "the record changed");
  });

  await check("a killed migration is finished by the next one", async () => {
    let killed = 0;
    for (let i = 0; i < kills; ++i) {
      const data = folder(`killed-${i}`);
      const how = await kill_at(data, i * 60_000);
      if (how.signal === "SIGKILL") ++killed;
      await migrate(data);
      must(schema(data) === schema(whole), `the schema differs after kill ${i}`);
    }
    must(killed > 0, "no migration was killed before its end");
    console.log(`${killed} of ${kills} migrations killed before their end`);
  });

  await check("a newer schema is refused, and says what to do", async () => {
    const data = folder("newer");
    await migrate(data);
    inside(data, (db) =>
      db.exec("INSERT INTO schema_migration VALUES ('payments', '9999_more.sql', 'ab', 1)"),
    );
    for (const command of ["migrate", "init"]) {
      const output = await run(bursar, [command, "--data", data], { codes: [2] });
      must(/newer than this program: it has payments\/9999_more\.sql/.test(output), output);
      must(/start the newer program/.test(output), output);
    }
  });

  await check("a changed script is refused by name", async () => {
    const data = folder("changed");
    await migrate(data);
    inside(data, (db) =>
      db.exec("UPDATE schema_migration SET checksum = 'ab' WHERE file = '0001_ledger.sql'"),
    );
    const output = await migrate(data, [2]);
    must(/ledger\/0001_ledger\.sql changed after it was applied/.test(output), output);
  });
} finally {
  rmSync(place, { recursive: true, force: true });
}
conclude();
