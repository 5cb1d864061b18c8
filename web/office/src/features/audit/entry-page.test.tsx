import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { type Asked, refuse, serve } from "../../testing/fake-server.ts";
import { fixed_now, renderOffice } from "../../testing/render.tsx";
import words from "./en.json";
import EntryPage from "./entry-page.tsx";

const entry = {
  audit_id: "au_1",
  seq: 1,
  at: fixed_now,
  at_us: fixed_now * 1000 + 321,
  actor_kind: "user",
  actor: "ada@bursar.example",
  impersonator: "support@bursar.example",
  action: "update_merchant",
  outcome: "denied",
  subject_kind: "merchant",
  subject_id: "mr_1",
  company_id: "co_1",
  merchant_id: "mr_1",
  ip: "192.0.2.1",
  reason: "version_conflict",
  device: "Browser/1.0",
  session_id: "se_1",
  request_id: "rq_1",
  before: { name: "Shop", state: "active" },
  after: { name: "Store", state: "active" },
  is_sealed: true,
};

async function open(proof: object) {
  serve(({ path }: Asked) => {
    if (path === "/api/merchants") return { rows: [], has_older: false };
    if (path.endsWith("/proof")) return proof;
    return path.startsWith("/api/audit_entries/") ? entry : undefined;
  });
  await renderOffice(<EntryPage />, {
    at: "/audit/au_1",
    words: { namespace: "audit", bundle: words },
  });
  await screen.findByText("Merchant changed");
}

describe("an entry of the trail", () => {
  it("shows what changed, why it was refused, and where it came from", async () => {
    await open(refuse(404, "not_found"));
    expect(screen.getByText("Shop")).toBeTruthy();
    expect(screen.getByText("Store")).toBeTruthy();
    expect(screen.queryByText("active")).toBeNull();
    await userEvent.setup().click(screen.getByRole("button", { name: "Show 1 unchanged" }));
    expect(screen.getAllByText("active")).toHaveLength(2);
    expect(screen.getAllByText("Version conflict").length).toBeGreaterThan(0);
    expect(screen.getByText("by support@bursar.example")).toBeTruthy();
    expect(screen.getByText("Browser/1.0")).toBeTruthy();
    expect(screen.getByRole("link", { name: "Merchant" }).getAttribute("href")).toBe(
      "/merchants/mr_1",
    );
  });

  it("says that the next checkpoint will cover a young entry", async () => {
    await open(refuse(422, "not_sealed_yet"));
    await userEvent.setup().click(screen.getByRole("button", { name: "Verify this entry" }));
    expect(await screen.findByText(/^The next checkpoint, within a minute/)).toBeTruthy();
  });

  it("raises an alarm for an entry that no longer fits", async () => {
    await open(refuse(422, "trail_broken"));
    await userEvent.setup().click(screen.getByRole("button", { name: "Verify this entry" }));
    expect(await screen.findByText("The entry does not verify")).toBeTruthy();
  });
});
