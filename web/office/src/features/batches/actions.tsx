// What can be done with a batch now: start, pause, go on, take back what is left, save the result.
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { createIdempotencyKeys } from "../../api/error.ts";
import { formatMoney } from "../../lib/money.ts";
import { saveText } from "../../lib/save-text.ts";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { useProblemText } from "../../ui/notice.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast.tsx";
import {
  type BatchDetail,
  cancel_batch,
  confirm_batch,
  download_batch_result,
  pause_batch,
  refreshBatches,
  resume_batch,
} from "./api.ts";
import { linesIn, sumsOf } from "./parts.ts";

type Act = BatchDetail["allowed"][number];

const needs = {
  payout: "create_payout",
  refund: "create_refund",
  capture: "create_capture",
  void: "create_void",
} as const;

/** Both rights: to run batches, and to do what this one does, at its merchant. */
function useReason({ company_id, merchant_id, kind }: BatchDetail) {
  const place = { company_id, merchant_id };
  const run = useCan("confirm_batch", place);
  const act = useCan(needs[kind], place);
  return run.reason || act.reason;
}

export function BatchActions({ batch }: { batch: BatchDetail }) {
  const { t } = useTranslation("batches");
  const [open, setOpen] = useState<Act>();
  const reason = useReason(batch);
  const can = new Set(batch.allowed);
  const button = (act: Act, look: { icon: "send" | "pause" | "play" | "ban"; primary?: boolean }) =>
    can.has(act) && (
      <Button
        icon={look.icon}
        variant={look.primary ? "primary" : undefined}
        disabledReason={reason}
        onClick={() => setOpen(act)}
      >
        {t(`act.${wordOf(act, batch)}`)}
      </Button>
    );
  return (
    <>
      {batch.lines_checked === batch.lines && <ResultButton batch={batch} />}
      {button("cancel", { icon: "ban" })}
      {button("pause", { icon: "pause" })}
      {button("resume", { icon: "play", primary: true })}
      {button("confirm", { icon: "send", primary: true })}
      {open && <ActDialog batch={batch} act={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

/** Before anything moved there is nothing "left": the whole batch is canceled. */
const wordOf = (act: Act, { confirmed_at }: BatchDetail) =>
  act === "cancel" && confirmed_at === null ? "drop" : act;

function ResultButton({ batch }: { batch: BatchDetail }) {
  const { t } = useTranslation("batches");
  const toast = useToast();
  const problem = useProblemText();
  const [busy, setBusy] = useState(false);
  async function save() {
    setBusy(true);
    try {
      saveText(
        `result-${batch.batch_id}.csv`,
        await download_batch_result(batch.batch_id),
        "text/csv",
      );
    } catch (error) {
      toast(problem(error).title, { tone: "danger" });
    } finally {
      setBusy(false);
    }
  }
  return (
    <Button icon="download" busy={busy} onClick={() => void save()}>
      {t("act.result")}
    </Button>
  );
}

interface DialogProps {
  batch: BatchDetail;
  act: Act;
  onClose: () => void;
}

function ActDialog({ batch, act, onClose }: DialogProps) {
  const { t } = useTranslation("batches");
  const queries = useQueryClient();
  const toast = useToast();
  const [reason, setReason] = useState("");
  const [keyOf] = useState(createIdempotencyKeys);
  const calls: Record<Act, () => Promise<unknown>> = {
    confirm: () => {
      const body = { content_hash: batch.content_hash ?? "" };
      return confirm_batch(batch.batch_id, body.content_hash, keyOf(body));
    },
    pause: () => pause_batch(batch.batch_id),
    resume: () => resume_batch(batch.batch_id),
    cancel: () => cancel_batch(batch.batch_id, reason.trim()),
  };
  async function run() {
    try {
      await calls[act]();
      toast(t(`did.${act}`));
    } finally {
      void refreshBatches(queries);
    }
  }
  const left = linesIn(batch.tallies, "left");
  const consequence: Record<Act, ReactNode> = {
    confirm: <Start batch={batch} />,
    pause: t("ask.pause", { count: left }),
    resume: t("ask.resume", { count: left }),
    cancel: (
      <>
        <p>{t("ask.cancel", { count: left })}</p>
        <TextField
          label={t("ask.reason")}
          value={reason}
          onChange={setReason}
          maxLength={200}
          optional
        />
      </>
    ),
  };
  return (
    <Confirm
      open
      onClose={onClose}
      title={t(`title_of.${wordOf(act, batch)}`)}
      consequence={consequence[act]}
      action={t(`act.${wordOf(act, batch)}`)}
      danger={act === "cancel"}
      onConfirm={run}
    />
  );
}

function Start({ batch }: { batch: BatchDetail }) {
  const { t } = useTranslation("batches");
  const invalid = linesIn(batch.tallies, "invalid");
  return (
    <>
      <p>{t(`start.${batch.kind}`, { count: linesIn(batch.tallies, "left") })}</p>
      <ul>
        {sumsOf(batch.tallies).map((sum) => (
          <li key={sum.currency}>
            <b>{formatMoney(sum.left_minor, sum.currency)}</b> {sum.currency}
          </li>
        ))}
      </ul>
      {invalid > 0 && <p>{t("start.without", { count: invalid })}</p>}
      <p>{t("start.code")}</p>
    </>
  );
}
