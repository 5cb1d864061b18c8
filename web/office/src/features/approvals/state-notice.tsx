// The first thing to know about a request: that one may not decide it and why, that its target has
// changed, or how it ended.
import { useTranslation } from "react-i18next";
import { ButtonLink } from "../../ui/button.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Notice } from "../../ui/notice.tsx";
import type { Approval } from "./api.ts";
import { pathOf, useActWords } from "./words.ts";

export function StateNotice({ approval }: { approval: Approval }) {
  if (approval.state === "open") return <OpenNotice approval={approval} />;
  return <EndNotice approval={approval} />;
}

function OpenNotice({ approval }: { approval: Approval }) {
  const { t } = useTranslation("approvals");
  const words = useActWords();
  if (!approval.is_current)
    return (
      <Notice tone="warning" title={t("notice.changed")}>
        {t("notice.changed_text")}
      </Notice>
    );
  const code = approval.cannot_decide_code;
  return (
    <>
      {code !== null && (
        <Notice title={t(approval.is_mine ? "notice.mine" : "notice.not_yours")}>
          {words.refusal(code, approval.cannot_decide_reason ?? "")}
        </Notice>
      )}
      {approval.deciders.length === 0 && (
        <Notice tone="warning" title={t("notice.nobody")}>
          {t("notice.nobody_text", { permission: approval.permission })}
        </Notice>
      )}
    </>
  );
}

function EndNotice({ approval }: { approval: Approval }) {
  const { t } = useTranslation("approvals");
  const { state, closed_by, closed_at, closed_reason } = approval;
  const tone = state === "executed" ? "success" : state === "rejected" ? "danger" : "warning";
  const path = pathOf(approval);
  const done = state === "executed" && path;
  return (
    <Notice
      tone={tone}
      title={t(`end.${state}`, { name: closed_by })}
      action={
        done && (
          <ButtonLink to={path} size="small" icon="arrow-right">
            {t("end.see")}
          </ButtonLink>
        )
      }
    >
      {closed_reason && <p>{closed_reason}</p>}
      {state === "approved" && <p>{t("end.approved_text")}</p>}
      {closed_at !== null && (
        <p>
          <Instant at={closed_at} as="second" />
        </p>
      )}
    </Notice>
  );
}
