// Walks the routes of payout recipients once: written, refused, found, changed, let in by a code,
// cooling, archived. Two people and a payout are shown in tests/e2e and server/recipients.
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { totp } from "../lib/totp.mjs";

const uuid = () => crypto.randomUUID();
const fresh = () => ({ "Idempotency-Key": uuid() });
const expect = (answer, status, code) => {
  if (answer.status !== status || (code && answer.body?.code !== code))
    throw new Error(`${answer.status} instead of ${status} ${code ?? ""}: ${answer.text}`);
  return answer.body;
};
const must = (holds, what) => {
  if (!holds) throw new Error(what);
};

/** A code of the app whose step counts as unused. */
function appCode(installation) {
  const database = new DatabaseSync(path.join(installation.folder, "sandbox.db"));
  database.exec("PRAGMA busy_timeout = 5000");
  database.exec("UPDATE user_account SET totp_last_step = 0");
  database.close();
  return totp(installation.totpSecret);
}

class Walk {
  constructor(world) {
    Object.assign(this, world);
    this.all = `/api/merchants/${this.merchant.merchant_id}/recipients`;
    this.currency = this.merchant.settlement_currency;
  }

  wanted(change = {}) {
    const account = { iban: "GB29 NWBK 6016 1331 9268 19", holder: "Bolt Ltd" };
    return { name: "Bolt", currency: this.currency, ...account, ...change };
  }

  async create(change) {
    return expect(await this.office.post(this.all, this.wanted(change), fresh()), 201);
  }

  /** Sends it for approval with a code of the app; what was asked is told as well. */
  async submit({ recipient_id, version }) {
    const target = `/api/recipients/${recipient_id}/submit`;
    const asked = await this.office.post(target, { version });
    const { details } = expect(asked, 403, "step_up_required");
    const code = appCode(this.installation);
    const answered = `/api/operation_codes/${details.operation_code_id}/answer`;
    expect(await this.office.post(answered, { code }), 204);
    const proven = { "X-Operation-Code": details.operation_code_id };
    return { details, answer: await this.office.post(target, { version }, proven), proven };
  }
}

export async function walkRecipients(world) {
  const walk = new Walk(world);
  await walkDraft(walk);
  await walkApproval(walk);
  await walkLists(walk);
}

async function walkDraft({ office, check, ...rest }) {
  const walk = new Walk({ office, check, ...rest });
  await check("recipients: made once, masked, and told when it is there already", async () => {
    const key = fresh();
    const made = await office.post(walk.all, walk.wanted(), key);
    const draft = expect(made, 201);
    must(!made.text.includes("60161331"), "the account number is shown");
    must(draft.destination === "GB29 •••• 6819" && draft.state === "draft", made.text);
    const again = await office.post(walk.all, walk.wanted(), key);
    must(expect(again, 201).recipient_id === draft.recipient_id, "made twice");
    const twin = await office.post(walk.all, walk.wanted({ name: "Twin" }), fresh());
    const { details } = expect(twin, 409, "recipient_exists");
    must(details.recipient_id === draft.recipient_id && details.name === "Bolt", twin.text);
    const wrong = {
      invalid_iban: { iban: "GB28NWBK60161331926819" },
      invalid_bic: { bic: "1234567X" },
      one_destination: { address: "mfWxJ45yp2SFn7UciZyNpvDKrzbhyfKrY8" },
      card_number_not_allowed: { purpose: "4242 4242 4242 4242" },
      unknown_currency: { currency: "XXQ" },
    };
    for (const [code, change] of Object.entries(wrong))
      must(
        expect(await office.post(walk.all, walk.wanted(change), fresh()), 422, code).field,
        code,
      );
    const card = walk.wanted({ iban: undefined, card_payment_id: `tx_c${"0".repeat(24)}` });
    expect(await office.post(walk.all, card, fresh()), 404);
    const target = `/api/recipients/${draft.recipient_id}`;
    const { version } = draft;
    const changed = expect(await office.patch(target, { version, name: "Bolt & Nut" }), 200);
    must(changed.name === "Bolt & Nut" && changed.destination === draft.destination, "destination");
    expect(await office.patch(target, { version, name: "Late" }), 409, "version_changed");
    must(expect(await office.get(target), 200).version === changed.version, "not as written");
    const gone = await office.post(`${target}/archive`, { version: changed.version });
    must(expect(gone, 200).state === "archived", gone.text);
  });
}

async function walkApproval(walk) {
  const { office, check } = walk;
  await check("recipients: let in by a code for this destination, paid after a day", async () => {
    const draft = await walk.create();
    const { details, answer, proven } = await walk.submit(draft);
    must(details.sentence === "release of payouts to Bolt, GB29 •••• 6819", details.sentence);
    const approved = expect(answer, 200);
    must(approved.state === "approved" && !approved.is_usable, answer.text);
    must(approved.usable_from_at - approved.approved_at === 86_400_000, answer.text);
    const target = `/api/recipients/${draft.recipient_id}`;
    const repeat = await office.post(`${target}/submit`, { version: approved.version }, proven);
    expect(repeat, 422, "recipient_approved");
    const payouts = `/api/merchants/${walk.merchant.merchant_id}/payouts`;
    const { recipient_id } = draft;
    const payout = { amount_minor: 1, currency: walk.currency, recipient_id };
    const early = expect(await office.post(payouts, payout, fresh()), 422, "recipient_cooling");
    must(early.field === "recipient_id", "the field is not named");
    must(Number(early.details.usable_from_at) === approved.usable_from_at, "no time is named");
    const both = { ...payout, iban: "DE89370400440532013000", holder: "Ada" };
    expect(await office.post(payouts, both, fresh()), 422, "one_destination");
    const changed = await office.patch(target, { version: approved.version, purpose: "rent" });
    const edited = expect(changed, 200);
    must(edited.state === "draft" && edited.usable_from_at === null, changed.text);
    expect(await office.post(payouts, payout, fresh()), 422, "recipient_not_approved");
    expect(await office.post(`${target}/archive`, { version: edited.version }), 200);
    expect(await office.post(payouts, payout, fresh()), 422, "recipient_archived");
  });
}

async function walkLists(walk) {
  const { office, check } = walk;
  await check(
    "recipients: listed, searched, paged; archived ones only when asked for",
    async () => {
      const first = await walk.create({ name: "Anvil", holder: "Anvil AG" });
      const second = await walk.create({
        name: "Quartz",
        iban: undefined,
        holder: undefined,
        address: "mfWxJ45yp2SFn7UciZyNpvDKrzbhyfKrY8",
      });
      const ids = async (query) =>
        expect(await office.get(`/api/recipients?${query}`), 200).rows.map(
          (row) => row.recipient_id,
        );
      const all = [second.recipient_id, first.recipient_id];
      must((await ids("limit=200")).join() === all.join(), "the list");
      must((await ids("search=anvil%20ag")).join() === first.recipient_id, "the search");
      must((await ids(`before=${second.recipient_id}`)).join() === first.recipient_id, "the page");
      must((await ids("state=archived")).length === 2, "archived ones");
      must((await ids("usable=true")).length === 0, "nothing has cooled down");
      const page = expect(await office.get("/api/recipients?limit=1"), 200);
      must(page.has_older && page.rows.length === 1, "one row of two");
      for (const wrong of ["limit=0", "state=lost", "usable=maybe", "before=x", "colour=red"])
        expect(await office.get(`/api/recipients?${wrong}`), 422);
      const none = await office.get(`/api/payments?kind=payout&recipient_id=${first.recipient_id}`);
      must(expect(none, 200).rows.length === 0, "payouts from nowhere");
    },
  );
}
