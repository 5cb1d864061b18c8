// Saves what the list shows, with all its pages, as a CSV file.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { saveText } from "../../lib/save-text.ts";
import { dateIn } from "../../lib/time.ts";
import { IconButton } from "../../ui/button.tsx";
import type { FilterValues } from "../../ui/filter-bar/filter.ts";
import { useProblemText } from "../../ui/notice.tsx";
import { useToast } from "../../ui/toast.tsx";
import { exportPage } from "./api.ts";
import type { Reading } from "./payment-filters.ts";
import { collectPayments, paymentsCsv } from "./payments-csv.ts";

export function ExportButton({ filters, reading }: { filters: FilterValues; reading: Reading }) {
  const { t } = useTranslation("payments");
  const toast = useToast();
  const problemText = useProblemText();
  const [busy, setBusy] = useState(false);
  async function save() {
    setBusy(true);
    try {
      const { rows, cut } = await collectPayments(exportPage(filters, reading));
      const day = dateIn(reading.now(), reading.zone);
      saveText(`transactions-${day}.csv`, paymentsCsv(rows, reading.zone), "text/csv");
      toast(t(cut ? "export.cut" : "export.done", { count: rows.length }));
    } catch (error) {
      toast(problemText(error).title, { tone: "danger" });
    } finally {
      setBusy(false);
    }
  }
  return (
    <IconButton
      icon="download"
      size="small"
      label={t("export.action")}
      busy={busy}
      onClick={() => void save()}
    />
  );
}
