// Why something was declined, wherever that is shown: the reason in short, what it means and what
// to do on hover and focus, and the way to the page that explains it.
import { cx } from "./class-names.ts";
import style from "./decline-reason.module.css";
import { Link } from "./link.tsx";
import { useDeclineReason } from "./reference.ts";
import { Tooltip } from "./tooltip.tsx";

export const declinePath = "/decline-codes";

export function DeclineLink({
  reason,
  text,
  className,
}: {
  reason: string;
  /** In place of the reason's title. */
  text?: string;
  className?: string;
}) {
  const { title, meaning, advice } = useDeclineReason()(reason);
  return (
    <Tooltip text={`${meaning} ${advice}`.trim() || title}>
      <Link to={declinePath} hash={reason} className={cx(style.link, className)}>
        {text ?? title}
      </Link>
    </Tooltip>
  );
}
