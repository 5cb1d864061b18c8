import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { act } from "react";
import { describe, expect, it } from "vitest";
import { type Answer, fakeStream, refuse, serve } from "../../testing/fake-server.ts";
import { renderOffice } from "../../testing/render.tsx";
import { LiveProvider } from "../../ui/live.tsx";
import { type Session, SessionProvider } from "../../ui/session.tsx";
import DashboardPage from "./dashboard-page.tsx";
import words from "./en.json";

const volume = (currency: string, captured_minor: number) => ({
  currency,
  captured_minor,
  refunded_minor: 0,
  fee_minor: 0,
});

const figures = (captured: number, declined: number, volumes: object[]) => ({
  created: captured + declined,
  captured,
  declined,
  failed: 0,
  refunded: 0,
  volumes,
});

const board = {
  range: "today",
  from_at: 0,
  until_at: 7_200_000,
  bucket_ms: 3_600_000,
  as_of_at: 10,
  current: figures(7, 1, [volume("EUR", 123_456), volume("JPY", 5_000)]),
  previous: figures(4, 4, [volume("EUR", 61_728)]),
  series: [],
  declines: [{ reason: "insufficient_funds", count: 1 }],
  methods: [{ method: "card", captured: 7, declined: 1 }],
  in_doubt_count: 2,
};

async function open(at: string, dashboard: () => Answer = () => board) {
  const asked = serve(({ path }) => {
    if (path === "/api/dashboard") return dashboard();
    if (path === "/api/payments") return { rows: [], has_older: false };
    if (path === "/api/merchants") return { rows: [], has_older: false };
    return undefined;
  });
  const { connect, send } = fakeStream();
  const view = await renderOffice(
    <SessionProvider session={{ environment: "sandbox" } as Session}>
      <LiveProvider connect={connect}>
        <DashboardPage />
      </LiveProvider>
    </SessionProvider>,
    { at, words: { namespace: "dashboard", bundle: words } },
  );
  const boards = () => asked.filter(({ path }) => path === "/api/dashboard");
  return { view, boards, send };
}

describe("the dashboard", () => {
  it("shows each currency by itself and the acceptance rate to the tenth", async () => {
    await open("/");
    const tiles = within(await screen.findByRole("region", { name: "Key figures" }));
    expect(await tiles.findByText("87.5%")).toBeTruthy();
    expect(tiles.getByText("+37.5 points")).toBeTruthy();
    expect(tiles.getByText("€1,234.56")).toBeTruthy();
    const table = within(screen.getByRole("table", { name: "Volume by currency" }));
    expect(table.getByText("¥5,000")).toBeTruthy();
    expect(table.getByText("+100%")).toBeTruthy();
  });

  it("leads from a figure to the payments it counts", async () => {
    await open("/?range=7d&merchant_id=mr_1");
    const link = await screen.findByRole("link", { name: "Declines" });
    const { searchParams } = new URL(link.getAttribute("href") ?? "", "http://office");
    expect(Object.fromEntries(searchParams)).toEqual({
      period: "7d",
      merchant_id: "mr_1",
      lifecycle: "declined",
    });
  });

  it("keeps range and merchant in the address and asks for them", async () => {
    const { view, boards } = await open("/?merchant_id=mr_1");
    await screen.findByText("87.5%");
    await userEvent.setup().click(screen.getByRole("radio", { name: "30 days" }));
    await waitFor(() => expect(boards().at(-1)?.query.get("range")).toBe("30d"));
    expect(boards().at(-1)?.query.get("merchant_id")).toBe("mr_1");
    expect(view.router.state.location.href).toBe("/?merchant_id=mr_1&range=30d");
  });

  it("follows events by itself, without keeping an idle session alive", async () => {
    const { boards, send } = await open("/");
    await screen.findByText("87.5%");
    expect(boards()[0]?.headers.get("x-bursar-background")).toBeNull();
    act(() => send({ type: "payment.captured" }));
    await waitFor(() => expect(boards().length).toBeGreaterThan(1), { timeout: 2000 });
    expect(boards().at(-1)?.headers.get("x-bursar-background")).toBe("1");
  });

  it("says which request failed when there are no figures", async () => {
    await open("/", () => refuse(500, "broken"));
    expect(await screen.findByText("rq_test")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Try again" })).toBeTruthy();
  });
});
