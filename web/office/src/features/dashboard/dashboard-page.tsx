// The opening page: figures, series and what needs attention. Range, merchant and currency stand in
// the address; live events refresh the figures.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { zoneOffsetMinutes } from "../../lib/time.ts";
import { useCan } from "../../ui/can.tsx";
import { useNow } from "../../ui/clock.tsx";
import { LiveIndicator } from "../../ui/live.tsx";
import { useLiveRefresh } from "../../ui/live-refresh.ts";
import { ProblemNotice } from "../../ui/notice.tsx";
import { Page } from "../../ui/page.tsx";
import { useZone } from "../../ui/preferences.tsx";
import { useMerchants } from "../../ui/reference.ts";
import { Segments } from "../../ui/segments.tsx";
import { ErrorState, NoPermission, Skeleton } from "../../ui/states.tsx";
import { useUrlState } from "../../ui/url-state.ts";
import { boardQuery, dashboardKey, type Range, rangeOf, ranges } from "./api.ts";
import style from "./dashboard.module.css";
import { DeclinesCard } from "./declines-card.tsx";
import { chooseCurrency, currenciesOf } from "./figures.ts";
import { HealthCard } from "./health-card.tsx";
import { MethodsCard } from "./methods-card.tsx";
import { NewestCard } from "./newest-card.tsx";
import { OutcomesCard } from "./outcomes-card.tsx";
import { QuickActions } from "./quick-actions.tsx";
import { Tiles } from "./tiles.tsx";
import { VolumeCard } from "./volume-card.tsx";

const MerchantChoice = lazy(() => import("./merchant-choice.tsx"));

export default function DashboardPage() {
  const { t } = useTranslation("dashboard");
  const [search] = useUrlState();
  const can = useCan("read_dashboard");
  const range = rangeOf(search.range);
  return (
    <Page title={t("title")} actions={<Controls range={range} />}>
      {can.allowed ? (
        <Board range={range} merchant_id={search.merchant_id} asked={search.currency} />
      ) : (
        <NoPermission permission={can.permission} />
      )}
    </Page>
  );
}

function Controls({ range }: { range: Range }) {
  const { t } = useTranslation("dashboard");
  const [, change] = useUrlState();
  const merchants = useMerchants();
  return (
    <>
      <LiveIndicator />
      {merchants.length > 1 && (
        <div className={style.merchant}>
          <Suspense fallback={<Skeleton height={34} />}>
            <MerchantChoice />
          </Suspense>
        </div>
      )}
      <Segments
        label={t("range.label")}
        options={ranges.map((value) => ({ value, label: t(`range.${value}`) }))}
        value={range}
        onChange={(value) => change({ range: value === "today" ? undefined : value })}
      />
    </>
  );
}

/** Minutes east of UTC, asked again only when they can have changed: at the turn of an hour. */
function useZoneOffset(): number {
  const zone = useZone();
  const now = useNow();
  return zoneOffsetMinutes(now - (now % 3_600_000), zone);
}

interface BoardProps {
  range: Range;
  merchant_id: string | undefined;
  asked: string | undefined;
}

function Board({ range, merchant_id, asked }: BoardProps) {
  const queries = useQueryClient();
  const time_zone_offset_min = useZoneOffset();
  const answer = useQuery(boardQuery({ range, time_zone_offset_min, merchant_id }));
  useLiveRefresh(
    (event) => merchant_id === undefined || event.merchant_id === merchant_id,
    () => void queries.invalidateQueries({ queryKey: dashboardKey }),
  );
  const board = answer.data;
  if (answer.error && !board)
    return <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />;

  const currencies = board ? currenciesOf(board) : [];
  const currency = chooseCurrency(currencies, asked);
  const shown = { board, range, merchant_id, currency };
  return (
    <>
      {answer.error && <ProblemNotice error={answer.error} />}
      <Tiles {...shown} more_currencies={Math.max(0, currencies.length - 1)} />
      <div className={style.columns}>
        <div className={style.column}>
          <OutcomesCard board={board} range={range} />
          <VolumeCard {...shown} currencies={currencies} />
          <NewestCard merchant_id={merchant_id} />
        </div>
        <div className={style.column}>
          <QuickActions merchant_id={merchant_id} />
          <DeclinesCard board={board} range={range} merchant_id={merchant_id} />
          <MethodsCard board={board} range={range} merchant_id={merchant_id} />
          <HealthCard />
        </div>
      </div>
    </>
  );
}
