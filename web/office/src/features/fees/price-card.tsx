// One price of a plan: a percentage for every currency, and per currency what is added and the
// bounds, in that currency's own digits.
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { MoneyField, NumberField } from "../../ui/number-field.tsx";
import { Stack } from "../../ui/page.tsx";
import { useCurrencyOptions } from "../../ui/reference.ts";
import { Select } from "../../ui/select-field.tsx";
import type { Trigger } from "./api.ts";
import { type DraftPart, type DraftPrice, type Errors, emptyPart } from "./draft.ts";
import style from "./fees.module.css";
import { useFigureWords } from "./use-words.ts";

export function PriceCard({
  trigger,
  price,
  errors,
  onChange,
}: {
  trigger: Trigger;
  price: DraftPrice;
  errors: Errors;
  onChange: (price: DraftPrice) => void;
}) {
  const { t } = useTranslation("fees");
  const words = useFigureWords();
  const { parts } = price;
  const put = (next: DraftPart[]) => onChange({ ...price, parts: next });
  return (
    <Card title={t(`price.${trigger}`)} note={t(`price.${trigger}_note`)}>
      <Stack gap={12}>
        <div className={style.percent}>
          <NumberField
            label={t("field.percent")}
            unit="%"
            value={price.percent}
            onChange={(percent) => onChange({ ...price, percent })}
            error={words.error(errors[`${trigger}.percent_ppm`])}
          />
        </div>
        {parts.length > 0 && (
          <ul className={style.parts}>
            {parts.map((part, index) => (
              <PartFields
                key={part.key}
                part={part}
                trigger={trigger}
                errors={errors}
                name={`${trigger}.parts.${index}`}
                onChange={(next) => put(parts.map((one, at) => (at === index ? next : one)))}
                onRemove={() => put(parts.filter((_, at) => at !== index))}
              />
            ))}
          </ul>
        )}
        <div>
          <Button size="small" icon="plus" onClick={() => put([...parts, emptyPart("")])}>
            {t("part.add", { trigger: t(`trigger.${trigger}`) })}
          </Button>
        </div>
      </Stack>
    </Card>
  );
}

function PartFields({
  part,
  trigger,
  errors,
  name,
  onChange,
  onRemove,
}: {
  part: DraftPart;
  trigger: Trigger;
  errors: Errors;
  name: string;
  onChange: (part: DraftPart) => void;
  onRemove: () => void;
}) {
  const { t } = useTranslation("fees");
  const words = useFigureWords();
  const currencies = useCurrencyOptions();
  const error = (member: string) => words.error(errors[`${name}.${member}`]);
  const { currency } = part;
  return (
    <li className={style.part}>
      <div className={style.code}>
        <Select
          label={t("field.currency")}
          options={currencies}
          value={currency}
          onChange={(code) => onChange({ ...part, currency: code })}
          error={error("currency")}
        />
      </div>
      {(["fixed", "min", "max"] as const).map((member) => (
        <MoneyField
          key={member}
          label={t(`field.${member}`)}
          currency={currency}
          placeholder={member === "fixed" ? "0" : t("nothing")}
          value={part[member]}
          onChange={(text) => onChange({ ...part, [member]: text })}
          error={error(`${member}_minor`)}
        />
      ))}
      <IconButton
        icon="trash"
        label={t("part.remove", { currency, trigger: t(`trigger.${trigger}`) })}
        onClick={onRemove}
      />
    </li>
  );
}
