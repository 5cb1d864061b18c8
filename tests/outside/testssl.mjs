// testssl against the server's own TLS: nothing above LOW but that its certificate is self-made.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { bursar } from "../lib/installation.mjs";
import { Program, run } from "../lib/process.mjs";
import { reports } from "./stage.mjs";

const severe = ["MEDIUM", "HIGH", "CRITICAL", "FATAL"];
/** Findings about the certificate made for this run, which no authority has signed. */
const explained = new RegExp(
  "^(cert_(trust|chain_of_trust|caIssuers|revocation|crlDist|ocsp|certificatePolicyEV)" +
    "|cert_subjectAltName|DNS_CAArecord|overall_grade|grade_cap)",
);

async function makeCertificate() {
  const files = { chain: path.join(reports, "chain.pem"), key: path.join(reports, "key.pem") };
  const options = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 90";
  await run("openssl", [
    ...options.split(" "),
    ...["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
    ...["-keyout", files.key, "-out", files.chain],
  ]);
  return files;
}

/** Starts an empty installation over TLS and tells its port. */
async function withServer(files, ask) {
  const data = mkdtempSync(path.join(os.tmpdir(), "bursar-probe-"));
  await run(bursar, ["init", "--data", data]);
  const tls = ["--tls-certificate", files.chain, "--tls-private-key", files.key];
  const ports = ["--office-port", "0", "--api-port", "0"];
  const server = new Program(bursar, ["serve", "--data", data, ...ports, ...tls]);
  try {
    const [, port] = await server.line(/office\s+https:\S+:(\d+)/);
    await ask(port);
  } finally {
    await server.stop();
    rmSync(data, { recursive: true });
  }
}

export async function testssl() {
  const files = await makeCertificate();
  const report = path.join(reports, "testssl.json");
  rmSync(report, { force: true });
  const words = ["--quiet", "--color", "0", "--warnings", "off", "--jsonfile", report];
  // Its exit code counts what it did not like, the self-made certificate among it.
  const codes = Array.from({ length: 256 }, (_, i) => i);
  await withServer(files, (port) => run("testssl", [...words, `localhost:${port}`], { codes }));
  const all = JSON.parse(readFileSync(report, "utf8"));
  console.log(`  ${all.length} observations`);
  if (all.length < 50) return [`testssl said too little: ${all.length} observations`];
  return all
    .filter((one) => severe.includes(one.severity) && !explained.test(one.id))
    .map((one) => `${one.id}: ${one.severity}: ${one.finding}`);
}
