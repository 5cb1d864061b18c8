// What a person chose for this browser: time zone, density, menu. Kept in local storage, shared by
// all pages through one context.
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
} from "react";
import { browserZone, isZone } from "../lib/time.ts";

export type Density = "normal" | "compact";

export interface Preferences {
  /** IANA name of the zone all instants are shown in. */
  zone: string;
  /** The zone was chosen in this browser; until then the account's own counts. */
  zone_chosen: boolean;
  density: Density;
  menu_collapsed: boolean;
  /** Hidden columns by list. */
  hidden_columns: Record<string, readonly string[]>;
}

interface Store extends Preferences {
  change: (change: Partial<Preferences>) => void;
  /** Shows a zone without choosing it. */
  follow: (zone: string) => void;
}

const key = "bursar.preferences";

function read(): Preferences {
  const plain: Preferences = {
    zone: browserZone(),
    zone_chosen: false,
    density: "normal",
    menu_collapsed: false,
    hidden_columns: {},
  };
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "{}") as Partial<Preferences>;
    const whole = { ...plain, ...kept };
    return isZone(whole.zone) ? whole : { ...whole, zone: plain.zone };
  } catch {
    return plain;
  }
}

const PreferencesContext = createContext<Store>({
  ...read(),
  change: () => undefined,
  follow: () => undefined,
});

export const usePreferences = () => useContext(PreferencesContext);
export const useZone = () => usePreferences().zone;

/** A browser in which no zone was chosen yet follows the person's own; UTC is nobody's choice. */
export function useAccountZone(zone: string) {
  const { follow } = usePreferences();
  useEffect(() => {
    if (zone !== "UTC" && isZone(zone)) follow(zone);
  }, [zone, follow]);
}

export function PreferencesProvider({ children }: { children: ReactNode }) {
  const [preferences, setPreferences] = useState(read);
  const change = useCallback((part: Partial<Preferences>) => {
    setPreferences((before) => {
      const chosen = part.zone !== undefined || before.zone_chosen;
      const after = { ...before, ...part, zone_chosen: chosen };
      localStorage.setItem(key, JSON.stringify(after));
      return after;
    });
  }, []);
  const follow = useCallback((zone: string) => {
    setPreferences((before) => (before.zone_chosen ? before : { ...before, zone }));
  }, []);
  const store = useMemo(() => ({ ...preferences, change, follow }), [preferences, change, follow]);
  return (
    <PreferencesContext value={store}>
      <div data-density={preferences.density} style={{ display: "contents" }}>
        {children}
      </div>
    </PreferencesContext>
  );
}
