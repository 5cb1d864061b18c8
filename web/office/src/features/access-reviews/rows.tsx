// The rows of a review with what was decided about each; while it is open, deciding them.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useCan } from "../../ui/can.tsx";
import { List } from "../../ui/list-page.tsx";
import { useProblemText } from "../../ui/notice.tsx";
import { EmptyState } from "../../ui/states.tsx";
import { useToast } from "../../ui/toast.tsx";
import {
  type AccessReview,
  type AccessRow,
  decide_access_rows,
  decisions,
  kinds,
  reviewsKey,
  rowsQuery,
} from "./api.ts";
import { rowColumns } from "./row-columns.tsx";

const RowDialog = lazy(() => import("./row-dialog.tsx"));

export function Rows({ review }: { review: AccessReview }) {
  const { t } = useTranslation("access_reviews");
  const [shown, setShown] = useState<AccessRow>();
  const keep = useKeep(review);
  const can = useCan("decide_access_rows");
  const columns = rowColumns(t, {
    keep: review.state === "open" ? (row) => keep.mutate(row.row_id) : undefined,
    busy: keep.isPending ? keep.variables : undefined,
    reason: can.reason,
    show: setShown,
  });
  return (
    <>
      <List
        list="access-rows"
        label={t("rows.title")}
        columns={columns}
        filters={[
          { kind: "text", name: "search", label: t("rows.search") },
          {
            kind: "choice",
            name: "kind",
            label: t("column.kind"),
            options: kinds.map((value) => ({ value, label: t(`kind.${value}`) })),
          },
          {
            kind: "choice",
            name: "decision",
            label: t("column.decision"),
            options: decisions.map((value) => ({ value, label: t(`decision.${value}`) })),
          },
        ]}
        query={rowsQuery(review.access_review_id)}
        rowKey={(row) => row.row_id}
        empty={
          <EmptyState icon="key" title={t("rows.empty")}>
            {t("rows.empty_text")}
          </EmptyState>
        }
      />
      <Suspense>
        {shown && <RowDialog review={review} row={shown} onClose={() => setShown(undefined)} />}
      </Suspense>
    </>
  );
}

function useKeep(review: AccessReview) {
  const queries = useQueryClient();
  const toast = useToast();
  const problem = useProblemText();
  return useMutation({
    mutationFn: (row_id: string) =>
      decide_access_rows(review.access_review_id, { row_ids: [row_id], decision: "keep" }),
    onSuccess: () => queries.invalidateQueries({ queryKey: reviewsKey }),
    onError: (error) => toast(problem(error).title, { tone: "danger" }),
  });
}
