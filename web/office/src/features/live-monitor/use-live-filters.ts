// The filters of the live monitor as the filter bar shows them.
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Filter } from "../../ui/filter-bar/filter.ts";
import { useMerchantOptions, useReference } from "../../ui/reference.ts";
import { useStatusWord } from "../../ui/status.tsx";
import { event_types } from "./live-filters.ts";
import { typeKey } from "./type-look.ts";

export function useLiveFilters(): Filter[] {
  const { t } = useTranslation("live_monitor");
  const word = useStatusWord();
  const reference = useReference();
  const merchants = useMerchantOptions();
  return useMemo(() => {
    const filters: Filter[] = [
      { kind: "search", name: "search", label: t("search"), placeholder: t("search_hint") },
      {
        kind: "choice",
        name: "type",
        label: t("type_label"),
        multiple: true,
        options: event_types.map((value) => ({
          value,
          label: t(`type.${typeKey(value)}` as "title"),
        })),
      },
      {
        kind: "choice",
        name: "lifecycle",
        label: t("status"),
        multiple: true,
        options: (reference?.lifecycles ?? []).map((value) => ({
          value,
          label: word("payment", value),
        })),
      },
      { kind: "choice", name: "merchant_id", label: t("merchant"), options: merchants },
    ];
    return filters.filter((filter) => filter.kind !== "choice" || filter.options.length > 0);
  }, [t, word, reference, merchants]);
}
