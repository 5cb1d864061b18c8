// The way into a view of the office as this merchant sees it.
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import type { Merchant } from "./api.ts";

const ViewDialog = lazy(() => import("../../ui/view-dialog.tsx"));

export function ViewButton({ merchant }: { merchant: Merchant }) {
  const { t } = useTranslation("merchants");
  const [open, setOpen] = useState(false);
  const can = useCan("ask_view", merchant);
  const { company_id, merchant_id, company_name, name } = merchant;
  // Whoever never looks as others is not offered it.
  if (!can.allowed && !can.viewing) return null;
  return (
    <>
      <Button icon="eye" disabledReason={can.reason} onClick={() => setOpen(true)}>
        {t("view.action")}
      </Button>
      <Suspense>
        {open && (
          <ViewDialog
            name={name}
            places={[{ company_id, merchant_id, label: `${company_name}, ${name}` }]}
            onClose={() => setOpen(false)}
          />
        )}
      </Suspense>
    </>
  );
}
