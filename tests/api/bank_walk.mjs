// Walks the routes of bank files on an account that has never paid: what is read, taken in, refused
// and settled by a person. The way of the money is proven in tests/bank and server/bank.
const expect = (answer, status, code) => {
  if (answer.status !== status || (code && answer.body?.code !== code))
    throw new Error(`${answer.status} instead of ${status} ${code ?? ""}: ${answer.text}`);
  return answer.body;
};

const iban = "DE89370400440532013000";

const statement = (entries) =>
  `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr>` +
  `<MsgId>S1</MsgId></GrpHdr><Stmt><Acct><Id><IBAN>${iban}</IBAN></Id></Acct>${entries}` +
  `</Stmt></BkToCstmrStmt></Document>`;
const entry = (amount, bank_reference) =>
  `<Ntry><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>` +
  `<BookgDt><Dt>2026-11-20</Dt></BookgDt><AcctSvcrRef>${bank_reference}</AcctSvcrRef></Ntry>`;
const encoded = (text) => Buffer.from(text).toString("base64url");

export async function walkBank({ office, merchant, check }) {
  const { company_id } = merchant;
  const made = expect(
    await office.post(
      "/api/providers",
      {
        company_id,
        adapter: "bank",
        title: "House bank",
        methods: ["bank_transfer"],
        settings: { holder: "Walk GmbH", iban, hand_over: "download" },
        is_enabled: false,
      },
      { "Idempotency-Key": crypto.randomUUID() },
    ),
    201,
  );
  const at = `/api/providers/${made.provider_account_id}`;
  const bring = (text) =>
    office.post(`${at}/bank_statements`, { file_name: "s.xml", content: encoded(text) });

  await check("a bank account has no address, no key, and nothing to test", async () => {
    if (made.base_url !== "" || made.secrets.length > 0) throw new Error(JSON.stringify(made));
    expect(await office.post(`${at}/test`), 422, "no_connection");
    const wrong = { version: 1, settings: { ...made.settings, iban: "DE88370400440532013000" } };
    expect(await office.patch(at, wrong), 422, "invalid_iban");
  });

  await check("its desk is read, and an empty one makes no file", async () => {
    const desk = expect(await office.get(`${at}/bank_desk`), 200);
    if (desk.waiting !== 0 || desk.files.length > 0) throw new Error(JSON.stringify(desk));
    expect(await office.post(`${at}/bank_files`), 422, "nothing_waiting");
  });

  await check("a statement is taken in once, and its lines wait for a person", async () => {
    const text = statement(entry("1.00", "B1") + entry("2.00", "B2"));
    const first = expect(await bring(text), 201);
    const again = expect(await bring(text), 201);
    if (again.bank_statement_id !== first.bank_statement_id) throw new Error("taken in twice");
    const open = expect(await office.get(`${at}/bank_lines?state=unmatched`), 200).rows;
    if (open.length !== 2) throw new Error(JSON.stringify(open));
    const line = `/api/bank_lines/${open[0].bank_line_id}`;
    const target = { target: "RF00", reason: "seen" };
    expect(await office.post(`${line}/assign`, target), 422, "target_unknown");
    expect(await office.post(`${line}/put_aside`, { reason: " " }), 422, "reason_invalid");
    const aside = expect(await office.post(`${line}/put_aside`, { reason: "a present" }), 200);
    if (aside.state !== "put_aside") throw new Error(JSON.stringify(aside));
    expect(await office.post(`${line}/put_aside`, { reason: "again" }), 422, "not_open");
    const desk = expect(await office.get(`${at}/bank_desk`), 200);
    if (desk.unmatched !== 1 || desk.statements[0].unmatched !== 1)
      throw new Error(JSON.stringify(desk));
  });

  await check("what is wrong with a file is told by line, and nothing of it counts", async () => {
    const wrong = await bring(statement(`\n${entry("1,00", "B3")}\n${entry("3.00", "B4")}`));
    const problem = expect(wrong, 422, "statement_invalid");
    if (!problem.details?.["line 2"]) throw new Error(JSON.stringify(problem));
    expect(await bring("<a/>"), 422, "unknown_message");
    expect(
      await office.post(`${at}/bank_statements`, { file_name: "s", content: "!" }),
      422,
      "invalid_base64",
    );
    const all = expect(await office.get(`${at}/bank_lines`), 200).rows;
    if (all.length !== 2) throw new Error(JSON.stringify(all));
    expect(await office.get(`${at}/bank_lines?state=lost`), 422);
  });
}
