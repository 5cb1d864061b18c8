// The settings of a merchant for those who may read but not change them, and why they may not.
import { useTranslation } from "react-i18next";
import { Card } from "../../ui/card.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Money } from "../../ui/money.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Stack } from "../../ui/page.tsx";
import { Status } from "../../ui/status.tsx";
import type { Merchant } from "./api.ts";
import { EndCard } from "./end-card.tsx";

export function SettingsFacts({ merchant, reason }: { merchant: Merchant; reason: string }) {
  const { t } = useTranslation("merchants");
  const { settlement_currency, refund_overdraft_minor } = merchant;
  const overdraft = <Money minor={refund_overdraft_minor} currency={settlement_currency} />;
  const amount = (minor: number) =>
    minor === 0 ? t("settings.never") : <Money minor={minor} currency={settlement_currency} />;
  return (
    <Stack>
      <Notice title={t("settings.locked")}>{reason}</Notice>
      <Card title={t("tab.settings")}>
        <Facts
          facts={[
            { name: t("field.name"), value: merchant.name },
            { name: t("field.legal_name"), value: merchant.legal_name },
            { name: t("field.website"), value: merchant.website },
            { name: t("field.statement_descriptor"), value: merchant.statement_descriptor },
            { name: t("field.mcc"), value: merchant.mcc },
            { name: t("field.allowed_currencies"), value: merchant.allowed_currencies.join(", ") },
            {
              name: t("field.methods"),
              value: merchant.methods.map((method) => t(`method.${method}`)).join(", "),
            },
            { name: t("field.refund_overdraft_minor"), value: overdraft },
            {
              name: t("field.capture_policy"),
              value: t(`capture_policy.${merchant.capture_policy}`),
            },
            {
              name: t("field.challenge_from_minor"),
              value: amount(merchant.challenge_from_minor),
            },
            { name: t("field.exempt_below_minor"), value: amount(merchant.exempt_below_minor) },
            {
              name: t("field.exempts_low_value"),
              value: t(`yes_no.${merchant.exempts_low_value ? "yes" : "no"}`),
            },
            { name: t("state.title"), value: <Status kind="merchant" value={merchant.state} /> },
          ]}
        />
      </Card>
      <EndCard merchant={merchant} />
    </Stack>
  );
}
