// When a rule holds, as a form or as text: two views of one condition. The server reads what is
// written and gives both views back; what it cannot read is shown at its place.
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../api/error.ts";
import { Icon } from "../../ui/icon.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Stack } from "../../ui/page.tsx";
import { Segments } from "../../ui/segments.tsx";
import { TextArea } from "../../ui/text-field.tsx";
import { check_routing_rule, type RuleField, type RuleForm } from "./api.ts";
import type { DraftRule } from "./draft.ts";
import { FormView } from "./form-view.tsx";
import style from "./routing.module.css";

const pause_ms = 350;

export function ConditionField({
  name,
  rule,
  fields,
  failure,
  onChange,
}: {
  name: string;
  rule: DraftRule;
  fields: RuleField[];
  failure: unknown;
  onChange: (rule: DraftRule) => void;
}) {
  const { t } = useTranslation("routing");
  const [view, setView] = useState(rule.form ? "form" : "text");
  const [form, setForm] = useState<RuleForm | null>(rule.form);
  const [problem, setProblem] = useState<unknown>();
  const shown = problem ?? failure;

  // The newest question counts; answers to earlier ones are dropped.
  const turn = useRef(0);
  const pending = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef({ rule, onChange });
  useEffect(() => {
    latest.current = { rule, onChange };
  });
  useEffect(() => () => clearTimeout(pending.current), []);
  const change = (part: Partial<DraftRule>) =>
    latest.current.onChange({ ...latest.current.rule, ...part });
  function ask(body: { condition?: string; form?: RuleForm }, wait_ms: number) {
    const mine = ++turn.current;
    clearTimeout(pending.current);
    pending.current = setTimeout(async () => {
      try {
        const read = await check_routing_rule(body);
        if (mine !== turn.current) return;
        setProblem(undefined);
        if (body.form) {
          change({ condition: read.condition, form: body.form });
        } else {
          setForm(read.form);
          change({ form: read.form });
        }
      } catch (error) {
        if (mine === turn.current) setProblem(error);
      }
    }, wait_ms);
  }

  function write(condition: string) {
    change({ condition });
    ask({ condition }, pause_ms);
  }
  function fill(next: RuleForm) {
    setForm(next);
    const conditions = next.conditions.map((one) => ({
      ...one,
      values: one.values.filter((value) => value !== ""),
    }));
    ask({ form: { ...next, conditions } }, pause_ms);
  }
  return (
    <fieldset className={style.condition}>
      <legend>{t("condition.legend")}</legend>
      <Stack gap={8}>
        <div className={style.fit}>
          <Segments
            label={t("condition.view")}
            value={view}
            onChange={(next) => {
              setView(next);
              if (next === "form") ask({ condition: rule.condition }, 0);
            }}
            options={[
              { value: "form", label: t("condition.form") },
              { value: "text", label: t("condition.text") },
            ]}
          />
        </div>
        {view === "text" ? (
          <TextArea
            name={`${name}-condition`}
            label={t("condition.text_label")}
            labelHidden
            rows={Math.min(8, 2 + Math.floor(rule.condition.length / 90))}
            value={rule.condition}
            onChange={write}
            maxLength={4_000}
          />
        ) : form ? (
          <FormView name={name} form={form} fields={fields} onChange={fill} />
        ) : (
          <Notice tone="info" title={t("condition.too_much")}>
            {t("condition.too_much_text")}
          </Notice>
        )}
        {shown !== undefined && (
          <Trouble error={shown} text={rule.condition} inText={view === "text"} />
        )}
        {view === "form" && shown === undefined && (
          <code className={style.written}>{rule.condition}</code>
        )}
      </Stack>
    </fieldset>
  );
}

/** What cannot be read, with the line it stands in and a mark below the character. */
function Trouble({ error, text, inText }: { error: unknown; text: string; inText: boolean }) {
  const { t } = useTranslation("routing");
  const problem = error instanceof ApiError ? error.problem : undefined;
  const line = Number(problem?.details?.line ?? 0);
  const column = Number(problem?.details?.column ?? 0);
  const written = inText && line > 0 ? (text.split("\n")[line - 1] ?? "") : undefined;
  const detail = problem?.detail ?? t("failed");
  return (
    <div className={style.trouble} role="alert">
      <p>
        <Icon name="x-circle" size={14} />{" "}
        {written !== undefined && t("condition.at", { line, column })} {detail}
      </p>
      {written !== undefined && (
        <pre aria-hidden className={style.excerpt}>
          {`${written}\n${" ".repeat(Math.max(0, column - 1))}^`}
        </pre>
      )}
    </div>
  );
}
