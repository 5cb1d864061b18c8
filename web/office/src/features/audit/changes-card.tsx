// The object before and after the act, side by side, with what stayed the same folded away.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { sentence } from "../../lib/words.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { cx } from "../../ui/class-names.ts";
import { Icon, type IconName } from "../../ui/icon.tsx";
import type { AuditEntry } from "./api.ts";
import style from "./audit.module.css";
import { type Change, type ChangeKind, changesOf } from "./changes.ts";

export function ChangesCard({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation("audit");
  const [all, setAll] = useState(false);
  const changes = changesOf(entry.before, entry.after);
  const same = changes.filter((change) => change.kind === "same").length;
  const shown = all ? changes : changes.filter((change) => change.kind !== "same");
  const note = entry.before ? t("changes.note") : entry.after ? t("changes.note_new") : undefined;
  return (
    <Card flush title={t("changes.title")} note={note}>
      {shown.length > 0 ? (
        <ChangesTable changes={shown} before={entry.before !== null} />
      ) : (
        <p className={style.nothing}>{t(same > 0 ? "changes.same" : "changes.none")}</p>
      )}
      {same > 0 && (
        <div className={style.foot}>
          <Button size="small" variant="quiet" onClick={() => setAll(!all)}>
            {all ? t("changes.fold") : t("changes.unfold", { count: same })}
          </Button>
        </div>
      )}
    </Card>
  );
}

const looks: Record<ChangeKind, IconName> = {
  changed: "edit",
  added: "plus",
  removed: "minus",
  same: "dots",
};

function ChangesTable({ changes, before }: { changes: readonly Change[]; before: boolean }) {
  const { t } = useTranslation("audit");
  return (
    <table className={style.changes}>
      <thead>
        <tr>
          <th scope="col">{t("changes.member")}</th>
          {before && <th scope="col">{t("changes.before")}</th>}
          <th scope="col">{before ? t("changes.after") : t("changes.value")}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => (
          <tr key={change.path} className={style[change.kind]}>
            <th scope="row">
              {before && (
                <Icon name={looks[change.kind]} label={t(`changes.${change.kind}`)} size={12} />
              )}
              <span title={change.path}>{sentence(change.path)}</span>
            </th>
            {before && (
              <td data-title={t("changes.before")}>
                <Value value={change.before} absent={change.kind === "added"} gone />
              </td>
            )}
            <td data-title={t(before ? "changes.after" : "changes.value")}>
              <Value value={change.after} absent={change.kind === "removed"} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Value({
  value,
  absent,
  gone = false,
}: {
  value: unknown;
  absent: boolean;
  gone?: boolean;
}) {
  if (absent) return <span className={style.absent}>–</span>;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (text === "") return <span className={style.absent}>″″</span>;
  return <span className={cx(style.value, gone && style.gone)}>{text}</span>;
}
