// What people write about a recipient, for a fresh one and for a change. Of one that is there the
// destination stays as it is unless a new one is typed in.
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { atMost, FieldRow, type Form, FormBody, required } from "../../ui/form.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Segments } from "../../ui/segments.tsx";
import { Select } from "../../ui/select-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import type { Kind, Recipient } from "./api.ts";

export const kinds = ["bank_account", "card", "crypto_address"] as const satisfies readonly Kind[];
/** `keep`: the destination of one that is there stays. */
export type Where = Kind | "keep";

export const emptyForm = {
  merchant_id: "",
  currency: "",
  name: "",
  iban: "",
  bic: "",
  holder: "",
  card_payment_id: "",
  address: "",
  reference: "",
  purpose: "",
};

export function schemaOf(where: Where) {
  const on = (kind: Kind) => (where === kind ? required() : z.string());
  return z.object({
    merchant_id: required(),
    currency: required(),
    name: required().check(z.maxLength(80, "too_long")),
    iban: on("bank_account"),
    bic: atMost(14),
    holder: on("bank_account").check(z.maxLength(140, "too_long")),
    card_payment_id: on("card"),
    address: on("crypto_address"),
    reference: atMost(140),
    purpose: atMost(140),
  });
}

export type RecipientValues = z.output<ReturnType<typeof schemaOf>>;
export type RecipientForm = Form<ReturnType<typeof schemaOf>>;

const text = (value: string) => value.trim() || undefined;

/** The members that say where the money goes. */
export function destinationOf(where: Where, values: RecipientValues) {
  if (where === "bank_account") return { iban: text(values.iban), bic: text(values.bic) };
  if (where === "card") return { card_payment_id: text(values.card_payment_id) };
  if (where === "crypto_address") return { address: text(values.address) };
  return {};
}

export function RecipientFields({
  form,
  where,
  onWhere,
  present,
  lead,
  currencies,
  submit,
  note,
}: {
  form: RecipientForm;
  where: Where;
  onWhere: (where: Where) => void;
  /** The one that is changed; none for a fresh one. */
  present?: Recipient;
  lead?: ReactNode;
  currencies: readonly string[];
  submit: string;
  note: string;
}) {
  const { t } = useTranslation("recipients");
  return (
    <Card>
      <FormBody
        form={form}
        label={t("title")}
        actions={
          <Button type="submit" variant="primary" icon="check" busy={form.busy}>
            {submit}
          </Button>
        }
      >
        {lead}
        <FieldRow>
          <TextField
            {...form.field("name")}
            label={t("column.name")}
            hint={t("form.name_hint")}
            maxLength={80}
          />
          <Select
            {...form.field("currency")}
            label={t("column.currency")}
            disabled={currencies.length === 0}
            options={currencies.map((code) => ({ value: code, label: code }))}
          />
        </FieldRow>
        <WhereField where={where} onWhere={onWhere} present={present} />
        <Destination form={form} where={where} kept={present?.kind} />
        <TextField
          {...form.field("reference")}
          label={t("content.reference")}
          hint={t("form.reference_hint")}
          maxLength={140}
          optional
        />
        <TextField
          {...form.field("purpose")}
          label={t("content.purpose")}
          hint={t("form.purpose_hint")}
          maxLength={140}
          optional
        />
        <Notice>{note}</Notice>
      </FormBody>
    </Card>
  );
}

/** A fresh one is of a kind; of one that is there the destination may stay. */
function WhereField({
  where,
  onWhere,
  present,
}: {
  where: Where;
  onWhere: (where: Where) => void;
  present?: Recipient;
}) {
  const { t } = useTranslation("recipients");
  const options = kinds.map((value) => ({ value: value as string, label: t(`kind.${value}`) }));
  const shared = { label: t("column.destination"), value: where };
  const change = (value: string) => onWhere(value as Where);
  if (!present)
    return (
      <div>
        <Segments {...shared} onChange={change} options={options} />
      </div>
    );
  const keep = { value: "keep", label: t("form.keep", { destination: present.destination }) };
  const others = options.map(({ value, label }) => ({
    value,
    label: t("form.another", { kind: label }),
  }));
  return <Select name="where" {...shared} onChange={change} options={[keep, ...others]} />;
}

function Destination({
  form,
  where,
  kept,
}: {
  form: RecipientForm;
  where: Where;
  kept: Kind | undefined;
}) {
  const { t } = useTranslation("recipients");
  const isAccount = where === "bank_account" || (where === "keep" && kept === "bank_account");
  return (
    <>
      {where === "bank_account" && (
        <FieldRow>
          <TextField {...form.field("iban")} label="IBAN" autoComplete="off" maxLength={42} />
          <TextField
            {...form.field("bic")}
            label="BIC"
            autoComplete="off"
            maxLength={14}
            optional
          />
        </FieldRow>
      )}
      {where === "card" && (
        <TextField
          {...form.field("card_payment_id")}
          label={t("form.card")}
          hint={t("form.card_hint")}
          placeholder="tx_…"
          autoComplete="off"
        />
      )}
      {where === "crypto_address" && (
        <TextField
          {...form.field("address")}
          label={t("kind.crypto_address")}
          autoComplete="off"
          maxLength={110}
        />
      )}
      {isAccount && (
        <TextField {...form.field("holder")} label={t("column.holder")} maxLength={140} />
      )}
    </>
  );
}
