// What happens after an attempt that certainly moved nothing: per class of decline, and within
// which bounds. Classes that no policy can open are shown as what they are.
import { useTranslation } from "react-i18next";
import { Card } from "../../ui/card.tsx";
import { Switch } from "../../ui/choice-field.tsx";
import { FieldRow } from "../../ui/form.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Link } from "../../ui/link.tsx";
import { NumberField } from "../../ui/number-field.tsx";
import { Stack } from "../../ui/page.tsx";
import { Select } from "../../ui/select-field.tsx";
import type { Cascade, Version } from "./api.ts";
import type { Draft } from "./draft.ts";
import type { Vocabulary } from "./draft-editor.tsx";
import style from "./routing.module.css";

const open_classes = ["not_executed", "technical", "soft"] as const;
type OpenClass = (typeof open_classes)[number];

export function CascadeCard({
  draft,
  onChange,
  vocabulary,
}: {
  draft: Draft;
  onChange: (draft: Draft) => void;
  vocabulary: Vocabulary;
}) {
  const { t } = useTranslation("routing");
  const { cascade } = draft;
  const put = (part: Partial<Cascade>) => onChange({ ...draft, cascade: { ...cascade, ...part } });
  const closed = vocabulary.decline_classes.filter(({ can_continue }) => !can_continue);
  return (
    <Card title={t("cascade.title")} note={t("cascade.note")}>
      <Stack>
        <div className={style.scroll}>
          <table className={style.classes}>
            <thead>
              <tr>
                <th scope="col">{t("cascade.class")}</th>
                <th scope="col">{t("cascade.next")}</th>
              </tr>
            </thead>
            <tbody>
              {open_classes.map((one) => (
                <OpenRow key={one} one={one} cascade={cascade} put={put} />
              ))}
              {closed.map(({ decline_class }) => (
                <tr key={decline_class}>
                  <th scope="row">{t(`class.${decline_class}`)}</th>
                  <td className={style.faint}>
                    <Icon name="lock" size={13} /> {t("cascade.never_fixed")}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <FieldRow>
          <Select
            name="attempts-max"
            label={t("cascade.attempts")}
            value={String(cascade.attempts_max)}
            onChange={(value) => put({ attempts_max: Number(value) })}
            options={["1", "2", "3", "4", "5"].map((value) => ({
              value,
              label: t("cascade.attempts_count", { count: Number(value) }),
            }))}
          />
          <NumberField
            name="time-budget"
            label={t("cascade.budget")}
            hint={t("cascade.budget_hint")}
            value={String(Math.round(cascade.time_budget_ms / 1_000))}
            unit={t("cascade.seconds")}
            onChange={(text) => {
              const seconds = Number(text);
              if (Number.isInteger(seconds) && seconds >= 0 && seconds <= 60)
                put({ time_budget_ms: seconds * 1_000 });
            }}
          />
          <Select
            name="sticky"
            label={t("sticky.label")}
            hint={t("sticky.hint")}
            value={draft.sticky}
            onChange={(value) => onChange({ ...draft, sticky: value as Version["sticky"] })}
            options={["none", "customer", "card"].map((value) => ({
              value,
              label: t(`sticky.${value}`),
            }))}
          />
        </FieldRow>
        <Switch
          name="scheme-caps"
          label={t("cascade.caps")}
          hint={
            <>
              {t("cascade.caps_hint")} <Link to="/routing/limits">{t("limits.title")}</Link>
            </>
          }
          value={cascade.respects_scheme_caps}
          onChange={(respects_scheme_caps) => put({ respects_scheme_caps })}
        />
      </Stack>
    </Card>
  );
}

function OpenRow({
  one,
  cascade,
  put,
}: {
  one: OpenClass;
  cascade: Cascade;
  put: (part: Partial<Cascade>) => void;
}) {
  const { t } = useTranslation("routing");
  return (
    <tr>
      <th scope="row">{t(`class.${one}`)}</th>
      <td>
        <Select
          name={`next-${one}`}
          label={t("cascade.next_after", { name: t(`class.${one}`) })}
          labelHidden
          small
          value={cascade[one]}
          onChange={(value) => put({ [one]: value })}
          options={["never", "once", "always"].map((value) => ({
            value,
            label: t(`next.${value}`),
          }))}
        />
      </td>
    </tr>
  );
}
