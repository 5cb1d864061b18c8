// Every shortcut of the office on one sheet.
import { useTranslation } from "react-i18next";
import { Dialog } from "../../ui/dialog.tsx";
import type { MenuPlace } from "../../ui/feature.ts";
import { Keys } from "../../ui/keys.tsx";
import style from "./shortcut-sheet.module.css";

export default function ShortcutSheet({
  places,
  onClose,
}: {
  places: readonly MenuPlace[];
  onClose: () => void;
}) {
  const { t } = useTranslation(["shared", "menu"]);
  const everywhere: [string, string][] = [
    ["ctrl+k", t("shortcuts.palette")],
    ["?", t("shortcuts.sheet")],
    ["h", t("shell.help")],
    ["/", t("shortcuts.search")],
    ["[", t("shortcuts.menu")],
    ["esc", t("shortcuts.close")],
  ];
  const lists: [string, string][] = [
    ["down", t("shortcuts.next_row")],
    ["up", t("shortcuts.previous_row")],
    ["enter", t("shortcuts.open_row")],
  ];
  const pages = places.flatMap((place): [string, string][] =>
    place.shortcut ? [[place.shortcut, t(`menu:${place.title}`)]] : [],
  );
  return (
    <Dialog open onClose={onClose} title={t("shortcuts.title")} size="wide">
      <div className={style.sheet}>
        <Group title={t("shortcuts.everywhere")} entries={everywhere} />
        <Group title={t("shortcuts.pages")} entries={pages} />
        <Group title={t("shortcuts.lists")} entries={lists} />
      </div>
    </Dialog>
  );
}

function Group({ title, entries }: { title: string; entries: readonly [string, string][] }) {
  return (
    <section>
      <h3 className={style.title}>{title}</h3>
      <dl>
        {entries.map(([keys, text]) => (
          <div key={keys} className={style.line}>
            <dt>{text}</dt>
            <dd>
              <Keys keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
