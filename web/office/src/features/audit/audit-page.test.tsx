import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { type Asked, refuse, serve } from "../../testing/fake-server.ts";
import { fixed_now, renderOffice } from "../../testing/render.tsx";
import AuditPage from "./audit-page.tsx";
import words from "./en.json";

const row = (number: number, part: object = {}) => ({
  audit_id: `au_${number}`,
  seq: number,
  at: fixed_now - number,
  at_us: (fixed_now - number) * 1000,
  actor_kind: "user",
  actor: "ada@bursar.example",
  impersonator: null,
  action: "update_merchant",
  outcome: "ok",
  subject_kind: "merchant",
  subject_id: "mr_1",
  company_id: "co_1",
  merchant_id: "mr_1",
  ip: "192.0.2.1",
  reason: "",
  ...part,
});

const trail = {
  entries: 1002,
  checkpoint: { tree_size: 1000, signed_at: fixed_now - 30_000, note: "x" },
  external: { state: "ok", tree_size: 1000, file: "/srv/checkpoints", trouble: null },
  verifier_key: "bursar-audit-1+0+AA==",
  actions: ["update_merchant", "sign_in"],
};

async function open(at: string, answers: { list?: object; trail?: object } = {}) {
  const asked = serve(({ path }: Asked) => {
    if (path === "/api/merchants") return { rows: [], has_older: false };
    if (path === "/api/audit_trail") return answers.trail ?? trail;
    if (path !== "/api/audit_entries") return undefined;
    const rows = [
      row(2, { action: "sign_in", outcome: "denied", reason: "wrong_password" }),
      row(1),
    ];
    return answers.list ?? { rows, has_older: true, has_newer: false, next_before: "au_1" };
  });
  const view = await renderOffice(<AuditPage />, {
    at,
    words: { namespace: "audit", bundle: words },
  });
  const lists = () => asked.filter(({ path }) => path === "/api/audit_entries");
  return { view, lists };
}

describe("the audit trail", () => {
  it("shows who did what with which outcome, and how far it is sealed", async () => {
    await open("/audit");
    expect(await screen.findByText("Merchant changed")).toBeTruthy();
    expect(screen.getByText("Wrong password")).toBeTruthy();
    expect(screen.getByText("Denied")).toBeTruthy();
    expect(await screen.findByText("Signed over 1,000 entries")).toBeTruthy();
    expect(screen.getByText("2 wait for the next checkpoint")).toBeTruthy();
    expect(screen.getByText("Up to date")).toBeTruthy();
  });

  it("asks once what the address says, because every reading is recorded", async () => {
    const { lists } = await open("/audit?outcome=denied&subject_id=mr_1");
    await screen.findByText("Merchant changed");
    window.dispatchEvent(new Event("focus"));
    expect(lists()).toHaveLength(1);
    expect(lists()[0]?.query.get("outcome")).toBe("denied");
    expect(lists()[0]?.query.get("subject_id")).toBe("mr_1");
  });

  it("pages by the key the server names", async () => {
    const { lists } = await open("/audit");
    await screen.findByText("Merchant changed");
    await userEvent.setup().click(screen.getByRole("button", { name: "Older" }));
    await waitFor(() => expect(lists().at(-1)?.query.get("before")).toBe("au_1"));
  });

  it("lets a search that stopped before its end go on", async () => {
    const stopped = { rows: [], has_older: true, has_newer: false, next_before: "au_9" };
    const { lists } = await open("/audit?outcome=error", { list: stopped });
    expect(await screen.findByText("Nothing among the newest")).toBeTruthy();
    await userEvent.setup().click(screen.getByRole("button", { name: "Older" }));
    await waitFor(() => expect(lists().at(-1)?.query.get("before")).toBe("au_9"));
  });

  it("says so loudly when the external file fails", async () => {
    const external = { state: "failing", tree_size: 0, file: null, trouble: "no space left" };
    await open("/audit", { trail: { ...trail, external } });
    expect(await screen.findByText("Sealing or copying the trail fails")).toBeTruthy();
    expect(screen.getByText("no space left")).toBeTruthy();
  });

  it("tells an empty trail from a failed request and from a missing permission", async () => {
    const nothing = { rows: [], has_older: false, has_newer: false, next_before: null };
    await open("/audit", { list: nothing });
    expect(await screen.findByText("Nothing recorded yet")).toBeTruthy();
    await open("/audit?search=x", { list: refuse(503, "http_503") });
    expect(await screen.findByText("The server is busy or starting")).toBeTruthy();
    const refused = { judge: () => ({ allowed: false, permission: "audit:read" }) };
    await renderOffice(<AuditPage />, {
      ...refused,
      words: { namespace: "audit", bundle: words },
    });
    expect(await screen.findByText("You may not see this")).toBeTruthy();
  });
});
