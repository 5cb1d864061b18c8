import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { type Answer, type Asked, refuse, serve } from "../../testing/fake-server.ts";
import { renderOffice } from "../../testing/render.tsx";
import type { PaymentDetail } from "./api.ts";
import words from "./en.json";
import { RefundDialog } from "./refund-dialog.tsx";
import { openIntent } from "./refund-intent.ts";

const detail = {
  payment: {
    payment_id: "tx_1",
    merchant_name: "Shop",
    currency: "EUR",
    refundable_minor: 7000,
    amount_minor: 10000,
    method: "card",
    card_brand: "visa",
    card_last4: "4242",
  },
  operations: [],
} as unknown as PaymentDetail;

const refund = (state: string) => ({
  operation_id: "op_2",
  type: "refund",
  state,
  amount_minor: 2050,
  currency: "EUR",
  decline_reason: "",
  provider_code: "",
  provider_message: "",
});

async function open(answer: (asked: Asked) => Answer) {
  const asked = serve((request) => (request.method === "POST" ? answer(request) : undefined));
  await renderOffice(<RefundDialog open detail={detail} onClose={() => undefined} />, {
    words: { namespace: "payments", bundle: words },
  });
  const user = userEvent.setup();
  const dialog = await screen.findByRole("dialog");
  const posts = () => asked.filter((request) => request.method === "POST");
  const submit = () => user.click(within(dialog).getByRole("button", { name: /^Refund/ }));
  async function part(amount: string) {
    await user.click(within(dialog).getByRole("radio", { name: "A part" }));
    await user.type(within(dialog).getByLabelText("Amount"), amount);
  }
  return { user, dialog, posts, submit, part };
}

describe("refunding", () => {
  beforeEach(() => sessionStorage.clear());

  it("repeats a lost answer under the same key, so that money moves once", async () => {
    let tries = 0;
    const { posts, submit, part } = await open(() => {
      tries += 1;
      // The key is on its shelf before the server hears of the refund.
      expect(openIntent(sessionStorage, "tx_1")?.body.amount_minor).toBe(2050);
      if (tries === 1) return refuse(503, "busy");
      return { operation: refund("sent"), payment: {} };
    });
    await part("20.50");
    await submit();
    expect(await screen.findByText("rq_test")).toBeTruthy();
    await submit();
    await screen.findByText("Amount reserved");
    const keys = posts().map((request) => request.headers.get("idempotency-key"));
    expect(keys).toHaveLength(2);
    expect(keys[0]).toBeTruthy();
    expect(keys[1]).toBe(keys[0]);
    expect(openIntent(sessionStorage, "tx_1")).toBeUndefined();
  });

  it("takes another key after a refusal, because the next try is another intent", async () => {
    let tries = 0;
    const { posts, submit, part } = await open(() => {
      tries += 1;
      if (tries === 1) return refuse(409, "duplicate_reference");
      return { operation: refund("sent"), payment: {} };
    });
    await part("20.50");
    await submit();
    await screen.findByText("Duplicate_reference");
    await submit();
    await screen.findByText("Amount reserved");
    const [first, second] = posts().map((request) => request.headers.get("idempotency-key"));
    expect(second).not.toBe(first);
  });

  it("shows on the amount what the server says about the amount", async () => {
    const { dialog, submit, part } = await open(() => refuse(422, "amount_exceeds_refundable"));
    await part("69.99");
    await submit();
    const amount = within(dialog).getByLabelText("Amount");
    await waitFor(() => expect(amount.getAttribute("aria-invalid")).toBe("true"));
  });

  it("sends nothing that is more than what is left, or finer than the currency", async () => {
    const { dialog, user, posts, submit, part } = await open(() => undefined);
    await part("70.01");
    await submit();
    expect(await within(dialog).findByText("Only €70.00 can still be refunded")).toBeTruthy();
    await user.clear(within(dialog).getByLabelText("Amount"));
    await user.type(within(dialog).getByLabelText("Amount"), "1.005");
    await submit();
    expect(await within(dialog).findByText("More decimals than the currency has")).toBeTruthy();
    expect(posts()).toHaveLength(0);
  });

  it("names the amount it means when everything is refunded, as the person saw it", async () => {
    const { posts, submit } = await open(() => ({ operation: refund("sent"), payment: {} }));
    await submit();
    await screen.findByText("Amount reserved");
    expect(posts()[0]?.body).toMatchObject({ amount_minor: 7000 });
  });
});
