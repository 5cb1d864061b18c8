// The opening page: figures, series and what needs attention.
import { useTranslation } from "react-i18next";
import { Page } from "../../ui/page.tsx";
import { SkeletonLines } from "../../ui/states.tsx";

export default function GetStartedPage() {
  const { t } = useTranslation("get_started");
  return (
    <Page title={t("title")}>
      <SkeletonLines />
    </Page>
  );
}
