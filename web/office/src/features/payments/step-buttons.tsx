// The second steps of a hold: offered as the server says, else disabled with its reason.
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import type { IconName } from "../../ui/icon.tsx";
import type { PaymentDetail, StepKind } from "./api.ts";

const StepDialog = lazy(() => import("./step-dialog.tsx"));

const steps: readonly { kind: StepKind; icon: IconName }[] = [
  { kind: "capture", icon: "check" },
  { kind: "void", icon: "x" },
  { kind: "increment", icon: "plus" },
];

export function StepButtons({ detail }: { detail: PaymentDetail }) {
  const [open, setOpen] = useState<StepKind>();
  if (detail.payment.capture_mode !== "manual") return null;
  return (
    <>
      {steps.map(({ kind, icon }) => (
        <StepButton key={kind} kind={kind} icon={icon} detail={detail} onOpen={setOpen} />
      ))}
      <Suspense>
        {open && (
          <StepDialog kind={open} payment={detail.payment} onClose={() => setOpen(undefined)} />
        )}
      </Suspense>
    </>
  );
}

function StepButton({
  kind,
  icon,
  detail,
  onOpen,
}: {
  kind: StepKind;
  icon: IconName;
  detail: PaymentDetail;
  onOpen: (kind: StepKind) => void;
}) {
  const { t } = useTranslation("payments");
  const { company_id, merchant_id, project_id } = detail.payment;
  const can = useCan(`create_${kind}`, { company_id, merchant_id, project_id });
  const action = detail.actions.find((one) => one.action === `create_${kind}`);
  const why = action?.reason || t("refund.not_offered");
  const refused = !action?.allowed && why.charAt(0).toUpperCase() + why.slice(1);
  return (
    <Button
      icon={icon}
      variant={kind === "capture" && action?.allowed ? "primary" : undefined}
      disabledReason={can.reason || refused}
      onClick={() => onOpen(kind)}
    >
      {t(`step.${kind}.action`)}
    </Button>
  );
}
