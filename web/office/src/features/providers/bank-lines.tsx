// Lines of the bank's files, those that wait for a person first.
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { Link } from "../../ui/link.tsx";
import { Money } from "../../ui/money.tsx";
import { Segments } from "../../ui/segments.tsx";
import { EmptyState, ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { Badge } from "../../ui/status.tsx";
import style from "./bank.module.css";
import { type BankLine, linesQuery } from "./bank-api.ts";

const LineDialog = lazy(() => import("./bank-line-dialog.tsx"));

export function BankLines({ id, unmatched }: { id: string; unmatched: number }) {
  const { t } = useTranslation("providers");
  const [shown, setShown] = useState<"unmatched" | "all">("unmatched");
  const [chosen, setChosen] = useState<BankLine>();
  const { data, error, refetch } = useQuery(
    linesQuery(id, shown === "unmatched" ? "unmatched" : undefined),
  );
  return (
    <Card
      title={t("bank.lines")}
      note={t("bank.lines_note")}
      actions={
        <Segments
          label={t("bank.which_lines")}
          value={shown}
          onChange={(value) => setShown(value as "unmatched" | "all")}
          options={[
            { value: "unmatched", label: t("bank.only_open", { count: unmatched }) },
            { value: "all", label: t("bank.every_line") },
          ]}
        />
      }
    >
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <SkeletonLines lines={3} />
      ) : data.length === 0 ? (
        <EmptyState icon="check-circle" title={t(`bank.no_lines.${shown}`)} />
      ) : (
        <ul className={style.list}>
          {data.map((line) => (
            <Line key={line.bank_line_id} line={line} onChoose={() => setChosen(line)} />
          ))}
        </ul>
      )}
      {chosen && (
        <Suspense fallback={null}>
          <LineDialog line={chosen} onClose={() => setChosen(undefined)} />
        </Suspense>
      )}
    </Card>
  );
}

const looks = {
  applied: { tone: "success", icon: "check-circle" },
  unmatched: { tone: "warning", icon: "alert" },
  assigned: { tone: "success", icon: "check-circle" },
  put_aside: { tone: "neutral", icon: "pause" },
} as const;

function Line({ line, onChoose }: { line: BankLine; onChoose: () => void }) {
  const { t } = useTranslation("providers");
  const can = useCan("assign_bank_line");
  const about = [line.party, line.purpose, line.reference, line.status, line.reason];
  return (
    <li className={style.line}>
      <Badge {...looks[line.state]} text={t(`bank.line_state.${line.state}`)} />
      <span className={style.words}>
        <span>{about.filter(Boolean).join(" · ") || t(`bank.direction.${line.direction}`)}</span>
        {line.note && <span className={style.note}>{line.note}</span>}
        <span className={style.reason}>
          {t(`bank.direction.${line.direction}`)}
          {line.booked_on && `, ${line.booked_on}`}
          {line.settled_by && `, ${line.settled_by}`}
        </span>
      </span>
      {line.payment_id && <Link to={`/payments/${line.payment_id}`}>{t("bank.payment")}</Link>}
      {line.direction !== "answer" && (
        <Money
          minor={line.direction === "debit" ? -line.amount_minor : line.amount_minor}
          currency={line.currency}
          signed
        />
      )}
      {line.state === "unmatched" && (
        <Button size="small" disabledReason={can.reason} onClick={onChoose}>
          {t("bank.settle")}
        </Button>
      )}
    </li>
  );
}
