// Status badges: colour, icon and word from the one tone table.
import { useTranslation } from "react-i18next";
import { sentence } from "../lib/words.ts";
import { cx } from "./class-names.ts";
import { Icon, type IconName } from "./icon.tsx";
import style from "./status.module.css";
import { type StatusKind, statusLook, type Tone } from "./status-tones.ts";

export function useStatusWord() {
  const { t, i18n } = useTranslation();
  return (kind: StatusKind, value: string) => {
    const key = `status.${kind}.${value.replaceAll(":", "_")}`;
    return i18n.exists(key) ? t(key) : sentence(value);
  };
}

export function Status({ kind, value }: { kind: StatusKind; value: string }) {
  const word = useStatusWord();
  const look = statusLook(kind, value);
  return <Badge tone={look.tone} icon={look.icon} text={word(kind, value)} />;
}

export function Badge({
  tone = "neutral",
  icon,
  text,
}: {
  tone?: Tone;
  icon?: IconName;
  text: string;
}) {
  return (
    <span className={cx(style.badge, style[tone])}>
      {icon && <Icon name={icon} size={12} />}
      {text}
    </span>
  );
}

/** What a payment shows: its life cycle, and beside it what else is true of it. */
export function PaymentStatus({
  lifecycle,
  refund_state,
  dispute_state,
  in_doubt,
}: {
  lifecycle: string;
  refund_state?: string;
  dispute_state?: string;
  in_doubt?: boolean;
}) {
  const more: [StatusKind, string][] = [];
  if (refund_state && refund_state !== "none") more.push(["refund_state", refund_state]);
  if (dispute_state && dispute_state !== "none") more.push(["dispute_state", dispute_state]);
  if (in_doubt) more.push(["payment", "in_doubt"]);
  return (
    <span className={style.group}>
      <Status kind="payment" value={lifecycle} />
      {more.map(([kind, value]) => (
        <Status key={kind} kind={kind} value={value} />
      ))}
    </span>
  );
}
