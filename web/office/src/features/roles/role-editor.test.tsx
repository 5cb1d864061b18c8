// Changing a role while somebody else does: what the second person is shown before anything is
// overwritten.
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Schemas } from "../../api/client.ts";
import { refuse, serve } from "../../testing/fake-server.ts";
import { renderOffice } from "../../testing/render.tsx";
import { SessionProvider } from "../../ui/session.tsx";
import type { Permission, Role } from "./api.ts";
import words from "./en.json";
import { RoleEditor } from "./role-editor.tsx";

const permission = (key: string, label: string): Permission => ({
  key,
  label,
  section: "payments",
  description: "",
  moves_money: false,
  needs_second_factor: true,
  needs_phone: false,
  platform: key === "system:read",
  at_project: false,
});
const catalogue = [
  permission("payments:read", "See payments"),
  permission("payments:refund", "Refund payments"),
  permission("users:read", "See people"),
  permission("system:read", "See the system"),
];
const role: Role = {
  role_id: "ro_1",
  key: "ro_1",
  name: "Desk",
  description: "",
  is_built_in: false,
  company_id: "co_1",
  company_name: "Acme",
  permissions: ["payments:read"],
  holders: 2,
  version: 3,
};
const everywhere = { everything: false, company_ids: ["co_1"], merchant_ids: [], project_ids: [] };
const session = {
  user: { user_id: "us_1" },
  capabilities: [
    { permission: "payments:read", ...everywhere },
    { permission: "payments:refund", ...everywhere },
  ],
} as unknown as Schemas["Session"];

async function open(theirs: Role) {
  const asked = serve(({ method, body }) => {
    if (method === "GET") return theirs;
    const { version } = body as { version: number };
    return version === theirs.version ? theirs : refuse(409, "version_changed");
  });
  await renderOffice(
    <SessionProvider session={session}>
      <RoleEditor role={role} permissions={catalogue} />
    </SessionProvider>,
    { words: { namespace: "roles", bundle: words } },
  );
  const user = userEvent.setup();
  const patches = () => asked.filter(({ method }) => method === "PATCH");
  const press = async (name: string) => user.click(await screen.findByRole("button", { name }));
  return { user, patches, press };
}

describe("changing a role", () => {
  it("offers only what the editor holds there", async () => {
    // Protects: R-09 in the office, nobody is led to put in what the server will refuse.
    await open(role);
    const isBlocked = (name: RegExp) =>
      screen.getByRole<HTMLInputElement>("checkbox", { name }).disabled;
    expect(isBlocked(/Refund payments/)).toBe(false);
    expect(isBlocked(/See people/)).toBe(true);
    expect(isBlocked(/See the system/)).toBe(true);
  });

  it("reviews against the other person's change before it is overwritten", async () => {
    // Protects: U2, keeping one's own version shows what of theirs it takes back.
    const theirs = { ...role, version: 4, permissions: ["payments:read", "users:read"] };
    const { user, patches, press } = await open(theirs);
    await user.click(screen.getByRole("checkbox", { name: /Refund payments/ }));
    await press("Review the change");
    await press("Save the change");
    await screen.findByText("Somebody else changed this role meanwhile");
    await press("Keep my version");
    await press("Review the change");
    const dialog = within(await screen.findByRole("dialog"));
    dialog.getByText("Refund payments");
    dialog.getByText("See people");
    await press("Save the change");
    expect(patches().map(({ body }) => (body as Role).version)).toEqual([3, 4]);
  });
});
