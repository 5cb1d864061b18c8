// Money held for a payment: how much was ever held, what became of it, and until when the rest is.
import { useTranslation } from "react-i18next";
import { Card } from "../../ui/card.tsx";
import { useNow } from "../../ui/clock.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Money } from "../../ui/money.tsx";
import type { Payment } from "./api.ts";
import style from "./hold.module.css";
import { holdParts } from "./hold-parts.ts";

export function HoldCard({ payment }: { payment: Payment }) {
  const { t } = useTranslation("payments");
  if (payment.capture_mode !== "manual" || payment.authorized_minor === 0) return null;
  const parts = holdParts(payment);
  return (
    <Card title={t("hold.title")} note={<Until payment={payment} />}>
      <div className={style.bar} aria-hidden="true">
        {parts
          .filter(({ minor }) => minor > 0)
          .map(({ name, minor }) => (
            <span key={name} data-part={name} style={{ flexGrow: minor }} />
          ))}
      </div>
      <dl className={style.legend}>
        <div>
          <dt>{t("hold.authorized")}</dt>
          <dd>
            <Money minor={payment.authorized_minor} currency={payment.currency} />
          </dd>
        </div>
        {parts
          .filter(({ name, minor }) => name !== "moving" || minor > 0)
          .map(({ name, minor }) => (
            <div key={name} data-part={name}>
              <dt>{t(`hold.${name}` as "title")}</dt>
              <dd>
                <Money minor={minor} currency={payment.currency} faint={minor === 0} />
              </dd>
            </div>
          ))}
      </dl>
    </Card>
  );
}

/** What becomes of the rest by itself, and how long that is away. */
function Until({ payment }: { payment: Payment }) {
  const { t } = useTranslation("payments");
  const now = useNow();
  const { hold_step, hold_step_at, capturable_minor } = payment;
  if (hold_step_at === null || capturable_minor === 0) return t("hold.note");
  return (
    <>
      {t(`hold.until.${hold_step}` as "title")} <Instant at={hold_step_at} />
      {hold_step_at > now && (
        <>
          {" "}
          (<Instant at={hold_step_at} as="relative" />)
        </>
      )}
    </>
  );
}
