// A world of tenants for the isolation checks: two companies with two merchants each, people and
// API keys at every level, payments in every state. Whatever a tenant can write carries a canary: a
// text that names its owner, so that one byte of it in a stranger's answer tells whose it was.
import { randomBytes } from "node:crypto";
import { MerchantClient, OfficeClient, sampleSale } from "../lib/installation.mjs";
import { addPasskey } from "./passkey_walk.mjs";
import { ownPassword, signInFirstTime } from "./people.mjs";

/** Owners: a0 is company A, a1 and a2 its merchants, the same with b. */
export const owners = ["a0", "a1", "a2", "b0", "b1", "b2"];
/** The second project of merchant a1, with payments, a key and people of its own. */
const all = [...owners, "p1"];
const found = /cny([abp][012])x[0-9a-f]*/gi;
const publicId = /(?:tx|op|at|mr|co|pj|ak|us|lt|se|au|mb|ap|pl|vw|es|ps|ba)_c[0-9a-z]{24}/g;

/** Hands out canaries and finds them again in what was received. */
export class Canaries {
  constructor() {
    this.made = new Map(all.map((owner) => [owner, new Set()]));
    this.ids = new Map();
  }
  /** A fresh text that belongs to `owner`; 18 characters, unchanged by folding of case. */
  of(owner) {
    const text = `cny${owner}x${randomBytes(6).toString("hex")}`;
    this.made.get(owner).add(text);
    return text;
  }
  /** Every public id in `text` that is not yet known belongs to `owner`. */
  claim(owner, text) {
    for (const [id] of text.matchAll(publicId)) if (!this.ids.has(id)) this.ids.set(id, owner);
  }
  /** What `text` holds of others than `visible`, but for `known`: canaries, even cut short, ids. */
  strangersIn(text, visible, known = []) {
    const strangers = new Set();
    for (const [canary, owner] of text.matchAll(found))
      if (!visible.includes(owner.toLowerCase()) && !known.includes(canary.toLowerCase()))
        strangers.add(canary);
    for (const [id] of text.matchAll(publicId)) {
      const owner = this.ids.get(id);
      if (owner && !visible.includes(owner) && !known.includes(id))
        strangers.add(`${id} of ${owner}`);
    }
    return [...strangers];
  }
}

