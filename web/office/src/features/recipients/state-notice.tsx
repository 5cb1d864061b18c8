// What the state of a recipient means for whoever looks at it, and what comes next.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { useNow } from "../../ui/clock.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Notice } from "../../ui/notice.tsx";
import { type Recipient, waitingQuery } from "./api.ts";
import { isCooling, leftText } from "./looks.ts";

export function StateNotice({ recipient }: { recipient: Recipient }) {
  const { t } = useTranslation("recipients");
  const now = useNow();
  switch (recipient.state) {
    case "draft":
      return <Notice title={t("notice.draft")}>{t("notice.draft_text")}</Notice>;
    case "pending_approval":
      return (
        <Notice tone="warning" title={t("notice.pending")} action={<RequestLink of={recipient} />}>
          {t("notice.pending_text", { name: recipient.submitted_by })}
        </Notice>
      );
    case "declined":
      return (
        <Notice tone="danger" title={t("notice.declined")}>
          {recipient.declined_reason && <p>“{recipient.declined_reason}”</p>}
          <p>{t("notice.declined_text")}</p>
        </Notice>
      );
    case "archived":
      return <Notice title={t("notice.archived")}>{t("notice.archived_text")}</Notice>;
    case "approved":
      return isCooling(recipient, now) ? (
        <Notice
          title={t("notice.cooling", { left: leftText(recipient.usable_from_at ?? 0, now) })}
          action={<RequestLink of={recipient} />}
        >
          {t("notice.cooling_text")} <Instant at={recipient.usable_from_at} />.
        </Notice>
      ) : null;
  }
}

/** The request that others decide about, when there is one the reader may see. */
function RequestLink({ of }: { of: Recipient }) {
  const { t } = useTranslation("recipients");
  const can = useCan("list_approvals");
  const { data = [] } = useQuery({ ...waitingQuery(of.recipient_id), enabled: can.allowed });
  const [first] = data;
  if (!first) return null;
  return (
    <ButtonLink to={`/approvals/${first.approval_id}`} size="small" icon="arrow-right">
      {t("notice.see_request")}
    </ButtonLink>
  );
}
