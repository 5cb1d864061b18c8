// Columns of a merchant's API keys, the ways to replace and to take away among them.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { formatInstant } from "../../lib/time.ts";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import type { Column } from "../../ui/data-table/column.ts";
import { Instant } from "../../ui/instant.tsx";
import { Inline } from "../../ui/page.tsx";
import { useZone } from "../../ui/preferences.tsx";
import { Badge, Status } from "../../ui/status.tsx";
import type { ApiKey, KeyPlace } from "./api.ts";
import { canRevoke, canRotate, keyEnd, keyState } from "./key-words.ts";
import style from "./merchants.module.css";
import { projectsOfQuery } from "./projects-api.ts";

export interface KeyActs {
  merchant: KeyPlace;
  now: number;
  onAddresses: (key: ApiKey) => void;
  onRotate: (key: ApiKey) => void;
  onRevoke: (key: ApiKey) => void;
}

export function useKeyColumns(acts: KeyActs): Column<ApiKey>[] {
  const { t } = useTranslation("merchants");
  return [
    { id: "label", title: t("key.label"), cell: (row) => <NameCell row={row} /> },
    {
      id: "state",
      title: t("column.state"),
      narrow: "trail",
      cell: (row) => <Status kind="api_key" value={keyState(row, acts.now)} />,
    },
    {
      id: "scopes",
      title: t("key.scopes"),
      cell: (row) => <ScopesCell row={row} />,
    },
    {
      id: "addresses",
      title: t("key.from"),
      cell: (row) => <AddressesCell row={row} {...acts} />,
    },
    { id: "used", title: t("key.used"), cell: (row) => <UsedCell row={row} /> },
    { id: "end", title: t("key.expiry"), cell: (row) => <EndCell row={row} now={acts.now} /> },
    {
      id: "created_at",
      title: t("column.created_at"),
      narrow: "hidden",
      cell: (row) => <Instant at={row.created_at} as="date" />,
    },
    {
      id: "acts",
      title: t("key.acts"),
      align: "end",
      cell: (row) => <ActsCell row={row} {...acts} />,
    },
  ];
}

const NameCell = ({ row }: { row: ApiKey }) => (
  <span className={style.key}>
    <span>{row.label}</span>
    <code className={style.id}>
      {row.public_id}…{row.last4}
    </code>
    <ProjectName row={row} />
  </span>
);

/** Which project a key is for, when it is not for all of the merchant. */
function ProjectName({ row }: { row: ApiKey }) {
  const { data: projects = [] } = useQuery({
    ...projectsOfQuery(row.merchant_id),
    enabled: row.project_id !== null,
  });
  const project = projects.find((one) => one.project_id === row.project_id);
  return project ? <Badge text={project.name} /> : null;
}

/** Rights without effect are struck from the rest, with the reason in words. */
function ScopesCell({ row }: { row: ApiKey }) {
  const { t } = useTranslation("merchants");
  const idle = row.idle_scopes;
  return (
    <span className={style.key}>
      <Inline gap={4}>
        {row.scopes.map((scope) => {
          const stopped = idle.some((one) => one.scope === scope);
          return <Badge key={scope} tone={stopped ? "warning" : "neutral"} text={scope} />;
        })}
      </Inline>
      {idle.map(({ scope, permission, reason }) => (
        <span key={scope} className={style.faint}>
          {t(`key.idle.${reason}`, { scope, permission })}
        </span>
      ))}
    </span>
  );
}

function AddressesCell({ row, merchant, now, onAddresses }: KeyActs & { row: ApiKey }) {
  const { t } = useTranslation("merchants");
  const change = useCan("update_api_key", merchant);
  const from = row.allowed_addresses;
  return (
    <span className={style.key}>
      <span className={from.length === 0 ? style.faint : undefined}>
        {from.length === 0 ? t("key.anywhere") : from.join(", ")}
      </span>
      {row.signing_key !== null && <Badge tone="info" text={t("key.signing_badge")} />}
      {canRevoke(row, now) && (
        <Button
          size="small"
          variant="quiet"
          disabledReason={change.reason}
          aria-label={t("key.addresses_one", { label: row.label })}
          onClick={() => onAddresses(row)}
        >
          {t("key.addresses_change")}
        </Button>
      )}
    </span>
  );
}

function UsedCell({ row }: { row: ApiKey }) {
  const { t } = useTranslation("merchants");
  if (row.last_used_at === null) return <span className={style.faint}>{t("key.never")}</span>;
  return (
    <span className={style.key}>
      <Instant at={row.last_used_at} as="relative" />
      <span className={style.faint}>
        {[t("key.calls", { count: row.calls }), row.last_ip].filter(Boolean).join(" · ")}
      </span>
    </span>
  );
}

function EndCell({ row, now }: { row: ApiKey; now: number }) {
  const { t } = useTranslation("merchants");
  const zone = useZone();
  const { word, at, count, urgent } = keyEnd(row, now);
  const date = formatInstant(at, zone, word === "overlap" ? "minute" : "date");
  const text = t(`key_end.${word}`, { count, date });
  return (
    <span className={urgent ? style.urgent : undefined} title={formatInstant(at, zone, "minute")}>
      {text}
    </span>
  );
}

function ActsCell({ row, merchant, now, onRotate, onRevoke }: KeyActs & { row: ApiKey }) {
  const { t } = useTranslation("merchants");
  const rotate = useCan("rotate_api_key", merchant);
  const revoke = useCan("revoke_api_key", merchant);
  if (!canRevoke(row, now)) return null;
  return (
    <span className={style.acts}>
      {canRotate(row, now) && (
        <Button
          size="small"
          disabledReason={rotate.reason}
          aria-label={t("key.rotate_one", { label: row.label })}
          onClick={() => onRotate(row)}
        >
          {t("key.rotate")}
        </Button>
      )}
      <Button
        size="small"
        variant="danger"
        disabledReason={revoke.reason}
        aria-label={t("key.revoke_one", { label: row.label })}
        onClick={() => onRevoke(row)}
      >
        {t("key.revoke")}
      </Button>
    </span>
  );
}
