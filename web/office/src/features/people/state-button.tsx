// Shutting a person out and letting them in again.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { useToast } from "../../ui/toast.tsx";
import { disable_user, enable_user, type Person } from "./api.ts";
import { useChange, useMay } from "./use-person-acts.ts";

export function StateButton({ person }: { person: Person }) {
  const { t } = useTranslation("people");
  const { user, live_api_keys } = person;
  const disabled = user.state === "disabled";
  const reason = useMay(disabled ? "enable_user" : "disable_user", person);
  const change = useChange();
  const toast = useToast();
  const [open, setOpen] = useState(false);
  const word = disabled ? "enable" : "disable";
  return (
    <>
      <Button
        variant={disabled ? "default" : "danger"}
        icon={disabled ? "check-circle" : "ban"}
        disabledReason={reason}
        onClick={() => setOpen(true)}
      >
        {t(`${word}.action`)}
      </Button>
      {open && (
        <Confirm
          open
          danger={!disabled}
          onClose={() => setOpen(false)}
          title={t(`${word}.title`, { name: user.name })}
          consequence={
            <>
              <p>{t(`${word}.text`)}</p>
              {!disabled && live_api_keys > 0 && (
                <p>{t("disable.keys", { count: live_api_keys })}</p>
              )}
            </>
          }
          action={t(`${word}.action`)}
          onConfirm={async () => {
            await change(() => (disabled ? enable_user : disable_user)(user.user_id));
            toast(t(`${word}.done`, { name: user.name }));
          }}
        />
      )}
    </>
  );
}
