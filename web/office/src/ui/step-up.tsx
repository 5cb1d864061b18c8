// Actions and their confirmation. Some operations demand a fresh proof of who is acting: the server
// answers `confirmation_required`, a dialog asks for a code (or the password), and the same action
// runs again. Actions need not know about it.
import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { isProblem } from "../api/error.ts";
import { Canceled } from "../lib/canceled.ts";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { FormBody, useForm } from "./form.tsx";
import { CodeField, PasswordField } from "./text-field.tsx";

export type Proof = { code: string } | { password: string };

export interface StepUpProps {
  /** Whether the person has a second factor; without one the password is asked for. */
  hasSecondFactor: boolean;
  prove: (proof: Proof) => Promise<unknown>;
  children: ReactNode;
}

type RunConfirmed = <T>(action: () => Promise<T>) => Promise<T>;

const StepUpContext = createContext<RunConfirmed>((action) => action());

/** Wraps an action: `await confirmed(() => create_api_key(…))`. */
export const useConfirmed = () => useContext(StepUpContext);

interface Waiting {
  resolve: () => void;
  reject: (error: Error) => void;
}

export function StepUpProvider({ hasSecondFactor, prove, children }: StepUpProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const waiting = useRef<Waiting>(undefined);

  const run = useCallback<RunConfirmed>(async (action) => {
    try {
      return await action();
    } catch (error) {
      if (!isProblem(error, "confirmation_required")) throw error;
      await new Promise<void>((resolve, reject) => {
        waiting.current = { resolve, reject };
        setOpen(true);
      });
      return action();
    }
  }, []);

  function end(settle: (entry: Waiting) => void) {
    setOpen(false);
    if (waiting.current) settle(waiting.current);
    waiting.current = undefined;
  }

  return (
    <StepUpContext value={run}>
      {children}
      <Dialog
        open={open}
        size="small"
        title={t("step_up.title")}
        onClose={() => end((entry) => entry.reject(new Canceled()))}
      >
        <ProofForm
          hasSecondFactor={hasSecondFactor}
          prove={prove}
          onProven={() => end((entry) => entry.resolve())}
        />
      </Dialog>
    </StepUpContext>
  );
}

const schema = z.object({ proof: z.string().check(z.trim(), z.minLength(1, "required")) });

function ProofForm({
  hasSecondFactor,
  prove,
  onProven,
}: {
  hasSecondFactor: boolean;
  prove: StepUpProps["prove"];
  onProven: () => void;
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
  );
}
