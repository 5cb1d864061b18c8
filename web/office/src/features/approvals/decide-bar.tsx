// The decision, always in reach: approve, reject, or take back one's own. On a phone it stays at
// the thumb.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { FormBody, required, useForm } from "../../ui/form.tsx";
import { SecretDialog } from "../../ui/secret-reveal.tsx";
import { TextArea } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast.tsx";
import {
  type Approval,
  approve_request,
  create_approved_key,
  refreshApprovals,
  reject_request,
  withdraw_request,
} from "./api.ts";
import style from "./approvals.module.css";
import { consequenceOf, isRecorded, useActWords } from "./words.ts";

type Open = "approve" | "reject" | "withdraw" | undefined;

/** Runs an act with a fresh proof where it is asked for, and reads every request again. */
function useAct() {
  const queries = useQueryClient();
  return async <T,>(act: () => Promise<T>): Promise<T> => {
    try {
      return await act();
    } finally {
      void refreshApprovals(queries);
    }
  };
}

export function DecideBar({ approval }: { approval: Approval }) {
  const { t } = useTranslation("approvals");
  const [open, setOpen] = useState<Open>();
  // Held here, because the button is gone as soon as the request is.
  const [secret, setSecret] = useState<string | null>();
  const close = () => setOpen(undefined);
  const waits = approval.state === "open";
  const redeems = approval.state === "approved" && approval.is_mine;
  return (
    <>
      {(waits || redeems) && (
        <div className={style.bar}>
          {approval.can_withdraw && <WithdrawButton onPress={() => setOpen("withdraw")} />}
          {waits && !approval.is_mine && <DecideButtons approval={approval} onPress={setOpen} />}
          {redeems && <RedeemButton approval={approval} onSecret={setSecret} />}
        </div>
      )}
      {secret !== undefined && (
        <SecretDialog
          open
          title={t("redeem.title")}
          secret={secret}
          note={t("redeem.note")}
          onStored={() => setSecret(undefined)}
        />
      )}
      {open === "approve" && <ApproveDialog approval={approval} onClose={close} />}
      {open === "reject" && <RejectDialog approval={approval} onClose={close} />}
      {open === "withdraw" && <WithdrawDialog approval={approval} onClose={close} />}
    </>
  );
}

function DecideButtons({
  approval,
  onPress,
}: {
  approval: Approval;
  onPress: (open: Open) => void;
}) {
  const { t } = useTranslation("approvals");
  const words = useActWords();
  const place = {
    company_id: approval.company_id ?? undefined,
    merchant_id: approval.merchant_id ?? undefined,
  };
  const can = useCan("approve_request", place);
  const code = approval.cannot_decide_code;
  const why =
    can.reason ||
    (code !== null && words.refusal(code, approval.cannot_decide_reason ?? "")) ||
    (!approval.can_decide && t("notice.not_yours"));
  return (
    <>
      <Button
        icon="x-circle"
        variant="danger"
        disabledReason={why}
        onClick={() => onPress("reject")}
      >
        {t("decide.reject")}
      </Button>
      <Button
        icon="check"
        variant="primary"
        disabledReason={why || (!approval.is_current && t("notice.changed"))}
        onClick={() => onPress("approve")}
      >
        {t("decide.approve")}
      </Button>
    </>
  );
}

function WithdrawButton({ onPress }: { onPress: () => void }) {
  const { t } = useTranslation("approvals");
  return <Button onClick={onPress}>{t("decide.withdraw")}</Button>;
}

interface DialogProps {
  approval: Approval;
  onClose: () => void;
}

function ApproveDialog({ approval, onClose }: DialogProps) {
  const { t } = useTranslation("approvals");
  const words = useActWords();
  const act = useAct();
  const toast = useToast();
  const last = approval.given + 1 >= approval.needed;
  const redeemed = approval.action === "create_api_key";
  const atOnce = consequenceOf(approval);
  async function approve() {
    const decided = await act(() => approve_request(approval, ""));
    toast(t(decided.state === "executed" ? "decide.done" : "decide.consented"));
  }
  return (
    <Confirm
      open
      onClose={onClose}
      title={t("decide.approve_title")}
      consequence={
        <>
          <p>
            <b>{words.title(approval)}</b>
          </p>
          <p>{t(!last ? "decide.one_of" : redeemed ? "decide.opens" : atOnce)}</p>
        </>
      }
      action={t("decide.approve")}
      onConfirm={approve}
    />
  );
}

function RejectDialog({ approval, onClose }: DialogProps) {
  const { t } = useTranslation("approvals");
  const words = useActWords();
  const act = useAct();
  const toast = useToast();
  const form = useForm({
    schema: z.object({ reason: required() }),
    initial: { reason: "" },
    onSubmit: async ({ reason }) => {
      await act(() => reject_request(approval, reason));
      toast(t("decide.rejected"));
      onClose();
    },
  });
  return (
    <Dialog open onClose={onClose} title={t("decide.reject_title")} size="small">
      <FormBody
        form={form}
        actions={
          <DialogActions>
            <Button onClick={onClose}>{t("decide.cancel")}</Button>
            <Button type="submit" variant="danger-solid" busy={form.busy}>
              {t("decide.reject")}
            </Button>
          </DialogActions>
        }
      >
        <p>
          <b>{words.title(approval)}</b>
        </p>
        {isRecorded(approval) && <p>{t("decide.ends")}</p>}
        <TextArea
          {...form.field("reason")}
          label={t("decide.reason")}
          hint={t("decide.reason_hint", { name: approval.requested_by })}
          maxLength={500}
        />
      </FormBody>
    </Dialog>
  );
}

function WithdrawDialog({ approval, onClose }: DialogProps) {
  const { t } = useTranslation("approvals");
  const words = useActWords();
  const act = useAct();
  const toast = useToast();
  async function withdraw() {
    await act(() => withdraw_request(approval.approval_id));
    toast(t("decide.withdrawn"));
  }
  return (
    <Confirm
      open
      onClose={onClose}
      title={t("decide.withdraw_title")}
      consequence={
        <>
          <p>
            <b>{words.title(approval)}</b>
          </p>
          <p>{t(isRecorded(approval) ? "decide.withdraw_ends" : "decide.withdraw_text")}</p>
        </>
      }
      action={t("decide.withdraw")}
      onConfirm={withdraw}
    />
  );
}

/** The asker's own step after consent: the secret is shown to them and nobody else. */
function RedeemButton({
  approval,
  onSecret,
}: {
  approval: Approval;
  onSecret: (secret: string | null) => void;
}) {
  const { t } = useTranslation("approvals");
  const act = useAct();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="primary" icon="key" onClick={() => setOpen(true)}>
        {t("redeem.action")}
      </Button>
      {open && (
        <Confirm
          open
          onClose={() => setOpen(false)}
          title={t("redeem.title")}
          consequence={t("redeem.text")}
          action={t("redeem.action")}
          onConfirm={async () =>
            onSecret((await act(() => create_approved_key(approval))).plain_text)
          }
        />
      )}
    </>
  );
}
