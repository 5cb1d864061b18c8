// hydra guesses passwords at full speed: the right one, late in its list, must not be found, and no
// more than the allowed number of guesses may ever have been judged.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { adminPassword } from "../lib/installation.mjs";
import { run } from "../lib/process.mjs";
import { reports } from "./stage.mjs";

const guesses = 300;
const judgedMax = 5;

export async function hydra(stage) {
  const { hostname, port } = new URL(stage.installation.office);
  const list = path.join(reports, "passwords.txt");
  const words = Array.from({ length: guesses }, (_, i) => `a wrong guess number ${i}`);
  words[200] = adminPassword;
  writeFileSync(list, words.join("\n"));
  const form = [
    "/api/session",
    '{"email"\\:"^USER^","password"\\:"^PASS^"}',
    "H=Content-Type\\: application/json",
    `H=Origin\\: http\\://${hostname}\\:${port}`,
    "H=Sec-Fetch-Site\\: same-origin",
    "S=stage",
  ].join(":");
  const output = await run(
    "hydra",
    ["-l", "admin@bursar.example", "-P", list, "-s", port, "-t", "8", "-I", hostname].concat([
      "http-post-form",
      form,
    ]),
    { codes: [0, 1, 255] },
  );
  const findings = [];
  const found = output.match(/\[\d+\]\[http-post-form\].*password: .*/g) ?? [];
  for (const one of found) findings.push(`a password was guessed: ${one}`);
  if (!/of \d+ target/.test(output)) findings.push(`hydra did not finish: ${output.slice(-300)}`);
  const judged = await judgedGuesses(stage);
  if (judged === 0) findings.push("no guess was judged: the requests are wrong");
  if (judged > judgedMax) findings.push(`${judged} guesses were judged, ${judgedMax} are allowed`);
  console.log(`  ${guesses} guesses, ${judged} judged, ${found.length} found`);
  return findings;
}

/** Guesses that were compared with the password; those behind a lock were not. */
async function judgedGuesses(stage) {
  const { user } = (await stage.office.get("/api/session")).body;
  const logins = await stage.office.get(`/api/users/${user.user_id}/logins?limit=100`);
  return logins.body.rows.filter((one) => !one.ok && one.reason === "wrong_password").length;
}
