// The ways to end the doubt: how often each was used, which is open, and why another is not.
import { useTranslation } from "react-i18next";
import { formatDuration } from "../../lib/time.ts";
import { useNow } from "../../ui/clock.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Stack } from "../../ui/page.tsx";
import type { Unanswered } from "./api.ts";
import style from "./exceptions.module.css";

type Method = Unanswered["methods"][number];

export function Methods({ row }: { row: Unanswered }) {
  const { t } = useTranslation("exceptions");
  return (
    <section aria-label={t("methods")}>
      <h3 className={style.subtitle}>{t("methods")}</h3>
      <Stack>
        <Reversal row={row} />
        <Facts
          facts={row.methods.map((one) => ({
            name: t(`method.${one.method}`),
            value: <Note one={one} row={row} />,
          }))}
        />
      </Stack>
    </section>
  );
}

function Note({ one, row }: { one: Method; row: Unanswered }) {
  const { t } = useTranslation("exceptions");
  return (
    <span className={style.what}>
      <span>
        {one.times > 0 && `${t("times", { count: one.times })} · `}
        {one.why_not === null ? t(`method_open.${one.method}`) : t(`why_not.${one.why_not}`)}
      </span>
      {one.method === "query" && <ProofWait at={row.absence_is_proof_at} />}
    </span>
  );
}

/** Until then "not found" says nothing: some providers know late what they have done. */
function ProofWait({ at }: { at: number | null }) {
  const { t } = useTranslation("exceptions");
  const now = useNow(1000);
  if (at === null) return null;
  const left_ms = at - now;
  return (
    <span className={style.quiet}>
      {left_ms > 0
        ? t("proof.in", { time: formatDuration(Math.ceil(left_ms / 1000) * 1_000_000) })
        : t("proof.now")}
    </span>
  );
}

function Reversal({ row }: { row: Unanswered }) {
  const { t } = useTranslation("exceptions");
  const { reversal } = row;
  if (reversal === null) return null;
  return (
    <Notice
      tone={reversal.state === "open" ? "info" : "warning"}
      title={t(`reversal.${reversal.state}`)}
    >
      {t(`cause.${reversal.cause}`, { who: reversal.requested_by, reason: reversal.reason })}{" "}
      <Instant at={reversal.requested_at} as="second" />
      {reversal.detail !== "" && ` · ${reversal.detail}`}
    </Notice>
  );
}
