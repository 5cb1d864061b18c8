// Switching an account off at once, or on again.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { useToast } from "../../ui/toast.tsx";
import {
  type Account,
  disable_provider_account,
  enable_provider_account,
  refreshProviders,
} from "./api.ts";

export function SwitchButton({ account }: { account: Account }) {
  const { t } = useTranslation("providers");
  const { is_enabled, is_own, version, provider_account_id, title } = account;
  const can = useCan(is_enabled ? "disable_provider_account" : "enable_provider_account");
  const queries = useQueryClient();
  const toast = useToast();
  const [asking, setAsking] = useState(false);
  const verb = is_enabled ? "disable" : "enable";
  async function change() {
    const act = is_enabled ? disable_provider_account : enable_provider_account;
    await act(provider_account_id, version);
    toast(t(`${verb}.done`, { title }));
    await refreshProviders(queries);
  }
  return (
    <>
      <Button
        icon={is_enabled ? "pause" : "play"}
        disabledReason={is_own ? can.reason : t("foreign")}
        onClick={() => setAsking(true)}
      >
        {t(`${verb}.action`)}
      </Button>
      {asking && (
        <Confirm
          open
          danger={is_enabled}
          onClose={() => setAsking(false)}
          title={t(`${verb}.title`, { title })}
          consequence={t(`${verb}.text`)}
          action={t(`${verb}.action`)}
          onConfirm={change}
        />
      )}
    </>
  );
}
