// One line that belongs to nothing by itself: to which payment it belongs, or that it does not.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Facts } from "../../ui/facts.tsx";
import { FormBody, useForm } from "../../ui/form.tsx";
import { Money } from "../../ui/money.tsx";
import { Stack } from "../../ui/page.tsx";
import { Segments } from "../../ui/segments.tsx";
import { TextArea, TextField } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast.tsx";
import style from "./bank.module.css";
import { assign_bank_line, type BankLine, put_bank_line_aside, refreshBank } from "./bank-api.ts";

export default function LineDialog({ line, onClose }: { line: BankLine; onClose: () => void }) {
  const { t } = useTranslation("providers");
  const mayAssign = line.direction === "credit";
  const [act, setAct] = useState(mayAssign ? "assign" : "put_aside");
  return (
    <Dialog open onClose={onClose} title={t("bank.settle_title")}>
      <Stack>
        <Facts
          facts={[
            {
              name: t(`bank.direction.${line.direction}`),
              value: <Money minor={line.amount_minor} currency={line.currency || "EUR"} />,
              hidden: line.direction === "answer",
            },
            { name: t("bank.party"), value: line.party },
            { name: t("bank.purpose"), value: line.purpose },
            { name: t("bank.reference"), value: line.reference },
            { name: t("bank.why"), value: line.note },
          ]}
        />
        {mayAssign && (
          <div className={style.start}>
            <Segments
              label={t("bank.settle_title")}
              value={act}
              onChange={setAct}
              options={["assign", "put_aside"].map((value) => ({
                value,
                label: t(`bank.act.${value}`),
              }))}
            />
          </div>
        )}
        <SettleForm key={act} line={line} isAssign={act === "assign"} onClose={onClose} />
      </Stack>
    </Dialog>
  );
}

const text = (most: number) =>
  z.string().check(z.trim(), z.minLength(1, "required"), z.maxLength(most, "too_long"));
const schemas = {
  assign: z.object({ target: text(100), reason: text(500) }),
  aside: z.object({ target: z.string(), reason: text(500) }),
};

function SettleForm({
  line,
  isAssign,
  onClose,
}: {
  line: BankLine;
  isAssign: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation("providers");
  const queries = useQueryClient();
  const toast = useToast();
  const form = useForm({
    schema: isAssign ? schemas.assign : schemas.aside,
    initial: { target: "", reason: "" },
    onSubmit: async ({ target, reason }) => {
      if (isAssign) await assign_bank_line(line.bank_line_id, target, reason);
      else await put_bank_line_aside(line.bank_line_id, reason);
      await refreshBank(queries);
      toast(t(isAssign ? "bank.assigned" : "bank.aside"));
      onClose();
    },
  });
  return (
    <FormBody
      form={form}
      actions={
        <DialogActions>
          <Button onClick={onClose}>{t("bank.later")}</Button>
          <Button type="submit" variant="primary" busy={form.busy}>
            {t(`bank.act.${isAssign ? "assign" : "put_aside"}`)}
          </Button>
        </DialogActions>
      }
    >
      {isAssign && (
        <TextField
          {...form.field("target")}
          label={t("bank.target")}
          hint={t("bank.target_hint")}
          maxLength={100}
          autoComplete="off"
        />
      )}
      <TextArea {...form.field("reason")} label={t("bank.reason")} maxLength={500} rows={3} />
    </FormBody>
  );
}
