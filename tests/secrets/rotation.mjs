// Another master key under a running installation: everything sealed moves to it although the
// command is killed again and again, the old key goes, and nothing became unreadable.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { bursar, MerchantClient, OfficeClient } from "../lib/installation.mjs";
import { Program, run } from "../lib/process.mjs";

const cards = ["4242424242424242", "5555555555554444", "4000000000000002", "378282246310005"];

/** Cards, enough of them for several batches: the number differs by expiry. */
async function makeCards(installation, shop) {
  const api = new MerchantClient(installation.api, shop.key.plain_text);
  const ids = [];
  for (let i = 0; i < 160; ++i) {
    const made = await api.post("/v1/transactions", {
      amount: 100 + i,
      currency: "USD",
      paymentMethod: "card",
      paymentMethodInput: {
        cardNumber: cards[i % cards.length],
        expiryMonth: String(1 + (i % 12)).padStart(2, "0"),
        expiryYear: String(2030 + (i % 11)),
        cvv: i % cards.length === 3 ? "1234" : "123",
      },
    });
    if (made.status !== 201) throw new Error(made.text);
    ids.push(made.body.id);
  }
  return ids;
}

export async function checkRotation({ check, installation, office, person, shop, database = "" }) {
  const where = ["--data", installation.folder, ...(database ? ["--database", database] : [])];
  const keyFile = path.join(installation.folder, "secrets", "master.key");
  const versions = () =>
    readFileSync(keyFile, "utf8")
      .split("\n")
      .map((line) => Number.parseInt(line, 10))
      .filter((version) => version > 0);
  const ids = await makeCards(installation, shop);
  await check("a new master key is added, and old and new are both held", async () => {
    await run(bursar, ["rotate-keys", ...where]);
    if (versions().join() !== "1,2") throw new Error(versions().join());
    await installation.server.stop();
    await installation.serve();
  });
  await check("moving goes on where it was killed, while the server runs", async () => {
    let kills = 0;
    for (let wait_ms = 6; wait_ms < 300; wait_ms += 3) {
      const program = new Program(bursar, ["reencrypt", ...where]);
      await Promise.race([program.ended, sleep(wait_ms)]);
      if (program.how?.code === 0) break;
      await program.kill();
      ++kills;
    }
    if (kills === 0) throw new Error("it was never killed");
    await run(bursar, ["reencrypt", ...where]);
    const again = await run(bursar, ["reencrypt", ...where]);
    if (!/^0 values moved to master key version 2$/m.test(again)) throw new Error(again);
  });
  await check("the old key goes, and everything still opens", async () => {
    const dropped = readFileSync(keyFile, "utf8").split("\n")[0].split(" ")[1];
    await run(bursar, ["drop-keys", ...where]);
    if (versions().join() !== "2") throw new Error(versions().join());
    if (readFileSync(keyFile, "utf8").includes(dropped))
      throw new Error("the old key is still there");
    await installation.server.stop();
    await installation.serve();
    office.base = installation.office;
    if ((await office.get("/api/session")).status !== 200) throw new Error("the session is gone");
    const signedIn = await new OfficeClient(installation.office).post("/api/session", person);
    if (signedIn.body?.stage !== "must_verify_totp") throw new Error(signedIn.text);
    const api = new MerchantClient(installation.api, shop.key.plain_text);
    const read = await api.get(`/v1/transactions/${ids[0]}`);
    if (read.status !== 200) throw new Error(`the API key no longer fits: ${read.text}`);
    // A stored card is charged again, and a known one is found by its fingerprint.
    const last = (await makeCards(installation, shop)).at(-1);
    await api.until(last, (one) => !["CREATED", "PROCESSING"].includes(one.status));
    const again = await run(bursar, ["reencrypt", ...where]);
    if (!/^0 values moved/m.test(again)) throw new Error(again);
    const accounts = (await office.get("/api/providers")).body.rows;
    if (!accounts.every((one) => one.secrets.length > 0)) throw new Error(JSON.stringify(accounts));
  });
  await check("what was not moved is refused once its key is gone", async () => {
    // A copy of the key file with another key in place of the one in use.
    const text = readFileSync(keyFile, "utf8");
    const foreign = path.join(installation.folder, "foreign.key");
    writeFileSync(foreign, text.replace(/^2 .*$/m, `2 ${"ab".repeat(32)}`), { mode: 0o400 });
    const output = await run(bursar, ["reencrypt", ...where, "--master-key-file", foreign], {
      codes: [2],
    });
    if (!/opens under no key/.test(output)) throw new Error(output);
  });
}
