// Short confirmations in the corner, read out politely. Errors that need action belong on the page,
// not here; a toast with an error stays until it is closed.
import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "./button.tsx";
import { cx } from "./class-names.ts";
import { Icon } from "./icon.tsx";
import style from "./toast.module.css";

interface Toast {
  key: number;
  tone: "success" | "danger";
  text: ReactNode;
  action?: ReactNode;
}

type Show = (text: ReactNode, options?: { tone?: Toast["tone"]; action?: ReactNode }) => void;

const ToastContext = createContext<Show>(() => undefined);

export const useToast = () => useContext(ToastContext);

const shown_ms = 6000;
const shown_at_most = 4;

export function ToastProvider({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const next = useRef(0);

  const drop = useCallback(
    (key: number) => setToasts((all) => all.filter((toast) => toast.key !== key)),
    [],
  );
  const show = useCallback<Show>(
    (text, options = {}) => {
      next.current += 1;
      const key = next.current;
      const tone = options.tone ?? "success";
      setToasts((all) => [
        ...all.slice(1 - shown_at_most),
        { key, text, tone, action: options.action },
      ]);
      if (tone === "success") setTimeout(() => drop(key), shown_ms);
    },
    [drop],
  );

  return (
    <ToastContext value={show}>
      {children}
      <section className={style.stack} aria-label={t("toast.region")} aria-live="polite">
        {toasts.map((toast) => (
          <div key={toast.key} className={cx(style.toast, style[toast.tone])}>
            <Icon name={toast.tone === "success" ? "check-circle" : "x-circle"} />
            <div className={style.text}>{toast.text}</div>
            {toast.action}
            <IconButton
              icon="x"
              size="small"
              label={t("dialog.close")}
              onClick={() => drop(toast.key)}
            />
          </div>
        ))}
      </section>
    </ToastContext>
  );
}
