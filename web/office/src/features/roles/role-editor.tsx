// Changing a role of one's own making: a form, a review of what changes, and both sides when
// somebody else was faster.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { isProblem } from "../../api/error.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { atMost, FormBody, required, useForm } from "../../ui/form.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Inline, Stack } from "../../ui/page.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast.tsx";
import { useUrlState } from "../../ui/url-state.ts";
import { type Permission, type Role, refreshRoles, roleQuery, update_role } from "./api.ts";
import { changeOf } from "./matrix-rows.ts";
import { PermissionPicker } from "./permission-picker.tsx";
import { ChangeList, ReviewDialog } from "./review-dialog.tsx";

const schema = z.object({
  name: required(),
  description: atMost(200),
  permissions: z.array(z.string()).check(z.minLength(1, "required")),
});

export function RoleEditor({ role, permissions }: { role: Role; permissions: Permission[] }) {
  const [base, setBase] = useState(role);
  const [round, setRound] = useState(0);
  function begin(next: Role) {
    setBase(next);
    setRound(round + 1);
  }
  return <EditorForm key={round} base={base} permissions={permissions} onBegin={begin} />;
}

interface EditorProps {
  base: Role;
  permissions: Permission[];
  onBegin: (base: Role) => void;
}

function useEditor({ base, onBegin }: EditorProps) {
  const { t } = useTranslation("roles");
  const queries = useQueryClient();
  const toast = useToast();
  const [, change] = useUrlState();
  // What a save replaces: the version the form started from, until a conflict moves it on.
  const [against, setAgainst] = useState(base);
  const [reviewing, setReviewing] = useState(false);
  const [theirs, setTheirs] = useState<Role>();
  const initial = {
    name: base.name,
    description: base.description,
    permissions: [...base.permissions],
  };
  const form = useForm({ schema, initial, onSubmit: async () => setReviewing(true) });
  async function save() {
    try {
      const body = { version: against.version, ...form.values };
      const updated = await update_role(base.role_id, body);
      queries.setQueryData(roleQuery(base.role_id).queryKey, updated);
      void refreshRoles(queries);
      toast(t("editor.saved"));
      change({ edit: undefined });
    } catch (error) {
      if (!isProblem(error, "version_changed")) throw error;
      setReviewing(false);
      setTheirs(await queries.fetchQuery({ ...roleQuery(base.role_id), staleTime: 0 }));
    }
  }
  return {
    form,
    reviewing,
    closeReview: () => setReviewing(false),
    save,
    theirs,
    against,
    keepMine: () => {
      if (theirs) setAgainst(theirs);
      setTheirs(undefined);
    },
    takeTheirs: () => theirs && onBegin(theirs),
    leave: () => change({ edit: undefined }),
  };
}

function EditorForm(props: EditorProps) {
  const { t } = useTranslation("roles");
  const { base, permissions } = props;
  const editor = useEditor(props);
  const { form, against } = editor;
  const chosen = form.field("permissions");
  const change = changeOf(permissions, against.permissions, chosen.value);
  return (
    <FormBody
      form={form}
      label={t("editor.title")}
      actions={
        <>
          <Button onClick={editor.leave}>{t("editor.cancel")}</Button>
          <Button
            type="submit"
            variant="primary"
            busy={form.busy}
            disabledReason={
              (editor.theirs && t("conflict.first")) || (!form.dirty && t("editor.unchanged"))
            }
          >
            {t("editor.review")}
          </Button>
        </>
      }
    >
      <Card title={t("editor.title")}>
        <Stack>
          <TextField {...form.field("name")} label={t("field.name")} maxLength={60} />
          <TextField
            {...form.field("description")}
            label={t("field.description")}
            optional
            maxLength={200}
          />
        </Stack>
      </Card>
      <Card title={t("create.permissions")} note={t("create.permissions_note")}>
        <PermissionPicker
          permissions={permissions}
          company_id={base.company_id}
          before={base.permissions}
          value={chosen.value}
          onChange={chosen.onChange}
          error={chosen.error}
        />
      </Card>
      {editor.theirs && (
        <ConflictNotice
          base={against}
          theirs={editor.theirs}
          permissions={permissions}
          onKeepMine={editor.keepMine}
          onTakeTheirs={editor.takeTheirs}
        />
      )}
      {editor.reviewing && (
        <ReviewDialog
          name={form.values.name}
          renamed_from={form.values.name === against.name ? undefined : against.name}
          change={change}
          holders={against.holders}
          onSave={editor.save}
          onClose={editor.closeReview}
        />
      )}
    </FormBody>
  );
}

function ConflictNotice({
  base,
  theirs,
  permissions,
  onKeepMine,
  onTakeTheirs,
}: {
  base: Role;
  theirs: Role;
  permissions: Permission[];
  onKeepMine: () => void;
  onTakeTheirs: () => void;
}) {
  const { t } = useTranslation("roles");
  return (
    <Notice tone="warning" title={t("conflict.title")}>
      <p>{t("conflict.text")}</p>
      {theirs.name !== base.name && (
        <p>{t("review.renamed", { before: base.name, after: theirs.name })}</p>
      )}
      <ChangeList change={changeOf(permissions, base.permissions, theirs.permissions)} />
      <Inline>
        <Button variant="primary" onClick={onKeepMine}>
          {t("conflict.keep_mine")}
        </Button>
        <Button onClick={onTakeTheirs}>{t("conflict.take_theirs")}</Button>
      </Inline>
    </Notice>
  );
}
