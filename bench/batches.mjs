// Lines of a batch per second: checked, and carried out as payouts with their operations, on
// PostgreSQL, one server at work, at any rate it reaches. The test counts every effect afterwards.
import path from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../tests/lib/process.mjs";
import { option, print } from "./measure.mjs";

const script = fileURLToPath(new URL("../tests/batches/run.mjs", import.meta.url));

export async function batches() {
  const lines = option("lines", 10_000);
  const rate = ["--lines", String(lines), "--per-second", "10000", "--kills", "0"];
  const output = await run(process.execPath, [path.resolve(script), ...rate]);
  const of = (word) => Number(output.match(new RegExp(`${word} (\\d+)/s`))?.[1]);
  print({
    name: "batches",
    lines,
    checked_per_s: of("checked"),
    carried_out_per_s: of("carried out"),
    ended_per_s: of("ended"),
  });
}
