// Changing an account. A save names the version it began with; when somebody else was faster the
// form begins again with theirs.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Stack } from "../../ui/page.tsx";
import { useToast } from "../../ui/toast.tsx";
import { AccountForm } from "./account-form.tsx";
import { type AccountValues, type BoundText, termsOf } from "./account-values.ts";
import { type Account, type Adapter, change_provider_account, refreshProviders } from "./api.ts";
import { useWord } from "./words.tsx";

export default function SetUpTab({ account, adapter }: { account: Account; adapter: Adapter }) {
  const can = useCan("change_provider_account");
  const { t } = useTranslation("providers");
  if (!account.is_own || can.reason)
    return <ReadOnly account={account} reason={account.is_own ? can.reason : t("foreign")} />;
  return <Editor account={account} adapter={adapter} />;
}

function Editor({ account, adapter }: { account: Account; adapter: Adapter }) {
  const { t } = useTranslation("providers");
  const queries = useQueryClient();
  const toast = useToast();
  // What is typed must not vanish because a test or a payment refreshed the page.
  const [base, setBase] = useState(account);
  async function save(values: AccountValues, bounds: readonly BoundText[]) {
    const updated = await change_provider_account(base.provider_account_id, {
      version: base.version,
      ...termsOf(adapter, values, bounds),
      ...(values.api_key && { api_key: values.api_key }),
      ...(values.webhook_secret && { webhook_secret: values.webhook_secret }),
    });
    toast(t("form.saved"));
    setBase(updated);
    void refreshProviders(queries);
  }
  return (
    <Stack>
      {account.version > base.version && (
        <Notice
          tone="warning"
          title={t("form.overtaken")}
          action={
            <Button size="small" onClick={() => setBase(account)}>
              {t("form.take_theirs")}
            </Button>
          }
        />
      )}
      <AccountForm
        key={base.version}
        adapter={adapter}
        account={base}
        submit={t("form.save")}
        onSave={save}
      />
    </Stack>
  );
}

function ReadOnly({ account, reason }: { account: Account; reason: string | false }) {
  const { t } = useTranslation("providers");
  const word = useWord();
  const list = (words: readonly string[], none: string) => words.join(", ") || none;
  const { countries_allow, countries_deny } = account.restrictions;
  return (
    <Card title={t("tab.set_up")}>
      <Stack>
        {reason && <Notice>{reason}</Notice>}
        <Facts
          facts={[
            {
              name: t("form.methods"),
              value: account.methods.map((one) => word("method", one)).join(", "),
            },
            {
              name: t("form.currencies"),
              value: list(account.currencies, t("form.all_currencies")),
            },
            { name: t("form.country_list.allow"), value: countries_allow.join(", ") },
            { name: t("form.country_list.deny"), value: countries_deny.join(", ") },
          ]}
        />
      </Stack>
    </Card>
  );
}
