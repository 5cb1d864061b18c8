// The canary probe: known secrets of every kind go through a real server, then everything it leaves
// is searched for them: data directory with the write-ahead log, backup, log lines, arguments and
// environment of the process, on PostgreSQL the whole database. Also that a crash leaves no core.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { check, conclude, results } from "../lib/checks.mjs";
import { bursar, Installation, root } from "../lib/installation.mjs";
import { run } from "../lib/process.mjs";
import { leakSecrets } from "./leak.mjs";
import { checkRotation } from "./rotation.mjs";
import { formsOf, Haystack } from "./search.mjs";

/** Every file below a folder but the ones that are meant to hold keys. */
function filesIn(folder, secrets = path.join(folder, "secrets")) {
  return readdirSync(folder, { recursive: true })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file).isFile() && !file.startsWith(secrets));
}

/** Every value of every table, quoted as in a dump: a short one stands out there. */
function dumpOf(file) {
  const db = new DatabaseSync(file, { readOnly: true });
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  const lines = tables.flatMap(({ name }) => {
    const statement = db.prepare(`SELECT * FROM "${name}"`);
    statement.setReadBigInts(true);
    return statement.all().map((row) =>
      Object.values(row)
        .map((value) =>
          value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : value,
        )
        .map((value) => `'${value}'`)
        .join(","),
    );
  });
  db.close();
  return Buffer.from(lines.join("\n"));
}

/** What the installation leaves behind, as it stands while the server still runs. */
async function gather(installation, database) {
  const pile = new Haystack();
  const { pid } = installation.server.child;
  pile.add("the process's arguments", readFileSync(`/proc/${pid}/cmdline`));
  // Only root may read it at all.
  if (process.getuid() === 0)
    pile.add("the process's environment", readFileSync(`/proc/${pid}/environ`));
  pile.add("the log", Buffer.from(installation.server.output));
  for (const file of filesIn(installation.folder)) pile.add(file, readFileSync(file));
  const where = ["--data", installation.folder, ...(database ? ["--database", database] : [])];
  const backup = path.join(installation.folder, "backup.file");
  await run(bursar, ["backup", backup, ...where]);
  pile.add("the backup", readFileSync(backup));
  if (!database) pile.add("the database", dumpOf(path.join(installation.folder, "sandbox.db")));
  if (database) {
    const dump = spawnSync("pg_dump", ["--inserts", database], { maxBuffer: 1 << 28 });
    if (dump.status !== 0) throw new Error(String(dump.stderr));
    pile.add("the database", dump.stdout);
  }
  return pile;
}

async function probe(name, database = "") {
  const installation = await Installation.create({
    arguments_: database ? ["--database", database] : [],
    database,
  });
  try {
    await installation.serve();
    const { secrets, plain, ...world } = await leakSecrets(installation);
    const pile = await gather(installation, database);
    await check(`${name}: what is meant to be readable is found`, () => {
      // Without this the search could be blind.
      for (const [what, text] of Object.entries(plain)) {
        const found = pile.find(formsOf(Buffer.from(text)));
        for (const place of database ? ["the database"] : ["the database", "the backup"])
          if (!found.includes(place)) throw new Error(`no ${what} in ${place}`);
      }
    });
    for (const [what, value] of Object.entries(secrets))
      await check(`${name}: no ${what} in clear, hex or base64`, () => {
        const found = pile.find(formsOf(value));
        if (found.length > 0) throw new Error([...new Set(found)].join(", "));
      });
    await check(`${name}: every kind of secret took part`, () => {
      const empty = Object.entries(secrets).filter(([, value]) => !(value?.forms ?? value)?.length);
      if (empty.length > 0) throw new Error(empty.map(([what]) => what).join(", "));
    });
    const checkHere = (what, body) => check(`${name}: ${what}`, body);
    await checkRotation({ check: checkHere, installation, database, ...world });
  } catch (error) {
    ++results.failed;
    console.log(`FAILED ${name}: ${error.stack}\n${installation.server?.output.slice(-2000)}`);
  } finally {
    await installation.stop();
  }
}

/** Ends a program by a crash where cores are wanted; names of the cores it left. */
function crash(folder, command) {
  writeFileSync(path.join(folder, "crash.sh"), `ulimit -c unlimited\n${command}\n`);
  spawnSync("bash", [path.join(folder, "crash.sh")], { cwd: folder });
  return readdirSync(folder).filter((name) => name.startsWith("core"));
}

async function checkCores() {
  const folder = mkdtempSync(path.join(os.tmpdir(), "bursar-core-"));
  try {
    const data = path.join(folder, "data");
    await run(bursar, ["init", "--data", data]);
    await check("the installer sets what a password hash costs on this machine", () => {
      const cost = readFileSync(path.join(data, "password.cost"), "utf8");
      const [, memory, passes] = cost.match(/^m=(\d+),t=(\d+)\n$/) ?? [];
      if (!(memory >= 19 * 1024 && passes >= 2)) throw new Error(cost);
    });
    const serve = `'${bursar}' serve --data '${folder}/data' --office-port 0 --api-port 0`;
    // The server crashes once it has its keys and answers.
    const started = `${serve} > out 2>&1 & pid=$!
      until grep -q payments out; do sleep 0.05; done; cat /proc/$pid/limits > limits
      kill -SEGV $pid; wait $pid`;
    await check("a crash of the server leaves no core", () => {
      const cores = crash(folder, started);
      if (cores.length > 0) throw new Error(cores.join());
      const limits = readFileSync(path.join(folder, "limits"), "utf8");
      if (!/Max core file size\s+0\s+0/.test(limits)) throw new Error(limits);
    });
    await check("a crash of another program here would leave one", () => {
      const pattern = readFileSync("/proc/sys/kernel/core_pattern", "utf8").trim();
      if (pattern.startsWith("|") || pattern.includes("/")) return; // cores go elsewhere
      if (crash(folder, "sleep 60 & pid=$!; kill -SEGV $pid; wait $pid").length === 0)
        throw new Error("this machine makes no cores at all");
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function onPostgres() {
  const script = path.join(root, "server", "testing", "postgres.sh");
  const folder = path.join(os.tmpdir(), `bursar-secrets-${process.pid}`);
  const url = (await run(script, ["start", folder, String(process.pid)])).trim();
  try {
    for (const setting of ["fsync", "synchronous_commit", "full_page_writes"])
      await run("psql", [url, "-q", "-c", `ALTER SYSTEM SET ${setting} = on`]);
    await run("psql", [url, "-q", "-c", "SELECT pg_reload_conf()"]);
    await probe("PostgreSQL", url);
  } finally {
    await run(script, ["stop", folder]);
  }
}

await probe("SQLite");
await onPostgres();
await checkCores();
conclude();
