import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { act } from "react";
import { describe, expect, it } from "vitest";
import { type Asked, fakeStream, serve } from "../../testing/fake-server.ts";
import { renderOffice } from "../../testing/render.tsx";
import { LiveProvider } from "../../ui/live.tsx";
import words from "./en.json";
import PaymentsPage from "./payments-page.tsx";

const row = (number: number, part: object = {}) => ({
  payment_id: `tx_${number}`,
  external_id: `ord-${number}`,
  merchant_id: "mr_1",
  merchant_name: "Shop",
  company_id: "co_1",
  buyer_id: "",
  method: "card",
  card_brand: "visa",
  card_last4: "4242",
  amount_minor: 1000 + number,
  currency: "EUR",
  captured_minor: 0,
  refunded_minor: 0,
  refund_pending_minor: 0,
  lifecycle: "processing",
  refund_state: "none",
  dispute_state: "none",
  in_doubt: false,
  decline_reason: "",
  created_at: number,
  completed_at: null,
  ...part,
});

const reference = {
  currencies: [{ code: "EUR", exponent: 2, name: "Euro" }],
  lifecycles: ["processing", "captured", "declined"],
  refund_states: ["none", "part", "full"],
  methods: ["card"],
  decline_reasons: [],
};

async function open(at: string) {
  let rows = [row(2), row(1)];
  const asked = serve(({ path, query }: Asked) => {
    if (path === "/api/reference") return reference;
    if (path === "/api/merchants") return { rows: [], has_older: false };
    if (path !== "/api/payments") return undefined;
    const after = query.get("after");
    const shown = after ? rows.filter((one) => one.payment_id > after) : rows;
    return { rows: shown, has_older: false, has_newer: false, next_before: null };
  });
  const { connect, send } = fakeStream();
  const view = await renderOffice(
    <LiveProvider connect={connect}>
      <PaymentsPage />
    </LiveProvider>,
    { at, words: { namespace: "payments", bundle: words } },
  );
  await screen.findByText("ord-2");
  const lists = () =>
    asked.filter(({ path, query }) => path === "/api/payments" && !query.has("after"));
  const add = (one: ReturnType<typeof row>) => {
    rows = [one, ...rows];
  };
  return { view, send, lists, add };
}

describe("the transactions list", () => {
  it("moves a shown payment in place when an event tells of it", async () => {
    const { send, lists } = await open("/payments");
    const payload = row(1, { lifecycle: "captured", captured_minor: 1001 });
    act(() => send({ type: "payment.captured", payload }));
    expect(await screen.findByText("Captured")).toBeTruthy();
    expect(screen.getAllByText(/^ord-/).map((cell) => cell.textContent)).toEqual([
      "ord-2",
      "ord-1",
    ]);
    expect(lists()).toHaveLength(1);
  });

  it("counts what is new above instead of pushing rows down under the reader", async () => {
    const { send, add } = await open("/payments");
    add(row(3));
    act(() => send({ type: "payment.created", payload: row(3) }));
    const pill = await screen.findByRole("button", { name: "1 new payment" }, { timeout: 3000 });
    expect(screen.queryByText("ord-3")).toBeNull();
    await userEvent.setup().click(pill);
    expect(await screen.findByText("ord-3")).toBeTruthy();
    await waitFor(() => expect(screen.queryByText("1 new payment")).toBeNull());
  });

  it("asks what the address says, so that a shared link shows the same", async () => {
    const { lists } = await open("/payments?lifecycle=captured,declined&amount=1000~&currency=EUR");
    const [asked] = lists();
    expect(asked?.query.get("lifecycle")).toBe("captured,declined");
    expect(asked?.query.get("amount_min_minor")).toBe("1000");
    expect(asked?.query.get("currency")).toBe("EUR");
  });

  it("goes to the rows with j, without a mouse", async () => {
    await open("/payments");
    await userEvent.setup().keyboard("j");
    expect(document.activeElement?.getAttribute("href")).toBe("/payments/tx_2");
    await userEvent.setup().keyboard("j");
    expect(document.activeElement?.getAttribute("href")).toBe("/payments/tx_1");
  });
});
