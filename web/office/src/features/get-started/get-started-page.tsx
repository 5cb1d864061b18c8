// The first-time set-up: from a signed-in administrator to a test payment that went through. What
// is already there counts as done, so the page can be left and opened again at any point.
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "../../ui/button.tsx";
import { Page } from "../../ui/page.tsx";
import { useSession } from "../../ui/session.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { firstMerchantQuery, keysQuery, type Merchant } from "./api.ts";
import { KeyStep } from "./key-step.tsx";
import { MerchantStep } from "./merchant-step.tsx";
import { Step } from "./step.tsx";
import style from "./steps.module.css";

const PaymentStep = lazy(() => import("./payment-step.tsx"));

export default function GetStartedPage() {
  const { t } = useTranslation("get_started");
  const merchant = useQuery(firstMerchantQuery);
  return (
    <Page
      title={t("title")}
      note={t("note")}
      width="narrow"
      actions={<ButtonLink to="/">{t("later")}</ButtonLink>}
    >
      {merchant.isPending && <SkeletonLines lines={6} />}
      {merchant.error && (
        <ErrorState error={merchant.error} onRetry={() => void merchant.refetch()} />
      )}
      {merchant.data !== undefined && <Steps existing={merchant.data} />}
    </Page>
  );
}

function Steps({ existing }: { existing: Merchant | null }) {
  const { t } = useTranslation("get_started");
  const { user } = useSession();
  const [made, setMade] = useState<Merchant>();
  const [keyDone, setKeyDone] = useState(false);
  const [paid, setPaid] = useState(false);
  const merchant = made ?? existing;
  const keys = useQuery({ ...keysQuery(merchant?.merchant_id ?? ""), enabled: merchant !== null });
  const hasFactor = user.totp_enrolled || user.passkeys > 0;
  const hasKey = keyDone || (made === undefined && (keys.data?.rows.length ?? 0) > 0);
  return (
    <ol className={style.steps}>
      <Step number={1} title={t("account.title")} state="done" summary={user.email} />
      <Step
        number={2}
        title={t("factor.title")}
        state={hasFactor ? "done" : "skipped"}
        summary={t(hasFactor ? "factor.on" : "factor.skipped")}
      />
      <Step
        number={3}
        title={t("merchant.title")}
        state={merchant ? "done" : "open"}
        summary={merchant && `${merchant.name} · ${merchant.company_name}`}
      >
        <MerchantStep onMade={setMade} />
      </Step>
      <Step
        number={4}
        title={t("key.title")}
        state={hasKey ? "done" : merchant ? "open" : "waiting"}
        summary={t("key.done")}
      >
        {merchant && <KeyStep merchant={merchant} onStored={() => setKeyDone(true)} />}
      </Step>
      <Step
        number={5}
        title={t("payment.title")}
        state={paid ? "done" : merchant && hasKey ? "open" : "waiting"}
        keepOpen
      >
        {merchant && (
          <Suspense fallback={<SkeletonLines lines={3} />}>
            <PaymentStep merchant={merchant} onPaid={() => setPaid(true)} />
          </Suspense>
        )}
      </Step>
    </ol>
  );
}
