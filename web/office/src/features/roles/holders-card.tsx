// Who holds a role, where and until when.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Link } from "../../ui/link.tsx";
import { EmptyState, ErrorState, NoPermission, SkeletonLines } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { holdersQuery, type Role, type RoleHolder } from "./api.ts";
import style from "./roles.module.css";

export function HoldersCard({ role }: { role: Role }) {
  const { t } = useTranslation("roles");
  const can = useCan("list_role_holders");
  const holders = useQuery({ ...holdersQuery(role.role_id), enabled: can.allowed });
  return (
    <Card title={t("holders.title")}>
      {!can.allowed ? (
        <NoPermission permission="users:read" />
      ) : holders.error ? (
        <ErrorState error={holders.error} onRetry={() => void holders.refetch()} />
      ) : holders.data === undefined ? (
        <SkeletonLines />
      ) : holders.data.length === 0 ? (
        <EmptyState icon="team" title={t("holders.none")} />
      ) : (
        <ul className={style.list}>
          {holders.data.map((holder) => (
            <Holder
              key={`${holder.user_id} ${holder.company_id} ${holder.merchant_id}`}
              {...holder}
            />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Holder(holder: RoleHolder) {
  const { t } = useTranslation("roles");
  const place = holder.merchant_name ?? holder.company_name ?? t("home.installation");
  return (
    <li className={style.holder}>
      <div>
        <Link to={`/people/${holder.user_id}`}>{holder.name}</Link>
        <div className={style.soft}>{holder.email}</div>
        <div className={style.soft}>
          {place}
          {holder.expires_at !== null && (
            <>
              {" · "}
              {t("holders.until")} <Instant at={holder.expires_at} as="date" />
            </>
          )}
        </div>
      </div>
      {holder.state !== "active" && <Status kind="user" value={holder.state} />}
    </li>
  );
}
