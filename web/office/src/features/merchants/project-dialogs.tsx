// Making and renaming a project. Whoever renames names the version on the screen; when somebody
// else was faster, the form says so and shows their name beside one's own.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { createIdempotencyKeys, isProblem } from "../../api/error.ts";
import { Canceled } from "../../lib/canceled.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { FormBody, useForm } from "../../ui/form.tsx";
import { Notice } from "../../ui/notice.tsx";
import { projectsKey } from "../../ui/reference.ts";
import { TextField } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast.tsx";
import { create_project, type Project, projectsOfQuery, rename_project } from "./projects-api.ts";

const schema = z.object({
  name: z.string().check(z.trim(), z.minLength(1, "required"), z.maxLength(120, "too_long")),
});

export function CreateProjectDialog({
  merchant_id,
  onClose,
}: {
  merchant_id: string;
  onClose: () => void;
}) {
  const { t } = useTranslation("merchants");
  const queries = useQueryClient();
  const toast = useToast();
  const [keyOf] = useState(createIdempotencyKeys);
  const form = useForm({
    schema,
    initial: { name: "" },
    onSubmit: async ({ name }) => {
      await create_project(merchant_id, keyOf({ name }), name);
      void queries.invalidateQueries({ queryKey: projectsKey });
      toast(t("project.created", { name }));
      onClose();
    },
  });
  return (
    <Dialog open size="small" onClose={onClose} title={t("project.create")}>
      <FormBody form={form} actions={<Ways submit={t("project.create")} {...{ form, onClose }} />}>
        <TextField
          {...form.field("name")}
          label={t("project.name")}
          hint={t("project.name_hint")}
          autoFocus
        />
      </FormBody>
    </Dialog>
  );
}

export function RenameProjectDialog({
  project,
  onClose,
}: {
  project: Project;
  onClose: () => void;
}) {
  const { t } = useTranslation("merchants");
  const queries = useQueryClient();
  const toast = useToast();
  const [seen, setSeen] = useState(project);
  const [conflict, setConflict] = useState(false);
  const form = useForm({
    schema,
    initial: { name: project.name },
    onSubmit: async ({ name }) => {
      try {
        await rename_project(seen, name);
      } catch (error) {
        if (!isProblem(error, "version_changed")) throw error;
        const rows = await queries.fetchQuery({
          ...projectsOfQuery(project.merchant_id),
          staleTime: 0,
        });
        setSeen(rows.find((row) => row.project_id === project.project_id) ?? seen);
        setConflict(true);
        throw new Canceled();
      }
      void queries.invalidateQueries({ queryKey: projectsKey });
      toast(t("project.renamed", { name }));
      onClose();
    },
  });
  return (
    <Dialog open size="small" onClose={onClose} title={t("project.rename_title")}>
      <FormBody form={form} actions={<Ways submit={t("project.rename")} {...{ form, onClose }} />}>
        {conflict && (
          <Notice tone="warning" title={t("conflict.title")}>
            {t("project.conflict", { name: seen.name })}
          </Notice>
        )}
        <TextField {...form.field("name")} label={t("project.name")} autoFocus />
      </FormBody>
    </Dialog>
  );
}

function Ways({
  submit,
  form,
  onClose,
}: {
  submit: string;
  form: { busy: boolean };
  onClose: () => void;
}) {
  const { t } = useTranslation("merchants");
  return (
    <DialogActions>
      <Button onClick={onClose}>{t("cancel")}</Button>
      <Button type="submit" variant="primary" busy={form.busy}>
        {submit}
      </Button>
    </DialogActions>
  );
}
