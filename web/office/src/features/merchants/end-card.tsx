// The end of a merchant: deleted where nothing happened, else archived with everything kept.
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { Can } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { Inline, Stack } from "../../ui/page.tsx";
import { useToast } from "../../ui/toast.tsx";
import {
  archive_merchant,
  delete_merchant,
  type Merchant,
  merchantQuery,
  refreshMerchants,
} from "./api.ts";
import style from "./merchants.module.css";

type Way = "delete" | "archive";

export function EndCard({ merchant }: { merchant: Merchant }) {
  const { t } = useTranslation("merchants");
  const [asked, setAsked] = useState<Way>();
  const archived = merchant.archived_at !== null;
  return (
    <Card title={t("end.title")}>
      <Stack gap={12}>
        <p className={style.quiet}>{t(archived ? "end.archived" : "end.text")}</p>
        <Can do="delete_merchant" at={merchant}>
          {(reason) => (
            <Inline>
              {!archived && (
                <Button
                  icon="folder"
                  variant="danger"
                  disabledReason={reason}
                  onClick={() => setAsked("archive")}
                >
                  {t("end.archive")}
                </Button>
              )}
              <Button
                icon="trash"
                variant="danger"
                disabledReason={reason}
                onClick={() => setAsked("delete")}
              >
                {t("end.delete")}
              </Button>
            </Inline>
          )}
        </Can>
      </Stack>
      {asked && <EndDialog merchant={merchant} way={asked} onClose={() => setAsked(undefined)} />}
    </Card>
  );
}

function EndDialog({
  merchant,
  way,
  onClose,
}: {
  merchant: Merchant;
  way: Way;
  onClose: () => void;
}) {
  const { t } = useTranslation("merchants");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const { merchant_id, version, name } = merchant;
  async function end() {
    if (way === "archive") {
      const updated = await archive_merchant(merchant_id, version);
      queries.setQueryData(merchantQuery(merchant_id).queryKey, updated);
    } else {
      await delete_merchant(merchant_id, version);
      await navigate({ to: "/merchants" });
      queries.removeQueries({ queryKey: merchantQuery(merchant_id).queryKey });
    }
    toast(t(`end.${way}_done`, { name }));
    void refreshMerchants(queries);
  }
  return (
    <Confirm
      open
      danger
      onClose={onClose}
      title={t(`end.${way}_title`, { name })}
      consequence={t(`end.${way}_text`)}
      action={t(`end.${way}`)}
      typed={name}
      onConfirm={end}
    />
  );
}
