import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { ApiError } from "../api/error.ts";
import { renderOffice } from "../testing/render.tsx";
import { Button } from "./button.tsx";
import { type Proof, StepUpProvider, useConfirmed } from "./step-up.tsx";

const demand = new ApiError({
  status: 403,
  code: "confirmation_required",
  detail: "confirm first",
  request_id: "rq_2",
});

function Press({ action, onEnd }: { action: () => Promise<string>; onEnd: (end: string) => void }) {
  const confirmed = useConfirmed();
  const press = () => confirmed(action).then(onEnd, (error: Error) => onEnd(error.name));
  return <Button onClick={() => void press()}>Rotate</Button>;
}

async function start() {
  const proofs: Proof[] = [];
  const ends: string[] = [];
  let calls = 0;
  await renderOffice(
    <StepUpProvider hasSecondFactor prove={async (proof) => proofs.push(proof)}>
      <Press
        action={async () => {
          calls += 1;
          if (proofs.length === 0) throw demand;
          return "rotated";
        }}
        onEnd={(end) => ends.push(end)}
      />
    </StepUpProvider>,
  );
  const user = userEvent.setup();
  await user.click(screen.getByRole("button", { name: "Rotate" }));
  const code = await screen.findByLabelText("Code");
  return { user, code, proofs, ends, calls: () => calls };
}

describe("step-up", () => {
  it("asks for a code, then repeats the very action that was held up", async () => {
    const { user, code, proofs, ends, calls } = await start();
    await user.type(code, "123456{Enter}");
    await expect.poll(() => ends).toEqual(["rotated"]);
    expect(proofs).toEqual([{ code: "123456" }]);
    expect(calls()).toBe(2);
  });

  it("does not repeat it when the person breaks off", async () => {
    const { user, ends, calls } = await start();
    await user.click(screen.getByRole("button", { name: "Close" }));
    await expect.poll(() => ends).toEqual(["Canceled"]);
    expect(calls()).toBe(1);
  });
});
