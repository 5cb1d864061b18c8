// Asks for a fresh proof of who is acting: a code, or the password of who has no second factor.
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { FormBody, useForm } from "./form.tsx";
import type { Proof } from "./step-up.tsx";
import { CodeField, PasswordField } from "./text-field.tsx";

const schema = z.object({ proof: z.string().check(z.trim(), z.minLength(1, "required")) });

export default function ProofDialog({
  hasSecondFactor,
  prove,
  onProven,
  onCancel,
}: {
  hasSecondFactor: boolean;
  prove: (proof: Proof) => Promise<unknown>;
  onProven: () => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation();
  const form = useForm({
    schema,
    initial: { proof: "" },
    onSubmit: async ({ proof }) => {
      await prove(hasSecondFactor ? { code: proof } : { password: proof });
      onProven();
    },
  });
  const Field = hasSecondFactor ? CodeField : PasswordField;
  return (
    <Dialog open size="small" title={t("step_up.title")} onClose={onCancel}>
      <FormBody
        form={form}
        actions={
          <Button type="submit" variant="primary" wide busy={form.busy}>
            {t("step_up.confirm")}
          </Button>
        }
      >
        <p>{t(hasSecondFactor ? "step_up.text_code" : "step_up.text_password")}</p>
        <Field
          {...form.field("proof")}
          autoFocus
          label={t(hasSecondFactor ? "step_up.code" : "step_up.password")}
        />
      </FormBody>
    </Dialog>
  );
}
