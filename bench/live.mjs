// One event to a thousand subscribers of the live feed: from its instant on the server to its
// arrival.
import { sampleSale } from "../tests/lib/installation.mjs";
import { median, openShop, option, print, sessionCookie } from "./measure.mjs";

const events = 20;
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Follows the feed and adds the delay of every created payment to `delays`. */
async function follow(url, cookie, signal, delays, connected) {
  const headers = { Cookie: cookie, "Sec-Fetch-Site": "same-origin" };
  const response = await fetch(`${url}/api/live`, { headers, signal });
  if (response.status !== 200) throw new Error(`live answered ${response.status}`);
  connected();
  for await (const bytes of response.body) {
    const now = Date.now();
    const text = Buffer.from(bytes).toString();
    for (const match of text.matchAll(/"type":"payment\.created","at":(\d+)/g))
      delays.push(now - Number(match[1]));
  }
}

export async function live() {
  const subscribers = Number(option("subscribers", 1_000));
  const shop = await openShop();
  const stop = new AbortController();
  try {
    const cookie = sessionCookie(shop.office);
    const delays = [];
    let connected = 0;
    const following = Array.from({ length: subscribers }, () =>
      follow(shop.installation.office, cookie, stop.signal, delays, () => ++connected),
    );
    const ended = Promise.allSettled(following);
    while (connected < subscribers) await Promise.race([wait(20), Promise.all(following)]);
    for (let i = 0; i < events; ++i) {
      await shop.api.post("/v1/payment/sale", sampleSale(shop.merchant.merchant_id, `live-${i}`));
      await wait(250);
    }
    stop.abort();
    await ended;
    print({
      bench: "live",
      subscribers,
      events,
      deliveries: delays.length,
      expected: subscribers * events,
      p50_ms: median(delays),
      p99_ms: delays.toSorted((a, b) => a - b)[Math.floor(delays.length * 0.99)],
    });
  } finally {
    stop.abort();
    await shop.installation.stop();
  }
}
