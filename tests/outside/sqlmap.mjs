// sqlmap over every reading operation with parameters, the sign-in form and a sale: it must find no
// parameter through which a statement can be changed.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { sampleSale } from "../lib/installation.mjs";
import { run } from "../lib/process.mjs";
import { reports } from "./stage.mjs";

/** A request as sqlmap reads it from a file, every parameter marked for trial. */
function requestFile(name, text) {
  const file = path.join(reports, `sqlmap-${name}.txt`);
  writeFileSync(file, text.replaceAll("\n", "\r\n"));
  return file;
}

function requests(stage) {
  const host = new URL(stage.installation.office).host;
  const headers = `Host: ${host}\nOrigin: ${stage.installation.office}\nSec-Fetch-Site: same-origin`;
  const list = stage.targets
    .filter((target) => target.query)
    .map((target) => [
      target.name,
      `GET ${target.path}${target.query} HTTP/1.1\n${headers}\nCookie: ${stage.cookie}\n\n`,
    ]);
  const post = (name, where, head, body) =>
    list.push([
      name,
      `POST ${where} HTTP/1.1\n${head}\nContent-Type: application/json\n\n${JSON.stringify(body)}`,
    ]);
  post("sign_in", "/api/session", headers, {
    email: "admin@bursar.example",
    password: "wrong horse battery staple",
  });
  const key = stage.world.key.plain_text ?? stage.world.key.secret;
  post(
    "sale",
    "/v1/payment/sale",
    `Host: ${new URL(stage.installation.api).host}\nx-api-key: ${key}`,
    sampleSale(stage.world.merchant.merchant_id, "probe-sqlmap"),
  );
  return list;
}

const quoted = (word) => `'${word.replaceAll("'", "'\\''")}'`;

/** `deep` tries level 5 with every technique; that takes hours. */
export async function sqlmap(stage, { deep }) {
  const findings = [];
  const how = deep
    ? ["--level", "5", "--risk", "3"]
    : ["--level", "3", "--risk", "2", "--technique", "BEU"];
  for (const [name, text] of requests(stage)) {
    const words = ["-r", requestFile(name, text), "--batch", "--flush-session", "--threads", "4"];
    const folder = ["--output-dir", path.join(reports, "sqlmap")];
    const fixed = ["--disable-coloring", "--ignore-code", "*", "--skip", "Cookie"];
    const command = ["sqlmap", ...words, ...how, ...folder, ...fixed].map(quoted).join(" ");
    // Without a terminal it would take its targets from standard input.
    const output = await run("script", ["-qec", command, "/dev/null"], { codes: [0, 1] });
    const tried = output.match(/testing '/g)?.length ?? 0;
    const bad = output.match(/^Parameter: .*$|parameter '.*' is vulnerable.*/gm);
    for (const one of bad ?? []) findings.push(`${name}: ${one.trim()}`);
    if (!bad && !/do not appear to be injectable/.test(output))
      findings.push(`${name}: sqlmap did not finish: ${output.slice(-300)}`);
    console.log(`  ${name}: ${tried} kinds of trial`);
  }
  return findings;
}
