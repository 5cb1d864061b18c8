// The guide as a page of its own, and beside it what one asked and what was answered.
import { useQuery } from "@tanstack/react-query";
import { useLocation, useNavigate, useParams } from "@tanstack/react-router";
import { lazy, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Page, Split } from "../../ui/page.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { guideQuery, ownQuery } from "./api.ts";
import { FeedbackBadge } from "./feedback-badge.tsx";
import { type GuidePlace, GuideView } from "./guide-view.tsx";
import style from "./help.module.css";

const FeedbackDialog = lazy(() => import("./feedback-dialog.tsx"));

export default function HelpPage() {
  const { t } = useTranslation("help");
  const { page = "guide" } = useParams({ strict: false }) as { page?: string };
  const { hash } = useLocation();
  const navigate = useNavigate();
  const { data } = useQuery(guideQuery(page));
  const place = useMemo(() => ({ page, hash }), [page, hash]);
  const open = (next: GuidePlace) => void navigate({ to: `/help/${next.page}`, hash: next.hash });
  return (
    <Page
      title={data?.title ?? t("title")}
      crumbs={page === "guide" ? undefined : [{ label: t("title"), to: "/help" }]}
    >
      <Split
        main={
          <Card>
            <GuideView place={place} onOpen={open} />
          </Card>
        }
        side={<OwnCard />}
      />
    </Page>
  );
}

function OwnCard() {
  const { t } = useTranslation("help");
  const [asking, setAsking] = useState(false);
  const { data, error, refetch } = useQuery(ownQuery);
  return (
    <Card
      title={t("own.title")}
      note={t("own.note")}
      actions={
        <Button size="small" icon="send" onClick={() => setAsking(true)}>
          {t("ask.open")}
        </Button>
      }
    >
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <SkeletonLines lines={3} />
      ) : data.rows.length === 0 ? (
        <p className={style.quiet}>{t("own.empty")}</p>
      ) : (
        <ul className={style.own}>
          {data.rows.map((one) => (
            <li key={one.feedback_id}>
              <FeedbackBadge state={one.state} />{" "}
              <span className={style.quiet}>
                {t(`kind.${one.kind}`)}, <Instant at={one.created_at} as="relative" />
              </span>
              <p className={style.said}>{one.text}</p>
              {one.answer && <p className={style.answer}>{one.answer}</p>}
            </li>
          ))}
        </ul>
      )}
      {asking && (
        <Suspense>
          <FeedbackDialog section="/help" onClose={() => setAsking(false)} />
        </Suspense>
      )}
    </Card>
  );
}
