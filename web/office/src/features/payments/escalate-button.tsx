// Flagging a payment for a closer look. Who may not escalate is not offered it.
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import type { Payment } from "./api.ts";

const EscalateDialog = lazy(() => import("./escalate-dialog.tsx"));

export function EscalateButton({ payment }: { payment: Payment }) {
  const { t } = useTranslation("payments");
  const [open, setOpen] = useState(false);
  const can = useCan("create_escalation", payment);
  if (!can.allowed) return null;
  return (
    <>
      <Button icon="flag" onClick={() => setOpen(true)}>
        {t("escalate.action")}
      </Button>
      <Suspense>
        {open && <EscalateDialog payment={payment} onClose={() => setOpen(false)} />}
      </Suspense>
    </>
  );
}
