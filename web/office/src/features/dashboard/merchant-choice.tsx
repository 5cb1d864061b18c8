// The choice of one merchant. It loads after the figures, as searching lists are heavy.
import { useTranslation } from "react-i18next";
import { useMerchantOptions } from "../../ui/reference.ts";
import { Select } from "../../ui/select-field.tsx";
import { useUrlState } from "../../ui/url-state.ts";

export default function MerchantChoice() {
  const { t } = useTranslation("dashboard");
  const [search, change] = useUrlState();
  const merchants = useMerchantOptions();
  return (
    <Select
      label={t("merchant")}
      labelHidden
      clearable
      searchable
      placeholder={t("all_merchants")}
      options={merchants}
      value={search.merchant_id ?? ""}
      onChange={(merchant_id) => change({ merchant_id })}
    />
  );
}
