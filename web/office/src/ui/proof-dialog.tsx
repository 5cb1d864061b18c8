// Asks for a fresh proof of who is acting; it counts for five minutes.
import { useTranslation } from "react-i18next";
import type { ProofMethod } from "../api/step-up.ts";
import { Dialog } from "./dialog.tsx";
import { ProofForm } from "./proof-form.tsx";
import type { ProofCalls } from "./step-up.tsx";

export default function ProofDialog({
  methods,
  calls,
  onProven,
  onCancel,
}: {
  methods: readonly ProofMethod[];
  calls: ProofCalls;
  onProven: () => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Dialog open size="small" title={t("step_up.title")} onClose={onCancel}>
      <ProofForm methods={methods} calls={calls} onProven={onProven} />
    </Dialog>
  );
}
