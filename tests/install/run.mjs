// The executable alone is the product: copied elsewhere with nothing beside it, it initialises,
// serves the
// office and both APIs, starts quickly, stays small, backs up, restores and verifies.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { check, conclude, must } from "../lib/checks.mjs";
import { bursar, Installation, sampleSale, simulator } from "../lib/installation.mjs";
import { Program, run } from "../lib/process.mjs";
import { checkTls } from "./tls.mjs";

const place = mkdtempSync(path.join(os.tmpdir(), "bursar-alone-"));
const alone = path.join(place, "bursar");
copyFileSync(bursar, alone);
const data = path.join(place, "data");
const environment = { env: { PATH: "/usr/bin:/bin" }, cwd: place };
const serve = async (folder) => {
  const begin = performance.now();
  const program = new Program(
    alone,
    ["serve", "--data", folder, "--office-port", "0", "--api-port", "0"],
    environment,
  );
  const [, office] = await program.line(/office\s+(http:\S+)/);
  const first = await fetch(`${office}/healthz`);
  const elapsed_ms = performance.now() - begin;
  return { program, office, status: first.status, elapsed_ms };
};

try {
  await check("A-01 a fresh installation has no account and one set-up link", async () => {
    const printed = await run(alone, ["init", "--data", data], environment);
    must(/setup#token=\S{20,}/.test(printed), printed);
    must(
      (statSync(path.join(data, "secrets", "master.key")).mode & 0o777) === 0o400,
      "the master key is readable by others",
    );
    must(
      !readFileSync(path.join(data, "sandbox.db")).includes(
        readFileSync(path.join(data, "secrets", "master.key"), "utf8").slice(2, 40),
      ),
      "the key is in the database",
    );
  });

  await check("the copied executable serves the office and its pages", async () => {
    const server = await serve(data);
    try {
      must(server.status === 200, `healthz ${server.status}`);
      for (const page of ["/", "/payments", "/docs/api/"]) {
        const answer = await fetch(server.office + page, {
          headers: { Accept: "text/html" },
        });
        const text = await answer.text();
        must(answer.status === 200 && /<html/i.test(text), `${page}: ${answer.status}`);
        must(
          /default-src 'none'/.test(answer.headers.get("content-security-policy") ?? ""),
          `${page} has no policy`,
        );
      }
      const start = await (await fetch(server.office)).text();
      const asset = start.match(/\/assets\/[^"]+\.js/)?.[0];
      must(asset, "the start page names no script");
      const script = await fetch(server.office + asset, {
        headers: { "Accept-Encoding": "br" },
      });
      must(
        script.status === 200 && /immutable/.test(script.headers.get("cache-control") ?? ""),
        `${asset}: ${script.status}`,
      );
      must(
        (await fetch(`${server.office}/api/nothing`)).status === 404,
        "an unknown API path is not 404",
      );
      must(
        server.program.output
          .split("\n")
          .every((line) => !line.startsWith("{") || JSON.parse(line)),
        "a log line is not JSON",
      );
    } finally {
      await server.program.stop();
    }
  });

  await check("cold start to the first 200 under 1 s, memory idle under 100 MiB", async () => {
    const server = await serve(data);
    try {
      const status = readFileSync(`/proc/${server.program.child.pid}/status`, "utf8");
      const resident_mb = Number(status.match(/VmRSS:\s+(\d+) kB/)[1]) / 1024;
      console.log(
        `cold start ${Math.round(server.elapsed_ms)} ms, resident ${Math.round(resident_mb)} MiB`,
      );
      must(server.elapsed_ms < 1000, `start took ${Math.round(server.elapsed_ms)} ms`);
      must(resident_mb < 100, `${resident_mb} MiB resident`);
    } finally {
      const how = await server.program.stop();
      must(how.code === 0, `stop ended with ${JSON.stringify(how)}`);
    }
  });

  await check("T-02 it refuses an open address without TLS or a stated proxy", async () => {
    const output = await run(
      alone,
      [
        "serve",
        "--data",
        data,
        "--office-address",
        "0.0.0.0",
        "--office-port",
        "0",
        "--api-port",
        "0",
      ],
      { ...environment, codes: [2] },
    );
    must(/0\.0\.0\.0/.test(output), output);
  });

  await checkTls({ check, alone, data, place, environment });

  await check("a wrong setting names file, line and setting", async () => {
    const folder = path.join(place, "wrong");
    mkdirSync(folder);
    const { writeFileSync } = await import("node:fs");
    writeFileSync(path.join(folder, "bursar.toml"), "# settings\noffice_prot = 1\n");
    const output = await run(alone, ["serve", "--data", folder], {
      ...environment,
      codes: [2],
    });
    must(/bursar\.toml line 2: office_prot/.test(output), output);
  });

  await check("backup online, restore quarantined, verify, journal", async () => {
    const installation = await Installation.create();
    try {
      await installation.serve();
      const office = await installation.signUp();
      const { merchant, api } = await installation.createMerchant(office);
      const made = await api.post(
        "/v1/payment/sale",
        sampleSale(merchant.merchant_id, "before-backup"),
      );
      await api.until(made.body.transaction.id, (one) => one.status === "SUCCESS");
      const file = path.join(place, "copy.backup");
      await run(bursar, ["backup", "--data", installation.folder, file]);
      must(!readFileSync(file).includes("sk_test_"), "a key is in the backup");
      const restored = path.join(place, "restored");
      await run(bursar, ["restore", "--data", restored, file]);
      must(
        (await run(bursar, ["verify", "--data", restored])).includes("verified"),
        "the copy does not verify",
      );
      must(
        /assets:|liabilities:/.test(await run(bursar, ["export-journal", "--data", restored])),
        "no journal",
      );
      const again = await run(bursar, ["restore", "--data", restored, file], {
        codes: [2],
      });
      must(/exist/.test(again), again);
      mkdirSync(path.join(restored, "secrets"), { recursive: true });
      copyFileSync(
        path.join(installation.folder, "secrets", "master.key"),
        path.join(restored, "secrets", "master.key"),
      );
      const quarantined = new Program(bursar, [
        "serve",
        "--data",
        restored,
        "--office-port",
        "0",
        "--api-port",
        "0",
        "--simulator",
        simulator,
      ]);
      await quarantined.line(/quarantine/);
      await quarantined.stop();
      must(
        (await run(bursar, ["confirm-restore", "--data", restored])).includes("in service"),
        "not confirmed",
      );
      const damaged = readFileSync(file);
      damaged[damaged.length >> 1] ^= 1;
      const { writeFileSync } = await import("node:fs");
      writeFileSync(`${file}.damaged`, damaged);
      const refused = await run(
        bursar,
        ["restore", "--data", path.join(place, "damaged"), `${file}.damaged`],
        { codes: [2] },
      );
      must(/differ|sha|damaged|match/i.test(refused), refused);
      must(
        !existsSync(path.join(place, "damaged", "sandbox.db")),
        "a damaged backup left a database behind",
      );
    } finally {
      await installation.stop();
    }
  });
} finally {
  rmSync(place, { recursive: true, force: true });
}
conclude();
