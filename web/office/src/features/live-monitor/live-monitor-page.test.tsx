import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { act } from "react";
import { describe, expect, it } from "vitest";
import { fakeStream, serve } from "../../testing/fake-server.ts";
import { renderOffice } from "../../testing/render.tsx";
import { LiveProvider } from "../../ui/live.tsx";
import words from "./en.json";
import LiveMonitorPage from "./live-monitor-page.tsx";

async function open(at = "/live") {
  serve(({ path }) => (path === "/api/payments" ? { rows: [] } : undefined));
  const { connect, send } = fakeStream();
  const view = await renderOffice(
    <LiveProvider connect={connect}>
      <LiveMonitorPage />
    </LiveProvider>,
    { at, words: { namespace: "live_monitor", bundle: words } },
  );
  await screen.findByText("Waiting for the first event");
  let number = 0;
  const pay = (type: string, merchant_name: string) => {
    number += 1;
    const payload = {
      payment_id: `tx_${number}`,
      merchant_name,
      lifecycle: type.split(".")[1],
      amount_minor: 1250,
      currency: "EUR",
    };
    act(() => send({ type, subject_id: `tx_${number}`, payload }));
  };
  const shown = () =>
    within(screen.getByRole("region", { name: "Live events, newest first" }))
      .queryAllByRole("link")
      .map((link) => link.textContent);
  return { view, pay, shown };
}

describe("the live monitor", () => {
  it("puts the newest on top and leads to the payment", async () => {
    const { pay, shown } = await open();
    pay("payment.created", "First shop");
    pay("payment.captured", "Second shop");
    const link = await screen.findByRole("link", { name: "Second shop" });
    expect(shown()).toEqual(["Second shop", "First shop"]);
    expect(link.getAttribute("href")).toBe("/payments/tx_2");
  });

  it("counts what waits while paused and shows all of it afterwards", async () => {
    const { pay, shown } = await open();
    const user = userEvent.setup();
    await user.click(screen.getByRole("button", { name: "Pause" }));
    pay("payment.created", "First shop");
    pay("payment.created", "Second shop");
    const resume = await screen.findByRole("button", { name: "Resume, 2 wait" });
    expect(shown()).toEqual([]);
    await user.click(resume);
    expect(shown()).toEqual(["Second shop", "First shop"]);
  });

  it("keeps to the filters of the address", async () => {
    const { pay, shown } = await open("/live?view=problems");
    pay("payment.captured", "Fine shop");
    pay("payment.declined", "Poor shop");
    await screen.findByRole("link", { name: "Poor shop" });
    expect(shown()).toEqual(["Poor shop"]);
  });
});
