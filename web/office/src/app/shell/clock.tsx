// The present time in the zone that all instants are shown in, and the choice of that zone.
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatInstant, zoneOffset } from "../../lib/time.ts";
import { useNow } from "../../ui/clock.tsx";
import { useZone } from "../../ui/preferences.tsx";
import style from "./clock.module.css";

const ZoneDialog = lazy(() => import("./zone-dialog.tsx"));

export function Clock() {
  const { t } = useTranslation();
  const zone = useZone();
  const now = useNow(1000);
  const [open, setOpen] = useState(false);
  const offset = zoneOffset(now, zone);
  return (
    <>
      <button
        type="button"
        className={style.clock}
        title={t("clock.label", { zone })}
        onClick={() => setOpen(true)}
      >
        <span className={style.time}>{formatInstant(now, zone, "time").slice(0, 5)}</span>
        <span className={style.zone}>{offset === "UTC+00:00" ? "UTC" : offset}</span>
      </button>
      <Suspense>{open && <ZoneDialog onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}
