// Walks the routes of approvals once, so that each has been seen succeeding, and shows what four
// eyes mean on the way: asked, decided by another person, done once; or rejected, withdrawn, void.
import { postWithCode } from "../lib/codes.mjs";
import { addPasskey } from "./passkey_walk.mjs";
import { signInFirstTime } from "./people.mjs";

const expect = (answer, status, code) => {
  if (answer.status !== status || (code && answer.body?.code !== code))
    throw new Error(`${answer.status} instead of ${status} ${code ?? ""}: ${answer.text}`);
  return answer.body;
};

const uuid = () => crypto.randomUUID();
const fresh = () => ({ "Idempotency-Key": uuid() });
const policies = "/api/approval_policies";

export async function walkApprovals(world) {
  const bea = await secondAdministrator(world);
  const policy = await walkPolicies(world);
  await walkRefund(world, bea, policy);
  await walkEnds(world, bea);
  await walkFactor(world, bea);
  await walkKey(world, bea);
  await walkPolicyAboutPolicies(world, bea, policy);
}

async function secondAdministrator({ office, installation, OfficeClient, record }) {
  const made = expect(
    await office.post("/api/users", {
      email: "bea@bursar.example",
      name: "Bea",
      role_key: "administrator",
      scope_kind: "installation",
    }),
    201,
  );
  const client = new OfficeClient(installation.office, record);
  await signInFirstTime(client, "bea@bursar.example", made.temporary_password);
  return { client, user_id: made.user.user_id };
}

async function walkPolicies({ office, merchant, check }) {
  let policy;
  await check("a policy is made, changed in versions and listed in words", async () => {
    const terms = {
      kind: "refund",
      scope_kind: "merchant",
      merchant_id: merchant.merchant_id,
      name: "Large refunds",
      thresholds: [{ currency: "EUR", amount_minor: 500 }],
      approvers: 1,
    };
    expect(await office.post(policies, { ...terms, approvers: 4 }), 422, "out_of_range");
    expect(await office.post(policies, { ...terms, kind: "gift" }), 422, "kind_unknown");
    const unfit = { ...terms, kind: "role_change" };
    expect(await office.post(policies, unfit), 422, "condition_unfit");
    policy = expect(await office.post(policies, terms), 201);
    const target = `${policies}/${policy.policy_id}`;
    const change = { version: 1, name: "Refunds from 10", approvers: 1 };
    const thresholds = [{ currency: "EUR", amount_minor: 1_000 }];
    policy = expect(await office.patch(target, { ...change, thresholds }), 200);
    expect(await office.patch(target, change), 409, "version_changed");
    const listed = expect(await office.get(policies), 200);
    if (!listed.rows.some((row) => row.policy_id === policy.policy_id && row.people >= 2))
      throw new Error(JSON.stringify(listed.rows));
    const spare = expect(await office.post(policies, { ...terms, name: "Spare" }), 201);
    expect(await office.delete(`${policies}/${spare.policy_id}?version=1`), 204);
  });
  return policy;
}

