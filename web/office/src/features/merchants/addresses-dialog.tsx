// Changing where an API key may be used from, and whether its requests have to be signed.
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { Button } from "../../ui/button.tsx";
import { Switch } from "../../ui/choice-field.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { FormBody, useForm } from "../../ui/form.tsx";
import { TextArea } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast.tsx";
import { AddressesField, addressesIn, onAddresses } from "./addresses-field.tsx";
import { type ApiKey, apiKeysKey, update_api_key } from "./api.ts";

const schema = z
  .object({ addresses: z.string(), signed: z.boolean(), signing_key: z.string() })
  .check(
    z.refine((values) => !values.signed || values.signing_key.trim() !== "", {
      path: ["signing_key"],
      message: "required",
    }),
  );

export function AddressesDialog({ api_key, onClose }: { api_key: ApiKey; onClose: () => void }) {
  const { t } = useTranslation("merchants");
  const queries = useQueryClient();
  const toast = useToast();
  const form = useForm({
    schema,
    initial: {
      addresses: api_key.allowed_addresses.join("\n"),
      signed: api_key.signing_key !== null,
      signing_key: api_key.signing_key ?? "",
    },
    onSubmit: async ({ addresses, signed, signing_key }) => {
      const body = {
        allowed_addresses: addressesIn(addresses),
        signing_key: signed ? signing_key : "",
      };
      await update_api_key(api_key, body).catch(onAddresses);
      await queries.invalidateQueries({ queryKey: apiKeysKey(api_key.merchant_id) });
      toast(t("key.addresses_saved"));
      onClose();
    },
  });
  return (
    <Dialog open onClose={onClose} title={t("key.addresses_title", { label: api_key.label })}>
      <FormBody
        form={form}
        actions={
          <>
            <Button onClick={onClose}>{t("cancel")}</Button>
            <Button type="submit" variant="primary" busy={form.busy}>
              {t("key.addresses_save")}
            </Button>
          </>
        }
      >
        <AddressesField {...form.field("addresses")} />
        <Switch {...form.field("signed")} label={t("key.signing")} hint={t("key.signing_hint")} />
        {form.values.signed && (
          <TextArea
            {...form.field("signing_key")}
            label={t("key.signing_key")}
            hint={t("key.signing_key_hint")}
          />
        )}
      </FormBody>
    </Dialog>
  );
}
