// The first API key: made with one press, shown once, gone on with when it is stored.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import type { Schemas } from "../../api/client.ts";
import { createIdempotencyKeys } from "../../api/error.ts";
import { Button } from "../../ui/button.tsx";
import { Can } from "../../ui/can.tsx";
import { FormBody, required, useForm } from "../../ui/form.tsx";
import { SecretReveal } from "../../ui/secret-reveal.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { create_api_key, type Merchant } from "./api.ts";
import style from "./steps.module.css";

const scopes: Schemas["ApiScope"][] = [
  "transactions:read",
  "transactions:write",
  "refunds:write",
  "merchants:read",
];

const schema = z.object({ label: required() });

export function KeyStep({ merchant, onStored }: { merchant: Merchant; onStored: () => void }) {
  const { t } = useTranslation("get_started");
  const [keyOf] = useState(createIdempotencyKeys);
  const [secret, setSecret] = useState<string | null>();
  const form = useForm({
    schema,
    initial: { label: t("key.default_label") },
    onSubmit: async ({ label }) => {
      const body = { label, scopes };
      const issued = await create_api_key(merchant.merchant_id, keyOf(body), body);
      setSecret(issued.plain_text);
    },
  });
  if (secret !== undefined)
    return (
      <SecretReveal
        secret={secret}
        note={t("key.once")}
        doneLabel={t("key.go_on")}
        onStored={onStored}
      />
    );
  return (
    <>
      <p className={style.lead}>{t("key.text")}</p>
      <FormBody
        form={form}
        actions={
          <Can do="create_api_key" at={merchant}>
            {(reason) => (
              <Button type="submit" variant="primary" busy={form.busy} disabledReason={reason}>
                {t("key.submit")}
              </Button>
            )}
          </Can>
        }
      >
        <TextField {...form.field("label")} label={t("key.label")} hint={t("key.label_hint")} />
      </FormBody>
    </>
  );
}
