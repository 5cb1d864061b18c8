// One's own profile, password, second factor and sessions.
import { useTranslation } from "react-i18next";
import { Page } from "../../ui/page.tsx";
import { SkeletonLines } from "../../ui/states.tsx";

export default function AccountPage() {
  const { t } = useTranslation("account");
  return (
    <Page title={t("title")}>
      <SkeletonLines />
    </Page>
  );
}
