// Saves what the filters show as a CSV file.
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { saveText } from "../../lib/save-text.ts";
import { dateIn } from "../../lib/time.ts";
import { Button } from "../../ui/button.tsx";
import { useClock } from "../../ui/clock.tsx";
import { useProblemText } from "../../ui/notice.tsx";
import { useZone } from "../../ui/preferences.tsx";
import { useToast } from "../../ui/toast.tsx";
import { useUrlState } from "../../ui/url-state.ts";
import { export_audit_entries } from "./api.ts";

export function ExportButton() {
  const { t } = useTranslation("audit");
  const [search] = useUrlState();
  const now = useClock();
  const zone = useZone();
  const toast = useToast();
  const problem = useProblemText();
  const save = useMutation({
    mutationFn: () => export_audit_entries(search, { now, zone }),
    onSuccess: (csv) => {
      saveText(`audit-${dateIn(now(), zone)}.csv`, csv, "text/csv");
      toast(t("export.done"));
    },
    onError: (error) => toast(problem(error).title, { tone: "danger" }),
  });
  return (
    <Button
      icon="download"
      busy={save.isPending}
      onClick={() => save.mutate()}
      title={t("export.note")}
    >
      {t("export.action")}
    </Button>
  );
}
