// Companies and merchants, their settings, keys and balances.
import { useTranslation } from "react-i18next";
import { Page } from "../../ui/page.tsx";
import { SkeletonLines } from "../../ui/states.tsx";

export default function MerchantsPage() {
  const { t } = useTranslation("merchants");
  return (
    <Page title={t("title")}>
      <SkeletonLines />
    </Page>
  );
}
