// A payment by the built-in test payer: how much, in which currency; then its way to the end.
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { createIdempotencyKey } from "../../api/error.ts";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { amountIn, FieldRow, FormBody, useForm } from "../../ui/form.tsx";
import { MoneyField } from "../../ui/number-field.tsx";
import { Select } from "../../ui/select-field.tsx";
import { useSession } from "../../ui/session.tsx";
import { EmptyState } from "../../ui/states.tsx";
import { useUrlState } from "../../ui/url-state.ts";
import { create_test_payment, type Merchant } from "./api.ts";
import { endIntent, isUndecided, keyFor } from "./test-intent.ts";
import { TestPaymentWay } from "./test-payment-way.tsx";

export default function TestPaymentTab({ merchant }: { merchant: Merchant }) {
  const { t } = useTranslation("merchants");
  const { environment } = useSession();
  const { reason } = useCan("create_test_payment", merchant);
  const [search, change] = useUrlState();
  const follow = (test_payment: string | undefined) => change({ test_payment });
  return (
    <Card title={t("test.title")} note={t("test.note")}>
      {environment !== "sandbox" ? (
        <EmptyState icon="lock" title={t("test.live")}>
          {t("test.live_text")}
        </EmptyState>
      ) : search.test_payment ? (
        <TestPaymentWay payment_id={search.test_payment} onAgain={() => follow(undefined)} />
      ) : reason ? (
        <EmptyState icon="lock" title={t("test.locked")}>
          {reason}
        </EmptyState>
      ) : (
        <StartForm merchant={merchant} onStarted={follow} />
      )}
    </Card>
  );
}

function StartForm({
  merchant,
  onStarted,
}: {
  merchant: Merchant;
  onStarted: (payment_id: string) => void;
}) {
  const { t } = useTranslation("merchants");
  const { merchant_id, allowed_currencies, settlement_currency } = merchant;
  const [currency, setCurrency] = useState(settlement_currency);
  const schema = useMemo(() => z.object({ amount_minor: amountIn(currency) }), [currency]);
  const form = useForm({
    schema,
    initial: { amount_minor: "25" },
    onSubmit: async ({ amount_minor }) => {
      const body = { amount_minor, currency };
      const key = keyFor(sessionStorage, merchant_id, body, createIdempotencyKey);
      try {
        const payment = await create_test_payment(merchant_id, key, body);
        endIntent(sessionStorage, merchant_id);
        onStarted(payment.payment_id);
      } catch (error) {
        if (!isUndecided(error)) endIntent(sessionStorage, merchant_id);
        throw error;
      }
    },
  });
  const inactive = merchant.state !== "active" && merchant.state !== "limited";
  return (
    <FormBody
      form={form}
      label={t("test.title")}
      actions={
        <Button
          type="submit"
          variant="primary"
          icon="send"
          busy={form.busy}
          disabledReason={inactive && t("test.inactive")}
        >
          {t("test.pay")}
        </Button>
      }
    >
      <FieldRow>
        <MoneyField {...form.field("amount_minor")} label={t("test.amount")} currency={currency} />
        <Select
          label={t("test.currency")}
          value={currency}
          onChange={setCurrency}
          options={allowed_currencies.map((code) => ({ value: code, label: code }))}
        />
      </FieldRow>
    </FormBody>
  );
}
