// That a person ended an operation, why, and what they had seen.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Copyable } from "../../ui/copyable.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Instant } from "../../ui/instant.tsx";
import { decisionsQuery, type Operation } from "./api.ts";
import style from "./payment.module.css";

export function DecisionFacts({
  payment_id,
  operation,
}: {
  payment_id: string;
  operation: Operation;
}) {
  const { t } = useTranslation("payments");
  const { data = [] } = useQuery(decisionsQuery(payment_id));
  const decision = data.find((one) => one.operation_id === operation.operation_id);
  if (!decision) return null;
  return (
    <section aria-label={t("decision.title")}>
      <h3 className={style.othersTitle}>{t("decision.title")}</h3>
      <Facts
        columns={2}
        facts={[
          { name: t("decision.verdict"), value: t(`decision.verdicts.${decision.verdict}`) },
          {
            name: t("decision.by"),
            value: (
              <>
                {decision.decided_by}, <Instant at={decision.decided_at} as="second" />
              </>
            ),
          },
          { name: t("op.reason"), value: decision.reason },
          { name: t("decision.evidence"), value: decision.evidence },
          {
            name: t("decision.file"),
            value: <Copyable short text={decision.evidence_sha256 ?? ""} />,
            hidden: decision.evidence_sha256 === null,
          },
        ]}
      />
    </section>
  );
}
