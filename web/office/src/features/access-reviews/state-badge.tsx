// How far a review is.
import { useTranslation } from "react-i18next";
import { Badge } from "../../ui/status.tsx";
import type { AccessReview } from "./api.ts";

export function StateBadge({ review }: { review: AccessReview }) {
  const { t } = useTranslation("access_reviews");
  if (review.state === "signed_off")
    return <Badge tone="success" icon="check-circle" text={t("state.signed_off")} />;
  return review.undecided === 0 ? (
    <Badge tone="info" text={t("state.ready")} />
  ) : (
    <Badge tone="warning" icon="clock" text={t("state.open")} />
  );
}
