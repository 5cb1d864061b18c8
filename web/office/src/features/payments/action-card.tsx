// What the payer has to do now, until when, and what to send them so that they can.
import { useTranslation } from "react-i18next";
import { formatDuration } from "../../lib/time.ts";
import { Card } from "../../ui/card.tsx";
import { useNow } from "../../ui/clock.tsx";
import { Copyable } from "../../ui/copyable.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Instant } from "../../ui/instant.tsx";
import type { Payment } from "./api.ts";

const copied = ["url", "iban", "bic", "holder", "reference", "address", "asset"] as const;

export function ActionCard({ payment }: { payment: Payment }) {
  const { t } = useTranslation("payments");
  const { action, action_deadline } = payment;
  if (!action) return null;
  return (
    <Card title={t("action.title")} note={t(`action.type.${action.type}`)}>
      <Facts
        facts={[
          {
            name: t("action.until"),
            value: action_deadline !== null && <Deadline at={action_deadline} />,
            hidden: action_deadline === null,
          },
          ...copied.map((name) => ({
            name: t(`action.${name}` as "title"),
            value: <Copyable text={action[name] ?? ""} />,
            hidden: !action[name],
          })),
        ]}
      />
    </Card>
  );
}

function Deadline({ at }: { at: number }) {
  const { t } = useTranslation("payments");
  const now = useNow(1000);
  const left_ms = at - now;
  return (
    <>
      <Instant at={at} as="second" />{" "}
      {left_ms > 0
        ? `(${t("action.left", { time: formatDuration(Math.ceil(left_ms / 1000) * 1_000_000) })})`
        : `(${t("action.over")})`}
    </>
  );
}
