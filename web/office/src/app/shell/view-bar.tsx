// The bar itself while somebody looks as somebody else; loaded only then.
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { sessionKey } from "../../api/session.ts";
import { changeEyes, end_view, type PresentView } from "../../api/views.ts";
import { Button } from "../../ui/button.tsx";
import { useNow } from "../../ui/clock.tsx";
import { HiddenText } from "../../ui/hidden-text.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Instant } from "../../ui/instant.tsx";
import { useToast } from "../../ui/toast.tsx";
import { Tooltip } from "../../ui/tooltip.tsx";
import style from "./view-banner.module.css";

export default function ViewBar({ view }: { view: PresentView }) {
  const { t } = useTranslation();
  const { person, merchant_name, company_name, withheld } = view;
  const place = [company_name, person && merchant_name].filter(Boolean).join(", ");
  return (
    <section className={style.banner} aria-label={t("view.label")}>
      <Icon name="eye" />
      <div className={style.words}>
        <strong>
          {person
            ? t("view.as_person", { name: person.name })
            : t("view.as_merchant", { name: merchant_name })}
        </strong>
        {place && <span>{t("view.where", { place })}</span>}
        <span className={style.only}>{t("view.read_only")}</span>
        {withheld.length > 0 && (
          <Tooltip text={t("view.withheld", { count: withheld.length })}>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keyboards must reach the note */}
            <span className={style.note} tabIndex={0}>
              <Icon name="eye-off" size={14} />
              <HiddenText>{t("view.withheld", { count: withheld.length })}</HiddenText>
            </span>
          </Tooltip>
        )}
      </div>
      <TimeLeft ends_at={view.ends_at ?? 0} />
      <LeaveButton />
    </section>
  );
}

function TimeLeft({ ends_at }: { ends_at: number }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const now = useNow(1000);
  const left_s = Math.max(0, Math.ceil((ends_at - now) / 1000));
  const over = left_s === 0;
  useEffect(() => {
    if (over) void queries.invalidateQueries({ queryKey: sessionKey });
  }, [over, queries]);
  const time = `${Math.floor(left_s / 60)}:${String(left_s % 60).padStart(2, "0")}`;
  return (
    <span className={style.left}>
      <span aria-hidden="true">{t("view.left", { time })}</span>
      <HiddenText>
        {t("view.until")} <Instant at={ends_at} />
      </HiddenText>
    </span>
  );
}

function LeaveButton() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  async function leave() {
    setBusy(true);
    try {
      changeEyes(queries, await end_view());
      await navigate({ to: "/views" });
    } catch {
      toast(t("view.leave_failed"), { tone: "danger" });
      void queries.invalidateQueries({ queryKey: sessionKey });
    } finally {
      setBusy(false);
    }
  }
  return (
    <Button size="small" busy={busy} onClick={() => void leave()}>
      {t("view.leave")}
    </Button>
  );
}
