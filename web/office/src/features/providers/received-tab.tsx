// What the provider sent on its own account, and what came of each message.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Card } from "../../ui/card.tsx";
import { Copyable } from "../../ui/copyable.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Stack } from "../../ui/page.tsx";
import { EmptyState, ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { Badge } from "../../ui/status.tsx";
import { type Account, type Received, receivedQuery } from "./api.ts";
import style from "./providers.module.css";

export function ReceivedTab({ account }: { account: Account }) {
  const { t } = useTranslation("providers");
  if (!account.is_own) return <Notice>{t("foreign")}</Notice>;
  const has_secret = account.secrets.some((secret) => secret.name === "webhook_secret");
  return (
    <Stack>
      <Card title={t("received.address")} note={t("received.address_note")}>
        <Stack>
          <Copyable text={`/hooks/${account.provider_account_id}`} />
          {!has_secret && <Notice tone="warning">{t("received.no_secret")}</Notice>}
        </Stack>
      </Card>
      <Messages id={account.provider_account_id} />
    </Stack>
  );
}

function Messages({ id }: { id: string }) {
  const { t } = useTranslation("providers");
  const { data, error, refetch } = useQuery(receivedQuery(id));
  return (
    <Card title={t("received.title")} note={t("received.note")}>
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <SkeletonLines lines={5} />
      ) : data.length === 0 ? (
        <EmptyState icon="webhook" title={t("received.empty")}>
          {t("received.empty_text")}
        </EmptyState>
      ) : (
        <ul className={style.list}>
          {data.map((one) => (
            <Message key={one.event_id} message={one} />
          ))}
        </ul>
      )}
    </Card>
  );
}

const tones = {
  received: { tone: "info", icon: "clock" },
  applied: { tone: "success", icon: "check-circle" },
  parked: { tone: "warning", icon: "pause" },
  quarantined: { tone: "danger", icon: "alert" },
} as const;

function Message({ message }: { message: Received }) {
  const { t } = useTranslation("providers");
  const look = tones[message.state];
  return (
    <li className={style.line}>
      <Badge {...look} text={t(`received.state.${message.state}`)} />
      <span className={style.words}>
        {t("received.says", { outcome: message.outcome })}
        {message.reason && <span className={style.reason}>{message.reason}</span>}
      </span>
      <Copyable text={message.our_reference} short />
      <Instant at={message.received_at} />
    </li>
  );
}
