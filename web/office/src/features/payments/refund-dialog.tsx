// Refunding: the form, then the refund's way to its end, followed live in the same dialog.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { createIdempotencyKey } from "../../api/error.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Icon, type IconName } from "../../ui/icon.tsx";
import { Money } from "../../ui/money.tsx";
import { Notice } from "../../ui/notice.tsx";
import { useDeclineReason } from "../../ui/reference.ts";
import { Status } from "../../ui/status.tsx";
import {
  type CreateRefund,
  create_refund,
  detailKey,
  type Operation,
  type PaymentDetail,
} from "./api.ts";
import style from "./payment.module.css";
import { RefundForm } from "./refund-form.tsx";
import { endIntent, isUndecided, keepIntent } from "./refund-intent.ts";
import { isFinal } from "./timeline-steps.ts";

interface RefundDialogProps {
  detail: PaymentDetail;
  open: boolean;
  onClose: () => void;
}

export function RefundDialog({ detail, open, onClose }: RefundDialogProps) {
  const { t } = useTranslation("payments");
  const [made, setMade] = useState<Operation>();
  function close() {
    setMade(undefined);
    onClose();
  }
  const current = detail.operations.find((one) => one.operation_id === made?.operation_id) ?? made;
  return (
    <Dialog
      open={open}
      onClose={close}
      title={t(!current ? "refund.title" : isFinal(current) ? "refund.ended" : "refund.way")}
    >
      {current ? (
        <RefundProgress refund={current} onClose={close} />
      ) : (
        <RefundDraft detail={detail} onMade={setMade} onClose={close} />
      )}
    </Dialog>
  );
}

function RefundDraft({
  detail,
  onMade,
  onClose,
}: {
  detail: PaymentDetail;
  onMade: (refund: Operation) => void;
  onClose: () => void;
}) {
  const queries = useQueryClient();
  const { payment_id } = detail.payment;

  async function refund(body: CreateRefund) {
    const { key } = keepIntent(sessionStorage, payment_id, body, createIdempotencyKey);
    try {
      const created = await create_refund(payment_id, key, body);
      endIntent(sessionStorage, payment_id);
      onMade(created.operation);
    } catch (error) {
      if (!isUndecided(error)) endIntent(sessionStorage, payment_id);
      throw error;
    } finally {
      void queries.invalidateQueries({ queryKey: detailKey(payment_id) });
    }
  }

  return <RefundForm payment={detail.payment} onRefund={refund} onCancel={onClose} />;
}

type Mark = "done" | "now" | "later" | "bad";

const icons: Record<Mark, IconName> = {
  done: "check-circle",
  now: "clock",
  later: "circle",
  bad: "x-circle",
};

function RefundProgress({ refund, onClose }: { refund: Operation; onClose: () => void }) {
  const { t } = useTranslation("payments");
  const ended = isFinal(refund);
  const good = refund.state === "succeeded";
  return (
    <>
      <p className={style.headline}>
        <Money minor={refund.amount_minor} currency={refund.currency} />{" "}
        <Status kind="operation" value={refund.state} />
      </p>
      <div role="status">
        <ol className={style.way}>
          <WayStep
            mark="done"
            title={t("refund.step.reserved")}
            text={t("refund.step.reserved_text")}
          />
          <WayStep
            mark={ended ? "done" : "now"}
            title={t("refund.step.provider")}
            text={refund.state === "in_doubt" ? t("refund.step.unknown_text") : undefined}
          />
          <WayStep
            mark={!ended ? "later" : good ? "done" : "bad"}
            title={t(!ended ? "refund.step.end" : good ? "refund.step.good" : "refund.step.bad")}
            text={!ended ? undefined : t(good ? "refund.step.good_text" : "refund.step.bad_text")}
          />
        </ol>
      </div>
      {ended && !good && <Refused refund={refund} />}
      {!ended && <p className={style.quiet}>{t("refund.may_close")}</p>}
      <DialogActions>
        <Button variant="primary" onClick={onClose}>
          {t("refund.close")}
        </Button>
      </DialogActions>
    </>
  );
}

function WayStep({ mark, title, text }: { mark: Mark; title: string; text?: string }) {
  return (
    <li className={style.step} data-mark={mark}>
      <Icon name={icons[mark]} />
      <span>
        <b>{title}</b>
        {text && <span className={style.explain}>{text}</span>}
      </span>
    </li>
  );
}

/** Meaning and advice of a reason are about paying; of a refund, the provider's words say more. */
function Refused({ refund }: { refund: Operation }) {
  const reasonOf = useDeclineReason();
  const said = [refund.provider_code, refund.provider_message].filter(Boolean).join(" · ");
  return (
    <Notice
      tone="danger"
      title={refund.decline_reason ? reasonOf(refund.decline_reason).title : said}
    >
      {refund.decline_reason && said}
    </Notice>
  );
}
