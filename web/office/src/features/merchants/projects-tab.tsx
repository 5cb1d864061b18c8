// The projects of a merchant: parts that keys, payments and people can belong to.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { Can } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import type { Merchant } from "./api.ts";
import { CreateProjectDialog } from "./project-dialogs.tsx";
import { projectsOfQuery } from "./projects-api.ts";
import { ProjectsTable } from "./projects-table.tsx";

export default function ProjectsTab({ merchant }: { merchant: Merchant }) {
  const { t } = useTranslation("merchants");
  const [creating, setCreating] = useState(false);
  const projects = useQuery(projectsOfQuery(merchant.merchant_id));
  const create = (
    <Can do="create_project" at={merchant}>
      {(missing) => (
        <Button
          variant="primary"
          icon="plus"
          disabledReason={missing}
          onClick={() => setCreating(true)}
        >
          {t("project.create")}
        </Button>
      )}
    </Can>
  );
  return (
    <Card flush title={t("project.title")} note={t("project.note")} actions={create}>
      <ProjectsTable projects={projects} />
      {creating && (
        <CreateProjectDialog
          merchant_id={merchant.merchant_id}
          onClose={() => setCreating(false)}
        />
      )}
    </Card>
  );
}
