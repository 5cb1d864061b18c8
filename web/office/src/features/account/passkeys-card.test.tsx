// What the passkeys card says in each of its states, and what it sends when one is added.
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Schemas } from "../../api/client.ts";
import { type Answer, type Asked, refuse, serve } from "../../testing/fake-server.ts";
import { renderOffice } from "../../testing/render.tsx";
import { SessionProvider } from "../../ui/session.tsx";
import words from "./en.json";
import { PasskeysCard } from "./passkeys-card.tsx";

class FakeCredential {
  rawId = new Uint8Array([9]).buffer;
  response = {
    clientDataJSON: new Uint8Array([1, 2]).buffer,
    attestationObject: new Uint8Array([251, 255]).buffer,
    getTransports: () => ["internal"],
  };
}

afterEach(() => vi.unstubAllGlobals());

function browserThat(create: () => Promise<unknown>) {
  vi.stubGlobal("PublicKeyCredential", FakeCredential);
  vi.stubGlobal("navigator", { userAgent: "Firefox/1 Linux", credentials: { create } });
}

const passkey = {
  passkey_id: "ps_1",
  name: "Laptop",
  is_synced: false,
  created_at: 0,
  last_used_at: null,
};

async function open(answer: (asked: Asked) => Answer, user = {}, origin?: string | null) {
  const asked = serve(answer);
  const session = {
    user: { totp_enrolled: false, passkeys: 1, ...user },
    passkey_origin: origin === undefined ? location.origin : origin,
  } as unknown as Schemas["Session"];
  await renderOffice(
    <SessionProvider session={session}>
      <PasskeysCard />
    </SessionProvider>,
    { words: { namespace: "account", bundle: words } },
  );
  return asked;
}

const add = () => screen.findByRole("button", { name: "Add a passkey" });

describe("the passkeys card", () => {
  it("says what a passkey is when there is none", async () => {
    browserThat(vi.fn());
    await open(() => ({ rows: [] }));
    await screen.findByText("No passkey yet");
    expect((await add()).getAttribute("aria-disabled")).toBeNull();
  });

  it("says that the list could not be read", async () => {
    browserThat(vi.fn());
    await open(() => refuse(503, "storage_busy"));
    await within(await screen.findByRole("alert")).findByRole("button", { name: "Try again" });
  });

  it("keeps the last second step", async () => {
    browserThat(vi.fn());
    await open(() => ({ rows: [passkey] }));
    const remove = await screen.findByRole("button", { name: "Remove Laptop" });
    expect(remove.getAttribute("aria-disabled")).toBe("true");
  });

  it("lets it go where the app stands in", async () => {
    browserThat(vi.fn());
    await open(() => ({ rows: [passkey] }), { totp_enrolled: true });
    const remove = await screen.findByRole("button", { name: "Remove Laptop" });
    expect(remove.getAttribute("aria-disabled")).toBeNull();
  });

  it.each([
    ["an address in digits", null, /need this office to have a domain name/],
    ["another address", "https://office.example.org", /work at another address/],
  ])("explains %s", async (_, origin, text) => {
    browserThat(vi.fn());
    await open(() => ({ rows: [] }), {}, origin);
    await screen.findByText(text);
    expect((await add()).getAttribute("aria-disabled")).toBe("true");
  });

  it("explains a browser without passkeys", async () => {
    vi.stubGlobal("PublicKeyCredential", undefined);
    Reflect.deleteProperty(globalThis, "PublicKeyCredential");
    await open(() => ({ rows: [] }));
    await screen.findByText("This browser cannot use passkeys.");
  });

  it("sends what the browser made, under the name that was given", async () => {
    browserThat(async () => new FakeCredential());
    const invitation = { challenge: "AAAA", rp_id: "localhost", passkeys: [], timeout_ms: 1 };
    const asked = await open(({ path, method }) => {
      if (path.endsWith("/registration"))
        return { ...invitation, user: { handle: "AA", email: "a@b", name: "A" } };
      if (method === "POST") return { session: { csrf_token: "x" }, recovery_codes: [] };
      return { rows: [] };
    });
    const user = userEvent.setup();
    await user.click(await add());
    const name = await screen.findByLabelText("Name of the passkey");
    expect((name as HTMLInputElement).value).toBe("Firefox on Linux");
    await user.clear(name);
    await user.type(name, "Desk{Enter}");
    await screen.findByText(/The passkey is added/);
    const sent = asked.find((one) => one.path === "/api/session/passkeys" && one.body);
    expect(sent?.body).toEqual({
      name: "Desk",
      client_data: "AQI",
      attestation_object: "-_8",
      transports: ["internal"],
    });
  });

  it("tells a cancelled one from a broken one", async () => {
    browserThat(async () => {
      throw new DOMException("no", "NotAllowedError");
    });
    await open(({ path }) =>
      path.endsWith("/registration")
        ? {
            challenge: "AAAA",
            rp_id: "localhost",
            passkeys: [],
            timeout_ms: 1,
            user: { handle: "AA", email: "a@b", name: "A" },
          }
        : { rows: [] },
    );
    const user = userEvent.setup();
    await user.click(await add());
    await user.type(await screen.findByLabelText("Name of the passkey"), "{Enter}");
    await screen.findByText(/Nothing was confirmed/);
  });
});
