// All reviews of access: when the next one is due, starting it, and those that were signed off.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import type { Column } from "../../ui/data-table/column.ts";
import { DataTable } from "../../ui/data-table/data-table.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Notice, useProblemText } from "../../ui/notice.tsx";
import { Page, Stack } from "../../ui/page.tsx";
import { EmptyState, ErrorState, NoPermission, SkeletonLines } from "../../ui/states.tsx";
import { useToast } from "../../ui/toast.tsx";
import { type AccessReview, reviewsKey, reviewsQuery, start_access_review } from "./api.ts";
import { StateBadge } from "./state-badge.tsx";

export default function ReviewsPage() {
  const { t } = useTranslation("access_reviews");
  const can = useCan("list_access_reviews");
  const answer = useQuery({ ...reviewsQuery, enabled: can.allowed });
  const { data, error, refetch } = answer;
  const open = data?.rows.find(({ state }) => state === "open");
  const columns = reviewColumns(t);
  return (
    <Page
      title={t("title")}
      note={can.allowed ? t("note") : undefined}
      actions={data && <Start open={open} />}
    >
      {!can.allowed ? (
        <NoPermission permission="access_reviews:read" />
      ) : data ? (
        <Stack>
          <Due due_at={data.due_at} is_due={data.is_due} signed_at={data.signed_at} open={open} />
          <Card flush>
            {data.rows.length === 0 ? (
              <EmptyState icon="key" title={t("empty.title")}>
                {t("empty.text")}
              </EmptyState>
            ) : (
              <DataTable
                label={t("title")}
                columns={columns}
                rows={data.rows}
                rowKey={(row) => row.access_review_id}
                rowPath={(row) => `/access-reviews/${row.access_review_id}`}
              />
            )}
          </Card>
        </Stack>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonLines lines={8} />
      )}
    </Page>
  );
}

function Start({ open }: { open?: AccessReview }) {
  const { t } = useTranslation("access_reviews");
  const can = useCan("start_access_review");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const problem = useProblemText();
  const start = useMutation({
    mutationFn: start_access_review,
    onSuccess: async ({ access_review_id }) => {
      await queries.invalidateQueries({ queryKey: reviewsKey });
      await navigate({ to: `/access-reviews/${access_review_id}` });
    },
    onError: (error) => toast(problem(error).title, { tone: "danger" }),
  });
  if (open)
    return (
      <ButtonLink to={`/access-reviews/${open.access_review_id}`} variant="primary">
        {t("go_on")}
      </ButtonLink>
    );
  return (
    <Button
      variant="primary"
      busy={start.isPending}
      disabledReason={can.reason}
      onClick={() => start.mutate()}
    >
      {t("start")}
    </Button>
  );
}

function Due({
  due_at,
  is_due,
  signed_at,
  open,
}: {
  due_at: number;
  is_due: boolean;
  signed_at: number | null;
  open?: AccessReview;
}) {
  const { t } = useTranslation("access_reviews");
  return (
    <Notice
      tone={is_due ? "warning" : "info"}
      title={t(open ? "due.open" : is_due ? "due.now" : "due.later")}
    >
      {signed_at === null ? (
        t("due.never")
      ) : (
        <>
          {t("due.last")} <Instant at={signed_at} as="date" />.
        </>
      )}{" "}
      {t("due.next")} <Instant at={due_at} as="date" />.
    </Notice>
  );
}

function reviewColumns(
  t: ReturnType<typeof useTranslation<"access_reviews">>["t"],
): Column<AccessReview>[] {
  return [
    {
      id: "created_at",
      title: t("column.created_at"),
      narrow: "lead",
      cell: (row) => <Instant at={row.created_at} />,
    },
    {
      id: "state",
      title: t("column.state"),
      narrow: "trail",
      cell: (row) => <StateBadge review={row} />,
    },
    { id: "created_by", title: t("column.created_by"), cell: (row) => row.created_by },
    {
      id: "rows",
      title: t("column.rows"),
      align: "end",
      cell: (row) => row.undecided + row.keep + row.remove,
    },
    { id: "remove", title: t("column.remove"), align: "end", cell: (row) => row.remove },
    {
      id: "signed",
      title: t("column.signed"),
      cell: (row) =>
        row.signed_at !== null && (
          <>
            {row.signed_by}, <Instant at={row.signed_at} />
          </>
        ),
    },
  ];
}
