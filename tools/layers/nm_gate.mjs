// The domain libraries must run anywhere time and randomness are given to them: no symbol of theirs
// may reach a clock, a socket, a file, a thread, the environment or a random source.
// nm_gate.mjs LIBRARY_DIRECTORY checks the archives; nm_gate.mjs --targets lists their names.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { finding, report } from "../source/report.mjs";
import { Tree } from "../source/tree.mjs";

const k_domain = [
  ...["base", "rules", "audit", "outbox", "identity", "merchants", "ledger", "fees", "vault"],
  ...["providers", "payments", "analytics", "payouts", "batches", "links", "subscriptions"],
  ...["remittances", "settlement", "reconciliation", "disputes", "risk", "compliance", "reports"],
  ...["webhooks", "notify", "support", "approvals"],
];

const k_functions = new Set(
  (
    "clock_gettime clock_nanosleep time gettimeofday ftime localtime localtime_r gmtime gmtime_r " +
    "mktime getrandom getentropy rand srand random srandom rand_r arc4random RAND_bytes " +
    "socket connect bind listen accept accept4 send sendto sendmsg recv recvfrom recvmsg poll " +
    "epoll_wait select getaddrinfo open open64 openat creat read write pread pwrite fsync " +
    "fdatasync fopen fopen64 unlink rename mkdir stat pthread_create fork execve system popen " +
    "nanosleep usleep sleep getenv secure_getenv setenv getpid"
  ).split(" "),
);
const k_patterns = [
  /^std::chrono::.*clock::now\(\)/,
  /^std::(jthread|thread|random_device|filesystem)::/,
  /^std::basic_(if|of|f)stream</,
  /^std::basic_filebuf</,
  /^std::this_thread::/,
  /^randombytes_/,
  /^boost::asio::/,
];

/// Whether a demangled undefined symbol reaches out of the domain.
export function is_forbidden(symbol) {
  const name = symbol.replace(/@.*$/, "");
  return k_functions.has(name) || k_patterns.some((pattern) => pattern.test(name));
}

/// Forbidden symbols of one archive as { member, symbol }.
export function forbidden_symbols(archive) {
  const listing = execFileSync("nm", ["-uCA", archive], { encoding: "utf8", maxBuffer: 1 << 28 });
  const found = [];
  for (const line of listing.split("\n")) {
    const match = /:([^:]+\.o):\s+[Uw] (.+)$/.exec(line);
    if (match && is_forbidden(match[2])) found.push({ member: match[1], symbol: match[2] });
  }
  return found;
}

/// Domain modules of the tree that have something to build.
function modules_present() {
  const tree = new Tree(".");
  return k_domain.filter(
    (name) =>
      tree.files.includes(`server/${name}/CMakeLists.txt`) &&
      tree.below(`server/${name}`, ".cpp").length > 0,
  );
}

function main(argument) {
  const names = modules_present();
  if (argument === "--targets") {
    console.log(names.map((name) => `bursar_${name}`).join(" "));
    return 0;
  }
  const rules = names.map((name) => `symbols-${name}`);
  const findings = names.flatMap((name) => {
    const archive = join(argument, `libbursar_${name}.a`);
    const rule = `symbols-${name}`;
    if (!existsSync(archive)) return [finding(rule, archive, 0, "not built, so not checked")];
    return forbidden_symbols(archive).map(({ member, symbol }) =>
      finding(rule, `${basename(archive)}:${member}`, 0, `uses ${symbol}: take a port instead`),
    );
  });
  return report(rules, findings);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) process.exit(main(process.argv[2]));
