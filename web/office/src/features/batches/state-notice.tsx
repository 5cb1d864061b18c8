// What the state of a batch means for whoever looks at it, and what comes next.
import { useTranslation } from "react-i18next";
import { formatMoney } from "../../lib/money.ts";
import { ButtonLink } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import type { BatchDetail } from "./api.ts";
import { linesIn, sumsOf } from "./parts.ts";

export function StateNotice({ batch }: { batch: BatchDetail }) {
  const { t } = useTranslation("batches");
  const invalid = linesIn(batch.tallies, "invalid");
  switch (batch.state) {
    case "uploaded":
    case "validating":
      return <Notice title={t("notice.checking")}>{t("notice.checking_text")}</Notice>;
    case "invalid":
      return (
        <Notice tone="danger" title={t("notice.invalid")}>
          {t("notice.invalid_text")}
        </Notice>
      );
    case "ready":
      return (
        <>
          <Notice
            tone={invalid > 0 ? "warning" : "info"}
            title={t("notice.ready", { count: linesIn(batch.tallies, "left") })}
          >
            {invalid > 0 ? t("notice.ready_some", { count: invalid }) : t("notice.ready_all")}
          </Notice>
          <Shortfall batch={batch} />
        </>
      );
    case "approval":
      return (
        <Notice
          title={t("notice.approval")}
          action={
            batch.approval_id && (
              <ButtonLink to={`/approvals/${batch.approval_id}`} size="small" icon="arrow-right">
                {t("notice.see_approval")}
              </ButtonLink>
            )
          }
        >
          {t("notice.approval_text")}
        </Notice>
      );
    case "paused":
      return (
        <Notice tone="warning" title={t("notice.paused")}>
          {t("notice.paused_text", { count: linesIn(batch.tallies, "left") })}
        </Notice>
      );
    case "completed_with_errors":
      return (
        <Notice tone="warning" title={t("notice.with_errors")}>
          {t("notice.with_errors_text")}
        </Notice>
      );
    default:
      return null;
  }
}

/** A balance that does not cover everything: told before the code is asked for. */
function Shortfall({ batch }: { batch: BatchDetail }) {
  const { t } = useTranslation("batches");
  const short = sumsOf(batch.tallies).flatMap(({ currency, left_minor }) => {
    const balance = batch.available.find((one) => one.currency === currency);
    return balance && balance.amount_minor < left_minor
      ? [{ currency, need: left_minor, have: balance.amount_minor }]
      : [];
  });
  if (short.length === 0) return null;
  return (
    <Notice tone="warning" title={t("notice.short")}>
      {short.map(({ currency, need, have }) => (
        <p key={currency}>
          {t("notice.short_text", {
            need: formatMoney(need, currency),
            have: formatMoney(have, currency),
          })}
        </p>
      ))}
    </Notice>
  );
}
