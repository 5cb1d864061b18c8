// Exception cases of this payment that somebody has to look at, with the way to the desk.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { formatMoney } from "../../lib/money.ts";
import { ButtonLink } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Notice } from "../../ui/notice.tsx";
import { casesQuery, type Payment } from "./api.ts";

export function CaseNotices({ payment }: { payment: Payment }) {
  const { t } = useTranslation("payments");
  const can = useCan("list_exceptions", payment);
  const { data = [] } = useQuery({ ...casesQuery(payment.payment_id), enabled: can.allowed });
  return data
    .filter(({ state }) => state === "open")
    .map((one) => (
      <Notice
        key={one.exception_id}
        tone="warning"
        title={t("case.title", {
          kind: t(`case.kind.${one.kind}`),
          amount: formatMoney(one.amount_minor, one.currency),
        })}
        action={
          <ButtonLink
            size="small"
            icon="arrow-right"
            to={`/needs-answer?tab=cases&payment_id=${payment.payment_id}&open=${one.exception_id}`}
          >
            {t("case.see")}
          </ButtonLink>
        }
      >
        {one.note}
      </Notice>
    ));
}
