// The present time in the zone that all instants are shown in, and the choice of that zone.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { browserZone, formatInstant, zoneOffset } from "../../lib/time.ts";
import { Button } from "../../ui/button.tsx";
import { useNow } from "../../ui/clock.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { usePreferences } from "../../ui/preferences.tsx";
import { Select } from "../../ui/select-field.tsx";
import style from "./clock.module.css";

export function Clock() {
  const { t } = useTranslation();
  const { zone, change } = usePreferences();
  const now = useNow(1000);
  const [open, setOpen] = useState(false);
  const offset = zoneOffset(now, zone);
  return (
    <>
      <button
        type="button"
        className={style.clock}
        title={t("clock.change")}
        aria-label={t("clock.label", { zone })}
        onClick={() => setOpen(true)}
      >
        <span className={style.time}>{formatInstant(now, zone, "time").slice(0, 5)}</span>
        <span className={style.zone}>{offset === "UTC+00:00" ? "UTC" : offset}</span>
      </button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t("clock.title")} size="small">
        <ZoneChoice zone={zone} now={now} onChange={(next) => change({ zone: next })} />
        <DialogActions>
          <Button variant="primary" onClick={() => setOpen(false)}>
            {t("clock.done")}
          </Button>
        </DialogActions>
      </Dialog>
    </>
  );
}

function zones(): string[] {
  const known = Intl.supportedValuesOf("timeZone");
  return known.includes("UTC") ? known : ["UTC", ...known];
}

function ZoneChoice({
  zone,
  now,
  onChange,
}: {
  zone: string;
  now: number;
  onChange: (zone: string) => void;
}) {
  const { t } = useTranslation();
  const [minute] = useState(() => Math.floor(now / 60_000) * 60_000);
  const [options] = useState(() =>
    zones().map((name) => ({ value: name, label: `${name} (${zoneOffset(minute, name)})` })),
  );
  const own = browserZone();
  return (
    <div className={style.choice}>
      <Select
        label={t("clock.zone")}
        hint={t("clock.hint")}
        options={options}
        value={zone}
        onChange={onChange}
      />
      <div className={style.quick}>
        <Button size="small" onClick={() => onChange("UTC")}>
          UTC
        </Button>
        {own !== "UTC" && (
          <Button size="small" onClick={() => onChange(own)}>
            {t("clock.own", { zone: own })}
          </Button>
        )}
      </div>
    </div>
  );
}
