// Says unmistakably that this is a sandbox. A live installation shows no banner, because a banner
// that is always there is not seen.
import { useTranslation } from "react-i18next";
import { useSession } from "../../ui/session.tsx";
import style from "./environment-banner.module.css";

export function EnvironmentBanner() {
  const { t } = useTranslation();
  const { environment, is_demo } = useSession();
  if (environment !== "sandbox") return null;
  return (
    <section className={style.banner} aria-label={t("environment.label")}>
      <strong>{t("environment.sandbox")}</strong>
      <span className={style.text}>
        {t(is_demo ? "environment.demo_text" : "environment.sandbox_text")}
      </span>
    </section>
  );
}
