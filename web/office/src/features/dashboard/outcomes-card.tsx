// How payments ended over the range: paid, declined, failed.
import { useTranslation } from "react-i18next";
import { Card } from "../../ui/card.tsx";
import { Chart } from "../../ui/charts/chart.tsx";
import { useZone } from "../../ui/preferences.tsx";
import { EmptyState, Skeleton } from "../../ui/states.tsx";
import type { Range } from "./api.ts";
import { stepName, ticksEvery } from "./axis.ts";
import { bucketsOf, type Dashboard } from "./figures.ts";

const height = 220;

export function OutcomesCard({ board, range }: { board: Dashboard | undefined; range: Range }) {
  const { t } = useTranslation("dashboard");
  return (
    <Card title={t("outcomes.title")} note={t(`outcomes.note.${range}`)}>
      {board ? <Outcomes board={board} range={range} /> : <Skeleton height={height} />}
    </Card>
  );
}

function Outcomes({ board, range }: { board: Dashboard; range: Range }) {
  const { t } = useTranslation("dashboard");
  const zone = useZone();
  const { captured, declined, failed } = board.current;
  if (captured + declined + failed === 0)
    return (
      <EmptyState icon="chart" title={t("outcomes.none")}>
        {t("outcomes.none_text")}
      </EmptyState>
    );
  return (
    <Chart
      kind="bars"
      title={t("outcomes.title")}
      category={t(`step.${range}`)}
      height={height}
      tick_every={ticksEvery[range]}
      series={[
        { title: t("outcomes.captured"), tone: "success" },
        { title: t("outcomes.declined"), tone: "danger" },
        { title: t("outcomes.failed"), tone: "warning" },
      ]}
      points={bucketsOf(board, undefined).map((bucket) => ({
        ...stepName(range, bucket.at, zone),
        values: [bucket.captured, bucket.declined, bucket.failed],
      }))}
    />
  );
}
