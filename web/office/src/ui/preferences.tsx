// What a person chose for this browser: time zone, density, menu. Kept in local storage, shared by
// all pages through one context.
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";
import { browserZone, isZone } from "../lib/time.ts";

export type Density = "normal" | "compact";

export interface Preferences {
  /** IANA name of the zone all instants are shown in. */
  zone: string;
  density: Density;
  menu_collapsed: boolean;
  /** Hidden columns by list. */
  hidden_columns: Record<string, readonly string[]>;
}

interface Store extends Preferences {
  change: (change: Partial<Preferences>) => void;
}

const key = "bursar.preferences";

function read(): Preferences {
  const plain: Preferences = {
    zone: browserZone(),
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

const PreferencesContext = createContext<Store>({ ...read(), change: () => undefined });

export const usePreferences = () => useContext(PreferencesContext);
export const useZone = () => usePreferences().zone;

export function PreferencesProvider({ children }: { children: ReactNode }) {
  const [preferences, setPreferences] = useState(read);
  const change = useCallback((part: Partial<Preferences>) => {
    setPreferences((before) => {
      const after = { ...before, ...part };
      localStorage.setItem(key, JSON.stringify(after));
      return after;
    });
  }, []);
  const store = useMemo(() => ({ ...preferences, change }), [preferences, change]);
  return (
    <PreferencesContext value={store}>
      <div data-density={preferences.density} style={{ display: "contents" }}>
        {children}
      </div>
    </PreferencesContext>
  );
}
