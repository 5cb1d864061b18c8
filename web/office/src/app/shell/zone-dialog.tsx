// The choice of the time zone that all instants, day limits and exports follow.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { browserZone, zoneOffset } from "../../lib/time.ts";
import { Button } from "../../ui/button.tsx";
import { useClock } from "../../ui/clock.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { usePreferences } from "../../ui/preferences.tsx";
import { Select } from "../../ui/select-field.tsx";
import style from "./clock.module.css";

export default function ZoneDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { zone, change } = usePreferences();
  return (
    <Dialog open onClose={onClose} title={t("clock.title")} size="small">
      <ZoneChoice zone={zone} onChange={(next) => change({ zone: next })} />
      <DialogActions>
        <Button variant="primary" onClick={onClose}>
          {t("clock.done")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function zones(): string[] {
  const known = Intl.supportedValuesOf("timeZone");
  return known.includes("UTC") ? known : ["UTC", ...known];
}

function ZoneChoice({ zone, onChange }: { zone: string; onChange: (zone: string) => void }) {
  const { t } = useTranslation();
  const now = useClock();
  const [options] = useState(() =>
    zones().map((name) => ({ value: name, label: `${name} (${zoneOffset(now(), name)})` })),
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
