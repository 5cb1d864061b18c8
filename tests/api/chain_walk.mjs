// Walks the routes of transactions of a chain on an account that has never paid. The way of the
// money is proven in tests/litecoin and server/chain.
const expect = (answer, status, code) => {
  if (answer.status !== status || (code && answer.body?.code !== code))
    throw new Error(`${answer.status} instead of ${status} ${code ?? ""}: ${answer.text}`);
  return answer.body;
};

export async function walkChain({ office, merchant, check }) {
  const make = (adapter, more) =>
    office.mustPost(
      "/api/providers",
      { company_id: merchant.company_id, adapter, title: "Walked", is_enabled: false, ...more },
      { "Idempotency-Key": crypto.randomUUID() },
    );
  const node = await make("crypto", {
    methods: ["crypto"],
    base_url: "http://127.0.0.1:9",
    api_key: "nobody's",
    settings: { rpc_user: "u", confirmations: "2", outputs_per_transaction: "50" },
  });
  const at = `/api/providers/${node.provider_account_id}`;

  await check("a node's account says how it gathers, within bounds", async () => {
    const change = (name, value) =>
      office.patch(at, { version: 1, settings: { ...node.settings, [name]: value } });
    expect(await change("outputs_per_transaction", "101"), 422, "out_of_range");
    expect(await change("outputs_per_transaction", "0"), 422, "out_of_range");
    expect(await change("gather_seconds", "x"), 422, "out_of_range");
  });

  await check("its desk is read, and a bank has none", async () => {
    const desk = expect(await office.get(`${at}/chain_desk`), 200);
    if (desk.waiting !== 0 || desk.transactions.length > 0 || desk.confirmations_needed !== 2)
      throw new Error(JSON.stringify(desk));
    const bank = await make("bank", {
      methods: ["bank_transfer"],
      settings: { holder: "W", iban: "DE89370400440532013000", hand_over: "download" },
    });
    const other = `/api/providers/${bank.provider_account_id}/chain_desk`;
    expect(await office.get(other), 422, "not_a_chain");
  });

  await check("a transaction nobody made is not there", async () => {
    expect(await office.get(`/api/chain_transactions/ct_c${"0".repeat(24)}`), 404);
  });

  await check("a payment by card stands in no transaction", async () => {
    const { rows } = expect(await office.get("/api/payments?limit=1"), 200);
    const [one] = rows;
    const said = expect(await office.get(`/api/payments/${one.payment_id}/chain_output`), 200);
    if (said.output !== null) throw new Error(JSON.stringify(said));
  });
}
