// Changing where an API key may be used from.
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { FormBody, useForm } from "../../ui/form.tsx";
import { useToast } from "../../ui/toast.tsx";
import { AddressesField, addressesIn, onAddresses } from "./addresses-field.tsx";
import { type ApiKey, apiKeysKey, update_api_key } from "./api.ts";

const schema = z.object({ addresses: z.string() });

export function AddressesDialog({ api_key, onClose }: { api_key: ApiKey; onClose: () => void }) {
  const { t } = useTranslation("merchants");
  const queries = useQueryClient();
  const toast = useToast();
  const form = useForm({
    schema,
    initial: { addresses: api_key.allowed_addresses.join("\n") },
    onSubmit: async ({ addresses }) => {
      const body = { allowed_addresses: addressesIn(addresses) };
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
      </FormBody>
    </Dialog>
  );
}
