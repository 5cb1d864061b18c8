// Giving a merchant another fee plan: what it lacks and what it would have come to are told first.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { HeldForApproval } from "../../api/held.ts";
import { Canceled } from "../../lib/canceled.ts";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/choice-field.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Money } from "../../ui/money.tsx";
import { Notice, ProblemNotice } from "../../ui/notice.tsx";
import { Stack } from "../../ui/page.tsx";
import { Select } from "../../ui/select-field.tsx";
import { SkeletonLines } from "../../ui/states.tsx";
import { useToast } from "../../ui/toast.tsx";
import {
  assign_fee_plan,
  feeComparisonQuery,
  feePlansQuery,
  type Merchant,
  refreshMerchants,
} from "./api.ts";
import style from "./merchants.module.css";

export default function FeePlanDialog({
  merchant,
  onClose,
}: {
  merchant: Merchant;
  onClose: () => void;
}) {
  const { t } = useTranslation("merchants");
  const queries = useQueryClient();
  const toast = useToast();
  const [chosen, setChosen] = useState(merchant.fee_plan.fee_plan_id);
  const [accepted, setAccepted] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const plans = useQuery(feePlansQuery).data?.filter(
    ({ company_id }) => company_id === null || company_id === merchant.company_id,
  );
  const month = useQuery(feeComparisonQuery(merchant.merchant_id, chosen));
  const missing = month.data?.missing_currencies.join(", ") ?? "";
  const same = chosen === merchant.fee_plan.fee_plan_id;

  async function save() {
    setBusy(true);
    setFailure(undefined);
    try {
      await assign_fee_plan(merchant.merchant_id, {
        version: merchant.version,
        fee_plan_id: chosen,
        accepts_missing_currencies: accepted,
      });
      const plan = plans?.find(({ fee_plan_id }) => fee_plan_id === chosen)?.name;
      toast(t("fee.dialog.done", { name: merchant.name, plan }));
      void refreshMerchants(queries);
      void queries.invalidateQueries({ queryKey: ["fees"] });
      onClose();
    } catch (error) {
      if (!(error instanceof Canceled)) setFailure(error);
    } finally {
      setBusy(false);
    }
  }
  const held = failure instanceof HeldForApproval;
  return (
    <Dialog open onClose={onClose} title={t("fee.dialog.title", { name: merchant.name })}>
      {held ? (
        <ProblemNotice error={failure} />
      ) : (
        <Stack gap={12}>
          <Select
            label={t("fee.dialog.plan")}
            hint={t("fee.dialog.note")}
            options={(plans ?? []).map((plan) => ({
              value: plan.fee_plan_id,
              label:
                plan.company_id === null
                  ? t("fee.dialog.installation", { name: plan.name })
                  : plan.name,
            }))}
            value={chosen}
            onChange={(value) => {
              setChosen(value);
              setAccepted(false);
            }}
          />
          <Month merchant={merchant} fee_plan_id={chosen} />
          {missing && !same && (
            <Notice tone="warning" title={t("fee.dialog.missing", { currencies: missing })}>
              <Checkbox
                label={t("fee.dialog.accept", { currencies: missing })}
                value={accepted}
                onChange={setAccepted}
              />
            </Notice>
          )}
          {failure !== undefined && <ProblemNotice error={failure} />}
        </Stack>
      )}
      <DialogActions>
        <Button onClick={onClose}>{t(held ? "common:held.close" : "common:confirm.cancel")}</Button>
        {!held && (
          <Button
            variant="primary"
            busy={busy}
            disabledReason={
              (same && t("fee.dialog.same")) ||
              (missing !== "" && !accepted && t("fee.dialog.accept_first"))
            }
            onClick={() => void save()}
          >
            {t("fee.dialog.action")}
          </Button>
        )}
      </DialogActions>
    </Dialog>
  );
}

function Month({ merchant, fee_plan_id }: { merchant: Merchant; fee_plan_id: string }) {
  const { t } = useTranslation("merchants");
  const { data, error } = useQuery(feeComparisonQuery(merchant.merchant_id, fee_plan_id));
  if (error) return <ProblemNotice error={error} />;
  if (!data) return <SkeletonLines lines={3} />;
  return (
    <div>
      <div className={style.quiet}>{t("fee.dialog.month")}</div>
      {data.rows.length === 0 && <p className={style.faint}>{t("fee.dialog.empty")}</p>}
      <dl>
        {data.rows.map(({ trigger, currency, charged_minor, would_charge_minor }) => (
          <div key={`${trigger} ${currency}`} className={style.balance}>
            <dt>
              {t(`fee.trigger.${trigger}`)}, {currency}
            </dt>
            <dd>
              <Money minor={charged_minor} currency={currency} /> →{" "}
              <Money minor={would_charge_minor} currency={currency} />
            </dd>
          </div>
        ))}
      </dl>
      {!data.is_complete && <p className={style.faint}>{t("fee.dialog.partial")}</p>}
    </div>
  );
}
