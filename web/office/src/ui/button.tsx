// Buttons, icon buttons and links that look like buttons. A button that may not be used stays
// focusable (aria-disabled) so that its reason can be read by keyboard and screen reader too.
import type { ComponentPropsWithRef, ReactNode } from "react";
import style from "./button.module.css";
import { cx } from "./class-names.ts";
import { Icon, type IconName } from "./icon.tsx";
import { Link, type LinkProps } from "./link.tsx";
import { Tooltip } from "./tooltip.tsx";

type Variant = "primary" | "default" | "quiet" | "danger" | "danger-solid";

interface Look {
  variant?: Variant;
  size?: "small" | "normal";
  icon?: IconName;
  wide?: boolean;
}

export interface ButtonProps extends Look, Omit<ComponentPropsWithRef<"button">, "disabled"> {
  /** Shows a spinner and ignores presses while an action runs. */
  busy?: boolean;
  /** Disables the button; the text says why and appears on hover and focus. */
  disabledReason?: string | false;
}

const classes = (look: Look, extra?: string) =>
  cx(
    style.button,
    style[look.variant ?? "default"],
    look.size === "small" && style.small,
    look.wide && style.wide,
    extra,
  );

export function Button({
  variant,
  size,
  icon,
  wide,
  busy = false,
  disabledReason,
  onClick,
  children,
  className,
  type = "button",
  ...rest
}: ButtonProps) {
  const blocked = busy || Boolean(disabledReason);
  const glyph = busy ? "spinner" : icon;
  const button = (
    <button
      {...rest}
      type={blocked ? "button" : type}
      className={classes({ variant, size, wide }, className)}
      aria-disabled={blocked || undefined}
      aria-busy={busy || undefined}
      onClick={blocked ? (event) => event.preventDefault() : onClick}
    >
      {glyph && <Icon name={glyph} size={14} className={busy ? style.spinner : undefined} />}
      {children}
    </button>
  );
  return disabledReason ? <Tooltip text={disabledReason}>{button}</Tooltip> : button;
}

export interface IconButtonProps extends Omit<ButtonProps, "children" | "icon" | "wide"> {
  icon: IconName;
  /** What it does, for the tooltip and for screen readers. */
  label: string;
  /** A keyboard shortcut shown in the tooltip. */
  shortcut?: string;
}

export function IconButton({
  icon,
  label,
  shortcut,
  variant = "quiet",
  size,
  busy = false,
  disabledReason,
  onClick,
  className,
  ...rest
}: IconButtonProps) {
  const blocked = busy || Boolean(disabledReason);
  return (
    <Tooltip text={disabledReason || label} shortcut={shortcut}>
      <button
        {...rest}
        type="button"
        className={cx(classes({ variant, size }), style.icon, className)}
        aria-label={label}
        aria-disabled={blocked || undefined}
        aria-busy={busy || undefined}
        onClick={blocked ? undefined : onClick}
      >
        <Icon name={busy ? "spinner" : icon} className={busy ? style.spinner : undefined} />
      </button>
    </Tooltip>
  );
}

/** A link in a button's look; with a reason it leads nowhere and says why. */
export function ButtonLink({
  variant,
  size,
  icon,
  wide,
  disabledReason,
  children,
  className,
  ...rest
}: Look & LinkProps & Pick<ButtonProps, "disabledReason"> & { children: ReactNode }) {
  if (disabledReason) {
    const look = { variant, size, icon, wide, className };
    return (
      <Button {...look} disabledReason={disabledReason}>
        {children}
      </Button>
    );
  }
  return (
    <Link {...rest} className={classes({ variant, size, wide }, className)}>
      {icon && <Icon name={icon} size={14} />}
      {children}
    </Link>
  );
}