/** A captured payment of the sandbox. */
async function paid({ office, merchant }, amount_minor) {
  const { merchant_id } = merchant;
  const made = expect(
    await office.post(
      `/api/merchants/${merchant_id}/test_payments`,
      { amount_minor, currency: "EUR" },
      fresh(),
    ),
    201,
  );
  for (let tries = 0; tries < 400; ++tries) {
    const { body } = await office.get(`/api/payments/${made.payment_id}`);
    if (body.payment.lifecycle === "captured") return made.payment_id;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error("the payment was not captured");
}

const refunds = (payment_id) => `/api/payments/${payment_id}/refunds`;
const refundsDone = async (office, payment_id) =>
  (await office.get(`/api/payments/${payment_id}`)).body.operations.filter(
    (one) => one.type === "refund",
  ).length;

async function held(office, payment_id, body, headers = fresh()) {
  const { approval } = expect(await office.post(refunds(payment_id), body, headers), 202);
  return approval;
}

async function walkRefund(world, bea) {
  const { office, check } = world;
  await check("a large refund waits for another person, and is done once by consent", async () => {
    const payment_id = await paid(world, 5_000);
    expect(await office.post(refunds(payment_id), { amount_minor: 999 }, fresh()), 201);
    const key = fresh();
    const wanted = { amount_minor: 1_000, reason: "goods returned" };
    const approval = await held(office, payment_id, wanted, key);
    if (!approval.deciders.includes("Bea")) throw new Error(JSON.stringify(approval));
    const again = await held(office, payment_id, wanted, key);
    if (again.approval_id !== approval.approval_id) throw new Error("asked twice");
    const tooMuch = { amount_minor: 900_000 };
    expect(
      await office.post(refunds(payment_id), tooMuch, fresh()),
      422,
      "amount_exceeds_refundable",
    );
    if ((await refundsDone(office, payment_id)) !== 1) throw new Error("done before consent");

    const target = `/api/approvals/${approval.approval_id}`;
    const own = expect(await office.get(target), 200);
    if (own.cannot_decide_code !== "own_request" || own.can_decide) throw new Error(own.state);
    const change = (name) => own.changes.find((one) => one.name === name);
    const { before, after } = change("refund_pending");
    if (Number(after) - Number(before) !== 1_000) throw new Error(JSON.stringify(own.changes));
    if (!own.changes.some((one) => one.is_balance)) throw new Error("no effect on money");
    const decision = { content_hash: own.content_hash, reason: "seen" };
    expect(await office.post(`${target}/approve`, decision), 422, "own_request");

    const counted = expect(await bea.client.get("/api/approvals/count"), 200);
    if (counted.to_decide !== 1) throw new Error(JSON.stringify(counted));
    const listed = expect(
      await bea.client.get(`/api/approvals?tab=to_decide&subject_id=${payment_id}`),
      200,
    );
    if (listed.rows.length !== 1) throw new Error(JSON.stringify(listed));
    const stale = { ...decision, content_hash: "0".repeat(64) };
    expect(await bea.client.post(`${target}/approve`, stale), 409, "content_changed");
    const done = expect(await bea.client.post(`${target}/approve`, decision), 200);
    if (done.state !== "executed") throw new Error(done.state);
    expect(await bea.client.post(`${target}/approve`, decision), 200);
    if ((await refundsDone(office, payment_id)) !== 2) throw new Error("not done once");
    const replayed = await office.post(refunds(payment_id), wanted, key);
    if (replayed.status !== 201 || replayed.headers.get("idempotent-replayed") !== "true")
      throw new Error(`${replayed.status} ${replayed.text}`);
  });
}

async function walkEnds(world, bea) {
  const { office, check } = world;
  const decide = async (approval_id, verdict, reason) => {
    const target = `/api/approvals/${approval_id}`;
    const { content_hash } = expect(await bea.client.get(target), 200);
    return bea.client.post(`${target}/${verdict}`, { content_hash, reason });
  };
  await check("a request is rejected with a reason, withdrawn, or void", async () => {
    const payment_id = await paid(world, 9_000);
    const ask = async (amount_minor) =>
      (await held(office, payment_id, { amount_minor })).approval_id;
    const first = await ask(1_001);
    expect(await decide(first, "reject", ""), 422, "reason_missing");
    if (expect(await decide(first, "reject", "wrong order"), 200).state !== "rejected")
      throw new Error("not rejected");
    expect(await decide(first, "approve"), 422, "approval_closed");
    const second = await ask(1_002);
    expect(await bea.client.post(`/api/approvals/${second}/withdraw`), 422, "not_own_request");
    expect(await office.post(`/api/approvals/${second}/withdraw`), 200);
    const third = await ask(1_003);
    expect(await office.post(refunds(payment_id), { amount_minor: 1 }, fresh()), 201);
    const seen = expect(await bea.client.get(`/api/approvals/${third}`), 200);
    if (seen.is_current) throw new Error("a changed payment counts as unchanged");
    expect(await decide(third, "approve"), 409, "approval_void");
    if ((await refundsDone(office, payment_id)) !== 1) throw new Error("done though void");
  });
}

async function walkFactor({ office, installation, OfficeClient, record, check }, bea) {
  await check("an administrator's second factor takes a second administrator", async () => {
    const made = expect(
      await office.post("/api/users", {
        email: "cleo@bursar.example",
        name: "Cleo",
        role_key: "administrator",
        scope_kind: "installation",
      }),
      201,
    );
    const { user_id } = made.user;
    const cleo = new OfficeClient(installation.office, record);
    await signInFirstTime(cleo, "cleo@bursar.example", made.temporary_password);
    const { passkey } = await addPasskey(office, "Resets");
    const reset_target = `/api/users/${user_id}/second_factor_reset`;
    const { approval } = expect(
      await postWithCode({ client: office, passkey }, reset_target, {}),
      202,
    );
    const target = `/api/approvals/${approval.approval_id}`;
    const { content_hash } = expect(await bea.client.get(target), 200);
    expect(await office.post(`${target}/approve`, { content_hash }), 422, "own_request");
    if (expect(await cleo.get("/api/session"), 200).stage !== "full") throw new Error("reset");
    expect(await bea.client.post(`${target}/approve`, { content_hash }), 200);
    expect(await cleo.get("/api/session"), 401);
    const reset = expect(await office.get(`/api/users/${user_id}`), 200);
    if (reset.user.totp_enrolled) throw new Error("the factor is still there");
  });
}

async function walkKey({ office, merchant, check }, bea) {
  await check("an approved API key is made by whoever asked, and shown to them alone", async () => {
    const { merchant_id } = merchant;
    const terms = {
      kind: "api_key",
      scope_kind: "merchant",
      merchant_id,
      name: "Keys",
      approvers: 1,
    };
    const policy = expect(await office.post(policies, terms), 201);
    const keys = `/api/merchants/${merchant_id}/api_keys`;
    const wanted = { label: "approved key", scopes: ["transactions:read"] };
    const sent = fresh();
    const { approval } = expect(await office.post(keys, wanted, sent), 202);
    const target = `/api/approvals/${approval.approval_id}`;
    const { content_hash } = expect(await bea.client.get(target), 200);
    const agreed = await bea.client.post(`${target}/approve`, { content_hash });
    if (expect(agreed, 200).state !== "approved" || /plain_text/.test(agreed.text))
      throw new Error(agreed.text);
    const made = expect(await office.post(keys, wanted, sent), 201);
    if (!made.plain_text) throw new Error("no secret");
    const again = expect(await office.post(keys, wanted, sent), 201);
    if (again.plain_text !== null || again.api_key.api_key_id !== made.api_key.api_key_id)
      throw new Error("the repeat made another key");
    if (expect(await office.get(target), 200).state !== "executed") throw new Error("open still");
    expect(await office.delete(`${policies}/${policy.policy_id}?version=1`), 204);
  });
}

async function walkPolicyAboutPolicies({ office, check }, bea, policy) {
  await check("policies change only by consent once a policy says so", async () => {
    const about = {
      kind: "policy_change",
      scope_kind: "installation",
      name: "Policies",
      approvers: 1,
    };
    const made = expect(await office.post(policies, about), 201);
    const approve = async ({ approval }) => {
      const target = `/api/approvals/${approval.approval_id}`;
      const { content_hash } = expect(await bea.client.get(target), 200);
      return expect(await bea.client.post(`${target}/approve`, { content_hash }), 200);
    };
    const target = `${policies}/${policy.policy_id}`;
    const weaker = { version: policy.version, name: "Refunds", approvers: 1, is_active: false };
    const change = expect(await office.patch(target, weaker), 202);
    const listed = expect(await office.get(policies), 200);
    if (!listed.rows.find((row) => row.policy_id === policy.policy_id).is_active)
      throw new Error("weakened before anybody agreed");
    await approve(change);
    const next = policy.version + 1;
    await approve(expect(await office.delete(`${target}?version=${next}`), 202));
    await approve(expect(await office.delete(`${policies}/${made.policy_id}?version=1`), 202));
    const left = expect(await office.get(policies), 200);
    if (left.rows.length !== 0) throw new Error(JSON.stringify(left.rows));
  });
}
