// One project: what it is called, and the API keys that work for it alone.
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { Copyable } from "../../ui/copyable.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Link } from "../../ui/link.tsx";
import { Page, Stack } from "../../ui/page.tsx";
import { EmptyState, ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { type Project, projectsOfQuery } from "./projects-api.ts";

// The page opens with what the project is; its keys and the form come when they do.
const KeysTab = lazy(() => import("./keys-tab.tsx"));
const RenameProjectDialog = lazy(() =>
  import("./project-dialogs.tsx").then((it) => ({ default: it.RenameProjectDialog })),
);

export default function ProjectPage() {
  const { t } = useTranslation("merchants");
  const { project_id = "" } = useParams({ strict: false }) as { project_id?: string };
  const { data, error, refetch } = useQuery(projectsOfQuery());
  const project = data?.find((row) => row.project_id === project_id);
  return (
    <Page
      title={project?.name ?? t("project.one")}
      note={project && <Copyable text={project.project_id} />}
      crumbs={[{ label: t("project.title"), to: "/projects" }]}
      actions={project && <RenameButton project={project} />}
    >
      {project ? (
        <Stack>
          <FactsCard project={project} />
          <Suspense fallback={<SkeletonLines lines={6} />}>
            <KeysTab merchant={project} project={project} />
          </Suspense>
        </Stack>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <EmptyState icon="merchant" title={t("project.gone")}>
          {t("project.gone_text")}
        </EmptyState>
      ) : (
        <SkeletonLines lines={12} />
      )}
    </Page>
  );
}

function FactsCard({ project }: { project: Project }) {
  const { t } = useTranslation("merchants");
  const may = useCan("read_merchant", {
    company_id: project.company_id,
    merchant_id: project.merchant_id,
  });
  const { merchant_id, merchant_name } = project;
  return (
    <Card title={t("project.about")}>
      <Facts
        facts={[
          {
            name: t("project.merchant"),
            value: may.allowed ? (
              <Link to={`/merchants/${merchant_id}`}>{merchant_name}</Link>
            ) : (
              merchant_name
            ),
          },
          { name: t("project.number"), value: <Copyable text={String(project.number)} /> },
          {
            name: t("project.kind"),
            value: t(project.is_default ? "project.default_text" : "project.other_text"),
          },
          { name: t("column.created_at"), value: <Instant at={project.created_at} as="date" /> },
        ]}
      />
    </Card>
  );
}

function RenameButton({ project }: { project: Project }) {
  const { t } = useTranslation("merchants");
  const [open, setOpen] = useState(false);
  const { company_id, merchant_id } = project;
  const can = useCan("rename_project", { company_id, merchant_id });
  return (
    <>
      <Button disabledReason={can.reason} onClick={() => setOpen(true)}>
        {t("project.rename")}
      </Button>
      <Suspense>
        {open && <RenameProjectDialog project={project} onClose={() => setOpen(false)} />}
      </Suspense>
    </>
  );
}
