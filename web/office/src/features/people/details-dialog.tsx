// Changing name, address and phone of a person; both sides are shown when somebody else was faster.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { isProblem } from "../../api/error.ts";
import { Canceled } from "../../lib/canceled.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { email, FormBody, required, useForm } from "../../ui/form.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Inline } from "../../ui/page.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast.tsx";
import { type Person, personQuery, update_user } from "./api.ts";
import { useChange } from "./use-person-acts.ts";

const schema = z.object({
  name: required(),
  email: email(),
  phone: z.string().check(z.trim(), z.regex(/^$|^\+[1-9][\d ]{6,18}$/, "phone")),
});

interface Details {
  name: string;
  email: string;
}

/** Only what differs is sent; an untouched phone stays, as the form never knew it whole. */
function changesOf(base: Details, values: Details & { phone: string }) {
  return {
    name: values.name === base.name ? undefined : values.name,
    email: values.email === base.email ? undefined : values.email,
    phone: values.phone === "" ? undefined : values.phone.replaceAll(" ", ""),
  };
}

export default function DetailsDialog({
  person,
  onClose,
}: {
  person: Person;
  onClose: () => void;
}) {
  const { t } = useTranslation("people");
  const { user_id } = person.user;
  const queries = useQueryClient();
  const change = useChange();
  const toast = useToast();
  const [base, setBase] = useState(person.user);
  const [theirs, setTheirs] = useState<Person["user"]>();
  const form = useForm({
    schema,
    initial: { name: base.name, email: base.email, phone: "" },
    onSubmit: async (values) => {
      const body = { version: base.version, ...changesOf(base, values) };
      try {
        await change(() => update_user(user_id, body));
        toast(t("details.saved"));
        onClose();
      } catch (error) {
        if (!isProblem(error, "version_changed")) throw error;
        const latest = await queries.fetchQuery({ ...personQuery(user_id), staleTime: 0 });
        setTheirs(latest.user);
        throw new Canceled();
      }
    },
  });
  function decide(mine: boolean) {
    if (!theirs) return;
    setBase(theirs);
    setTheirs(undefined);
    if (mine) return;
    form.set("name", theirs.name);
    form.set("email", theirs.email);
  }
  return (
    <Dialog open onClose={onClose} title={t("details.edit_title", { name: person.user.name })}>
      <FormBody
        form={form}
        actions={
          <DialogActions>
            <Button onClick={onClose}>{t("cancel")}</Button>
            <Button
              type="submit"
              variant="primary"
              busy={form.busy}
              disabledReason={theirs && t("conflict.first")}
            >
              {t("details.save")}
            </Button>
          </DialogActions>
        }
      >
        {theirs && (
          <Notice tone="warning" title={t("conflict.title")}>
            <p>{t("conflict.text", { name: theirs.name, email: theirs.email })}</p>
            <Inline>
              <Button variant="primary" onClick={() => decide(true)}>
                {t("conflict.keep_mine")}
              </Button>
              <Button onClick={() => decide(false)}>{t("conflict.take_theirs")}</Button>
            </Inline>
          </Notice>
        )}
        <TextField {...form.field("name")} label={t("column.name")} />
        <TextField
          {...form.field("email")}
          label={t("column.email")}
          type="email"
          hint={t("details.email_hint")}
        />
        <TextField
          {...form.field("phone")}
          label={t("details.phone")}
          hint={person.phone_masked ? t("details.phone_kept") : t("details.phone_hint")}
          placeholder="+44 7900 123456"
          inputMode="tel"
          optional
        />
      </FormBody>
    </Dialog>
  );
}
