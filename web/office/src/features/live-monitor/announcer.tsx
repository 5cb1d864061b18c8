// Tells screen readers now and then what came, instead of reading out every row.
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import style from "./live-monitor.module.css";
import type { LiveRow } from "./live-rows.ts";

const every_ms = 15_000;

export function Announcer({ rows }: { rows: readonly LiveRow[] }) {
  const { t } = useTranslation("live_monitor");
  const [text, setText] = useState("");
  const newest = useRef(rows);
  newest.current = rows;
  const told = useRef(0);
  useEffect(() => {
    const timer = setInterval(() => {
      const fresh = newest.current.filter((row) => row.position > told.current);
      const first = told.current === 0;
      told.current = newest.current[0]?.position ?? told.current;
      if (first || fresh.length === 0) return;
      const declined = fresh.filter((row) => row.type.endsWith(".declined")).length;
      setText(t("announce", { count: fresh.length, declined }));
    }, every_ms);
    return () => clearInterval(timer);
  }, [t]);
  return (
    <p className={style.unseen} role="status">
      {text}
    </p>
  );
}
