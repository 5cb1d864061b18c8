// The editor of a plan: its figures on the left, and beside them the calculator, which follows what
// is typed before anything is saved.
import { type FormEvent, type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../api/error.ts";
import { HeldForApproval } from "../../api/held.ts";
import { Canceled } from "../../lib/canceled.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { ProblemNotice } from "../../ui/notice.tsx";
import { NumberField } from "../../ui/number-field.tsx";
import { Inline, Split, Stack } from "../../ui/page.tsx";
import { Select } from "../../ui/select-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import type { Content } from "./api.ts";
import { Calculator } from "./calculator.tsx";
import { flatOf } from "./difference.ts";
import { contentOf, type Draft, type Errors, triggers } from "./draft.ts";
import style from "./fees.module.css";
import { MonthCard } from "./month-card.tsx";
import { PriceCard } from "./price-card.tsx";
import { useFigureWords } from "./use-words.ts";

export interface PlanEditorProps {
  start: Draft;
  /** What saving would change; the start itself unless it holds changes already. */
  base?: Draft;
  action: string;
  onSave: (content: Content, draft: Draft) => Promise<void>;
  /** A field of its own above the name. */
  first?: ReactNode;
  /** Whose payments the draft is compared over. */
  fee_plan_id?: string;
  /** Why saving has to wait. */
  blocked?: string;
  notice?: (draft: Draft) => ReactNode;
  onReset?: () => void;
}

const same = (a: Draft, b: Draft) => JSON.stringify(flatOf(a)) === JSON.stringify(flatOf(b));

export function PlanEditor(props: PlanEditorProps) {
  const { start, fee_plan_id } = props;
  const [draft, setDraft] = useState(start);
  const [asked, setAsked] = useState(false);
  const [refused, setRefused] = useState<Errors>({});
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const read = useMemo(() => contentOf(draft), [draft]);
  const errors = asked ? { ...refused, ...read.errors } : refused;

  function change(next: Draft) {
    setDraft(next);
    setRefused({});
  }
  async function save() {
    setAsked(true);
    setFailure(undefined);
    if (!read.content) return;
    setBusy(true);
    try {
      await props.onSave(read.content, draft);
    } catch (error) {
      if (error instanceof Canceled) return;
      const field = error instanceof ApiError ? error.problem.field : undefined;
      if (field && error instanceof ApiError) setRefused({ [field]: error.problem.detail });
      else setFailure(error);
    } finally {
      setBusy(false);
    }
  }
  if (failure instanceof HeldForApproval) return <ProblemNotice error={failure} />;
  return (
    <Split
      main={
        <PlanForm
          {...props}
          draft={draft}
          errors={errors}
          failure={failure}
          busy={busy}
          onChange={change}
          onSubmit={save}
          unchanged={same(draft, props.base ?? start)}
        />
      }
      side={
        <>
          <Calculator draft={draft} content={read.content} />
          {fee_plan_id && <MonthCard content={read.content} fee_plan_id={fee_plan_id} />}
        </>
      }
    />
  );
}

interface PlanFormProps extends PlanEditorProps {
  draft: Draft;
  errors: Errors;
  failure: unknown;
  busy: boolean;
  unchanged: boolean;
  onChange: (draft: Draft) => void;
  onSubmit: () => Promise<void>;
}

function PlanForm(props: PlanFormProps) {
  const { t } = useTranslation("fees");
  const { draft, errors, failure, busy, onChange } = props;
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    void props.onSubmit().then(() => {
      requestAnimationFrame(() =>
        form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(),
      );
    });
  }
  return (
    <form onSubmit={submit} noValidate aria-label={t("editor")} className={style.form}>
      {props.notice?.(draft)}
      {failure !== undefined && <ProblemNotice error={failure} />}
      <NameCard {...props} />
      {triggers.map((trigger) => (
        <PriceCard
          key={trigger}
          trigger={trigger}
          price={draft[trigger]}
          errors={errors}
          onChange={(price) => onChange({ ...draft, [trigger]: price })}
        />
      ))}
      <RestCard {...props} />
      <Inline>
        <Button
          type="submit"
          variant="primary"
          busy={busy}
          disabledReason={props.blocked || (props.unchanged && t("edit.unchanged"))}
        >
          {props.action}
        </Button>
        {props.onReset && (
          <Button disabledReason={props.unchanged && t("edit.unchanged")} onClick={props.onReset}>
            {t("edit.reset")}
          </Button>
        )}
      </Inline>
    </form>
  );
}

function NameCard({ draft, errors, onChange, first, fee_plan_id }: PlanFormProps) {
  const { t } = useTranslation("fees");
  const words = useFigureWords();
  return (
    <Card>
      <Stack>
        {first}
        <TextField
          label={t("field.name")}
          value={draft.name}
          onChange={(name) => onChange({ ...draft, name })}
          error={words.error(errors.name)}
          maxLength={120}
        />
        {fee_plan_id && (
          <TextField
            label={t("field.valid_from")}
            hint={t("edit.valid_from_hint")}
            optional
            type="datetime-local"
            value={draft.valid_from}
            onChange={(valid_from) => onChange({ ...draft, valid_from })}
            error={words.error(errors.valid_from)}
          />
        )}
      </Stack>
    </Card>
  );
}

function RestCard({ draft, errors, onChange }: PlanFormProps) {
  const { t } = useTranslation("fees");
  const words = useFigureWords();
  const options = (field: string, values: readonly string[]) =>
    values.map((value) => ({ value, label: t(`${field}.${value}` as "rounding.half_up") }));
  return (
    <Card title={t("rest.title")} note={t("rest.note")}>
      <Stack>
        <div className={style.fields}>
          <NumberField
            label={t("field.reserve")}
            unit="%"
            value={draft.reserve}
            onChange={(reserve) => onChange({ ...draft, reserve })}
            error={words.error(errors.reserve_ppm)}
          />
          <NumberField
            label={t("field.reserve_days")}
            unit={t("days")}
            value={draft.reserve_days}
            onChange={(reserve_days) => onChange({ ...draft, reserve_days })}
            error={words.error(errors.reserve_days)}
          />
          <NumberField
            label={t("field.settle_days")}
            unit={t("days")}
            value={draft.settle_days}
            onChange={(settle_days) => onChange({ ...draft, settle_days })}
            error={words.error(errors.settle_days)}
          />
        </div>
        <div className={style.fields}>
          <Select
            label={t("field.on_refund")}
            options={options("on_refund", ["keep", "prorata"])}
            value={draft.on_refund}
            onChange={(value) => onChange({ ...draft, on_refund: value as Draft["on_refund"] })}
          />
          <Select
            label={t("field.rounding")}
            options={options("rounding", ["half_up", "half_even"])}
            value={draft.rounding}
            onChange={(value) => onChange({ ...draft, rounding: value as Draft["rounding"] })}
          />
        </div>
      </Stack>
    </Card>
  );
}
