// How fast events come: the last minute as a figure and as a line of seconds.
import { useTranslation } from "react-i18next";
import { Sparkline } from "../../ui/charts/sparkline.tsx";
import { useNow } from "../../ui/clock.tsx";
import style from "./live-monitor.module.css";
import { moveTo, type Rate, sumOf } from "./rate.ts";

export function RateIndicator({ rate }: { rate: Rate }) {
  const { t } = useTranslation("live_monitor");
  const now = useNow(1000);
  const moved = moveTo(rate, now);
  const sum = sumOf(moved);
  return (
    <section className={style.rate} aria-label={t("rate.label")}>
      <div className={style.figure}>
        <b>{sum.events}</b> <span>{t("rate.events")}</span>
      </div>
      <div className={style.figure}>
        <b>{sum.captured}</b> <span>{t("rate.captured")}</span>
      </div>
      <div className={style.figure}>
        <b>{sum.declined}</b> <span>{t("rate.declined")}</span>
      </div>
      <div className={style.line}>
        <Sparkline
          values={moved.slots.map((slot) => slot.events)}
          label={t("rate.line", { count: sum.events })}
          height={34}
        />
      </div>
    </section>
  );
}