const mask = (1n << 64n) - 1n;
const mix = (value) => {
  let z = ((value ^ (value >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
  return z ^ (z >> 31n);
};
const digits = (value) => value.toString(36).padStart(12, "0");

/** A well-formed id of the same kind, shortly after `id`, that no row has. */
export function absentLike(id) {
  const prefix = id.slice(0, 3);
  let key = 0n;
  for (const c of id.slice(4, 16)) key = key * 36n + BigInt(Number.parseInt(c, 36));
  key += 4_321n;
  let seed = 0x42757273617221n;
  for (const c of prefix) seed = mix(seed ^ BigInt(c.charCodeAt(0)));
  return `${prefix}c${digits(key)}${digits(mix(seed ^ key) % 36n ** 12n)}`;
}

const keyScopes = [
  "transactions:read",
  "transactions:write",
  "captures:write",
  "refunds:write",
  "payouts:write",
  "merchants:read",
];
export const currencyOf = { a: "EUR", b: "KWD", p: "EUR" };

/** Builds everything as the installation's administrator and the tenants' own people. */
export class Tenants {
  static async create(installation) {
    const world = new Tenants();
    Object.assign(world, { installation, canaries: new Canaries(), companies: {}, merchants: {} });
    world.root = await installation.signUp();
    for (const letter of ["a", "b"]) await world.addCompany(letter);
    for (const owner of ["a1", "a2", "b1", "b2"]) await world.addMerchant(owner);
    await world.addPeople();
    for (const owner of ["a1", "a2", "b1", "b2"]) await world.addPayments(owner);
    for (const owner of ["a1", "a2", "b1", "b2"]) await world.addAuditEntries(owner);
    for (const owner of ["a1", "a2", "b1"]) await world.addColleague(owner);
    for (const owner of ["a1", "a2", "b1"]) await world.addSupport(owner);
    await world.addRoles();
    for (const letter of ["a", "b"]) await world.addProviderAccount(letter);
    for (const owner of ["a1", "a2", "b1"]) await world.addApproval(owner);
    for (const owner of ["a1", "a2", "b1"]) await world.addBatch(owner);
    for (const owner of ["a1", "a2", "b1"]) await world.addRecipient(owner);
    await world.addProject();
    return world;
  }

  async addCompany(letter) {
    const owner = `${letter}0`;
    const company = await this.root.mustPost(
      "/api/companies",
      {
        name: `Company ${this.canaries.of(owner)}`,
        legal_name: `Legal ${this.canaries.of(owner)}`,
        country: "DE",
        default_currency: currencyOf[letter],
      },
      { "Idempotency-Key": crypto.randomUUID() },
    );
    this.companies[letter] = company;
    this.canaries.claim(owner, company.company_id);
  }

  async addMerchant(owner) {
    const { canaries } = this;
    const merchant = await this.root.mustPost(
      "/api/merchants",
      {
        company_id: this.companies[owner[0]].company_id,
        name: `Shop ${canaries.of(owner)}`,
        legal_name: `Legal ${canaries.of(owner)}`,
        statement_descriptor: canaries.of(owner),
        website: `https://${canaries.of(owner)}.example/`,
        settlement_currency: currencyOf[owner[0]],
      },
      { "Idempotency-Key": crypto.randomUUID() },
    );
    canaries.claim(owner, JSON.stringify(merchant));
    const keys = {};
    for (const [name, scopes] of Object.entries({
      full: keyScopes,
      narrow: ["merchants:read"],
      spare: ["transactions:read"],
      revoked: keyScopes,
      expired: keyScopes,
    }))
      keys[name] = await this.addKey(owner, merchant, scopes);
    const target = `/api/merchants/${merchant.merchant_id}/api_keys`;
    await this.root.delete(`${target}/${keys.revoked.api_key.api_key_id}`);
    const rotated = await this.root.mustPost(
      `${target}/${keys.expired.api_key.api_key_id}/rotation`,
      { overlap_s: 0 },
      { "Idempotency-Key": crypto.randomUUID() },
    );
    canaries.claim(owner, JSON.stringify(rotated));
    const api = new MerchantClient(this.installation.api, keys.full.plain_text);
    const projectId = merchant.project_id;
    this.merchants[owner] = { merchant, keys, api, projectId, payments: [], texts: [] };
  }

  /** A part of merchant a1; what it has not itself is the merchant's, and out of its reach. */
  async addProject() {
    const { canaries } = this;
    const { merchant } = this.merchants.a1;
    const target = `/api/merchants/${merchant.merchant_id}`;
    const project = await this.root.mustPost(
      `${target}/projects`,
      { name: canaries.of("p1") },
      { "Idempotency-Key": crypto.randomUUID() },
    );
    const issue = () =>
      this.root.mustPost(
        `${target}/api_keys`,
        {
          label: canaries.of("p1"),
          project_id: project.project_id,
          scopes: ["transactions:read", "transactions:write", "refunds:write"],
        },
        { "Idempotency-Key": crypto.randomUUID() },
      );
    // The crawl revokes the spare one.
    const [full, spare] = [await issue(), await issue()];
    canaries.claim("p1", JSON.stringify([project, full, spare]));
    this.merchants.p1 = {
      ...this.merchants.a1,
      projectId: project.project_id,
      keys: { spare, full },
      api: new MerchantClient(this.installation.api, full.plain_text),
      payments: [],
      texts: [],
    };
    await this.addPayments("p1");
    await this.addBatch("p1", project.project_id);
    await this.addColleague("p1");
    this.people.projectAdministrator = await this.addPerson("p1", "administrator");
  }

  async addKey(owner, merchant, scopes) {
    const issued = await this.root.mustPost(
      `/api/merchants/${merchant.merchant_id}/api_keys`,
      { label: this.canaries.of(owner), scopes },
      { "Idempotency-Key": crypto.randomUUID() },
    );
    this.canaries.claim(owner, JSON.stringify(issued));
    return issued;
  }

  /** Signs a new person in; `owner` says at which level the membership is. */
  async addPerson(owner, role) {
    const company = owner.endsWith("0");
    const place = company
      ? { scope_kind: "company", company_id: this.companies[owner[0]].company_id }
      : this.belowCompany(owner);
    const email = `${this.canaries.of(owner)}@bursar.example`;
    const name = this.canaries.of(owner);
    const made = await this.root.mustPost(
      "/api/users",
      { email, name: `Person ${name}`, role_key: role, ...place },
      { "Idempotency-Key": crypto.randomUUID() },
    );
    this.canaries.claim(owner, JSON.stringify(made));
    const client = new OfficeClient(this.installation.office);
    await signInFirstTime(client, email, made.temporary_password);
    const sessions = await client.get("/api/sessions");
    this.canaries.claim(owner, sessions.text);
    await addPasskey(client, this.canaries.of(owner));
    const passkeys = await client.get("/api/session/passkeys");
    this.canaries.claim(owner, passkeys.text);
    return {
      owner,
      role,
      email,
      name,
      client,
      userId: made.user.user_id,
      sessionId: sessions.body.rows[0].session_id,
      passkeyId: passkeys.body.rows[0].passkey_id,
    };
  }

  belowCompany(owner) {
    const { merchant, projectId } = this.merchants[owner];
    if (owner === "p1") return { scope_kind: "project", project_id: projectId };
    return { scope_kind: "merchant", merchant_id: merchant.merchant_id };
  }

  async addPeople() {
    const wanted = {
      companyAdministrator: ["a0", "administrator"],
      companyViewer: ["a0", "viewer"],
      merchantAdministrator: ["a1", "administrator"],
      merchantViewer: ["a1", "viewer"],
      sibling: ["a2", "administrator"],
      stranger: ["b0", "administrator"],
    };
    const people = await Promise.all(
      Object.values(wanted).map(([owner, role]) => this.addPerson(owner, role)),
    );
    this.people = Object.fromEntries(Object.keys(wanted).map((name, i) => [name, people[i]]));
    const half = new OfficeClient(this.installation.office);
    await half.mustPost("/api/session", {
      email: this.people.merchantViewer.email,
      password: ownPassword,
    });
    this.halfSignedIn = half;
  }

  /** What the trail holds of a merchant belongs to it. */
  async addAuditEntries(owner) {
    const query = `merchant_id=${this.merchants[owner].merchant.merchant_id}&limit=200`;
    const answer = await this.root.get(`/api/audit_entries?${query}`);
    this.merchants[owner].auditId = answer.body?.rows?.[0]?.audit_id;
    this.canaries.claim(owner, answer.text);
  }

  /** Somebody to look up and change, who never signs in. */
  async addColleague(owner) {
    const made = await this.root.mustPost(
      "/api/users",
      {
        email: `${this.canaries.of(owner)}@bursar.example`,
        name: `Colleague ${this.canaries.of(owner)}`,
        role_key: "viewer",
        ...this.belowCompany(owner),
      },
      { "Idempotency-Key": crypto.randomUUID() },
    );
    const { user_id, memberships } = made.user;
    this.canaries.claim(owner, `${user_id} ${memberships[0].membership_id}`);
    this.merchants[owner].colleague = made.user;
  }

  /** A look somebody asked for, and something flagged. */
  async addSupport(owner) {
    const place = this.merchants[owner];
    const { merchant_id } = place.merchant;
    const view = await this.root.mustPost("/api/views", {
      scope_kind: "merchant",
      merchant_id,
      reason: `Why ${this.canaries.of(owner)}`,
    });
    const flagged = await this.root.mustPost(
      "/api/escalations",
      {
        subject_kind: "payment",
        subject_id: place.payments[0],
        queue: "operations",
        priority: "normal",
        note: `Note ${this.canaries.of(owner)}`,
      },
      { "Idempotency-Key": crypto.randomUUID() },
    );
    Object.assign(place, { viewId: view.view_id, escalationId: flagged.escalation_id });
    this.canaries.claim(owner, `${view.view_id} ${flagged.escalation_id}`);
    // Whoever asks is of the installation: every company it looks after may know who that was.
    this.canaries.ids.set(view.agent.user_id, "");
  }

  /** A policy of the merchant, and a refund that waits because of it. */
  async addApproval(owner) {
    const place = this.merchants[owner];
    place.policyName = this.canaries.of(owner);
    const policy = await this.root.mustPost("/api/approval_policies", {
      kind: "refund",
      scope_kind: "merchant",
      merchant_id: place.merchant.merchant_id,
      name: `Policy ${place.policyName}`,
      approvers: 1,
    });
    const { approval } = await this.root.mustPost(
      `/api/payments/${place.payments[0]}/refunds`,
      { amount_minor: 1, reason: `Reason ${this.canaries.of(owner)}` },
      { "Idempotency-Key": crypto.randomUUID() },
    );
    Object.assign(place, { policyId: policy.policy_id, approvalId: approval.approval_id });
    this.canaries.claim(owner, `${policy.policy_id} ${approval.approval_id}`);
  }

  /** A file whose name and lines are its owner's; nobody confirms it. */
  async addBatch(owner, project_id) {
    const place = this.merchants[owner];
    const mark = () => this.canaries.of(owner);
    const query = new URLSearchParams({ kind: "refund", file_name: `${mark()}.csv` });
    if (project_id) query.set("project_id", project_id);
    // No page shows a line's description, so it is no mark of its own.
    const text = `payment_id,amount,description\n${place.payments[0]},1,one\n${mark()},1,\n`;
    const { merchant_id } = place.merchant;
    const batch = await this.root.mustPost(`/api/merchants/${merchant_id}/batches?${query}`, text);
    place.batchId = batch.batch_id;
    this.canaries.claim(owner, batch.batch_id);
  }

  /** A recipient whose texts are its owner's; what a project's people name is their merchant's. */
  async addRecipient(owner) {
    const place = this.merchants[owner];
    const { merchant_id, settlement_currency } = place.merchant;
    const recipient = await this.root.mustPost(
      `/api/merchants/${merchant_id}/recipients`,
      {
        name: this.canaries.of(owner),
        holder: this.canaries.of(owner),
        reference: this.canaries.of(owner),
        purpose: this.canaries.of(owner),
        currency: settlement_currency,
        iban: "GB29NWBK60161331926819",
      },
      { "Idempotency-Key": crypto.randomUUID() },
    );
    place.recipientId = recipient.recipient_id;
    this.canaries.claim(owner, recipient.recipient_id);
  }

  /** A provider account of each company's own; payments keep to the shared one. */
  async addProviderAccount(letter) {
    const title = this.canaries.of(`${letter}0`);
    this.companies[letter].providerTitle = title;
    const account = await this.root.mustPost(
      "/api/providers",
      {
        company_id: this.companies[letter].company_id,
        adapter: "sim",
        title: `Acquirer ${title}`,
        methods: ["wallet"],
        base_url: "https://127.0.0.1:1",
        api_key: "a key",
        is_enabled: false,
      },
      { "Idempotency-Key": crypto.randomUUID() },
    );
    this.companies[letter].providerAccountId = account.provider_account_id;
    const routing = await this.root.mustPost(
      "/api/routing_profiles",
      {
        company_id: this.companies[letter].company_id,
        name: `Routing ${this.canaries.of(`${letter}0`)}`,
      },
      { "Idempotency-Key": crypto.randomUUID() },
    );
    this.companies[letter].routingProfileId = routing.routing_profile_id;
    const price = { percent_ppm: 14_000 };
    const plan = await this.root.mustPost(
      "/api/fee_plans",
      {
        ...{ company_id: this.companies[letter].company_id, name: this.canaries.of(`${letter}0`) },
        ...{ sale: price, refund: price, payout: price, on_refund: "keep", rounding: "half_up" },
        ...{ reserve_ppm: 0, reserve_days: 0, settle_days: 2 },
      },
      { "Idempotency-Key": crypto.randomUUID() },
    );
    this.companies[letter].feePlanId = plan.fee_plan_id;
  }

  /** A role of each company's own, where the installation knows such. */
  async addRoles() {
    const hasRoles = (await this.root.get("/api/roles")).status === 200;
    for (const letter of hasRoles ? ["a", "b"] : []) {
      const owner = `${letter}0`;
      const roleName = this.canaries.of(owner);
      this.companies[letter].roleName = roleName;
      const role = await this.root.mustPost(
        "/api/roles",
        {
          name: `Role ${roleName}`,
          description: this.canaries.of(owner),
          company_id: this.companies[letter].company_id,
          permissions: ["payments:read"],
        },
        { "Idempotency-Key": crypto.randomUUID() },
      );
      this.companies[letter].roleId = role.role_id;
    }
  }

  /** One paid and partly refunded payment, one declined, one with a canary in every text. */
  async addPayments(owner) {
    const paid = await this.pay(owner);
    const declined = await this.pay(owner, "4000000000000002");
    const { api } = this.merchants[owner];
    await api.until(declined, (one) => one.status === "DECLINED");
    await api.until(paid, (one) => one.status === "SUCCESS");
    const refund = await api.post(`/v1/transactions/${paid}/refund`, {
      amount: 300,
      reason: `Reason ${this.canaries.of(owner)}`,
      reference: this.canaries.of(owner),
    });
    if (refund.status !== 201) throw new Error(refund.text);
    this.canaries.claim(owner, refund.text);
    const done = await api.until(paid, (one) => one.refundedAmount === 300);
    this.canaries.claim(owner, JSON.stringify(done));
    const { operations } = (await this.root.get(`/api/payments/${paid}`)).body;
    this.merchants[owner].operationId = operations[0].operation_id;
  }

  async pay(owner, cardNumber = "4242424242424242") {
    const { merchant, api, payments, texts } = this.merchants[owner];
    const mark = () => this.canaries.of(owner);
    const [orderId, buyerId] = [mark(), mark()];
    texts.push(orderId, buyerId);
    const url = () => `https://shop.example/${mark()}`;
    const answer = await api.post(
      "/v1/transactions",
      sampleSale(merchant.merchant_id, orderId, {
        currency: currencyOf[owner[0]],
        buyerId,
        description: `Order ${mark()}`,
        metadata: { [mark()]: mark() },
        customer: { email: `${mark()}@buyer.example`, firstName: mark(), lastName: mark() },
        successUrl: url(),
        failureUrl: url(),
        returnUrl: url(),
        callbackUrl: url(),
        paymentMethodInput: { cardNumber, expiryMonth: "12", expiryYear: "2030", cvv: "123" },
      }),
    );
    if (answer.status !== 201) throw new Error(`${owner}: ${answer.text}`);
    this.canaries.claim(owner, answer.text);
    payments.push(answer.body.id);
    return answer.body.id;
  }
}
