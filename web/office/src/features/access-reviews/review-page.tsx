// One review: the rows of who holds what, deciding about them, and the signature.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { saveText } from "../../lib/save-text.ts";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Instant } from "../../ui/instant.tsx";
import { useProblemText } from "../../ui/notice.tsx";
import { Page, Stack } from "../../ui/page.tsx";
import { ErrorState, NoPermission, SkeletonLines } from "../../ui/states.tsx";
import { useToast } from "../../ui/toast.tsx";
import style from "./access-reviews.module.css";
import { type AccessReview, export_access_review, reviewQuery, reviewsKey } from "./api.ts";
import { Rows } from "./rows.tsx";
import { StateBadge } from "./state-badge.tsx";

const SignDialog = lazy(() => import("./sign-dialog.tsx"));

export default function ReviewPage() {
  const { t } = useTranslation("access_reviews");
  const { access_review_id = "" } = useParams({ strict: false }) as { access_review_id?: string };
  const can = useCan("read_access_review");
  const answer = useQuery({ ...reviewQuery(access_review_id), enabled: can.allowed });
  const { data, error, refetch } = answer;
  return (
    <Page
      title={t("one.title")}
      aside={data && <StateBadge review={data} />}
      crumbs={[{ label: t("title"), to: "/access-reviews" }]}
      actions={
        data && (
          <>
            <ExportButton review={data} />
            {data.state === "open" && <SignButton review={data} />}
          </>
        )
      }
    >
      {!can.allowed ? (
        <NoPermission permission="access_reviews:read" />
      ) : data ? (
        <Stack>
          <FactsCard review={data} />
          <Rows review={data} />
        </Stack>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonLines lines={12} />
      )}
    </Page>
  );
}

function FactsCard({ review }: { review: AccessReview }) {
  const { t } = useTranslation("access_reviews");
  const signed = review.signed_at !== null;
  return (
    <Card title={t("one.facts")}>
      <Facts
        facts={[
          {
            name: t("column.created_at"),
            value: (
              <>
                <Instant at={review.created_at} />, {review.created_by}
              </>
            ),
          },
          { name: t("decision.undecided"), value: review.undecided, hidden: signed },
          { name: t("decision.keep"), value: review.keep },
          { name: t("decision.remove"), value: review.remove },
          {
            name: t("column.signed"),
            value: signed && (
              <>
                {review.signed_by}, <Instant at={review.signed_at as number} as="second" />
              </>
            ),
            hidden: !signed,
          },
          { name: t("one.note"), value: review.note, hidden: review.note === null },
          {
            name: t("one.digest"),
            value: <span className={style.digest}>{review.digest}</span>,
            hidden: !signed,
          },
        ]}
      />
    </Card>
  );
}

function ExportButton({ review }: { review: AccessReview }) {
  const { t } = useTranslation("access_reviews");
  const toast = useToast();
  const problem = useProblemText();
  const save = useMutation({
    mutationFn: () => export_access_review(review.access_review_id),
    onSuccess: (csv) => {
      saveText(`access-${review.access_review_id}.csv`, csv, "text/csv");
      toast(t("one.exported"));
    },
    onError: (error) => toast(problem(error).title, { tone: "danger" }),
  });
  return (
    <Button icon="download" busy={save.isPending} onClick={() => save.mutate()}>
      {t("one.export")}
    </Button>
  );
}

function SignButton({ review }: { review: AccessReview }) {
  const { t } = useTranslation("access_reviews");
  const [open, setOpen] = useState(false);
  const can = useCan("sign_access_review");
  const queries = useQueryClient();
  const left = review.undecided > 0 ? t("one.left", { count: review.undecided }) : undefined;
  return (
    <>
      <Button variant="primary" disabledReason={can.reason || left} onClick={() => setOpen(true)}>
        {t("one.sign")}
      </Button>
      <Suspense>
        {open && (
          <SignDialog
            review={review}
            onClose={() => {
              setOpen(false);
              void queries.invalidateQueries({ queryKey: reviewsKey });
            }}
          />
        )}
      </Suspense>
    </>
  );
}
