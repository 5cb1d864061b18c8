import { expect, test } from "vitest";
import { bodyOf, initial } from "./create-payment-body.ts";

const typed = {
  ...initial,
  merchant_id: "mr_1",
  currency: "EUR",
  number: "4242 4242 4242 4242 ",
  expiry_month: "12",
  expiry_year: "30",
  buyer_id: " ann ",
};

test("a card by telephone is marked as one and carries the card", () => {
  // Protects the interchange and the liability: what was read out is never sent as e-commerce.
  const body = bodyOf(typed, 1299);
  expect(body.moto).toBe(true);
  expect(body.card?.number).toBe("4242 4242 4242 4242");
  expect(body.capture_mode).toBeUndefined();
  expect(body.buyer_id).toBe("ann");
});

test("a link carries no card, whatever was typed before", () => {
  // Protects card numbers from going where none is asked for.
  const body = bodyOf({ ...typed, method: "wallet", capture_mode: "manual" }, 1299);
  expect(body).toMatchObject({ payment_method: "wallet", card: undefined, moto: undefined });
  expect(body.capture_mode).toBeUndefined();
});

test("a verification moves no money", () => {
  // Protects the payer: an amount typed before the choice is not charged.
  expect(bodyOf({ ...typed, kind: "verification" }, 1299)).toMatchObject({
    kind: "verification",
    amount_minor: 0,
  });
});
