import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { api, setCsrfToken, unwrap } from "../api/client.ts";
import { fixed_now, renderOffice } from "../testing/render.tsx";
import { Button } from "./button.tsx";
import { type ProofCalls, StepUpProvider } from "./step-up.tsx";

function refusal(details: Record<string, string>) {
  const body = { status: 403, code: "step_up_required", detail: "confirm first", details };
  return new Response(JSON.stringify(body), {
    status: 403,
    headers: { "Content-Type": "application/problem+json" },
  });
}

const done = () => Response.json({ operation: "made" }, { status: 201 });

interface Sent {
  body: unknown;
  key: string | null;
  csrf: string | null;
  code: string | null;
}

/** Answers in turn, and keeps what was sent each time. */
function serve(answers: (() => Response)[]) {
  const sent: Sent[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    sent.push({
      body: await request.clone().json(),
      key: request.headers.get("Idempotency-Key"),
      csrf: request.headers.get("X-CSRF-Token"),
      code: request.headers.get("X-Operation-Code"),
    });
    return (answers[sent.length - 1] ?? done)();
  });
  return sent;
}

const refund = () =>
  unwrap(
    api.POST("/api/payments/{payment_id}/refunds", {
      params: { path: { payment_id: "tx_1" }, header: { "Idempotency-Key": "k1" } },
      body: { amount_minor: 2_500, reason: "returned" },
    }),
  );

function Press({ onEnd }: { onEnd: (end: string) => void }) {
  const press = () =>
    refund().then(
      () => onEnd("done"),
      (error: Error) => onEnd(error.name),
    );
  return <Button onClick={() => void press()}>Refund</Button>;
}

async function start(answers: (() => Response)[]) {
  setCsrfToken("before");
  const sent = serve(answers);
  const codes: string[] = [];
  const ends: string[] = [];
  const calls: ProofCalls = {
    code: async (code) => {
      codes.push(code);
      setCsrfToken("after");
    },
    sms: async () => ({ phone_masked: "+44 ••••• 56", expires_at: fixed_now + 180_000 }),
    passkey: async () => undefined,
  };
  await renderOffice(
    <StepUpProvider methods={["totp"]} session={calls} operation={() => calls}>
      <Press onEnd={(end) => ends.push(end)} />
    </StepUpProvider>,
  );
  const user = userEvent.setup();
  await user.click(screen.getByRole("button", { name: "Refund" }));
  return { user, sent, codes, ends };
}

afterEach(() => {
  vi.unstubAllGlobals();
  setCsrfToken("");
});

const l3 = { level: "l3", methods: "totp sms" };
const l4 = {
  ...l3,
  level: "l4",
  operation_code_id: "oc_1",
  expires_at: String(fixed_now + 180_000),
  recipient: "Visa •••• 4242",
  count: "1",
  amount_minor: "2500",
  currency: "EUR",
};

describe("step-up", () => {
  it("asks by itself, then repeats the very request under the session's fresh token", async () => {
    const { user, sent, codes, ends } = await start([() => refusal(l3)]);
    await user.type(await screen.findByLabelText("Code"), "123456{Enter}");
    await waitFor(() => expect(ends).toEqual(["done"]));
    expect(codes).toEqual(["123456"]);
    expect(sent).toHaveLength(2);
    expect(sent[1]).toEqual({ ...sent[0], csrf: "after" });
    expect(sent[0]).toMatchObject({ key: "k1", csrf: "before", code: null });
  });

  it("does not repeat it when the person breaks off", async () => {
    const { user, sent, ends } = await start([() => refusal(l3)]);
    await screen.findByLabelText("Code");
    await user.click(screen.getByRole("button", { name: "Close" }));
    await waitFor(() => expect(ends).toEqual(["Canceled"]));
    expect(sent).toHaveLength(1);
  });

  it("shows what a code confirms and sends the code along", async () => {
    const { user, sent, ends } = await start([() => refusal(l4)]);
    await screen.findByText("Visa •••• 4242");
    expect(screen.getByText(/25\.00/)).toBeTruthy();
    expect(screen.getByText("3:00 left")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Get a text message" }));
    await user.click(screen.getByRole("button", { name: "Send the code" }));
    await screen.findByText(/sent to \+44 ••••• 56/);
    await user.type(screen.getByLabelText("Code"), "12345678{Enter}");
    await waitFor(() => expect(ends).toEqual(["done"]));
    expect(sent[1]).toEqual({ ...sent[0], csrf: "after", code: "oc_1" });
  });

  it("starts over when the time is over", async () => {
    const over = { ...l4, expires_at: String(fixed_now - 1) };
    const { user, sent, ends } = await start([() => refusal(over), () => refusal(l4)]);
    await user.click(await screen.findByRole("button", { name: "Ask again" }));
    await user.type(await screen.findByLabelText("Code"), "123456{Enter}");
    await waitFor(() => expect(ends).toEqual(["done"]));
    expect(sent.map((one) => one.code)).toEqual([null, null, "oc_1"]);
  });

  it("says what to do when the person has nothing to confirm with", async () => {
    await start([() => refusal({ ...l4, methods: "" })]);
    await screen.findByText("You have nothing to confirm this with");
    expect(screen.queryByLabelText("Code")).toBeNull();
  });
});
