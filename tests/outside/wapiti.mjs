// wapiti over the page and every reading operation, signed in: script injection, headers, cookies,
// files, redirects, line ends.
import { readFileSync } from "node:fs";
import path from "node:path";
import { run } from "../lib/process.mjs";
import { reports } from "./stage.mjs";

const modules =
  "backup,cookieflags,crlf,csp,exec,file,http_headers,methods,permanentxss,redirect,shellshock," +
  "sql,ssrf,xss,xxe";
/**
 * Explained in docs/security-review.md: HSTS is sent over TLS only, and X-XSS-Protection is a
 * header that browsers have given up.
 */
const explained = (kind, info) =>
  kind === "HTTP Secure Headers" && /Strict-Transport-Security|X-XSS-Protection/.test(info);

export async function wapiti(stage) {
  const base = stage.installation.office;
  const report = path.join(reports, "wapiti.json");
  const starts = stage.targets.flatMap((target) => ["-s", `${base}${target.path}${target.query}`]);
  await run("wapiti", [
    ...["-u", `${base}/`, ...starts, "-m", modules, "--flush-session", "--no-bugreport"],
    ...["-H", `Cookie: ${stage.cookie}`, "-H", "Sec-Fetch-Site: same-origin"],
    ...["--max-scan-time", "600", "-S", "normal", "-f", "json", "-o", report, "-v", "0"],
  ]);
  const { vulnerabilities, anomalies } = JSON.parse(readFileSync(report, "utf8"));
  const asked = stage.installation.server.output.match(/"message":"request"/g)?.length ?? 0;
  console.log(`  ${starts.length / 2} start addresses, more than ${asked} requests`);
  const findings = asked < 500 ? [`wapiti asked only ${asked} times`] : [];
  for (const [kind, list] of [...Object.entries(vulnerabilities), ...Object.entries(anomalies)])
    for (const one of list)
      if (!explained(kind, one.info))
        findings.push(`${kind}: ${one.method} ${one.path}: ${one.info}`);
  return findings;
}
