// One plan: what it says now and who pays it, its versions with what each changed, and its editor.
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { Copyable } from "../../ui/copyable.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Link } from "../../ui/link.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Page, Split } from "../../ui/page.tsx";
import { ErrorState, NoPermission, SkeletonLines } from "../../ui/states.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { useUrlState } from "../../ui/url-state.ts";
import { type PlanPage as Plan, planQuery, type Version } from "./api.ts";
import { flatOf } from "./difference.ts";
import { draftOf } from "./draft.ts";
import style from "./fees.module.css";
import { useFigureWords } from "./use-words.ts";
import { VersionsTab } from "./versions-tab.tsx";
import { Who } from "./who.tsx";

const EditTab = lazy(() => import("./edit-tab.tsx"));

export default function PlanPage() {
  const { t } = useTranslation("fees");
  const { fee_plan_id = "" } = useParams({ strict: false }) as { fee_plan_id?: string };
  const can = useCan("read_fee_plan");
  const answer = useQuery({ ...planQuery(fee_plan_id), enabled: can.allowed });
  const plan = answer.data;
  return (
    <Page
      title={plan?.name ?? t("title")}
      note={plan && <Copyable text={plan.fee_plan_id} />}
      crumbs={[{ label: t("title"), to: "/fees" }]}
    >
      {!can.allowed ? (
        <NoPermission permission={can.permission} />
      ) : answer.error ? (
        <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />
      ) : plan ? (
        <Parts key={fee_plan_id} plan={plan} />
      ) : (
        <SkeletonLines lines={12} />
      )}
    </Page>
  );
}

function Parts({ plan }: { plan: Plan }) {
  const { t } = useTranslation("fees");
  const [search, change] = useUrlState();
  return (
    <Tabs
      label={t("tab.label")}
      value={search.tab ?? "plan"}
      onChange={(tab) => change({ tab: tab === "plan" ? undefined : tab })}
      tabs={[
        { value: "plan", label: t("tab.plan"), content: <PlanTab plan={plan} /> },
        {
          value: "edit",
          label: t("tab.edit"),
          content: (
            <Suspense fallback={<SkeletonLines lines={12} />}>
              <EditTab plan={plan} />
            </Suspense>
          ),
        },
        {
          value: "versions",
          label: t("tab.versions"),
          count: plan.versions.length,
          content: <VersionsTab plan={plan} />,
        },
      ]}
    />
  );
}

function PlanTab({ plan }: { plan: Plan }) {
  const { t } = useTranslation("fees");
  const now = plan.versions.find(({ version }) => version === plan.version_in_force);
  const next = plan.version === plan.version_in_force ? undefined : plan.versions[0];
  return (
    <Split
      main={
        <>
          {next?.valid_from && (
            <Notice tone="info" title={t("version_waits", { version: next.version })}>
              {t("next")} <Instant at={next.valid_from} />
            </Notice>
          )}
          {now && (
            <Card title={t("now", { version: now.version })} note={<Who version={now} />}>
              <Figures version={now} />
            </Card>
          )}
        </>
      }
      side={<PayersCard plan={plan} />}
    />
  );
}

/** Every figure that says something. */
function Figures({ version }: { version: Version }) {
  const words = useFigureWords();
  const flat = flatOf(draftOf(version));
  return (
    <dl className={style.figures}>
      {Object.entries(flat)
        .filter(([name, text]) => text !== "" && name !== "name")
        .map(([name, text]) => (
          <div key={name}>
            <dt>{words.name(name)}</dt>
            <dd>{words.value(name, text)}</dd>
          </div>
        ))}
    </dl>
  );
}

function PayersCard({ plan }: { plan: Plan }) {
  const { t } = useTranslation("fees");
  const more = plan.merchants - plan.payers.length;
  return (
    <Card
      title={t("payers.title", { count: plan.merchants })}
      note={plan.company_name ?? t("installation_note")}
    >
      {plan.payers.length === 0 ? (
        <p className={style.faint}>{t("payers.none")}</p>
      ) : (
        <ul className={style.payers}>
          {plan.payers.map((payer) => (
            <li key={payer.merchant_id}>
              <Link to={`/merchants/${payer.merchant_id}`}>{payer.name}</Link>
              <span className={style.faint}>{payer.company_name}</span>
            </li>
          ))}
          {more > 0 && <li className={style.faint}>{t("payers.more", { count: more })}</li>}
        </ul>
      )}
    </Card>
  );
}
