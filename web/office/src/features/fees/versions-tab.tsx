// The versions of a plan, newest first, and the figures each one changed.
import { useTranslation } from "react-i18next";
import { Card } from "../../ui/card.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Inline, Stack } from "../../ui/page.tsx";
import { Badge } from "../../ui/status.tsx";
import type { PlanPage, Version } from "./api.ts";
import { type Difference, differences, flatOf } from "./difference.ts";
import { draftOf } from "./draft.ts";
import style from "./fees.module.css";
import { useFigureWords } from "./use-words.ts";
import { Who } from "./who.tsx";

export function VersionsTab({ plan }: { plan: PlanPage }) {
  const { t } = useTranslation("fees");
  return (
    <Stack>
      {plan.versions.map((version, index) => (
        <Card
          key={version.version}
          title={
            <Inline>
              {t("version", { version: version.version })}
              {version.version === plan.version_in_force && (
                <Badge tone="success" icon="check-circle" text={t("in_force")} />
              )}
              {version.version > plan.version_in_force && (
                <Badge tone="warning" icon="clock" text={t("waits")} />
              )}
            </Inline>
          }
          note={<Who version={version} />}
        >
          {version.valid_from !== null && (
            <p className={style.faint}>
              {t("field.valid_from")} <Instant at={version.valid_from} />
            </p>
          )}
          <Changed before={plan.versions[index + 1]} after={version} />
        </Card>
      ))}
    </Stack>
  );
}

function Changed({ before, after }: { before: Version | undefined; after: Version }) {
  const { t } = useTranslation("fees");
  if (!before) return <p className={style.faint}>{t("first_version")}</p>;
  const found = differences(flatOf(draftOf(before)), flatOf(draftOf(after)));
  return <DifferenceList found={found} label={t("changes", { version: after.version })} />;
}

export function DifferenceList({ found, label }: { found: readonly Difference[]; label: string }) {
  const { t } = useTranslation("fees");
  const words = useFigureWords();
  return (
    <ul className={style.changes} aria-label={label}>
      {found.map(({ name, before, after }) => (
        <li key={name}>
          <span className={style.faint}>{words.name(name)}</span>
          <span className={style.values}>
            <span>{words.value(name, before)}</span>
            <Icon name="arrow-right" size={13} label={t("becomes")} />
            <b>{words.value(name, after)}</b>
          </span>
        </li>
      ))}
    </ul>
  );
}
