// Flagging a payment, a customer or a merchant for a closer look. Who may not escalate is not
// offered it.
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./button.tsx";
import { type Place, useCan } from "./can.tsx";
import type { EscalationSubject } from "./escalate-dialog.tsx";

const EscalateDialog = lazy(() => import("./escalate-dialog.tsx"));

export function EscalateButton({ at, subject }: { at?: Place; subject: EscalationSubject }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const can = useCan("create_escalation", at);
  if (!can.allowed) return null;
  return (
    <>
      <Button icon="flag" onClick={() => setOpen(true)}>
        {t("escalate.action")}
      </Button>
      <Suspense>
        {open && <EscalateDialog subject={subject} onClose={() => setOpen(false)} />}
      </Suspense>
    </>
  );
}
