// Starts the built server and simulator on free loopback ports in a temporary directory, makes the
// documented sale, waits for SUCCESS over the API, verifies books and audit, stops, and prints
// one line
// with the milliseconds from start to SUCCESS.
import { bursar, Installation, sampleSale } from "./lib/installation.mjs";
import { run } from "./lib/process.mjs";

const installation = await Installation.create();
try {
  const begin = performance.now();
  await installation.serve();
  const office = await installation.signUp();
  const { merchant, api } = await installation.createMerchant(office);
  const sale = await api.post("/v1/payment/sale", sampleSale(merchant.merchant_id, "order_12345"), {
    "x-api-key": api.key,
  });
  if (sale.status !== 201 || sale.body.transaction.status !== "PROCESSING")
    throw new Error(`the documented sale was answered ${sale.status} ${sale.text}`);
  await api.until(sale.body.transaction.id, (transaction) => transaction.status === "SUCCESS");
  const elapsed_ms = performance.now() - begin;

  const detail = (await office.get(`/api/payments/${sale.body.transaction.id}`)).body;
  const sum = (side) =>
    detail.ledger_entries
      .filter((entry) => entry.side === side)
      .reduce((all, entry) => all + entry.amount_minor, 0);
  if (detail.ledger_entries.length === 0 || sum("debit") !== sum("credit"))
    throw new Error("the payment does not balance");
  await installation.server.stop();
  const verified = await run(bursar, ["verify", "--data", installation.folder]);
  if (!/verified/.test(verified)) throw new Error(verified);
  console.log(
    `smoke: sale reached SUCCESS ${Math.round(elapsed_ms)} ms after start; books and audit verified`,
  );
} finally {
  await installation.stop();
}
