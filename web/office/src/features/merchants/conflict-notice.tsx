// Somebody else saved first: what they and the person here made of each setting, and two ways on.
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Inline } from "../../ui/page.tsx";
import style from "./merchants.module.css";
import { type Difference, differences, type SettingValues } from "./settings-values.ts";

export function ConflictNotice({
  base,
  mine,
  theirs,
  onTakeTheirs,
  onKeepMine,
}: {
  base: SettingValues;
  mine: SettingValues;
  theirs: SettingValues;
  onTakeTheirs: () => void;
  onKeepMine: () => void;
}) {
  const { t } = useTranslation("merchants");
  const found = differences(base, mine, theirs);
  return (
    <Notice tone="warning" title={t("conflict.title")}>
      <p>{t(found.length > 0 ? "conflict.text" : "conflict.same")}</p>
      {found.length > 0 && <Differences found={found} />}
      <Inline>
        <Button variant="primary" onClick={onKeepMine}>
          {t("conflict.keep_mine")}
        </Button>
        <Button onClick={onTakeTheirs}>{t("conflict.take_theirs")}</Button>
      </Inline>
    </Notice>
  );
}

function Differences({ found }: { found: readonly Difference[] }) {
  const { t } = useTranslation("merchants");
  return (
    <table className={style.differences}>
      <thead>
        <tr>
          <th scope="col">{t("conflict.setting")}</th>
          <th scope="col">{t("conflict.mine")}</th>
          <th scope="col">{t("conflict.theirs")}</th>
        </tr>
      </thead>
      <tbody>
        {found.map(({ name, mine, theirs, by }) => (
          <tr key={name}>
            <th scope="row">{t(`field.${name}`)}</th>
            <td data-changed={by !== "them"}>{text(mine)}</td>
            <td data-changed={by !== "me"}>{text(theirs)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const text = (value: string | readonly string[]) =>
  (typeof value === "string" ? value : value.join(", ")) || "–";
