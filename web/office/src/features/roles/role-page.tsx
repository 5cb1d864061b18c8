// One role: what it may do, who holds it, and changing or deleting it when it is one's own making.
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { Page, Split } from "../../ui/page.tsx";
import { ErrorState, NoPermission, SkeletonLines } from "../../ui/states.tsx";
import { Badge } from "../../ui/status.tsx";
import { useUrlState } from "../../ui/url-state.ts";
import { type Permission, permissionsQuery, type Role, roleQuery } from "./api.ts";
import { DeleteButton } from "./delete-button.tsx";
import { HoldersCard } from "./holders-card.tsx";
import { PermissionText } from "./matrix.tsx";
import { bySection, matrixRows, sectionName } from "./matrix-rows.ts";
import { RoleEditor } from "./role-editor.tsx";
import style from "./roles.module.css";

export default function RolePage() {
  const { t } = useTranslation("roles");
  const { role_id = "" } = useParams({ strict: false }) as { role_id?: string };
  const can = useCan("read_role");
  const role = useQuery({ ...roleQuery(role_id), enabled: can.allowed });
  const permissions = useQuery({ ...permissionsQuery, enabled: can.allowed });
  const error = role.error ?? permissions.error;
  return (
    <Page
      title={role.data?.name ?? t("page.title")}
      aside={role.data && <HomeBadge role={role.data} />}
      note={role.data?.description}
      crumbs={[{ label: t("title"), to: "/roles" }]}
      actions={role.data && <Actions role={role.data} />}
    >
      {!can.allowed ? (
        <NoPermission permission="roles:read" />
      ) : role.data && permissions.data ? (
        <RoleParts key={role_id} role={role.data} permissions={permissions.data} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void role.refetch()} />
      ) : (
        <SkeletonLines lines={12} />
      )}
    </Page>
  );
}

function HomeBadge({ role }: { role: Role }) {
  const { t } = useTranslation("roles");
  if (role.is_built_in) return <Badge icon="lock" text={t("home.built_in")} />;
  return <Badge tone="info" text={role.company_name ?? t("home.installation")} />;
}

function RoleParts({ role, permissions }: { role: Role; permissions: Permission[] }) {
  const [search] = useUrlState();
  if (search.edit === "1" && !role.is_built_in)
    return <RoleEditor role={role} permissions={permissions} />;
  return (
    <Split
      main={<PermissionsCard role={role} permissions={permissions} />}
      side={<HoldersCard role={role} />}
    />
  );
}

function PermissionsCard({ role, permissions }: { role: Role; permissions: Permission[] }) {
  const { t } = useTranslation("roles");
  const held = permissions.filter(({ key }) => role.permissions.includes(key));
  return (
    <Card title={t("page.permissions", { count: held.length })}>
      <div className={style.picker}>
        {bySection(matrixRows(held, [], {})).map(([section, rows]) => (
          <section key={section} className={style.group}>
            <h3 className={style.soft}>{sectionName(section)}</h3>
            <ul className={style.list}>
              {rows.map(({ permission }) => (
                <li key={permission.key}>
                  <PermissionText permission={permission} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Card>
  );
}

function Actions({ role }: { role: Role }) {
  const { t } = useTranslation("roles");
  const [search, change] = useUrlState();
  const place = role.company_id ? { company_id: role.company_id } : undefined;
  const edit = useCan("update_role", place);
  const create = useCan("create_role");
  if (search.edit === "1" && !role.is_built_in) return null;
  const built_in = role.is_built_in && t("page.built_in");
  return (
    <>
      {create.allowed && (
        <ButtonLink to="/roles/create" search={{ like: role.key }} icon="copy">
          {t("page.copy")}
        </ButtonLink>
      )}
      <DeleteButton role={role} disabledReason={built_in || edit.reason} />
      <Button
        variant="primary"
        icon="edit"
        disabledReason={built_in || edit.reason}
        onClick={() => change({ edit: "1" }, { push: true })}
      >
        {t("page.edit")}
      </Button>
    </>
  );
}
