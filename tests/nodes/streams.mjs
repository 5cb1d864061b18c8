// A live stream ends within a second of whatever it rests on, whichever server the end is told to
// the session, the account, a role, a look as somebody else.

import { signInFirstTime } from "../api/people.mjs";
import { OfficeClient } from "../lib/installation.mjs";

const within_ms = 1_000;
const uuid = () => crypto.randomUUID();
const must = (condition, what) => {
  if (!condition) throw new Error(what);
};
const expect = (answer, status) => {
  must(answer.status === status, `${answer.status} instead of ${status}: ${answer.text}`);
  return answer.body;
};

/** One open stream of a person at one server. */
class Stream {
  static async open(base, client) {
    const stream = new Stream();
    stream.stopper = new AbortController();
    const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(`${base}/api/live`, {
      headers: { Cookie: cookie, "Sec-Fetch-Site": "same-origin", Accept: "text/event-stream" },
      signal: stream.stopper.signal,
    });
    must(response.status === 200, `the stream was refused: ${response.status}`);
    stream.ended = (async () => {
      for await (const bytes of response.body) stream.bytes = (stream.bytes ?? 0) + bytes.length;
      stream.ended_at = performance.now();
    })().catch(() => {});
    return stream;
  }

  /** Runs `what` and waits for the end; the time from its answer to the end of the stream. */
  async endedBy(what) {
    must(this.ended_at === undefined, "the stream ended before anything happened");
    await what();
    const told_at = performance.now();
    const late = setTimeout(() => this.stopper.abort(), 8_000);
    await this.ended;
    clearTimeout(late);
    must(this.ended_at !== undefined, "the stream goes on");
    return this.ended_at - told_at;
  }

  async stop() {
    this.stopper.abort();
    await this.ended;
  }
}

/** `office` is the administrator; `servers` are two addresses of one database. */
export async function checkStreams({ check, office, servers, merchant_id, company_id }) {
  const [one, two] = servers;
  const at = (base, client) => Object.assign(new OfficeClient(base), { cookies: client.cookies });
  let people = 0;
  async function enter(role_key, place) {
    office.base = two;
    const email = `stream-${++people}@bursar.example`;
    const made = await office.mustPost(
      "/api/users",
      { email, name: `Stream ${people}`, role_key, ...place },
      { "Idempotency-Key": uuid() },
    );
    const client = new OfficeClient(one);
    await signInFirstTime(client, email, made.temporary_password);
    return { client, user: made.user };
  }
  const here = { scope_kind: "merchant", merchant_id };
  const slowest = [];
  async function endsStreams(name, person, what) {
    await check(`streams: ${name} ends them in every process`, async () => {
      const open = [];
      for (const base of servers) open.push(await Stream.open(base, at(base, person.client)));
      const stay = await Stream.open(one, at(one, office));
      const [first, second] = open;
      const both = await Promise.all([first.endedBy(what), second.endedBy(async () => {})]);
      slowest.push(Math.max(...both));
      must(Math.max(...both) < within_ms, `took ${both.map(Math.round).join(" and ")} ms`);
      must(stay.ended_at === undefined, "somebody else's stream ended as well");
      await stay.stop();
    });
  }

  const ada = await enter("operator", here);
  await endsStreams("an ended session", ada, async () =>
    expect(await office.delete(`/api/users/${ada.user.user_id}/sessions`), 200),
  );
  const bea = await enter("operator", here);
  await endsStreams("a disabled account", bea, async () =>
    expect(await office.post(`/api/users/${bea.user.user_id}/disable`), 200),
  );
  const role = await office.mustPost("/api/roles", {
    name: "Watches",
    permissions: ["live:read", "payments:read"],
    company_id,
  });
  const cleo = await enter(role.key, { scope_kind: "company", company_id });
  await endsStreams("a changed role", cleo, async () =>
    expect(
      await office.patch(`/api/roles/${role.role_id}`, {
        version: role.version,
        permissions: ["live:read"],
      }),
      200,
    ),
  );
  const dora = await enter("operator", here);
  await endsStreams("a role taken away", dora, async () => {
    const { version, memberships } = dora.user;
    const target = `/api/users/${dora.user.user_id}/memberships/${memberships[0].membership_id}`;
    const now = expect(await office.get(`/api/users/${dora.user.user_id}`), 200).user.version;
    must(now >= version, "versions grow");
    expect(await office.delete(`${target}?version=${now}`), 200);
  });
  await walkView({ enter, endsStreams, office, here, company_id });
  return Math.max(...slowest);
}

async function walkView({ enter, endsStreams, office, here, company_id }) {
  const agent = await enter("support_agent", here);
  const owner = await enter("owner", { scope_kind: "company", company_id });
  const asked = await agent.client.post("/api/views", { ...here, reason: "a look" });
  const target = `/api/views/${expect(asked, 201).view_id}`;
  expect(await owner.client.post(`${target}/answer`, { answer: "accept" }), 200);
  expect(await agent.client.post(`${target}/start`), 200);
  owner.client.base = office.base;
  await endsStreams("a stopped look as somebody else", agent, async () =>
    expect(await owner.client.post(`${target}/stop`), 200),
  );
}
