// Live events for pages. One connection serves the whole application; it is open only while some
// page listens and nobody has paused it.
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useTranslation } from "react-i18next";
import { connectLive, type LiveEvent, type LiveState } from "../api/live.ts";
import { IconButton } from "./button.tsx";
import { cx } from "./class-names.ts";
import style from "./live.module.css";

type Listener = (event: LiveEvent) => void;

interface Live {
  state: LiveState;
  paused: boolean;
  pause: (paused: boolean) => void;
  listen: (listener: Listener) => () => void;
}

const LiveContext = createContext<Live>({
  state: "paused",
  paused: true,
  pause: () => undefined,
  listen: () => () => undefined,
});

export const useLiveState = () => useContext(LiveContext);

/** Calls the listener for each event while the component is on the page. */
export function useLive(listener: Listener) {
  const { listen } = useContext(LiveContext);
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => listen((event) => latest.current(event)), [listen]);
}

export function LiveProvider({
  connect = connectLive,
  children,
}: {
  connect?: typeof connectLive;
  children: ReactNode;
}) {
  const listeners = useRef(new Set<Listener>());
  const position = useRef<string | undefined>(undefined);
  const [wanted, setWanted] = useState(false);
  const [paused, setPaused] = useState(false);
  const [state, setState] = useState<LiveState>("paused");

  const listen = useCallback((listener: Listener) => {
    listeners.current.add(listener);
    setWanted(true);
    return () => {
      listeners.current.delete(listener);
      setWanted(listeners.current.size > 0);
    };
  }, []);

  useEffect(() => {
    if (!wanted || paused) {
      setState("paused");
      return;
    }
    const onEvent = (event: LiveEvent) => {
      position.current = event.position;
      for (const listener of listeners.current) listener(event);
    };
    const connection = connect({ onEvent, onState: setState }, position.current);
    return () => connection.close();
  }, [wanted, paused, connect]);

  const live = useMemo(
    () => ({ state, paused, pause: setPaused, listen }),
    [state, paused, listen],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}

/** A dot and a word for the state of the connection, with pause and resume. */
export function LiveIndicator() {
  const { t } = useTranslation();
  const { state, paused, pause } = useLiveState();
  return (
    <span className={style.indicator}>
      <span className={cx(style.dot, style[state])} />
      <span className={style.word} role="status">
        {t(`live.${state}`)}
      </span>
      <IconButton
        size="small"
        icon={paused ? "play" : "pause"}
        label={t(paused ? "live.resume" : "live.pause")}
        onClick={() => pause(!paused)}
      />
    </span>
  );
}
