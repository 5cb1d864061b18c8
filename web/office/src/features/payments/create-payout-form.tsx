// A payout to a saved recipient, a bank account, an earlier card or an address. It is confirmed
// with a code of its own, and above a limit other people have to agree.
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { createIdempotencyKeys } from "../../api/error.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { amountIn, atMost, FieldRow, type Form, FormBody, useForm } from "../../ui/form.tsx";
import { Notice } from "../../ui/notice.tsx";
import { useMerchants } from "../../ui/reference.ts";
import { Segments } from "../../ui/segments.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useUrlState } from "../../ui/url-state.ts";
import { create_payout } from "./api.ts";
import style from "./hold.module.css";
import { RecipientField } from "./recipient-field.tsx";
import { MerchantAndAmount, References } from "./start-fields.tsx";

const rails = ["recipient", "iban", "card", "address"] as const;
type Rail = (typeof rails)[number];

const initial = {
  merchant_id: "",
  currency: "",
  amount_minor: "",
  recipient_id: "",
  iban: "",
  bic: "",
  holder: "",
  card_payment_id: "",
  address: "",
  external_id: "",
  buyer_id: "",
  description: "",
};

function schemaOf(rail: Rail, currency: string) {
  const needed = z.string().check(z.trim(), z.minLength(1, "required"));
  const on = (own: Rail) => (rail === own ? needed : z.string());
  return z.object({
    merchant_id: needed,
    currency: z.string(),
    amount_minor: amountIn(currency || "EUR"),
    recipient_id: on("recipient"),
    iban: on("iban"),
    bic: atMost(11),
    holder: on("iban"),
    card_payment_id: on("card"),
    address: on("address"),
    external_id: atMost(255),
    buyer_id: atMost(255),
    description: atMost(140),
  });
}

type PayoutForm = Form<ReturnType<typeof schemaOf>>;

const text = (value: string) => value.trim() || undefined;

export default function CreatePayoutForm() {
  const { t } = useTranslation("payments");
  const navigate = useNavigate();
  const [search] = useUrlState();
  const merchants = useMerchants();
  const [keyOf] = useState(createIdempotencyKeys);
  const [rail, setRail] = useState<Rail>(
    search.card_payment_id ? "card" : search.recipient_id ? "recipient" : "iban",
  );
  const [merchant_id, setMerchant] = useState(search.merchant_id ?? "");
  const [chosen, setCurrency] = useState("");
  const of = merchants.find((one) => one.merchant_id === merchant_id);
  const currency = chosen || of?.settlement_currency || "";
  const form = useForm({
    schema: schemaOf(rail, currency),
    initial: {
      ...initial,
      merchant_id,
      card_payment_id: search.card_payment_id ?? "",
      recipient_id: search.recipient_id ?? "",
    },
    onSubmit: async (values) => {
      const body = {
        amount_minor: values.amount_minor,
        currency,
        recipient_id: rail === "recipient" ? values.recipient_id : undefined,
        iban: rail === "iban" ? text(values.iban) : undefined,
        bic: rail === "iban" ? text(values.bic) : undefined,
        holder: rail === "iban" ? text(values.holder) : undefined,
        card_payment_id: rail === "card" ? text(values.card_payment_id) : undefined,
        address: rail === "address" ? text(values.address) : undefined,
        external_id: text(values.external_id),
        buyer_id: text(values.buyer_id),
        description: text(values.description),
      };
      const payment = await create_payout(values.merchant_id, keyOf(body), body);
      await navigate({ to: `/payments/${payment.payment_id}` as "/" });
    },
  });
  if (form.values.merchant_id !== merchant_id) {
    setMerchant(form.values.merchant_id);
    setCurrency("");
    // A recipient belongs to one merchant.
    form.set("recipient_id", "");
  }
  return (
    <Card>
      <FormBody
        form={form}
        label={t("payout.title")}
        actions={
          <Button type="submit" variant="primary" icon="send" busy={form.busy}>
            {t("payout.submit")}
          </Button>
        }
      >
        <MerchantAndAmount
          merchant={form.field("merchant_id")}
          amount={form.field("amount_minor")}
          currency={{ name: "currency", value: currency, onChange: setCurrency }}
          of={of}
        />
        <div className={style.field}>
          <Segments
            label={t("terms.destination")}
            value={rail}
            onChange={(value) => setRail(value as Rail)}
            options={rails.map((value) => ({ value, label: t(`payout.rail.${value}`) }))}
          />
        </div>
        {rail === "recipient" ? (
          <RecipientField
            binding={form.field("recipient_id")}
            merchant_id={merchant_id}
            currency={currency}
            onCurrency={setCurrency}
          />
        ) : (
          <Destination form={form} rail={rail} />
        )}
        <References external_id={form.field("external_id")} buyer_id={form.field("buyer_id")} />
        <TextField
          {...form.field("description")}
          label={t("payout.description")}
          maxLength={140}
          optional
        />
        <Notice>{t("payout.confirm")}</Notice>
      </FormBody>
    </Card>
  );
}

function Destination({ form, rail }: { form: PayoutForm; rail: Rail }) {
  const { t } = useTranslation("payments");
  if (rail === "card")
    return (
      <TextField
        {...form.field("card_payment_id")}
        label={t("payout.card_payment_id")}
        hint={t("payout.card_hint")}
        placeholder="tx_…"
        autoComplete="off"
      />
    );
  if (rail === "address")
    return (
      <TextField
        {...form.field("address")}
        label={t("payout.address")}
        autoComplete="off"
        maxLength={110}
      />
    );
  return (
    <>
      <FieldRow>
        <TextField {...form.field("iban")} label="IBAN" autoComplete="off" maxLength={42} />
        <TextField {...form.field("bic")} label="BIC" autoComplete="off" maxLength={11} optional />
      </FieldRow>
      <TextField {...form.field("holder")} label={t("terms.holder")} maxLength={140} />
    </>
  );
}
