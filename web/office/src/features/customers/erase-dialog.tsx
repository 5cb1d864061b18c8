// Erasing a customer: what goes, what stays, why, and the id typed once more.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { createIdempotencyKeys } from "../../api/error.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { FormBody, useForm } from "../../ui/form.tsx";
import { Notice } from "../../ui/notice.tsx";
import { TextArea, TextField } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast.tsx";
import { type Customer, customerKey, erase_customer } from "./api.ts";

export default function EraseDialog({
  customer,
  onClose,
}: {
  customer: Customer;
  onClose: () => void;
}) {
  const { t } = useTranslation("customers");
  const queries = useQueryClient();
  const toast = useToast();
  const [keyOf] = useState(createIdempotencyKeys);
  const { merchant_id, buyer_id } = customer;
  const schema = z.object({
    reason: z.string().check(z.trim(), z.minLength(1, "required"), z.maxLength(500, "too_long")),
    confirmation: z
      .string()
      .check(z.refine((text: string) => text === buyer_id, t("erase.differs"))),
  });
  const form = useForm({
    schema,
    initial: { reason: "", confirmation: "" },
    onSubmit: async ({ reason, confirmation }) => {
      await erase_customer(customer, keyOf(reason), confirmation, reason);
      await queries.invalidateQueries({ queryKey: customerKey(merchant_id, buyer_id) });
      toast(t("erase.done"));
      onClose();
    },
  });
  return (
    <Dialog open onClose={onClose} title={t("erase.title")}>
      <FormBody
        form={form}
        actions={
          <DialogActions>
            <Button onClick={onClose}>{t("erase.cancel")}</Button>
            <Button type="submit" variant="danger" busy={form.busy}>
              {t("erase.submit")}
            </Button>
          </DialogActions>
        }
      >
        <Notice tone="warning">
          <p>{t("erase.text", { count: customer.risk.payments })}</p>
          <p>{t("erase.second_person")}</p>
        </Notice>
        <TextArea
          {...form.field("reason")}
          label={t("erase.reason")}
          hint={t("erase.reason_hint")}
          maxLength={500}
        />
        <TextField
          {...form.field("confirmation")}
          label={t("erase.confirmation", { id: buyer_id })}
          autoComplete="off"
        />
      </FormBody>
    </Dialog>
  );
}
