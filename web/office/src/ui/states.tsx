// What a page or card shows when it has nothing, is waiting, failed, or may not be seen.
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../api/error.ts";
import { Button } from "./button.tsx";
import { cx } from "./class-names.ts";
import { Copyable } from "./copyable.tsx";
import { Icon, type IconName } from "./icon.tsx";
import { useProblemText } from "./notice.tsx";
import style from "./states.module.css";
import { WhoCanGrant } from "./who-can-grant.tsx";

export function EmptyState({
  icon = "list",
  title,
  children,
  action,
}: {
  icon?: IconName;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={style.state}>
      <span className={style.glyph}>
        <Icon name={icon} size={20} />
      </span>
      <p className={style.title}>{title}</p>
      {children && <div className={style.text}>{children}</div>}
      {action && <div className={style.action}>{action}</div>}
    </div>
  );
}

/** Any failure of loading: no permission, not found, and the rest with request id and retry. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const { title, detail, request_id } = useProblemText()(error);
  const status = error instanceof ApiError ? error.status : undefined;
  if (status === 403) return <NoPermission error={error as ApiError} />;
  if (status === 404)
    return (
      <EmptyState icon="search" title={t("state.not_found")}>
        {t("state.not_found_text")}
      </EmptyState>
    );
  return (
    <div className={style.state} role="alert">
      <span className={cx(style.glyph, style.bad)}>
        <Icon name="alert" size={20} />
      </span>
      <p className={style.title}>{title}</p>
      {detail && detail !== title && <div className={style.text}>{detail}</div>}
      {request_id && (
        <div className={style.text}>
          {t("problem.request")} <Copyable text={request_id} />
        </div>
      )}
      {onRetry && (
        <div className={style.action}>
          <Button icon="refresh" onClick={onRetry}>
            {t("state.retry")}
          </Button>
        </div>
      )}
    </div>
  );
}

/** What may not be seen: which permission is missing, and who can help. */
export function NoPermission({ error, permission }: { error?: ApiError; permission?: string }) {
  const { t } = useTranslation();
  const missing = error?.problem.details?.required_permission ?? permission;
  return (
    <EmptyState icon="lock" title={t("state.no_permission")}>
      <p>{t("state.no_permission_text")}</p>
      {missing && (
        <p>
          {t("state.missing_permission")} <code>{missing}</code>
        </p>
      )}
      {missing && <WhoCanGrant permission={missing} details={error?.problem.details} />}
    </EmptyState>
  );
}

export function Skeleton({
  width = "100%",
  height = 14,
}: {
  width?: number | string;
  height?: number;
}) {
  return <span className={style.skeleton} style={{ width, height }} />;
}

/** Grey lines in the shape of text, announced as loading. */
export function SkeletonLines({ lines = 4 }: { lines?: number }) {
  const { t } = useTranslation();
  const widths = ["92%", "76%", "84%", "60%"];
  return (
    <div className={style.lines} role="status" aria-label={t("state.loading")}>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholder lines have no other identity
        <Skeleton key={line} width={widths[line % widths.length]} />
      ))}
    </div>
  );
}
