// The live feed as people of company A hear it while all four merchants take payments.
import { visibleTo } from "./crawl.mjs";

/** Collects the bytes of one feed until it is stopped. */
export class Feed {
  constructor(world, caller, query) {
    this.name = `${caller.name} ${query}`;
    this.text = "";
    this.stopper = new AbortController();
    const cookie = [...caller.client.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    this.ended = fetch(`${world.installation.office}/api/live?${query}`, {
      headers: { Cookie: cookie, "Sec-Fetch-Site": "same-origin", Accept: "text/event-stream" },
      signal: this.stopper.signal,
    })
      .then(async (response) => {
        this.status = response.status;
        for await (const bytes of response.body) this.text += Buffer.from(bytes).toString("utf8");
      })
      .catch((error) => {
        if (!this.stopper.signal.aborted) throw error;
      });
  }

  async until(pattern) {
    const deadline = Date.now() + 8_000;
    while (!pattern.test(this.text)) {
      if (Date.now() > deadline) throw new Error(`${this.name} never saw ${pattern}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async stop() {
    this.stopper.abort();
    await this.ended;
  }
}

export async function followFeeds(world, callers) {
  const merchantId = (owner) => world.merchants[owner].merchant.merchant_id;
  const queries = ["after=0", `after=0&merchant_id=${merchantId("a1")}`];
  for (const owner of ["a2", "b1"]) queries.push(`after=0&merchant_id=${merchantId(owner)}`);
  const feeds = callers
    .filter((caller) => caller.person)
    .flatMap((caller) =>
      queries.map((query) => ({ caller, query, feed: new Feed(world, caller, query) })),
    );
  try {
    for (const owner of ["b1", "b2", "a2"]) await world.pay(owner);
    const last = await world.pay("a1");
    await world.merchants.a1.api.until(last, (one) => one.status === "SUCCESS");
    for (const { query, feed } of feeds.filter(
      (one) => one.query.length < 10 || one.query === queries[1],
    ))
      await feed.until(new RegExp(`event: payment\\.captured\\n.*${last}`), query);
  } finally {
    await Promise.all(feeds.map((one) => one.feed.stop()));
  }
  for (const { caller, feed } of feeds) {
    const at = caller.person.owner;
    const strangers = world.canaries.strangersIn(feed.text, ...visibleTo(at, world));
    if (feed.status !== 200) throw new Error(`${feed.name}: ${feed.status}`);
    if (strangers.length) throw new Error(`${feed.name}: ${strangers.slice(0, 3).join()}`);
    if (feed.text.includes('"KWD"')) throw new Error(`${feed.name}: another company's currency`);
  }
}
