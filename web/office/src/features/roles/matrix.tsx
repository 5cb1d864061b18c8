// The matrix itself: permissions down, roles across; cards on a narrow screen.
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";
import { Link } from "../../ui/link.tsx";
import { Badge } from "../../ui/status.tsx";
import type { Permission, Role } from "./api.ts";
import { bySection, type MatrixRow, sectionName } from "./matrix-rows.ts";
import style from "./roles.module.css";

export function Matrix({
  rows,
  roles,
  comparing,
}: {
  rows: readonly MatrixRow[];
  roles: readonly Role[];
  comparing: boolean;
}) {
  const { t } = useTranslation("roles");
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={style.scroll} tabIndex={0} aria-label={t("matrix.label")}>
      <table className={style.matrix} data-comparing={comparing || undefined}>
        <thead>
          <tr>
            <th scope="col">{t("matrix.permission")}</th>
            {roles.map((role) => (
              <th key={role.role_id} scope="col">
                <Link to={`/roles/${role.role_id}`}>{role.name}</Link>
                <span className={style.holders}>
                  {role.company_name ?? t("matrix.holders", { count: role.holders })}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {bySection(rows).map(([section, list]) => (
            <Fragment key={section}>
              <tr className={style.section}>
                <th scope="colgroup" colSpan={roles.length + 1}>
                  {sectionName(section)}
                </th>
              </tr>
              {list.map((row) => (
                <PermissionRow
                  key={row.permission.key}
                  row={row}
                  roles={roles}
                  comparing={comparing}
                />
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function PermissionRow({
  row,
  roles,
  comparing,
}: {
  row: MatrixRow;
  roles: readonly Role[];
  comparing: boolean;
}) {
  const { t } = useTranslation("roles");
  return (
    <tr className={comparing && row.differs ? style.differs : undefined}>
      <th scope="row">
        <PermissionText permission={row.permission} />
      </th>
      {roles.map((role) => {
        const held = role.permissions.includes(row.permission.key);
        return (
          <td key={role.role_id} data-held={held ? "yes" : "no"}>
            <span className={style.role}>{role.name}</span>
            <span className={held ? style.yes : style.no}>
              <Icon
                name={held ? "check-circle" : "minus"}
                size={15}
                label={t(held ? "matrix.yes" : "matrix.no")}
              />
            </span>
          </td>
        );
      })}
    </tr>
  );
}

/** A permission in words, with what is special about it. */
export function PermissionText({ permission }: { permission: Permission }) {
  const { t } = useTranslation("roles");
  return (
    <span className={style.permission} title={permission.key}>
      <span className={style.label}>{permission.label}</span>
      {permission.moves_money && <Badge tone="warning" text={t("flag.moves_money")} />}
      {permission.platform && <Badge tone="violet" text={t("flag.platform")} />}
      {permission.needs_phone && <Badge tone="info" text={t("flag.needs_phone")} />}
      <span className={style.about}>{permission.description}</span>
    </span>
  );
}
