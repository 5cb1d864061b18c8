// Taking an API key away, after saying what stops working.
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { formatRelative } from "../../lib/time.ts";
import { useClock } from "../../ui/clock.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { Stack } from "../../ui/page.tsx";
import { useToast } from "../../ui/toast.tsx";
import { type ApiKey, apiKeysKey, revoke_api_key } from "./api.ts";

export function RevokeDialog({ api_key, onClose }: { api_key: ApiKey; onClose: () => void }) {
  const { t, i18n } = useTranslation("merchants");
  const queries = useQueryClient();
  const toast = useToast();
  const now = useClock();
  const { merchant_id, api_key_id, label, last_used_at } = api_key;
  return (
    <Confirm
      open
      onClose={onClose}
      danger
      title={t("key.revoke_title", { label })}
      consequence={
        <Stack gap={8}>
          <p>{t("key.revoke_text")}</p>
          <p>
            {last_used_at === null
              ? t("key.revoke_unused")
              : t("key.revoke_used", { when: formatRelative(last_used_at, now(), i18n.language) })}
          </p>
        </Stack>
      }
      action={t("key.revoke_action")}
      onConfirm={async () => {
        await revoke_api_key(merchant_id, api_key_id);
        await queries.invalidateQueries({ queryKey: apiKeysKey(merchant_id) });
        toast(t("key.revoked", { label }));
      }}
    />
  );
}
