// Paying out of a merchant's balance; the form arrives after the page.
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useCan } from "../../ui/can.tsx";
import { Page } from "../../ui/page.tsx";
import { NoPermission, SkeletonLines } from "../../ui/states.tsx";

const CreatePayoutForm = lazy(() => import("./create-payout-form.tsx"));

export default function CreatePayoutPage() {
  const { t } = useTranslation("payments");
  const can = useCan("create_payout");
  return (
    <Page
      width="narrow"
      title={t("payout.title")}
      note={can.allowed ? t("payout.note") : undefined}
      crumbs={[{ label: t("payouts.title"), to: "/payouts" }]}
    >
      {can.allowed ? (
        <Suspense fallback={<SkeletonLines lines={10} />}>
          <CreatePayoutForm />
        </Suspense>
      ) : (
        <NoPermission permission={can.permission} />
      )}
    </Page>
  );
}
