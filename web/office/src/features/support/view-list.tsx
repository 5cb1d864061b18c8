// Views as both sides read them: who looks as whom, why, and what can be done about it now.
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Canceled } from "../../lib/canceled.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Instant } from "../../ui/instant.tsx";
import type { ListQuery, PageKey } from "../../ui/list-page.tsx";
import { ProblemNotice } from "../../ui/notice.tsx";
import { Inline, Stack } from "../../ui/page.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { useUrlState } from "../../ui/url-state.ts";
import type { View } from "./api.ts";
import style from "./support.module.css";

export interface ViewAct {
  name: "start" | "withdraw" | "accept" | "refuse" | "stop";
  run: () => Promise<unknown>;
  main?: boolean;
  danger?: boolean;
}

export function ViewList({
  query,
  actsOf,
  empty,
}: {
  query: (filters: Record<string, string | undefined>, page: PageKey) => ListQuery<View>;
  actsOf: (view: View) => ViewAct[];
  empty: ReactNode;
}) {
  const { t } = useTranslation("support");
  const [search, change] = useUrlState();
  const { data, error, refetch } = useQuery(query({}, { before: search.before }));
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <SkeletonLines lines={6} />;
  if (data.rows.length === 0) return <Card>{empty}</Card>;
  return (
    <Card>
      <ul className={style.list}>
        {data.rows.map((view) => (
          <Row key={view.view_id} view={view} acts={actsOf(view)} />
        ))}
      </ul>
      {data.has_older && (
        <Button onClick={() => change({ before: data.rows.at(-1)?.view_id }, { push: true })}>
          {t("views.older")}
        </Button>
      )}
    </Card>
  );
}

function Row({ view, acts }: { view: View; acts: ViewAct[] }) {
  const { t } = useTranslation("support");
  const [busy, setBusy] = useState<string>();
  const [failure, setFailure] = useState<unknown>();
  async function run(act: ViewAct) {
    setBusy(act.name);
    setFailure(undefined);
    try {
      await act.run();
    } catch (error) {
      if (!(error instanceof Canceled)) setFailure(error);
    } finally {
      setBusy(undefined);
    }
  }
  return (
    <li className={style.request}>
      <div className={style.words}>
        <Stack gap={4}>
          <Inline>
            <strong>{titleOf(view, t)}</strong>
            <Status kind="view" value={view.state} />
          </Inline>
          <span>{view.reason}</span>
          <span className={style.soft}>
            {t("views.asked")} <Instant at={view.asked_at} /> · <Place view={view} />
            <Ending view={view} />
          </span>
        </Stack>
        {failure !== undefined && <ProblemNotice error={failure} />}
      </div>
      <Inline>
        {acts.map((act) => (
          <Button
            key={act.name}
            variant={act.danger ? "danger" : act.main ? "primary" : "default"}
            busy={busy === act.name}
            onClick={() => void run(act)}
          >
            {t(`views.act.${act.name}`)}
          </Button>
        ))}
      </Inline>
    </li>
  );
}

type Say = ReturnType<typeof useTranslation<"support">>["t"];

const titleOf = (view: View, t: Say) =>
  t("views.as", {
    agent: view.agent.name,
    name: view.person?.name ?? view.merchant_name ?? "",
  });

const Place = ({ view }: { view: View }) => (
  <>{[view.company_name, view.merchant_name].filter(Boolean).join(", ")}</>
);

function Ending({ view }: { view: View }) {
  const { t } = useTranslation("support");
  if (view.state === "running")
    return (
      <>
        {" · "}
        {t("views.until")} <Instant at={view.ends_at} />
      </>
    );
  const parts: ReactNode[] = [];
  if (view.answered_by)
    parts.push(
      t(view.state === "refused" ? "views.refused_by" : "views.accepted_by", {
        name: view.answered_by.name,
      }),
    );
  if (view.end_reason) parts.push(t(`views.end.${view.end_reason}` as "views.end.left"));
  return <>{parts.length > 0 && ` · ${parts.join(" · ")}`}</>;
}
