// One exception case: what happened, and what somebody found and did about it.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Facts } from "../../ui/facts.tsx";
import { FormBody, useForm } from "../../ui/form.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Link } from "../../ui/link.tsx";
import { Money } from "../../ui/money.tsx";
import { Stack } from "../../ui/page.tsx";
import { Select } from "../../ui/select-field.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { TextArea } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast.tsx";
import {
  caseQuery,
  type ExceptionCase,
  refreshDesk,
  resolve_exception,
  type SettledAs,
  settlings,
} from "./api.ts";
import { CaseState } from "./cases-tab.tsx";
import style from "./exceptions.module.css";

export default function CaseDialog({
  exception_id,
  onClose,
}: {
  exception_id: string;
  onClose: () => void;
}) {
  const { t } = useTranslation("exceptions");
  const { data, error, refetch } = useQuery(caseQuery(exception_id));
  return (
    <Dialog open onClose={onClose} title={data ? t(`kind.${data.kind}`) : t("tab.cases")}>
      {data ? (
        <Stack>
          <p>{t(`kind_text.${data.kind}`)}</p>
          <CaseFacts one={data} />
          {data.state === "open" ? (
            <ResolveForm one={data} onClose={onClose} />
          ) : (
            <DialogActions>
              <Button onClick={onClose}>{t("resolve.close")}</Button>
            </DialogActions>
          )}
        </Stack>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonLines lines={6} />
      )}
    </Dialog>
  );
}

function CaseFacts({ one }: { one: ExceptionCase }) {
  const { t } = useTranslation("exceptions");
  const resolved = one.state === "resolved";
  return (
    <Facts
      facts={[
        { name: t("column.state"), value: <CaseState state={one.state} /> },
        {
          name: t("column.at_stake"),
          value: <Money minor={one.amount_minor} currency={one.currency} code />,
        },
        { name: t("fact.note"), value: <span className={style.words}>{one.note}</span> },
        { name: t("column.opened_at"), value: <Instant at={one.opened_at} as="second" /> },
        { name: t("column.merchant"), value: one.merchant_name },
        {
          name: t("column.payment"),
          value: (
            <Link to={`/payments/${one.payment_id}`}>{one.external_id || one.payment_id}</Link>
          ),
        },
        {
          name: t("fact.settled_as"),
          value: one.settled_as && t(`settled.${one.settled_as}`),
          hidden: !resolved,
        },
        {
          name: t("fact.resolution"),
          value: <span className={style.words}>{one.resolution}</span>,
          hidden: !resolved,
        },
        {
          name: t("fact.resolved_by"),
          value: (
            <>
              {one.resolved_by}, <Instant at={one.resolved_at} />
            </>
          ),
          hidden: !resolved,
        },
      ]}
    />
  );
}

const schema = z.object({
  settled_as: z.string().check(z.minLength(1, "required")),
  resolution: z.string().check(z.trim(), z.minLength(1, "required"), z.maxLength(1000, "too_long")),
});

function ResolveForm({ one, onClose }: { one: ExceptionCase; onClose: () => void }) {
  const { t } = useTranslation("exceptions");
  const can = useCan("resolve_exception", one);
  const queries = useQueryClient();
  const toast = useToast();
  const form = useForm({
    schema,
    initial: { settled_as: "", resolution: "" },
    onSubmit: async ({ settled_as, resolution }) => {
      await resolve_exception(one, settled_as as SettledAs, resolution);
      await refreshDesk(queries);
      toast(t("resolve.done"));
      onClose();
    },
  });
  return (
    <FormBody
      form={form}
      actions={
        <DialogActions>
          <Button onClick={onClose}>{t("resolve.later")}</Button>
          <Button type="submit" variant="primary" busy={form.busy} disabledReason={can.reason}>
            {t("resolve.submit")}
          </Button>
        </DialogActions>
      }
    >
      <Select
        {...form.field("settled_as")}
        label={t("fact.settled_as")}
        options={settlings.map((value) => ({ value, label: t(`settled.${value}`) }))}
      />
      <TextArea
        {...form.field("resolution")}
        label={t("fact.resolution")}
        hint={t("resolve.hint")}
        maxLength={1000}
      />
    </FormBody>
  );
}
