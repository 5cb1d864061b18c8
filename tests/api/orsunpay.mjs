// The Orsunpay surface over the wire: documented samples, both error bodies, test cards,
// idempotency,
// unique order ids, rate-limit headers.

import { absentLike } from "./tenants.mjs";

const uuid = () => crypto.randomUUID();

const must = (condition, what) => {
  if (!condition) throw new Error(what);
};

const absentAccount = absentLike("cr_c1gpxhalfs00000000000000000");

const card = (cardNumber, extra = {}) => ({
  cardNumber,
  expiryMonth: "12",
  expiryYear: "2030",
  cvv: "123",
  ...extra,
});

export async function checkOrsunpay({ world, installation, check, MerchantClient, sampleSale }) {
  const { api, merchant } = world;
  const sale = (extra) => sampleSale(merchant.merchant_id, `o-${uuid()}`, extra);
  const other = await installation.createMerchant(world.office, "Second Shop");

  await check("I1 the documented sale has exactly the documented members", async () => {
    const answer = await api.post("/v1/payment/sale", sale());
    must(answer.status === 201 && answer.body.status === true, answer.text);
    const members = Object.keys(answer.body.transaction).sort().join();
    must(members === "action,amount,createdAt,currency,id,orderId,status", members);
    must(/^tx_c[0-9a-z]{24}$/.test(answer.body.transaction.id), answer.body.transaction.id);
    must(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(answer.body.transaction.createdAt),
      answer.body.transaction.createdAt,
    );
  });

  await check("I3 I4 missing and wrong keys, both bodies", async () => {
    const wrong = new MerchantClient(installation.api, `${world.key.plain_text.slice(0, -1)}x`);
    const none = async (path) => {
      const response = await fetch(installation.api + path, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: "{}",
      });
      return { status: response.status, body: await response.json() };
    };
    const a = await none("/v1/payment/sale");
    must(
      a.status === 401 && a.body.status === false && typeof a.body.error === "string",
      JSON.stringify(a),
    );
    const b = await none("/v1/transactions");
    must(b.status === 401 && b.body.error.code === "authentication_required", JSON.stringify(b));
    const c = await wrong.get("/v1/transactions");
    must(c.status === 401 && c.body.error.code === "invalid_api_key", c.text);
    const d = await wrong.post("/v1/payment/sale", sale());
    must(d.status === 401 && d.body.status === false, d.text);
    const viaHeader = await fetch(`${installation.api}/v1/merchants/me`, {
      headers: { "x-api-key": world.key.plain_text },
    });
    must(
      viaHeader.status === 200 && (await viaHeader.json()).id === merchant.merchant_id,
      "x-api-key is not accepted everywhere",
    );
  });

  await check("I5 field rules answer 400 and name the field", async () => {
    const cases = [
      [{ amount: 0 }, "amount"],
      [{ amount: -1 }, "amount"],
      [{ amount: 1.5 }, "amount"],
      [{ amount: "10" }, "amount"],
      [{ currency: "usd" }, "currency"],
      [{ currency: "USDX" }, "currency"],
      [{ merchantId: other.merchant.merchant_id }, "merchantId"],
      [{ successUrl: "javascript:alert(1)" }, "successUrl"],
      [{ orderId: "" }, "orderId"],
      [{ surprise: 1 }, "surprise"],
      [{ paymentMethodInput: card("4242424242424241") }, "paymentMethodInput.cardNumber"],
      [
        { paymentMethodInput: card("4242424242424242", { expiryYear: "2020" }) },
        "paymentMethodInput.expiryYear",
      ],
    ];
    for (const [extra, field] of cases) {
      const a = await api.post("/v1/payment/sale", sale(extra));
      must(
        a.status === 400 && a.body.status === false && a.body.error.includes(field),
        `A ${JSON.stringify(extra)}: ${a.status} ${a.text}`,
      );
      const b = await api.post("/v1/transactions", sale(extra));
      must(
        b.status === 400 &&
          b.body.error.details.field === field &&
          b.body.error.details.location === "body",
        `B ${JSON.stringify(extra)}: ${b.text}`,
      );
    }
  });

  await check("a provider account that is foreign, absent or mistyped is 404", async () => {
    const shapes = new Set();
    for (const paymentMethod of ["cr_", "cr_no-such", `cr_c${"0".repeat(24)}`, absentAccount]) {
      const a = await api.post("/v1/payment/sale", sale({ paymentMethod }));
      must(a.status === 404 && a.body.status === false, `A ${paymentMethod}: ${a.text}`);
      const b = await api.post("/v1/transactions", sale({ paymentMethod }));
      must(b.status === 404 && b.body.error.code === "resource_not_found", b.text);
      shapes.add(a.text + b.text);
    }
    must(shapes.size === 1, [...shapes].join(" but "));
  });

  await check("I6 an order id is unique per merchant", async () => {
    const orderId = `same-${uuid()}`;
    must(
      (await api.post("/v1/payment/sale", sampleSale(merchant.merchant_id, orderId))).status ===
        201,
      "first",
    );
    const second = await api.post("/v1/payment/sale", sampleSale(merchant.merchant_id, orderId));
    must(second.status === 409 && second.body.status === false, second.text);
    const elsewhere = await other.api.post(
      "/v1/payment/sale",
      sampleSale(other.merchant.merchant_id, orderId),
    );
    must(elsewhere.status === 201, elsewhere.text);
  });

  await check("I15 R-06 foreign and absent transactions look the same", async () => {
    const made = await api.post("/v1/transactions", sale());
    const foreign = await other.api.get(`/v1/transactions/${made.body.id}`);
    const absent = await other.api.get("/v1/transactions/tx_c0000000000000000000000000");
    must(
      foreign.status === 404 && absent.status === 404 && foreign.text === absent.text,
      `${foreign.text} ${absent.text}`,
    );
  });

  await check("I20 idempotency: concurrent repeats make one transaction", async () => {
    const body = sale();
    const key = uuid();
    const answers = await Promise.all(
      Array.from({ length: 16 }, () =>
        api.post("/v1/transactions", body, { "Idempotency-Key": key }),
      ),
    );
    must(
      new Set(answers.map((one) => one.body.id)).size === 1,
      answers.map((one) => one.status).join(),
    );
    const other_ = await api.post(
      "/v1/transactions",
      { ...body, amount: 1001 },
      { "Idempotency-Key": key },
    );
    must(other_.status === 409 && other_.body.error.code === "idempotency_key_reused", other_.text);
  });

  await check("I33 the seven test cards", async () => {
    const expected = [
      ["4242424242424242", "SUCCESS", null],
      ["5555555555554444", "SUCCESS", null],
      ["4000000000000002", "DECLINED", "card_declined"],
      ["4000000000009995", "DECLINED", "insufficient_funds"],
      ["4000000000000069", "DECLINED", "expired_card"],
      ["4000000000000127", "DECLINED", "incorrect_cvc"],
      ["4000000000000119", "DECLINED", "processing_error"],
    ];
    for (const [number, status, code] of expected) {
      const made = await api.post("/v1/transactions", {
        amount: 1000,
        currency: "USD",
        paymentMethod: "card",
        paymentMethodInput: card(number),
      });
      must(made.status === 201, made.text);
      must(!made.text.includes(number), "the answer holds the card number");
      const final = await api.until(
        made.body.id,
        (one) => one.status !== "PROCESSING" && one.status !== "CREATED",
      );
      must(
        final.status === status && final.declineCode === code,
        `${number}: ${final.status} ${final.declineCode}`,
      );
    }
  });

  await check("faults: process then drop, 500 after processing, end in SUCCESS once", async () => {
    for (const number of ["4000000000930026", "4000000000930034"]) {
      const made = await api.post("/v1/transactions", {
        amount: 777,
        currency: "EUR",
        paymentMethod: "card",
        paymentMethodInput: card(number),
      });
      const final = await api.until(made.body.id, (one) => one.status === "SUCCESS", 30_000);
      must(final.capturedAmount === 777, JSON.stringify(final));
    }
  });

  await check("I10 metadata comes back unchanged, and its size is limited", async () => {
    const metadata = { a: "ü", b: { c: [1, true, null] } };
    const made = await api.post("/v1/transactions", sale({ metadata }));
    must(JSON.stringify(made.body.metadata) === JSON.stringify(metadata), made.text);
    const big = await api.post("/v1/transactions", sale({ metadata: { x: "y".repeat(17_000) } }));
    must(big.status === 400 && big.body.error.details.field === "metadata", big.text);
    const pan = await api.post(
      "/v1/transactions",
      sale({ metadata: { note: "card 4242424242424242" } }),
    );
    must(
      pan.status >= 400 && !pan.text.includes("4242424242424242"),
      "a card number in metadata was accepted",
    );
  });

  await check("I16 refunds end exactly at the captured amount", async () => {
    const made = await api.post("/v1/transactions", sale());
    await api.until(made.body.id, (one) => one.status === "SUCCESS");
    const target = `/v1/transactions/${made.body.id}/refund`;
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => api.post(target, { amount: 150 })),
    );
    const accepted = answers.filter((one) => one.status === 201).length;
    must(
      accepted === 6 && answers.every((one) => [201, 422].includes(one.status)),
      answers.map((one) => one.status).join(),
    );
    const rest = await api.post(target, {});
    must(rest.status === 201 && rest.body.refund.amount === 100, rest.text);
    await api.until(
      made.body.id,
      (one) => one.refundedAmount === 1000 && one.moneyState === "REFUNDED",
    );
    const none = await api.post(target, {});
    must(none.status === 422, none.text);
  });

  await check("I22 I23 rate-limit headers count down and the limit answers 429", async () => {
    const read = async () => (await other.api.get("/v1/transactions?limit=1")).headers;
    const first = await read();
    for (const name of [
      "x-ratelimit-limit",
      "x-ratelimit-remaining",
      "x-ratelimit-reset",
      "x-ratelimit-window",
    ])
      must(/^\d+$/.test(first.get(name) ?? ""), `${name} is ${first.get(name)}`);
    const second = await read();
    must(
      Number(second.get("x-ratelimit-remaining")) <= Number(first.get("x-ratelimit-remaining")),
      "remaining does not count down",
    );
    const many = await Promise.all(
      Array.from({ length: 14 }, () =>
        other.api.request(
          "POST",
          "/v1/payment/sale",
          sampleSale(other.merchant.merchant_id, `r-${uuid()}`),
        ),
      ),
    );
    const limited = many.filter((one) => one.status === 429);
    must(limited.length > 0, "fourteen at once pass a burst limit of ten");
    must(
      limited[0].body.status === false && /^\d+$/.test(limited[0].headers.get("retry-after") ?? ""),
      limited[0].text,
    );
  });

  await check("I24 an unknown version and an unknown path answer 404 in the envelope", async () => {
    for (const path of ["/v2/transactions", "/v1/nothing"]) {
      const answer = await api.get(path);
      must(answer.status === 404 && answer.body?.error?.code === "resource_not_found", answer.text);
    }
  });
}
