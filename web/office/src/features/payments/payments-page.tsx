// Transactions: the list and the page that explains one of them.
import { useTranslation } from "react-i18next";
import { Page } from "../../ui/page.tsx";
import { SkeletonLines } from "../../ui/states.tsx";

export default function PaymentsPage() {
  const { t } = useTranslation("payments");
  return (
    <Page title={t("title")}>
      <SkeletonLines />
    </Page>
  );
}
