// The switch of two-factor authentication. Turning it on leads through the enrolment and turning it
// off through a question; it moves when the server has done it.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client.ts";
import { remove_totp } from "../../api/passkeys.ts";
import { read_session, sessionKey, start_totp_enrolment } from "../../api/session.ts";
import { Canceled } from "../../lib/canceled.ts";
import { Switch } from "../../ui/choice-field.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { ProblemNotice } from "../../ui/notice.tsx";
import { useToast } from "../../ui/toast.tsx";
import { FactorDialog } from "./factor-card.tsx";
import { type OwnSecurity, ownSecurityQuery } from "./phone-api.ts";

export function TwoFactorSwitch({ security }: { security: OwnSecurity }) {
  const { t } = useTranslation("account");
  const queries = useQueryClient();
  const toast = useToast();
  const [enrolment, setEnrolment] = useState<Schemas["TotpEnrolment"]>();
  const [asking, setAsking] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const { second_factor_on, second_factor_optional, methods } = security;
  const by_app = methods.includes("totp") && !methods.includes("passkey");
  const fixed = second_factor_on && !(second_factor_optional && by_app);

  async function readAgain() {
    await queries.invalidateQueries({ queryKey: ownSecurityQuery.queryKey });
    queries.setQueryData(sessionKey, await read_session());
  }

  async function toggle(on: boolean) {
    setFailure(undefined);
    if (!on) return setAsking(true);
    try {
      setEnrolment(await start_totp_enrolment());
    } catch (error) {
      if (!(error instanceof Canceled)) setFailure(error);
    }
  }

  return (
    <>
      {failure !== undefined && <ProblemNotice error={failure} />}
      <Switch
        name="two_factor"
        label={t("two_factor.label")}
        hint={t(
          fixed
            ? second_factor_optional
              ? "two_factor.parts"
              : "two_factor.needed"
            : "two_factor.hint",
        )}
        value={second_factor_on}
        onChange={(on) => void toggle(on)}
        disabled={fixed}
      />
      {enrolment && (
        <FactorDialog
          enrolment={enrolment}
          onClose={() => {
            setEnrolment(undefined);
            void readAgain();
          }}
        />
      )}
      {asking && (
        <Confirm
          open
          danger
          onClose={() => setAsking(false)}
          title={t("two_factor.off_title")}
          consequence={t("two_factor.off_text")}
          action={t("two_factor.off")}
          onConfirm={async () => {
            await remove_totp();
            await readAgain();
            toast(t("two_factor.is_off"));
          }}
        />
      )}
    </>
  );
}
