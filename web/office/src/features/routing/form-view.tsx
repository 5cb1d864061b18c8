// A condition as a form: rows of field, operator and value, of which all or any must hold.
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "../../ui/button.tsx";
import { Stack } from "../../ui/page.tsx";
import { Segments } from "../../ui/segments.tsx";
import { Select } from "../../ui/select-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import type { RuleField, RuleForm } from "./api.ts";
import { needsValue, operatorsOf, takesMany, valuesOf } from "./draft.ts";
import style from "./routing.module.css";

type Condition = RuleForm["conditions"][number];

export function FormView({
  name,
  form,
  fields,
  onChange,
}: {
  name: string;
  form: RuleForm;
  fields: RuleField[];
  onChange: (form: RuleForm) => void;
}) {
  const { t } = useTranslation("routing");
  const { conditions } = form;
  const put = (next: Condition[]) => onChange({ ...form, conditions: next });
  const add = () =>
    put([...conditions, { field: "payment.currency", operator: "equals", values: ["EUR"] }]);
  return (
    <Stack gap={8}>
      {conditions.length > 1 && (
        <div className={style.fit}>
          <Segments
            label={t("condition.match")}
            value={form.match_all ? "all" : "any"}
            onChange={(value) => onChange({ ...form, match_all: value === "all" })}
            options={[
              { value: "all", label: t("condition.all") },
              { value: "any", label: t("condition.any") },
            ]}
          />
        </div>
      )}
      {conditions.length === 0 && <p className={style.faint}>{t("condition.always")}</p>}
      {conditions.map((condition, index) => (
        <Row
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity
          key={index}
          name={`${name}-${index}`}
          condition={condition}
          fields={fields}
          onChange={(next) => put(conditions.map((one, at) => (at === index ? next : one)))}
          onRemove={() => put(conditions.filter((_, at) => at !== index))}
        />
      ))}
      <div>
        <Button size="small" icon="plus" onClick={add}>
          {t("condition.add")}
        </Button>
      </div>
    </Stack>
  );
}

function Row({
  name,
  condition,
  fields,
  onChange,
  onRemove,
}: {
  name: string;
  condition: Condition;
  fields: RuleField[];
  onChange: (condition: Condition) => void;
  onRemove: () => void;
}) {
  const { t } = useTranslation("routing");
  const field = fields.find((one) => one.name === condition.field);
  const operators = operatorsOf(field?.type ?? "string");
  const all =
    condition.field === "card.bin"
      ? ["in_bins", ...operators]
      : operators.includes(condition.operator)
        ? operators
        : [condition.operator, ...operators];
  function choose(next: string) {
    const type = fields.find((one) => one.name === next)?.type ?? "string";
    const operator = next === "card.bin" ? "in_bins" : (operatorsOf(type)[0] ?? "equals");
    onChange({ field: next, operator, values: [] });
  }
  return (
    <div className={style.row}>
      <Select
        name={`${name}-field`}
        label={t("condition.field")}
        labelHidden
        small
        searchable
        value={condition.field}
        onChange={choose}
        options={fields.map((one) => ({ value: one.name, label: t(`field.${one.name}`) }))}
      />
      <Select
        name={`${name}-operator`}
        label={t("condition.operator")}
        labelHidden
        small
        value={condition.operator}
        onChange={(operator) =>
          onChange({ ...condition, operator, values: needsValue(operator) ? condition.values : [] })
        }
        options={all.map((value) => ({ value, label: t(`operator.${value}`) }))}
      />
      {needsValue(condition.operator) ? (
        <Value name={name} condition={condition} field={field} onChange={onChange} />
      ) : (
        <span />
      )}
      <IconButton icon="x" size="small" label={t("condition.remove")} onClick={onRemove} />
    </div>
  );
}

const examples: Record<string, string> = {
  money: "500.00 EUR",
  integer: "10",
  decimal: "0.5",
  duration: "30m",
  ip: "192.0.2.0/24",
};

/** Words where they are few, else text: `visa, amex`, `500.00 EUR`, `400000-400099`. */
function Value({
  name,
  condition,
  field,
  onChange,
}: {
  name: string;
  condition: Condition;
  field: RuleField | undefined;
  onChange: (condition: Condition) => void;
}) {
  const { t } = useTranslation("routing");
  const words = field?.words ?? [];
  const many = takesMany(condition.operator);
  const example = condition.operator === "in_bins" ? "400000-400099" : examples[field?.type ?? ""];
  if (words.length > 0 && ["equals", "not_equals"].includes(condition.operator))
    return (
      <Select
        name={`${name}-value`}
        label={t("condition.value")}
        labelHidden
        small
        value={condition.values[0] ?? ""}
        placeholder={t("condition.choose")}
        onChange={(value) => onChange({ ...condition, values: [value] })}
        options={[...new Set([...words, ...condition.values])].map((value) => ({
          value,
          label: value,
        }))}
      />
    );
  return (
    <TextField
      key={`${condition.field} ${condition.operator}`}
      name={`${name}-value`}
      label={t("condition.value")}
      labelHidden
      small
      value={condition.values.join(", ")}
      placeholder={many && !example ? t("condition.several") : example}
      onChange={(text) => onChange({ ...condition, values: keptValues(condition.operator, text) })}
    />
  );
}

/** While a list is being typed, its last comma stays. */
function keptValues(operator: string, text: string): string[] {
  if (!takesMany(operator)) return [text];
  const values = valuesOf(operator, text);
  return text.trimEnd().endsWith(",") ? [...values, ""] : values;
}
