// What authentication of the cardholder gave: how it went, in words, and who bears a fraud.
import { useTranslation } from "react-i18next";
import { sentence } from "../../lib/words.ts";
import { Card } from "../../ui/card.tsx";
import { Copyable } from "../../ui/copyable.tsx";
import { type Fact, Facts } from "../../ui/facts.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Badge } from "../../ui/status.tsx";
import type { Tone } from "../../ui/status-tones.ts";
import type { PaymentDetail } from "./api.ts";

type ThreeDs = PaymentDetail["three_ds"][number];

const tones: Record<ThreeDs["liability"], Tone> = {
  issuer: "success",
  merchant: "warning",
  unknown: "neutral",
};

export function ThreeDsCard({ detail }: { detail: PaymentDetail }) {
  const { t } = useTranslation("payments");
  if (detail.three_ds.length === 0) return null;
  return (
    <Card title={t("three_ds.title")}>
      {detail.three_ds.map((one) => (
        <Result key={one.operation_id} one={one} />
      ))}
    </Card>
  );
}

const Result = ({ one }: { one: ThreeDs }) => <Facts facts={useThreeDsFacts(one)} />;

function useThreeDsFacts(one: ThreeDs): Fact[] {
  const { t } = useTranslation("payments");
  const text = (name: "version" | "status_reason" | "eci"): Fact => ({
    name: t(`three_ds.${name}`),
    value: one[name],
    hidden: one[name] === "",
  });
  const reference = (name: "ds_trans_id" | "acs_trans_id"): Fact => ({
    name: t(`three_ds.${name}`),
    value: <Copyable short text={one[name]} />,
    hidden: one[name] === "",
  });
  return [
    {
      name: t("three_ds.result"),
      value: `${one.trans_status} · ${t(`three_ds.status.${one.trans_status}` as "title", {
        defaultValue: t("three_ds.status.other"),
      })}`,
      hidden: one.trans_status === "",
    },
    {
      name: t("three_ds.flow"),
      value: t(`three_ds.flows.${one.flow}` as "title", { defaultValue: sentence(one.flow) }),
      hidden: one.flow === "",
    },
    {
      name: t("three_ds.liability"),
      value: <Badge tone={tones[one.liability]} text={t(`three_ds.bears.${one.liability}`)} />,
    },
    text("eci"),
    text("status_reason"),
    {
      name: t("three_ds.exemption"),
      value: t(`exemption.${one.exemption}` as "title", { defaultValue: one.exemption }),
      hidden: one.exemption === "",
    },
    text("version"),
    reference("ds_trans_id"),
    reference("acs_trans_id"),
    { name: t("three_ds.finished_at"), value: <Instant at={one.finished_at} as="second" /> },
  ];
}
