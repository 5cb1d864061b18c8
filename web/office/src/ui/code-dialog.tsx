// Asks for the code of one operation: what it confirms stands above it, and how long it counts.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { StepUp } from "../api/step-up.ts";
import { formatMoney } from "../lib/money.ts";
import { Button } from "./button.tsx";
import { useNow } from "./clock.tsx";
import style from "./code-dialog.module.css";
import { Dialog, DialogActions } from "./dialog.tsx";
import { HiddenText } from "./hidden-text.tsx";
import { Icon } from "./icon.tsx";
import { Notice } from "./notice.tsx";
import { ProofForm } from "./proof-form.tsx";
import type { ProofCalls } from "./step-up.tsx";

export default function CodeDialog({
  need,
  calls,
  onProven,
  onAgain,
  onCancel,
}: {
  need: StepUp;
  calls: ProofCalls;
  onProven: () => void;
  onAgain: () => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation();
  const [ends_at, setEnds] = useState(need.expires_at ?? 0);
  const left_s = Math.max(Math.ceil((ends_at - useNow(1_000)) / 1_000), 0);
  return (
    <Dialog open size="small" title={t("operation_code.title")} onClose={onCancel}>
      <div className={style.content}>
        <Content need={need} />
        {need.methods.length === 0 ? (
          <Notice tone="warning" title={t("operation_code.no_method")}>
            {t("operation_code.no_method_text")}
          </Notice>
        ) : left_s === 0 ? (
          <>
            <Notice tone="warning" title={t("operation_code.over")}>
              {t("operation_code.over_text")}
            </Notice>
            <DialogActions>
              <Button variant="primary" onClick={onAgain}>
                {t("operation_code.again")}
              </Button>
            </DialogActions>
          </>
        ) : (
          <>
            <Left seconds={left_s} />
            <ProofForm
              methods={need.methods}
              calls={calls}
              onProven={onProven}
              onSent={(sent) => setEnds(sent.expires_at)}
            />
          </>
        )}
      </div>
    </Dialog>
  );
}

function Content({ need }: { need: StepUp }) {
  const { t } = useTranslation();
  const amount =
    need.amount_minor !== undefined && need.currency !== undefined
      ? formatMoney(need.amount_minor, need.currency, { unit: "code" })
      : need.amounts;
  return (
    <dl className={style.facts}>
      {amount ? (
        <>
          <div>
            <dt>{t("operation_code.amount")}</dt>
            <dd className={style.amount}>{amount}</dd>
          </div>
          <div>
            <dt>{t("operation_code.recipient")}</dt>
            <dd>{need.recipient}</dd>
          </div>
        </>
      ) : (
        <div>
          <dt>{t("operation_code.act")}</dt>
          <dd>{need.sentence}</dd>
        </div>
      )}
      {(need.count ?? 1) > 1 && (
        <div>
          <dt>{t("operation_code.lines")}</dt>
          <dd>{need.count}</dd>
        </div>
      )}
    </dl>
  );
}

/** Counts down for the eye each second, for the ear only when little is left. */
function Left({ seconds }: { seconds: number }) {
  const { t } = useTranslation();
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return (
    <p className={style.left} data-urgent={seconds <= 30}>
      <Icon name="clock" size={14} />
      <span aria-hidden>{t("operation_code.left", { time })}</span>
      <HiddenText>
        <span role="status">{seconds <= 30 ? t("operation_code.ends_soon") : ""}</span>
      </HiddenText>
    </p>
  );
}
