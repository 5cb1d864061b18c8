// The schemes' limits on trying a declined card again: what holds here, changing it, and every
// version there was.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { FormBody, required, useForm } from "../../ui/form.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Page } from "../../ui/page.tsx";
import { useSession } from "../../ui/session.tsx";
import { ErrorState, NoPermission, SkeletonLines } from "../../ui/states.tsx";
import { Badge } from "../../ui/status.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast.tsx";
import { type LimitsPage as Limits, limitsQuery, refreshLimits, reset_retry_caps } from "./api.ts";
import { LimitsTable } from "./limits-table.tsx";
import style from "./routing.module.css";

// The form comes when somebody wants it.
const LimitsEditor = lazy(() => import("./limits-editor.tsx"));

export default function LimitsPage() {
  const { t } = useTranslation("routing");
  const can = useCan("read_retry_caps");
  const answer = useQuery({ ...limitsQuery, enabled: can.allowed });
  const page = answer.data;
  const [editing, setEditing] = useState(false);
  return (
    <Page
      title={t("limits.title")}
      note={can.allowed ? t("limits.note") : undefined}
      crumbs={[{ label: t("title"), to: "/routing" }]}
      aside={page && <State page={page} />}
      actions={page && !editing && <Acts page={page} onChange={() => setEditing(true)} />}
    >
      {!can.allowed ? (
        <NoPermission permission={can.permission} />
      ) : page ? (
        editing ? (
          <Suspense fallback={<SkeletonLines lines={10} />}>
            <LimitsEditor page={page} onDone={() => setEditing(false)} />
          </Suspense>
        ) : (
          <Parts page={page} />
        )
      ) : (
        <Card>
          {answer.error ? (
            <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />
          ) : (
            <SkeletonLines lines={8} />
          )}
        </Card>
      )}
    </Page>
  );
}

function State({ page }: { page: Limits }) {
  const { t } = useTranslation("routing");
  return page.is_shipped ? (
    <Badge icon="check" text={t("limits.shipped")} />
  ) : (
    <Badge tone="info" icon="edit" text={t("limits.own", { version: page.version })} />
  );
}

function Acts({ page, onChange }: { page: Limits; onChange: () => void }) {
  const { t } = useTranslation("routing");
  const { capabilities } = useSession();
  const [resetting, setResetting] = useState(false);
  const everywhere = capabilities.some(
    ({ permission, everything }) => permission === "routing:write" && everything,
  );
  const blocked = !everywhere && t("limits.not_here");
  return (
    <>
      {!page.is_shipped && (
        <Button icon="refresh" disabledReason={blocked} onClick={() => setResetting(true)}>
          {t("limits.reset")}
        </Button>
      )}
      <Button variant="primary" icon="edit" disabledReason={blocked} onClick={onChange}>
        {t("limits.change")}
      </Button>
      {resetting && <Reset page={page} onClose={() => setResetting(false)} />}
    </>
  );
}

const schema = z.object({ reason: required() });

function Reset({ page, onClose }: { page: Limits; onClose: () => void }) {
  const { t } = useTranslation("routing");
  const queries = useQueryClient();
  const toast = useToast();
  const form = useForm({
    schema,
    initial: { reason: "" },
    onSubmit: async ({ reason }) => {
      await reset_retry_caps({ version: page.version, reason });
      void refreshLimits(queries);
      toast(t("limits.done"));
      onClose();
    },
  });
  return (
    <Dialog open onClose={onClose} title={t("limits.reset_title")} size="small">
      <FormBody
        form={form}
        label={t("limits.reset_title")}
        actions={
          <>
            <Button onClick={onClose}>{t("cancel")}</Button>
            <Button type="submit" variant="primary" busy={form.busy}>
              {t("limits.reset")}
            </Button>
          </>
        }
      >
        <p>{t("limits.reset_text")}</p>
        <TextField {...form.field("reason")} label={t("limits.reason")} maxLength={500} autoFocus />
      </FormBody>
    </Dialog>
  );
}

function Parts({ page }: { page: Limits }) {
  const { t } = useTranslation("routing");
  return (
    <>
      <Card title={t("limits.now")} note={t("limits.now_note")}>
        <LimitsTable rows={page.rows} label={t("limits.now")} />
      </Card>
      {page.history.length > 0 && (
        <Card title={t("limits.history")}>
          <ul className={style.plan}>
            {page.history.map((one) => (
              <Version key={one.version} one={one} />
            ))}
          </ul>
        </Card>
      )}
    </>
  );
}

function Version({ one }: { one: Limits["history"][number] }) {
  const { t } = useTranslation("routing");
  const [open, setOpen] = useState(false);
  const name = t("versions.title", { version: one.version });
  return (
    <li>
      <span className={style.account}>
        <b>{name}</b> · {one.changed_at !== null && <Instant at={one.changed_at} />} ·{" "}
        {t("versions.written_by", { name: one.changed_by ?? "" })}
        <br />
        <span className={style.faint}>{one.reason}</span>
      </span>
      {one.is_shipped ? (
        <Badge icon="check" text={t("limits.shipped")} />
      ) : (
        <Button size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t(open ? "limits.hide" : "limits.show")}
          <span className={style.spoken}> {name}</span>
        </Button>
      )}
      {open && (
        <div className={style.wide}>
          <LimitsTable rows={one.rows} label={name} />
        </div>
      )}
    </li>
  );
}
