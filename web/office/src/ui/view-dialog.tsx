// Asking for a view, or going into it at once where the company lets that happen.
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { ask_view, changeEyes, start_view } from "../api/views.ts";
import { Button } from "./button.tsx";
import { Dialog, DialogActions } from "./dialog.tsx";
import { FormBody, required, useForm } from "./form.tsx";
import { Select } from "./select-field.tsx";
import { TextArea } from "./text-field.tsx";
import { useToast } from "./toast.tsx";

export interface ViewPlace {
  company_id: string;
  merchant_id?: string;
  label: string;
}

const schema = z.object({
  place: required(),
  reason: z.string().check(z.trim(), z.minLength(1, "required"), z.maxLength(500, "too_long")),
});

const keyOf = ({ company_id, merchant_id }: ViewPlace) => merchant_id ?? company_id;

export default function ViewDialog({
  name,
  user_id,
  places,
  onClose,
}: {
  name: string;
  /** Left out to look as the merchant itself. */
  user_id?: string;
  places: readonly ViewPlace[];
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const [first] = places;
  const form = useForm({
    schema,
    initial: { place: first ? keyOf(first) : "", reason: "" },
    onSubmit: async ({ place, reason }) => {
      const chosen = places.find((one) => keyOf(one) === place);
      if (!chosen) return;
      const { company_id, merchant_id } = chosen;
      const where = merchant_id
        ? { scope_kind: "merchant" as const, merchant_id }
        : { scope_kind: "company" as const, company_id };
      const view = await ask_view({ user_id, ...where, reason });
      if (view.state === "accepted") {
        changeEyes(queries, await start_view(view.view_id));
        await navigate({ to: "/" });
      } else {
        toast(t("view_dialog.asked"));
        await navigate({ to: "/views" });
      }
    },
  });
  const options = places.map((one) => ({ value: keyOf(one), label: one.label }));
  return (
    <Dialog open onClose={onClose} title={t("view_dialog.title", { name })} size="small">
      <FormBody
        form={form}
        actions={
          <DialogActions>
            <Button onClick={onClose}>{t("confirm.cancel")}</Button>
            <Button type="submit" variant="primary" busy={form.busy}>
              {t("view_dialog.submit")}
            </Button>
          </DialogActions>
        }
      >
        <p>{t("view_dialog.text")}</p>
        {options.length > 1 && (
          <Select {...form.field("place")} label={t("view_dialog.where")} options={options} />
        )}
        <TextArea
          {...form.field("reason")}
          label={t("view_dialog.reason")}
          hint={t("view_dialog.reason_hint")}
          maxLength={500}
        />
      </FormBody>
    </Dialog>
  );
}
