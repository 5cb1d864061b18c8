// The way into a view: as whom, where, and why. The company reads the reason.
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { useSession } from "../../ui/session.tsx";
import type { Person } from "./api.ts";

const ViewDialog = lazy(() => import("../../ui/view-dialog.tsx"));

export function ViewButton({ person }: { person: Person }) {
  const { t } = useTranslation("people");
  const [open, setOpen] = useState(false);
  const { user_id } = useSession().user;
  const { user } = person;
  const can = useCan("ask_view");
  const places = user.memberships
    .filter((held) => held.company_id !== null)
    .map((held) => ({
      company_id: held.company_id ?? "",
      merchant_id: held.merchant_id ?? undefined,
      label: [held.company_name, held.merchant_name].filter(Boolean).join(", "),
    }));
  const usable = user.state === "active" || user.state === "locked";
  const unfit =
    (user.user_id === user_id && t("view.own")) ||
    (!usable && t("view.unusable")) ||
    (places.length === 0 && t("view.nowhere"));
  return (
    <>
      <Button icon="eye" disabledReason={can.reason || unfit} onClick={() => setOpen(true)}>
        {t("view.action")}
      </Button>
      <Suspense>
        {open && (
          <ViewDialog
            name={user.name}
            user_id={user.user_id}
            places={places}
            onClose={() => setOpen(false)}
          />
        )}
      </Suspense>
    </>
  );
}
