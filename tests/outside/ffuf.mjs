// ffuf asks both ports for what is often left lying about: anything that answers and is not in the
// contract is a finding.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { run } from "../lib/process.mjs";
import { reports } from "./stage.mjs";

const names =
  "admin administrator actuator api app backup backups bin cgi-bin config conf console core data " +
  "database db debug demo dev dump env error error_log export files graphql health healthz home " +
  "htpasswd id_rsa info internal jmx key keys log login logs manage management master master.key " +
  "metrics monitor old passwd phpinfo phpmyadmin private ready root sandbox secret secrets server " +
  "server-info server-status setup shell shutdown sql sqlite src stats status swagger system temp " +
  "test tests tmp token trace upload uploads user users vault version wal web webhook wp-admin " +
  "wp-login xmlrpc";
const endings =
  " / .bak .old .orig .save .swp ~ .sql .db .db-wal .db-shm .sqlite .json .yaml .yml .xml .toml " +
  ".ini .conf .env .log .txt .zip .tar.gz .gz .pem .key .crt .map .php .cgi .sh .git";
const hidden =
  ".git/HEAD .git/config .svn/entries .hg/store .env .env.local .htaccess .htpasswd .DS_Store " +
  ".ssh/id_rsa .well-known/security.txt .npmrc package.json package-lock.json robots.txt " +
  "sitemap.xml crossdomain.xml web.config WEB-INF/web.xml sandbox.db sandbox.db-wal live.db " +
  "master.key bursar.toml assets assets/ index.html index.html.br index.html.gz api/docs api/debug " +
  "api/v1 api/admin api/internal v1 v1/debug v1/admin v2 openapi.json api/openapi.json";

function wordList() {
  const words = new Set(hidden.split(" "));
  for (const name of names.split(" "))
    for (const ending of endings.split(" ")) {
      words.add(name + ending);
      words.add(`api/${name}${ending}`);
      words.add(`v1/${name}${ending}`);
    }
  return [...words];
}

/** Paths that may answer: the contract's, the page itself, and what pages and monitors ask for. */
function isKnown(contract, where) {
  if (/^\/(healthz|readyz|metrics|assets\/?|api\/?|index\.html)?$/.test(where)) return true;
  return Object.keys(contract.paths).some((route) =>
    new RegExp(`^${route.replace(/\{\w+\}/g, "[^/]+")}$`).test(where),
  );
}

export async function ffuf(stage) {
  const list = path.join(reports, "words.txt");
  writeFileSync(list, wordList().join("\n"));
  const findings = [];
  for (const [name, base] of Object.entries({
    office: stage.installation.office,
    payments: stage.installation.api,
  })) {
    const file = path.join(reports, `ffuf-${name}.json`);
    const signedIn = name === "office" ? ["-H", `Cookie: ${stage.cookie}`] : [];
    await run("ffuf", [
      ...["-u", `${base}/FUZZ`, "-w", list, "-mc", "all", "-fc", "404", "-s", "-t", "20"],
      ...["-H", "Sec-Fetch-Site: same-origin", ...signedIn, "-o", file, "-of", "json"],
    ]);
    const { results } = JSON.parse(readFileSync(file, "utf8"));
    // The office answers every path that a browser may be sent to with its page.
    const page = (await fetch(`${base}/no-such-page`)).status;
    for (const one of results) {
      const where = new URL(one.url).pathname;
      if (
        isKnown(stage.contract, where) ||
        (page === 200 && one.status === 200 && !/\./.test(where))
      )
        continue;
      findings.push(`${name}: ${where} answers ${one.status} with ${one.length} bytes`);
    }
    console.log(`  ${name}: ${wordList().length} paths, ${results.length} other than 404`);
  }
  return findings;
}
