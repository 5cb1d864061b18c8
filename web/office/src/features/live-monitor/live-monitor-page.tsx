// Payments as they happen.
import { useTranslation } from "react-i18next";
import { Page } from "../../ui/page.tsx";
import { SkeletonLines } from "../../ui/states.tsx";

export default function LiveMonitorPage() {
  const { t } = useTranslation("live_monitor");
  return (
    <Page title={t("title")}>
      <SkeletonLines />
    </Page>
  );
}
