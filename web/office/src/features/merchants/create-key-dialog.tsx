// Creating an API key: its name, what it may do, how long it lives; then its secret, once.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { createIdempotencyKeys } from "../../api/error.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { FormBody, useForm } from "../../ui/form.tsx";
import { SecretReveal } from "../../ui/secret-reveal.tsx";
import { Select } from "../../ui/select-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { AddressesField, addressesIn, onAddresses } from "./addresses-field.tsx";
import {
  type ApiScope,
  apiKeysKey,
  create_api_key,
  type IssuedApiKey,
  type KeyPlace,
} from "./api.ts";
import { projectsOfQuery } from "./projects-api.ts";
import { ScopesField } from "./scopes-field.tsx";

interface KeyDialogProps {
  merchant: KeyPlace;
  /** The key is for this project alone. */
  project?: { project_id: string; name: string };
  onClose: () => void;
}

export function CreateKeyDialog({ merchant, project, onClose }: KeyDialogProps) {
  const { t } = useTranslation("merchants");
  const [issued, setIssued] = useState<IssuedApiKey>();
  const title = issued ? t("key.made", { label: issued.api_key.label }) : t("key.create");
  return (
    <Dialog open onClose={onClose} dismissable={!issued} title={title}>
      {issued ? (
        <SecretReveal secret={issued.plain_text} note={t("key.secret_note")} onStored={onClose} />
      ) : (
        <KeyForm merchant={merchant} project={project} onIssued={setIssued} onClose={onClose} />
      )}
    </Dialog>
  );
}

const schema = z.object({
  label: z.string().check(z.trim(), z.minLength(1, "required"), z.maxLength(80, "too_long")),
  scopes: z.array(z.custom<ApiScope>()).check(z.minLength(1, "required")),
  expires_in_days: z.string(),
  addresses: z.string(),
  project_id: z.string(),
});

const lives = ["30", "90", "180", "365"];

function KeyForm({
  merchant,
  project,
  onIssued,
  onClose,
}: KeyDialogProps & { onIssued: (issued: IssuedApiKey) => void }) {
  const { t } = useTranslation("merchants");
  const queries = useQueryClient();
  const { merchant_id } = merchant;
  const [keyOf] = useState(createIdempotencyKeys);
  const { data: projects = [] } = useQuery(projectsOfQuery(merchant_id));
  const form = useForm({
    schema,
    initial: {
      label: "",
      scopes: [] as ApiScope[],
      expires_in_days: "365",
      addresses: "",
      project_id: project?.project_id ?? "",
    },
    onSubmit: async ({ label, scopes, expires_in_days, addresses, project_id }) => {
      const body = {
        label,
        scopes,
        expires_in_days: Number(expires_in_days),
        allowed_addresses: addressesIn(addresses),
        project_id: project_id || undefined,
      };
      const issued = await create_api_key(merchant_id, keyOf(body), body).catch(onAddresses);
      onIssued(issued);
      void queries.invalidateQueries({ queryKey: apiKeysKey(merchant_id) });
    },
  });
  return (
    <FormBody
      form={form}
      label={t("key.create")}
      actions={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="submit" variant="primary" busy={form.busy}>
            {t("key.create")}
          </Button>
        </>
      }
    >
      <TextField
        {...form.field("label")}
        label={t("key.label")}
        hint={t("key.label_hint")}
        maxLength={80}
        autoComplete="off"
        autoFocus
      />
      {!project && projects.length > 1 && (
        <Select
          {...form.field("project_id")}
          label={t("key.project")}
          hint={t("key.project_hint")}
          options={[
            { value: "", label: t("key.all_projects") },
            ...projects.map(({ project_id, name }) => ({ value: project_id, label: name })),
          ]}
        />
      )}
      <ScopesField
        {...form.field("scopes")}
        merchant={merchant}
        ofProject={form.values.project_id !== ""}
      />
      <Select
        {...form.field("expires_in_days")}
        label={t("key.lives")}
        hint={t("key.lives_hint")}
        options={lives.map((days) => ({
          value: days,
          label: t("key.days", { count: Number(days) }),
        }))}
      />
      <AddressesField {...form.field("addresses")} />
    </FormBody>
  );
}
