// What the act would change, to the minor unit: the object before and after, and every balance it
// moves.
import { useTranslation } from "react-i18next";
import { Card } from "../../ui/card.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Money } from "../../ui/money.tsx";
import type { Approval, ApprovalChange } from "./api.ts";
import style from "./approvals.module.css";
import { splitChanges, useActWords } from "./words.ts";

export function ChangesCard({ approval }: { approval: Approval }) {
  const { t } = useTranslation("approvals");
  const { figures, balances } = splitChanges(approval.changes);
  const over = approval.state !== "open" && approval.state !== "approved";
  return (
    <>
      <Card title={t("changes.title")} note={t(over ? "changes.note_then" : "changes.note")}>
        {figures.length > 0 ? (
          <ChangeList changes={figures} label={t("changes.title")} />
        ) : (
          <p>{t("changes.none")}</p>
        )}
      </Card>
      {balances.length > 0 && (
        <Card
          title={t("changes.money")}
          note={t(over ? "changes.money_then" : "changes.money_note")}
        >
          <ChangeList changes={balances} label={t("changes.money")} />
        </Card>
      )}
    </>
  );
}

function ChangeList({ changes, label }: { changes: readonly ApprovalChange[]; label: string }) {
  const { t } = useTranslation("approvals");
  const words = useActWords();
  return (
    <ul className={style.changes} aria-label={label}>
      {changes.map((change) => (
        <li key={change.name} className={style.change}>
          <span className={style.name}>{words.figure(change.name)}</span>
          <span className={style.values}>
            <Value change={change} side="before" />
            <Icon name="arrow-right" size={13} label={t("changes.becomes")} />
            <b>
              <Value change={change} side="after" />
            </b>
            <Difference change={change} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function Value({ change, side }: { change: ApprovalChange; side: "before" | "after" }) {
  const { t, i18n } = useTranslation("approvals");
  const value = change[side];
  if (value === null) return <span className={style.faint}>{t("changes.nothing")}</span>;
  if (change.kind === "money")
    return <Money minor={BigInt(value)} currency={change.currency ?? ""} />;
  if (change.kind === "instant") return <Instant at={Number(value)} />;
  const known = i18n.exists(`approvals:value.${value}`);
  return <span>{known ? t(`value.${value}` as "value.no_end") : value}</span>;
}

function Difference({ change }: { change: ApprovalChange }) {
  if (change.kind !== "money" || change.before === null || change.after === null) return null;
  const moved = BigInt(change.after) - BigInt(change.before);
  return (
    <span className={style.faint}>
      (<Money minor={moved} currency={change.currency ?? ""} signed />)
    </span>
  );
}
