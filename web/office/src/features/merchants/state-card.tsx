// Whether a merchant may take payments: suspending, resuming and closing it.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { Can } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { Inline, Stack } from "../../ui/page.tsx";
import { Status } from "../../ui/status.tsx";
import { useToast } from "../../ui/toast.tsx";
import { type Merchant, merchantQuery, refreshMerchants, update_merchant } from "./api.ts";
import style from "./merchants.module.css";

type Target = "active" | "suspended" | "closed";

const targets = (state: Merchant["state"]): Target[] => {
  if (state === "closed") return [];
  if (state === "active" || state === "limited") return ["suspended", "closed"];
  return ["active", "closed"];
};

interface StateCardProps {
  merchant: Merchant;
  onChanged: (updated: Merchant) => void;
}

export function StateCard({ merchant, onChanged }: StateCardProps) {
  const { t } = useTranslation("merchants");
  const [asked, setAsked] = useState<Target>();
  return (
    <Card title={t("state.title")}>
      <Stack gap={12}>
        <Inline>
          <Status kind="merchant" value={merchant.state} />
          <span className={style.quiet}>{t(`state.is.${merchant.state}`)}</span>
        </Inline>
        <Can do="update_merchant" at={merchant}>
          {(reason) => (
            <Inline>
              {targets(merchant.state).map((target) => (
                <Button
                  key={target}
                  variant={target === "active" ? "default" : "danger"}
                  disabledReason={reason}
                  onClick={() => setAsked(target)}
                >
                  {t(`state.to.${target}`)}
                </Button>
              ))}
            </Inline>
          )}
        </Can>
      </Stack>
      {asked && (
        <StateDialog
          merchant={merchant}
          target={asked}
          onChanged={onChanged}
          onClose={() => setAsked(undefined)}
        />
      )}
    </Card>
  );
}

function StateDialog({
  merchant,
  target,
  onChanged,
  onClose,
}: StateCardProps & { target: Target; onClose: () => void }) {
  const { t } = useTranslation("merchants");
  const queries = useQueryClient();
  const toast = useToast();
  const { merchant_id, version, name } = merchant;
  const { queryKey } = merchantQuery(merchant_id);
  return (
    <Confirm
      open
      onClose={onClose}
      danger={target !== "active"}
      title={t(`state.ask.${target}`, { name })}
      consequence={t(`state.consequence.${target}`)}
      action={t(`state.to.${target}`)}
      typed={target === "closed" ? name : undefined}
      onConfirm={async () => {
        try {
          const body = { version, state: target };
          const updated = await update_merchant(merchant_id, body);
          onChanged(updated);
          queries.setQueryData(queryKey, updated);
          toast(t(`state.done.${target}`, { name }));
        } finally {
          void refreshMerchants(queries);
        }
      }}
    />
  );
}
