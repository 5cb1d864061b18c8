// Whether a refused sign-in tells by its time why it was refused: unknown person, wrong password,
// locked and disabled accounts are asked for in random order, and their times are compared.
import { adminPassword } from "../lib/installation.mjs";

const medianDifferenceMax_ms = 5;
const pMin = 0.01;
const wrongInARow = 4; // one less than locks an account

const median = (times) => times.toSorted((a, b) => a - b)[times.length >> 1];

/** Chance of two samples being this far apart when they come from one distribution. */
export function kolmogorovSmirnov(one, other) {
  const a = one.toSorted((x, y) => x - y);
  const b = other.toSorted((x, y) => x - y);
  let distance = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const at = Math.min(a[i], b[j]);
    while (i < a.length && a[i] === at) ++i;
    while (j < b.length && b[j] === at) ++j;
    distance = Math.max(distance, Math.abs(i / a.length - j / b.length));
  }
  const root = Math.sqrt((a.length * b.length) / (a.length + b.length));
  const lambda = (root + 0.12 + 0.11 / root) * distance;
  let p = 0;
  for (let k = 1; k <= 100; ++k) p += 2 * (-1) ** (k - 1) * Math.exp(-2 * (k * lambda) ** 2);
  return lambda < 0.2 ? 1 : Math.min(1, Math.max(0, p));
}

/** Somebody who has accepted an invitation. */
async function admit(stage, name) {
  const email = `${name}@bursar.example`;
  const grant = { role_key: "viewer", scope_kind: "company" };
  const { company_id } = stage.world.company;
  const invited = await stage.office.mustPost("/api/users/invitations", {
    ...{ email, name, ...grant, company_id },
  });
  await stage.office.mustPost("/api/links/acceptance", {
    ...{ purpose: "invite", token: invited.link_path.split("#token=")[1] },
    password: adminPassword,
  });
  return { email, ...invited.user };
}

/** Somebody else's network every time: failures are counted by network too. */
const anyAddress = () => `10.${[0, 0, 0].map(() => Math.floor(Math.random() * 256)).join(".")}`;

/** One sign-in by a stranger's device: status, body without its request id, milliseconds. */
async function signIn(base, email, password) {
  const began = performance.now();
  const response = await fetch(`${base}/api/session`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      Origin: base,
      "Sec-Fetch-Site": "same-origin",
      "X-Forwarded-For": anyAddress(),
    },
    body: JSON.stringify({ email, password }),
  });
  const text = await response.text();
  return {
    took_ms: performance.now() - began,
    answer: `${response.status} ${text.replace(/"rq_[^"]*"/, '""')}`,
  };
}

async function prepare(stage) {
  const base = stage.installation.office;
  const people = {};
  for (const name of ["wrong", "locked", "disabled"]) people[name] = await admit(stage, name);
  const { user_id } = people.disabled;
  const { user } = (await stage.office.get(`/api/users/${user_id}`)).body;
  await stage.office.mustPost(`/api/users/${user_id}/disable`, {
    version: user.version,
    reason: "timing",
  });
  for (let i = 0; i < 12; ++i) await signIn(base, people.locked.email, "not the password at all");
  return {
    unknown: "nobody@bursar.example",
    wrong: people.wrong.email,
    locked: people.locked.email,
    disabled: people.disabled.email,
  };
}

const shuffled = (list) =>
  list
    .map((one) => [Math.random(), one])
    .toSorted(([a], [b]) => a - b)
    .map(([, one]) => one);

export async function timing(stage, { samples }) {
  const base = stage.installation.office;
  const accounts = await prepare(stage);
  const times = Object.fromEntries(Object.keys(accounts).map((name) => [name, []]));
  const answers = new Set();
  for (let round = 0; round < samples; ++round) {
    for (const name of shuffled(Object.keys(accounts))) {
      const one = await signIn(base, accounts[name], "not the password at all");
      times[name].push(one.took_ms);
      answers.add(one.answer);
    }
    if (round % wrongInARow === wrongInARow - 1) await signIn(base, accounts.wrong, adminPassword);
  }
  const findings = answers.size === 1 ? [] : [`answers differ: ${[...answers].join(" | ")}`];
  for (const [name, list] of Object.entries(times)) {
    const apart_ms = Math.abs(median(list) - median(times.unknown));
    const p = kolmogorovSmirnov(list, times.unknown);
    console.log(`  ${name}: median ${median(list).toFixed(2)} ms, p ${p.toFixed(3)}`);
    if (apart_ms > medianDifferenceMax_ms || p < pMin)
      findings.push(`${name} can be told from an unknown account: ${apart_ms} ms, p ${p}`);
  }
  return findings;
}
