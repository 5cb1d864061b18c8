// The way to a refund: offered when the server says it may be made, else disabled with its reason.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import type { PaymentDetail } from "./api.ts";
import { RefundDialog } from "./refund-dialog.tsx";

export function RefundButton({ detail }: { detail: PaymentDetail }) {
  const { t } = useTranslation("payments");
  const [open, setOpen] = useState(false);
  const { company_id, merchant_id, project_id } = detail.payment;
  const can = useCan("create_refund", { company_id, merchant_id, project_id });
  const action = detail.actions.find((one) => one.action === "create_refund");
  // One button leads: while money is held, that is the capture.
  const capturing = detail.actions.some((one) => one.action === "create_capture" && one.allowed);
  const refused = !action?.allowed && sentenceOf(action?.reason || t("refund.not_offered"));
  return (
    <>
      <Button
        variant={capturing ? undefined : "primary"}
        icon="refund"
        disabledReason={can.reason || refused}
        onClick={() => setOpen(true)}
      >
        {t("refund.action")}
      </Button>
      <RefundDialog detail={detail} open={open} onClose={() => setOpen(false)} />
    </>
  );
}

const sentenceOf = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
