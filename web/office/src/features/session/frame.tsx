// The frame of everything before a full session: the mark, one card, what kind of installation it
// is.
import type { ReactNode } from "react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Logo } from "../../ui/logo.tsx";
import style from "./frame.module.css";

export function SessionFrame({
  title,
  text,
  wide = false,
  sandbox,
  children,
  foot,
}: {
  title: string;
  text?: ReactNode;
  wide?: boolean;
  /** Name of the sandbox, when the server says that this is one. */
  sandbox?: boolean;
  children: ReactNode;
  foot?: ReactNode;
}) {
  const { t } = useTranslation("session");
  useEffect(() => {
    document.title = `${title} · Bursar`;
  }, [title]);
  return (
    <div className={style.page}>
      {sandbox && (
        <section className={style.sandbox} aria-label={t("environment.label")}>
          {t("sandbox")}
        </section>
      )}
      <main className={wide ? style.wide : style.main}>
        <div className={style.logo}>
          <Logo />
        </div>
        <div className={style.card}>
          <h1 className={style.title}>{title}</h1>
          {text && <p className={style.text}>{text}</p>}
          {children}
        </div>
        {foot && <div className={style.foot}>{foot}</div>}
      </main>
    </div>
  );
}
