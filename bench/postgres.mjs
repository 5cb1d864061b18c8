// A private PostgreSQL for benchmarks: like the tests' one, but with every commit on disk.
import { mkdtempSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { root } from "../tests/lib/installation.mjs";
import { run } from "../tests/lib/process.mjs";
import { bin } from "./measure.mjs";

const script = path.join(root, "server", "testing", "postgres.sh");

/** Runs `body(url, bareLimit)` on a durable server of its own. */
export async function withPostgres(body) {
  const folder = path.join(mkdtempSync(path.join(os.tmpdir(), "bursar-bench-")), "pg");
  await run("chmod", ["755", path.dirname(folder)]);
  const url = (await run(script, ["start", folder, String(process.pid)])).trim();
  try {
    for (const setting of ["fsync = on", "synchronous_commit = on", "full_page_writes = on"])
      await run("psql", [url, "-q", "-c", `ALTER SYSTEM SET ${setting}`]);
    await run("psql", [url, "-q", "-c", "SELECT pg_reload_conf()"]);
    await body(url, async (group, payments_max, tables) => {
      const args = [url, String(group), String(payments_max), ...tables];
      const output = await run(path.join(bin, "bare_postgres"), args);
      return JSON.parse(output.match(/^\{.*\}$/m)[0]).payments_per_s;
    });
  } finally {
    await run(script, ["stop", folder]);
  }
}
