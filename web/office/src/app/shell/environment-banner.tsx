// Says unmistakably that this is a sandbox. A live installation shows no banner, because a banner
// that is always there is not seen.
import { useTranslation } from "react-i18next";
import { useSession } from "../../ui/session.tsx";
import style from "./environment-banner.module.css";

export function EnvironmentBanner() {
  const { t } = useTranslation();
  const { environment } = useSession();
  if (environment.kind !== "sandbox") return null;
  return (
    <div className={style.banner} role="note">
      <strong>{t("environment.sandbox")}</strong>
      <span className={style.text}>
        {t(environment.is_demo ? "environment.demo_text" : "environment.sandbox_text")}
      </span>
    </div>
  );
}
