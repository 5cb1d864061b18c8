// All projects in reach: the way in for people who belong to a project and see no merchant.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { Page } from "../../ui/page.tsx";
import { NoPermission } from "../../ui/states.tsx";
import { projectsOfQuery } from "./projects-api.ts";
import { ProjectsTable } from "./projects-table.tsx";

export default function ProjectsPage() {
  const { t } = useTranslation("merchants");
  const can = useCan("list_projects");
  const projects = useQuery({ ...projectsOfQuery(), enabled: can.allowed });
  return (
    <Page title={t("project.title")} note={t("project.page_note")}>
      {can.allowed ? (
        <Card flush>
          <ProjectsTable projects={projects} withMerchant />
        </Card>
      ) : (
        <NoPermission permission={can.permission} />
      )}
    </Page>
  );
}
