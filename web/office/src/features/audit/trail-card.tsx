// How far the trail is sealed, and whether the external file follows.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Card, CardGrid, Figure } from "../../ui/card.tsx";
import { Copyable } from "../../ui/copyable.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { Badge } from "../../ui/status.tsx";
import { type AuditTrail, trailQuery } from "./api.ts";
import style from "./audit.module.css";

export function TrailCard() {
  const answer = useQuery(trailQuery);
  return (
    <Card>
      {answer.data ? (
        <Loaded trail={answer.data} />
      ) : answer.error ? (
        <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />
      ) : (
        <SkeletonLines lines={2} />
      )}
    </Card>
  );
}

const count = (value: number) => value.toLocaleString("en-GB");

function Loaded({ trail }: { trail: AuditTrail }) {
  const { t } = useTranslation("audit");
  const { checkpoint, external } = trail;
  const sealed = checkpoint?.tree_size ?? 0;
  return (
    <>
      {(external.state === "failing" || external.trouble) && (
        <Notice tone="danger" title={t("trail.failing")}>
          {external.trouble ?? t("trail.failing_text")}
        </Notice>
      )}
      <CardGrid min={130}>
        <Figure
          label={t("trail.entries")}
          value={count(trail.entries)}
          note={t("trail.waiting", { count: trail.entries - sealed })}
        />
        <Figure
          label={t("trail.checkpoint")}
          value={checkpoint ? <When at={checkpoint.signed_at} /> : "–"}
          note={checkpoint ? t("trail.sealed", { size: count(sealed) }) : t("trail.none")}
        />
        <Figure
          label={t("trail.external")}
          value={<ExternalState state={external.state} />}
          note={external.file ? <Copyable text={external.file} /> : undefined}
        />
        <Figure
          label={t("trail.key")}
          value={<KeyName text={trail.verifier_key} />}
          note={t("trail.key_note")}
        />
      </CardGrid>
    </>
  );
}

const When = ({ at }: { at: number }) => (
  <span className={style.when}>
    <Instant at={at} as="relative" />
  </span>
);

const KeyName = ({ text }: { text: string }) => (
  <span className={style.key}>
    <Copyable text={text.split("+")[0] ?? ""} />
  </span>
);

function ExternalState({ state }: { state: AuditTrail["external"]["state"] }) {
  const { t } = useTranslation("audit");
  if (state === "ok") return <Badge tone="success" icon="check-circle" text={t("trail.ok")} />;
  if (state === "behind") return <Badge tone="info" icon="clock" text={t("trail.behind")} />;
  return <Badge tone="danger" icon="x-circle" text={t("trail.bad")} />;
}
