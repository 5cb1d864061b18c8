// Starting a payment from the office; the form arrives after the page.
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useCan } from "../../ui/can.tsx";
import { Page } from "../../ui/page.tsx";
import { NoPermission, SkeletonLines } from "../../ui/states.tsx";

const CreatePaymentForm = lazy(() => import("./create-payment-form.tsx"));

export default function CreatePaymentPage() {
  const { t } = useTranslation("payments");
  const can = useCan("create_payment");
  return (
    <Page
      width="narrow"
      title={t("create.title")}
      note={can.allowed ? t("create.note") : undefined}
      crumbs={[{ label: t("title"), to: "/payments" }]}
    >
      {can.allowed ? (
        <Suspense fallback={<SkeletonLines lines={10} />}>
          <CreatePaymentForm />
        </Suspense>
      ) : (
        <NoPermission permission={can.permission} />
      )}
    </Page>
  );
}
