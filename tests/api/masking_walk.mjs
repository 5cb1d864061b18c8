// What names a payer is for who may look up customers: everybody else reads masks, on every answer.
import { OfficeClient, sampleSale } from "../lib/installation.mjs";
import { signInFirstTime } from "./people.mjs";

const expect = (answer, status) => {
  if (answer.status !== status) throw new Error(`${answer.status}, not ${status}: ${answer.text}`);
  return answer.body;
};

export async function walkMasking({ office, api, merchant, installation, check }) {
  await check("names and mail of payers are masked for who may not look up customers", async () => {
    const customer = {
      email: "zoe@payer.example",
      firstName: "Zoë",
      lastName: "Ångström",
    };
    const sale = sampleSale(merchant.merchant_id, crypto.randomUUID(), {
      customer,
    });
    const { id } = expect(await api.post("/v1/transactions", sale), 201);
    await api.until(id, (one) => one.status === "SUCCESS");
    const target = `/api/payments/${id}`;
    const shown = expect(await office.get(target), 200).payment;
    if (shown.buyer_email !== customer.email || shown.buyer_last_name !== "Ångström")
      throw new Error(JSON.stringify(shown));
    const viewer = new OfficeClient(installation.office);
    const made = await office.mustPost("/api/users", {
      email: "masks@bursar.example",
      name: "Masks",
      role_key: "viewer",
      scope_kind: "merchant",
      merchant_id: merchant.merchant_id,
    });
    await signInFirstTime(viewer, "masks@bursar.example", made.temporary_password);
    for (const path of [target, "/api/payments?limit=200", "/api/dashboard?range=7d"]) {
      const { text } = await viewer.get(path);
      for (const word of ["zoe@", "payer.example", "Zoë", "Ångström"])
        if (text.includes(word)) throw new Error(`${word} in ${path}`);
    }
    const masked = expect(await viewer.get(target), 200).payment;
    const seen = [masked.buyer_email, masked.buyer_first_name, masked.buyer_last_name].join();
    if (seen !== "z•••@p•••,Z•••,Å•••") throw new Error(seen);
  });
}
