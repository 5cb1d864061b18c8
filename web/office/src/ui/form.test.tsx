import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { ApiError } from "../api/error.ts";
import { renderOffice } from "../testing/render.tsx";
import { Button } from "./button.tsx";
import { amountIn, FormBody, required, useForm } from "./form.tsx";
import { MoneyField } from "./number-field.tsx";
import { TextField } from "./text-field.tsx";

const schema = z.object({ name: required(), amount: amountIn("EUR") });

function Sample({ onSubmit }: { onSubmit: (values: unknown) => Promise<unknown> }) {
  const form = useForm({ schema, initial: { name: "", amount: "" }, onSubmit });
  return (
    <FormBody form={form} actions={<Button type="submit">Save</Button>}>
      <TextField {...form.field("name")} label="Name" />
      <MoneyField {...form.field("amount")} label="Amount" currency="EUR" />
    </FormBody>
  );
}

const refusal = (field?: string) =>
  new ApiError({
    status: 422,
    code: "name_invalid",
    detail: "name is taken",
    field,
    request_id: "rq_1",
  });

async function fill(onSubmit: (values: unknown) => Promise<unknown>) {
  await renderOffice(<Sample onSubmit={onSubmit} />);
  const user = userEvent.setup();
  await user.type(screen.getByLabelText("Name"), "Corner Bookshop");
  await user.type(screen.getByLabelText("Amount"), "12.50");
  await user.click(screen.getByRole("button", { name: "Save" }));
}

describe("form", () => {
  it("sends nothing while a field is wrong and says what is wrong at the field", async () => {
    let sent = 0;
    await renderOffice(<Sample onSubmit={async () => (sent += 1)} />);
    await userEvent.setup().click(screen.getByRole("button", { name: "Save" }));
    expect(sent).toBe(0);
    expect(screen.getByLabelText("Name").getAttribute("aria-invalid")).toBe("true");
    expect(screen.getAllByText("Fill this in")).toHaveLength(2);
  });

  it("hands over minor units, never a float", async () => {
    let sent: unknown;
    await fill(async (values) => {
      sent = values;
    });
    expect(sent).toEqual({ name: "Corner Bookshop", amount: 1250 });
  });

  it("puts a problem that names a field on that field", async () => {
    await fill(() => Promise.reject(refusal("name")));
    const error = await screen.findByText("Name is taken");
    expect(screen.getByLabelText("Name").getAttribute("aria-describedby")).toBe(
      error.closest("[role=alert]")?.id,
    );
  });

  it("shows any other problem above the form with the request to quote", async () => {
    await fill(() => Promise.reject(refusal()));
    expect(await screen.findByText("Name is taken")).toBeTruthy();
    expect(screen.getByText("rq_1")).toBeTruthy();
  });

  it("does not send twice while the first press is under way", async () => {
    let sent = 0;
    await fill(() => {
      sent += 1;
      return new Promise(() => undefined);
    });
    await userEvent.setup().click(screen.getByRole("button", { name: "Save" }));
    expect(sent).toBe(1);
  });
});
