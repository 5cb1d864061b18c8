// Forms about the roles of a person. Each names the version that was on the screen; when somebody
// else was faster, the page behind shows theirs and the form can be sent again.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { FormBody, required, useForm } from "../../ui/form.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Stack } from "../../ui/page.tsx";
import { Select } from "../../ui/select-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast.tsx";
import {
  add_membership,
  change_membership,
  type Membership,
  type Person,
  transfer_user,
} from "./api.ts";
import { GrantFields, usePeoplePlaces } from "./grant-fields.tsx";
import { dateOf, endOfDay, placeName, placeOf } from "./places.ts";
import { useChange } from "./use-person-acts.ts";

const giveSchema = z.object({ role_key: required(), place: required(), until: z.string() });

export function GiveDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const { t } = useTranslation("people");
  const { user } = person;
  const change = useChange();
  const toast = useToast();
  const form = useForm({
    schema: giveSchema,
    initial: { role_key: "", place: "", until: "" },
    onSubmit: async ({ role_key, place, until }) => {
      const where = placeOf(place);
      if (!where) return;
      const body = { version: user.version, role_key, ...where, expires_at: endOfDay(until) };
      await change(() => add_membership(user.user_id, body));
      toast(t("roles.given"));
      onClose();
    },
  });
  return (
    <Dialog open onClose={onClose} title={t("roles.give_title", { name: user.name })}>
      <FormBody
        form={form}
        actions={<Ways submit={t("roles.give")} busy={form.busy} onClose={onClose} />}
      >
        <p>{t("grant.note")}</p>
        <GrantFields form={form} />
      </FormBody>
    </Dialog>
  );
}

export function UntilDialog({
  person,
  membership,
  onClose,
}: {
  person: Person;
  membership: Membership;
  onClose: () => void;
}) {
  const { t } = useTranslation("people");
  const { user } = person;
  const change = useChange();
  const toast = useToast();
  const form = useForm({
    schema: z.object({ expires_at: z.string() }),
    initial: { expires_at: dateOf(membership.expires_at) },
    onSubmit: async ({ expires_at }) => {
      const body = { version: user.version, expires_at: endOfDay(expires_at) ?? null };
      await change(() => change_membership(user.user_id, membership.membership_id, body));
      toast(t("roles.end_set"));
      onClose();
    },
  });
  return (
    <Dialog
      open
      size="small"
      onClose={onClose}
      title={t("roles.until_title", { role: membership.role_name })}
    >
      <FormBody
        form={form}
        actions={<Ways submit={t("roles.set_end")} busy={form.busy} onClose={onClose} />}
      >
        <TextField
          {...form.field("expires_at")}
          type="date"
          label={t("grant.until")}
          hint={t("grant.until_hint")}
          optional
        />
      </FormBody>
    </Dialog>
  );
}

const transferSchema = z.object({ from: required(), to: required() });

export function TransferDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const { t } = useTranslation("people");
  const { user } = person;
  const change = useChange();
  const toast = useToast();
  const [sources] = useState(() => sourcesOf(user.memberships));
  const places = usePeoplePlaces();
  const form = useForm({
    schema: transferSchema,
    initial: { from: sources.length === 1 ? (sources[0]?.value ?? "") : "", to: "" },
    onSubmit: async (values) => {
      const from = placeOf(values.from);
      const to = placeOf(values.to);
      if (!from || !to) return;
      await change(() => transfer_user(user.user_id, { version: user.version, from, to }));
      toast(t("transfer.done"));
      onClose();
    },
  });
  const kind = form.values.from.split(":")[0];
  const targets = places.filter(
    ({ value }) => value.startsWith(`${kind}:`) && value !== form.values.from,
  );
  return (
    <Dialog open onClose={onClose} title={t("transfer.title", { name: user.name })}>
      <FormBody
        form={form}
        actions={<Ways submit={t("transfer.submit")} busy={form.busy} onClose={onClose} />}
      >
        <Select {...form.field("from")} label={t("transfer.from")} options={sources} />
        <Select {...form.field("to")} label={t("transfer.to")} options={targets} searchable />
        <Moves memberships={user.memberships} from={form.values.from} />
      </FormBody>
    </Dialog>
  );
}

const sourceOf = (one: Membership) =>
  one.scope_kind === "merchant" ? `merchant:${one.merchant_id}` : `company:${one.company_id}`;

function sourcesOf(memberships: readonly Membership[]) {
  const found = new Map<string, string>();
  for (const one of memberships)
    if (one.scope_kind === "company" || one.scope_kind === "merchant")
      found.set(sourceOf(one), placeName(one) ?? "");
  return [...found].map(([value, label]) => ({ value, label }));
}

/** What a transfer will do, before it is done. */
function Moves({ memberships, from }: { memberships: readonly Membership[]; from: string }) {
  const { t } = useTranslation("people");
  const moved = memberships.filter(
    (one) =>
      (one.scope_kind === "company" || one.scope_kind === "merchant") && sourceOf(one) === from,
  );
  const ended = memberships.filter(
    (one) =>
      (one.scope_kind === "merchant" && from === `company:${one.company_id}`) ||
      (one.scope_kind === "project" &&
        (from === `company:${one.company_id}` || from === `merchant:${one.merchant_id}`)),
  );
  if (moved.length === 0) return null;
  const names = (list: readonly Membership[]) => list.map(({ role_name }) => role_name).join(", ");
  return (
    <Notice>
      <Stack gap={4}>
        <p>{t("transfer.moves", { roles: names(moved) })}</p>
        {ended.length > 0 && <p>{t("transfer.ends", { roles: names(ended) })}</p>}
      </Stack>
    </Notice>
  );
}

function Ways({ submit, busy, onClose }: { submit: string; busy: boolean; onClose: () => void }) {
  const { t } = useTranslation("people");
  return (
    <DialogActions>
      <Button onClick={onClose}>{t("cancel")}</Button>
      <Button type="submit" variant="primary" busy={busy}>
        {submit}
      </Button>
    </DialogActions>
  );
}
