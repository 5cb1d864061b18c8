// One reason: what it means, what to do next, and what it is called elsewhere.
import { useTranslation } from "react-i18next";
import { cx } from "../../ui/class-names.ts";
import { Icon } from "../../ui/icon.tsx";
import { Link } from "../../ui/link.tsx";
import { useDeclineReason } from "../../ui/reference.ts";
import { Badge } from "../../ui/status.tsx";
import type { Tone } from "../../ui/status-tones.ts";
import type { DeclineCode } from "./api.ts";
import style from "./decline-codes.module.css";

const tones: Record<DeclineCode["retry"], Tone> = {
  never: "danger",
  later: "info",
  soon: "success",
  after_correction: "violet",
  after_authentication: "violet",
  after_check: "warning",
  wait: "warning",
  by_customer: "neutral",
};

export function ReasonRow({ row, marked }: { row: DeclineCode; marked: boolean }) {
  const { t } = useTranslation("decline_codes");
  const { title } = useDeclineReason()(row.reason);
  const heading = `${row.reason}-title`;
  return (
    <article
      id={row.reason}
      className={cx(style.reason, marked && style.marked)}
      aria-labelledby={heading}
    >
      <header className={style.head}>
        <h2 id={heading} className={style.title}>
          {title}
          <Link
            to="/decline-codes"
            hash={row.reason}
            className={style.anchor}
            aria-label={t("link_to", { title })}
          >
            <Icon name="link" size={13} />
          </Link>
        </h2>
        <code className={style.word}>{row.reason}</code>
        <Badge tone={tones[row.retry]} text={t(`retry.${row.retry}`)} />
        <span className={style.class}>{t(`class.${row.decline_class}`)}</span>
      </header>
      <div className={style.text}>
        <p>{row.meaning}</p>
        <p className={style.advice}>
          <b>{t("next")}</b> {row.advice}
        </p>
      </div>
      <dl className={style.codes}>
        <Codes name={t("codes.network")} codes={row.network_codes} />
        <Codes name={t("codes.visa")} codes={row.visa_category ? [row.visa_category] : []} />
        <Codes name={t("codes.ecommpay")} codes={row.ecommpay_codes} />
        <Codes name={t("codes.orsunpay")} codes={[row.orsunpay_code]} />
        <Codes name={t("codes.stripe")} codes={row.stripe_codes} />
      </dl>
    </article>
  );
}

function Codes({ name, codes }: { name: string; codes: readonly string[] }) {
  if (codes.length === 0) return null;
  return (
    <div className={style.code}>
      <dt>{name}</dt>
      <dd>
        {codes.map((code) => (
          <code key={code}>{code}</code>
        ))}
      </dd>
    </div>
  );
}
