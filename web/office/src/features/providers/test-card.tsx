// Trying the connection: one request that moves nothing, and what came back.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { Instant } from "../../ui/instant.tsx";
import { JsonText } from "../../ui/json-view.tsx";
import { Notice, ProblemNotice } from "../../ui/notice.tsx";
import { Stack } from "../../ui/page.tsx";
import { type Account, refreshProviders, test_provider_account } from "./api.ts";
import style from "./providers.module.css";
import { latencyText } from "./words.tsx";

export function TestCard({ account }: { account: Account }) {
  const { t } = useTranslation("providers");
  const can = useCan("test_provider_account");
  const queries = useQueryClient();
  const test = useMutation({
    mutationFn: () => test_provider_account(account.provider_account_id),
    onSuccess: () => void refreshProviders(queries),
  });
  const shown = test.data ?? account.last_test;
  const reason = account.is_own ? can.reason : t("foreign");
  return (
    <Card
      title={t("test.title")}
      note={t("test.note")}
      actions={
        <Button
          size="small"
          icon="refresh"
          busy={test.isPending}
          disabledReason={reason}
          onClick={() => test.mutate()}
        >
          {t("test.action")}
        </Button>
      }
    >
      <Stack>
        {test.error && <ProblemNotice error={test.error} />}
        {shown ? (
          <Notice
            tone={shown.is_working ? "success" : "danger"}
            title={t(shown.is_working ? "test.works" : "test.fails")}
          >
            <p className={style.sentence}>{shown.note}</p>
            <p>
              <Instant at={shown.at} />
              {shown.http_status > 0 && ` · HTTP ${shown.http_status}`}
              {shown.latency_us > 0 && ` · ${latencyText(shown.latency_us)}`}
            </p>
          </Notice>
        ) : (
          <p className={style.quiet}>{t("test.never")}</p>
        )}
        {test.data?.answer && <JsonText text={test.data.answer} />}
      </Stack>
    </Card>
  );
}
