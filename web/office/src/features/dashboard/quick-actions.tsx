// The frequent next steps. What is not allowed stays visible and says why.
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import type { IconName } from "../../ui/icon.tsx";
import { useMerchants } from "../../ui/reference.ts";
import { useSession } from "../../ui/session.tsx";
import style from "./dashboard.module.css";
import { paymentsPath } from "./drill.ts";

export function QuickActions({ merchant_id }: { merchant_id: string | undefined }) {
  const { t } = useTranslation("dashboard");
  const merchants = useMerchants();
  const { environment } = useSession();
  const tried = merchant_id ?? merchants.find(({ state }) => state === "active")?.merchant_id;
  const pay = useCan("create_test_payment");
  const create = useCan("create_merchant");
  const list = useCan("list_payments");
  return (
    <Card title={t("quick.title")}>
      <div className={style.actions}>
        <Act
          icon="search"
          title={t("quick.payments")}
          to={paymentsPath(undefined, merchant_id)}
          reason={list.reason}
        />
        <Act
          icon="x-circle"
          title={t("quick.declined")}
          to={paymentsPath("today", merchant_id, { lifecycle: "declined,failed" })}
          reason={list.reason}
        />
        <Act
          icon="merchant"
          title={t("quick.merchant")}
          to="/merchants/create"
          reason={create.reason}
        />
        {environment === "sandbox" && (
          <Act
            icon="play"
            title={t("quick.test")}
            to={`/merchants/${tried}?tab=test`}
            reason={pay.reason || (tried === undefined && t("quick.no_merchant"))}
          />
        )}
      </div>
    </Card>
  );
}

function Act({
  icon,
  title,
  to,
  reason,
}: {
  icon: IconName;
  title: string;
  to: string;
  reason: string | false;
}) {
  const navigate = useNavigate();
  return (
    <Button icon={icon} disabledReason={reason} onClick={() => void navigate({ to })}>
      {title}
    </Button>
  );
}
