// One rule of a draft: when it holds, and which accounts it chooses.
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Checkbox, Switch } from "../../ui/choice-field.tsx";
import { FieldRow } from "../../ui/form.tsx";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNotice } from "../../ui/notice.tsx";
import { NumberField } from "../../ui/number-field.tsx";
import { Inline, Stack } from "../../ui/page.tsx";
import { Select } from "../../ui/select-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import type { Strategy } from "./api.ts";
import { ConditionField } from "./condition-field.tsx";
import { type DraftRule, moved, strategies } from "./draft.ts";
import type { Account, Vocabulary } from "./draft-editor.tsx";
import style from "./routing.module.css";

interface RuleCardProps {
  rule: DraftRule;
  index: number;
  count: number;
  vocabulary: Vocabulary;
  accounts: Account[];
  failure: { member: string; error: unknown } | undefined;
  onChange: (rule: DraftRule) => void;
  onMove: (to: number) => void;
  onRemove: () => void;
  onDrag: (on: boolean) => void;
}

export function RuleCard(props: RuleCardProps) {
  const { t } = useTranslation("routing");
  const { rule, index, onChange, failure } = props;
  const name = `rule-${rule.key}`;
  const own = failure && failure.member !== "condition";
  return (
    <Card
      title={
        <Inline>
          <DragHandle onDrag={props.onDrag} />
          {t("rule.title", { n: index + 1 })}
        </Inline>
      }
      actions={<RuleActs {...props} />}
    >
      <Stack>
        {own && <ProblemNotice error={failure.error} />}
        <FieldRow>
          <TextField
            name={`${name}-name`}
            label={t("rule.name")}
            value={rule.name}
            maxLength={80}
            onChange={(next) => onChange({ ...rule, name: next })}
          />
          <Select
            name={`${name}-strategy`}
            label={t("rule.strategy")}
            hint={t(`strategy_hint.${rule.strategy}`)}
            value={rule.strategy}
            onChange={(next) => onChange({ ...rule, strategy: next as Strategy })}
            options={strategies.map((value) => ({ value, label: t(`strategy.${value}`) }))}
          />
        </FieldRow>
        <ConditionField
          name={name}
          rule={rule}
          fields={props.vocabulary.fields}
          failure={failure?.member === "condition" ? failure.error : undefined}
          onChange={onChange}
        />
        <Targets {...props} name={name} />
        <Inline gap={16}>
          <Switch
            name={`${name}-enabled`}
            label={t("rule.is_enabled")}
            value={rule.is_enabled}
            onChange={(is_enabled) => onChange({ ...rule, is_enabled })}
          />
          <Checkbox
            name={`${name}-strict`}
            label={t("rule.is_strict")}
            hint={t("rule.is_strict_hint")}
            value={rule.is_strict}
            onChange={(is_strict) => onChange({ ...rule, is_strict })}
          />
        </Inline>
      </Stack>
    </Card>
  );
}

/** For the mouse; the buttons beside it do the same by keyboard and touch. */
function DragHandle({ onDrag }: { onDrag: (on: boolean) => void }) {
  return (
    <span
      className={style.handle}
      draggable
      aria-hidden
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = "move";
        onDrag(true);
      }}
      onDragEnd={() => onDrag(false)}
    >
      <Icon name="rows" size={14} />
    </span>
  );
}

function RuleActs({ rule, index, count, onMove, onRemove }: RuleCardProps) {
  const { t } = useTranslation("routing");
  return (
    <Inline gap={2}>
      <IconButton
        icon="arrow-up"
        size="small"
        label={t("rule.up", { name: rule.name })}
        disabledReason={index === 0 && t("rule.first")}
        onClick={() => onMove(index - 1)}
      />
      <IconButton
        icon="arrow-down"
        size="small"
        label={t("rule.down", { name: rule.name })}
        disabledReason={index === count - 1 && t("rule.last")}
        onClick={() => onMove(index + 1)}
      />
      <IconButton
        icon="trash"
        size="small"
        label={t("rule.remove", { name: rule.name })}
        onClick={onRemove}
      />
    </Inline>
  );
}

function Targets({
  rule,
  accounts,
  onChange,
  name,
}: Pick<RuleCardProps, "rule" | "accounts" | "onChange"> & { name: string }) {
  const { t } = useTranslation("routing");
  const put = (targets: DraftRule["targets"]) => onChange({ ...rule, targets });
  const free = accounts.filter(
    (account) =>
      !rule.targets.some((one) => one.provider_account_id === account.provider_account_id),
  );
  const titleOf = (id: string) =>
    accounts.find((one) => one.provider_account_id === id)?.title ?? t("rule.gone_account");
  return (
    <fieldset className={style.targets}>
      <legend>{t("rule.targets")}</legend>
      {rule.targets.length === 0 && <p className={style.faint}>{t("rule.every_account")}</p>}
      <ol>
        {rule.targets.map((target, index) => (
          <li key={target.provider_account_id} className={style.target}>
            <span className={style.order}>{index + 1}</span>
            <span className={style.account}>{titleOf(target.provider_account_id)}</span>
            {rule.strategy === "split" && (
              <NumberField
                name={`${name}-weight-${index}`}
                label={t("rule.weight_of", { name: titleOf(target.provider_account_id) })}
                labelHidden
                small
                value={target.weight}
                unit={t("rule.weight")}
                onChange={(weight) =>
                  put(rule.targets.map((one, at) => (at === index ? { ...one, weight } : one)))
                }
              />
            )}
            <TargetActs
              name={titleOf(target.provider_account_id)}
              isFirst={index === 0}
              isLast={index === rule.targets.length - 1}
              onMove={(by) => put(moved(rule.targets, index, index + by))}
              onRemove={() => put(rule.targets.filter((_, at) => at !== index))}
            />
          </li>
        ))}
      </ol>
      <Select
        name={`${name}-add-target`}
        label={t("rule.add_target")}
        labelHidden
        small
        value=""
        placeholder={free.length > 0 ? t("rule.add_target") : t("rule.all_named")}
        disabled={free.length === 0}
        onChange={(id) => id && put([...rule.targets, { provider_account_id: id, weight: "1" }])}
        options={free.map((account) => ({
          value: account.provider_account_id,
          label: account.title,
        }))}
      />
    </fieldset>
  );
}

function TargetActs({
  name,
  isFirst,
  isLast,
  onMove,
  onRemove,
}: {
  name: string;
  isFirst: boolean;
  isLast: boolean;
  onMove: (by: number) => void;
  onRemove: () => void;
}) {
  const { t } = useTranslation("routing");
  return (
    <Inline gap={2}>
      <IconButton
        icon="arrow-up"
        size="small"
        label={t("rule.up", { name })}
        disabledReason={isFirst && t("rule.first")}
        onClick={() => onMove(-1)}
      />
      <IconButton
        icon="arrow-down"
        size="small"
        label={t("rule.down", { name })}
        disabledReason={isLast && t("rule.last")}
        onClick={() => onMove(1)}
      />
      <Button variant="quiet" size="small" icon="x" onClick={onRemove}>
        <span className={style.spoken}>{t("rule.remove", { name })}</span>
      </Button>
    </Inline>
  );
}
