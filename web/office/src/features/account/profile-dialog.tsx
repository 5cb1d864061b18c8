// Changing one's own name and time zone. When somebody else was faster, theirs is shown and kept
// until one decides.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { read_session, sessionKey } from "../../api/session.ts";
import { zoneOffset } from "../../lib/time.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { FormBody, required, useForm } from "../../ui/form.tsx";
import { usePreferences } from "../../ui/preferences.tsx";
import { Select } from "../../ui/select-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast.tsx";
import { type OwnAccount, showAccount, update_own_account } from "./api.ts";

const schema = z.object({ name: required(), time_zone: required() });

function zoneOptions() {
  const now = Date.now();
  const known = Intl.supportedValuesOf("timeZone");
  return (known.includes("UTC") ? known : ["UTC", ...known]).map((name) => ({
    value: name,
    label: `${name} (${zoneOffset(now, name)})`,
  }));
}

export default function ProfileDialog({
  account,
  onClose,
}: {
  account: OwnAccount;
  onClose: () => void;
}) {
  const { t } = useTranslation("account");
  const queries = useQueryClient();
  const toast = useToast();
  const { change } = usePreferences();
  const [zones] = useState(zoneOptions);
  const form = useForm({
    schema,
    initial: { name: account.user.name, time_zone: account.time_zone },
    onSubmit: async (values) => {
      const saved = await update_own_account({ version: account.user.version, ...values });
      showAccount(queries, saved);
      // This browser shows the chosen zone at once; others keep what was chosen there.
      change({ zone: saved.time_zone });
      queries.setQueryData(sessionKey, await read_session());
      toast(t("profile.saved"));
      onClose();
    },
  });
  return (
    <Dialog open onClose={onClose} title={t("profile.edit_title")}>
      <FormBody
        form={form}
        actions={
          <DialogActions>
            <Button onClick={onClose}>{t("cancel")}</Button>
            <Button type="submit" variant="primary" busy={form.busy}>
              {t("profile.save")}
            </Button>
          </DialogActions>
        }
      >
        <TextField {...form.field("name")} label={t("profile.name")} autoComplete="name" />
        <Select
          {...form.field("time_zone")}
          label={t("profile.zone")}
          hint={t("profile.zone_hint")}
          options={zones}
          searchable
        />
      </FormBody>
    </Dialog>
  );
}
