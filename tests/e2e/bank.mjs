// Protects payments by files as finance people see them: what waits becomes a file, the file is
// taken, the bank's answer and statement are dropped on the page and end the payout, and a line
// that belongs to nothing is settled.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { MerchantClient, OfficeClient } from "../lib/installation.mjs";
import { axeViolations, overflow } from "./browser.mjs";
import { withDemo } from "./demo.mjs";
import { demoPassword, inWindow } from "./people.mjs";
import { test } from "./suite.mjs";

const ours = "DE89370400440532013000";
const holder = "Bartholomew Featherstonehaugh-Cholmondeley Trading Company";

/** A bank account of the demo, and two payouts that wait for its file. */
async function waitingPayouts({ demo, demoApi }) {
  const root = new OfficeClient(demo);
  const email = "admin@demo.bursar.example";
  await root.mustPost("/api/session", { email, password: demoPassword });
  await root.get("/api/session");
  const target = "/api/payments?limit=1&currency=EUR&lifecycle=captured";
  const [paid] = (await root.get(target)).body.rows;
  const account = await root.mustPost(
    "/api/providers",
    {
      ...{ company_id: paid.company_id, adapter: "bank", methods: ["bank_transfer"] },
      title: "House bank of the whole group, Frankfurt am Main",
      settings: { holder: "Demo Group", iban: ours, hand_over: "download" },
    },
    { "Idempotency-Key": crypto.randomUUID() },
  );
  const key = await root.mustPost(`/api/merchants/${paid.merchant_id}/api_keys`, {
    label: "till",
    scopes: ["payouts:write", "transactions:read", "transactions:write"],
  });
  const api = new MerchantClient(demoApi, key.plain_text);
  const payouts = [];
  for (const amount of [1250, 300]) {
    const answer = await api.post("/v1/payment/payout", {
      ...{ amount, currency: "EUR", merchantId: paid.merchant_id, buyerId: "ann" },
      ...{ orderId: crypto.randomUUID(), paymentMethod: account.provider_account_id },
      paymentMethodInput: { iban: "DE02120300000000202051", holder },
    });
    assert.equal(answer.status, 201, answer.text);
    payouts.push(answer.body.transaction.id);
  }
  const at = `/api/providers/${account.provider_account_id}/bank_desk`;
  for (let tries = 0; (await root.get(at)).body.waiting < 2; ++tries) {
    assert.ok(tries < 400, "the payouts did not reach the desk");
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return { root, account, payouts };
}

const document = (kind, body) =>
  `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:${kind}">${body}</Document>`;

/** The bank accepts the first order of a payment file and rejects the second. */
const answerTo = ({ message, references }) =>
  document(
    "pain.002.001.10",
    `<CstmrPmtStsRpt><GrpHdr><MsgId>ANSWER1</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>${message}` +
      `</OrgnlMsgId></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><TxInfAndSts><OrgnlEndToEndId>` +
      `${references[0]}</OrgnlEndToEndId><TxSts>ACSP</TxSts></TxInfAndSts><TxInfAndSts>` +
      `<OrgnlEndToEndId>${references[1]}</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn>` +
      "<Cd>AC04</Cd></Rsn></StsRsnInf></TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt>",
  );

const entry = (amount, direction, reference, details) =>
  `<Ntry><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>${direction}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>` +
  `<BookgDt><Dt>2026-11-20</Dt></BookgDt><AcctSvcrRef>${reference}</AcctSvcrRef><NtryDtls><TxDtls>` +
  `${details}</TxDtls></NtryDtls></Ntry>`;

/** The first order was booked, and somebody sent money that belongs to nothing. */
const statementOf = ({ references }) =>
  document(
    "camt.053.001.08",
    "<BkToCstmrStmt><GrpHdr><MsgId>STATEMENT1</MsgId></GrpHdr><Stmt><Id>S1</Id><Acct><Id><IBAN>" +
      `${ours}</IBAN></Id></Acct>` +
      entry("12.50", "DBIT", "B1", `<Refs><EndToEndId>${references[0]}</EndToEndId></Refs>`) +
      entry("120.00", "CRDT", "B2", "<RmtInf><Ustrd>invoice 4711, thank you</Ustrd></RmtInf>") +
      "</Stmt></BkToCstmrStmt>",
  );

const dropped = (name, text) => ({
  ...{ name, mimeType: "application/xml" },
  buffer: Buffer.from(text),
});

async function inspect(page, what) {
  await page.locator('[aria-busy="true"]').first().waitFor({ state: "detached" });
  assert.deepEqual(await axeViolations(page), [], what);
  assert.ok((await overflow(page)) <= 0, `${what} is wider than its window`);
}

/** Makes the file in the office and takes it; what the bank needs of it to answer. */
async function takeFile(page) {
  await page.getByRole("button", { name: "Make a file" }).click();
  await page.getByText("Nobody has it").waitFor();
  const begun = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download" }).click();
  const text = readFileSync(await (await begun).path(), "utf8");
  await page.getByText("Submitted", { exact: true }).first().waitFor();
  const amounts = [...text.matchAll(/<InstdAmt Ccy="EUR">([\d.]+)</g)].map(([, amount]) => amount);
  const references = [...text.matchAll(/<EndToEndId>([^<]+)</g)].map(([, one]) => one);
  assert.deepEqual(amounts.toSorted(), ["12.50", "3.00"]);
  if (amounts[0] !== "12.50") references.reverse();
  return { message: text.match(/<MsgId>([^<]+)</)[1], references };
}

test(
  "bank: what waits becomes a file, and what the bank sends ends the payouts",
  withDemo(async ({ browser, demo, demoApi, admin }) => {
    const { root, account, payouts } = await waitingPayouts({ demo, demoApi });
    const tab = `${demo}/providers/${account.provider_account_id}?tab=bank`;
    const lifecycles = async () => {
      const shown = await Promise.all(payouts.map((id) => root.get(`/api/payments/${id}`)));
      return shown.map(({ body }) => body.payment.lifecycle).join();
    };
    await inWindow(browser, { storageState: admin }, async (page) => {
      await page.goto(tab);
      const made = await takeFile(page);
      const files = page.locator('input[type="file"]');
      await files.setInputFiles(dropped("broken.xml", "<Document><Ntry>1,00</Ntry>"));
      await page.getByRole("alert").first().waitFor();
      await inspect(page, "a refused file");
      assert.equal(await lifecycles(), "processing,processing");
      await files.setInputFiles(dropped("answer.xml", answerTo(made)));
      await page.getByText("Accepted in part").waitFor();
      await files.setInputFiles(dropped("statement.xml", statementOf(made)));
      await page.getByText("invoice 4711, thank you").waitFor();
      assert.equal(await lifecycles(), "paid,declined");
    });
    for (const width of [360, 768, 1440])
      for (const scheme of ["light", "dark"])
        await inWindow(browser, { width, scheme, storageState: admin }, async (page) => {
          await page.goto(tab);
          await page.getByText("invoice 4711, thank you").waitFor();
          await inspect(page, `the tab at ${width} in ${scheme}`);
        });
    await inWindow(browser, { width: 360, storageState: admin }, async (page) => {
      await page.goto(tab);
      await page.getByRole("button", { name: "Settle" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText("Put aside").first().click();
      await dialog.getByLabel("Reason").fill("a gift of the house");
      await inspect(page, "the dialog");
      await dialog.getByRole("button", { name: "Put aside" }).click();
      await page
        .getByText("a gift of the house")
        .or(page.getByText("Every line found its payment"))
        .first()
        .waitFor();
    });
  }),
);
