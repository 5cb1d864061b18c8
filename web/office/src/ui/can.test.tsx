import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { renderOffice } from "../testing/render.tsx";
import { Button } from "./button.tsx";
import { Can } from "./can.tsx";

describe("can", () => {
  it("keeps a forbidden control visible, dead, and names the missing permission", async () => {
    let pressed = 0;
    await renderOffice(
      <Can do="create_refund">
        {(reason) => (
          <Button disabledReason={reason} onClick={() => (pressed += 1)}>
            Refund
          </Button>
        )}
      </Can>,
      { judge: () => ({ allowed: false, permission: "payments:refund" }) },
    );
    const button = screen.getByRole("button", { name: "Refund" });
    const user = userEvent.setup();
    await user.click(button);
    expect(pressed).toBe(0);
    expect(button.getAttribute("aria-disabled")).toBe("true");
    await user.hover(button);
    expect((await screen.findByRole("tooltip")).textContent).toContain("payments:refund");
  });
});
