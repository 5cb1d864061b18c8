// Replacing an API key: how long the old one goes on working, then the new secret, once.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { createIdempotencyKeys } from "../../api/error.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { FormBody, useForm } from "../../ui/form.tsx";
import { Notice } from "../../ui/notice.tsx";
import { SecretReveal } from "../../ui/secret-reveal.tsx";
import { Select } from "../../ui/select-field.tsx";
import { type ApiKey, apiKeysKey, type IssuedApiKey, rotate_api_key } from "./api.ts";

interface RotateDialogProps {
  api_key: ApiKey;
  onClose: () => void;
}

export function RotateDialog({ api_key, onClose }: RotateDialogProps) {
  const { t } = useTranslation("merchants");
  const [issued, setIssued] = useState<IssuedApiKey>();
  const { label } = api_key;
  return (
    <Dialog
      open
      onClose={onClose}
      dismissable={!issued}
      title={t(issued ? "key.made" : "key.rotate_title", { label })}
    >
      {issued ? (
        <SecretReveal secret={issued.plain_text} note={t("key.rotated_note")} onStored={onClose} />
      ) : (
        <RotateForm api_key={api_key} onIssued={setIssued} onClose={onClose} />
      )}
    </Dialog>
  );
}

const overlaps = { none: 0, hour: 3600, day: 86_400, three_days: 259_200, week: 604_800 };
type Overlap = keyof typeof overlaps;

const schema = z.object({ overlap_s: z.custom<Overlap>() });

function RotateForm({
  api_key,
  onIssued,
  onClose,
}: RotateDialogProps & { onIssued: (issued: IssuedApiKey) => void }) {
  const { t } = useTranslation("merchants");
  const queries = useQueryClient();
  const { merchant_id } = api_key;
  const [keyOf] = useState(createIdempotencyKeys);
  const form = useForm({
    schema,
    initial: { overlap_s: "day" as Overlap },
    onSubmit: async ({ overlap_s }) => {
      onIssued(await rotate_api_key(api_key, keyOf(overlap_s), overlaps[overlap_s]));
      void queries.invalidateQueries({ queryKey: apiKeysKey(merchant_id) });
    },
  });
  const { onChange, ...overlap } = form.field("overlap_s");
  return (
    <FormBody
      form={form}
      label={t("key.rotate")}
      actions={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="submit" variant="primary" busy={form.busy}>
            {t("key.rotate_action")}
          </Button>
        </>
      }
    >
      <p>{t("key.rotate_text")}</p>
      <Select
        {...overlap}
        onChange={(value) => onChange(value as Overlap)}
        label={t("key.overlap")}
        options={Object.keys(overlaps).map((value) => ({
          value,
          label: t(`overlap.${value as Overlap}`),
        }))}
      />
      {overlap.value === "none" && <Notice tone="warning">{t("overlap.none_text")}</Notice>}
    </FormBody>
  );
}
