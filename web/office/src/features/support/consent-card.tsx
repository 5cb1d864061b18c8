// Whether support may look as the company's people: never, when asked, or always.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Canceled } from "../../lib/canceled.ts";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { Instant } from "../../ui/instant.tsx";
import { ProblemNotice } from "../../ui/notice.tsx";
import { Stack } from "../../ui/page.tsx";
import { Segments } from "../../ui/segments.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { useToast } from "../../ui/toast.tsx";
import { type ConsentMode, consentQuery, refreshViews, set_view_consent } from "./api.ts";
import style from "./support.module.css";

const modes = ["off", "ask", "always"] as const;

export function ConsentCard({ company_id }: { company_id: string }) {
  const { t } = useTranslation("support");
  const queries = useQueryClient();
  const toast = useToast();
  const can = useCan("set_view_consent", { company_id });
  const { data, error, refetch } = useQuery(consentQuery(company_id));
  const [failure, setFailure] = useState<unknown>();
  async function choose(mode: ConsentMode) {
    if (!data || mode === data.mode) return;
    setFailure(undefined);
    try {
      await set_view_consent(data, mode);
      toast(t("consent.saved"));
    } catch (refusal) {
      if (!(refusal instanceof Canceled)) setFailure(refusal);
    } finally {
      await refreshViews(queries);
    }
  }
  return (
    <Card title={t("consent.title")} note={t("consent.note")}>
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <SkeletonLines lines={2} />
      ) : (
        <Stack gap={12}>
          {failure !== undefined && <ProblemNotice error={failure} />}
          {can.allowed ? (
            <div className={style.choice}>
              <Segments
                label={t("consent.title")}
                options={modes.map((mode) => ({ value: mode, label: t(`consent.${mode}`) }))}
                value={data.mode}
                onChange={(mode) => void choose(mode as ConsentMode)}
              />
            </div>
          ) : (
            <p>{t(`consent.${data.mode}`)}</p>
          )}
          <p className={style.soft}>
            {t(`consent.${data.mode}_text`)}{" "}
            {data.changed_at !== null && (
              <>
                {t("consent.changed", { name: data.changed_by })} <Instant at={data.changed_at} />
              </>
            )}
          </p>
        </Stack>
      )}
    </Card>
  );
}
