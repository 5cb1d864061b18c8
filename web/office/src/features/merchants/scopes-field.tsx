// What an API key may do, scope by scope. One's own permissions bound what one can hand on.
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { useCan } from "../../ui/can.tsx";
import { Checkbox } from "../../ui/choice-field.tsx";
import { type FieldBinding, FieldError } from "../../ui/field.tsx";
import type { ApiScope, KeyPlace } from "./api.ts";
import style from "./merchants.module.css";

/** Each scope beside the operation whose permission its creator needs. */
const scopes: readonly (readonly [ApiScope, string])[] = [
  ["transactions:read", "read_payment"],
  ["transactions:write", "create_test_payment"],
  ["captures:write", "create_capture"],
  ["refunds:write", "create_refund"],
  ["payouts:write", "create_payout"],
  ["merchants:read", "read_merchant"],
];

/** About the merchant as a whole: no key of one project carries them. */
const wholeMerchant: readonly ApiScope[] = ["payouts:write", "merchants:read"];

export function ScopesField({
  merchant,
  ofProject = false,
  value,
  onChange,
  error,
}: FieldBinding<ApiScope[]> & { merchant: KeyPlace; ofProject?: boolean }) {
  const { t } = useTranslation("merchants");
  const id = useId();
  const offered = scopes.filter(([scope]) => !(ofProject && wholeMerchant.includes(scope)));
  return (
    <fieldset className={style.scopes} aria-describedby={error && `${id}-error`}>
      <legend>{t("key.scopes")}</legend>
      {offered.map(([scope, operation]) => (
        <ScopeChoice
          key={scope}
          scope={scope}
          operation={operation}
          merchant={merchant}
          value={value.includes(scope)}
          onChange={(on) =>
            onChange(on ? [...value, scope] : value.filter((other) => other !== scope))
          }
        />
      ))}
      <FieldError id={id} error={error} />
    </fieldset>
  );
}

function ScopeChoice({
  scope,
  operation,
  merchant,
  value,
  onChange,
}: {
  scope: ApiScope;
  operation: string;
  merchant: KeyPlace;
  value: boolean;
  onChange: (on: boolean) => void;
}) {
  const { t } = useTranslation("merchants");
  const { reason } = useCan(operation, merchant);
  return (
    <Checkbox
      label={scope}
      hint={reason || t(`scope.${scope.replace(":", "_")}` as "scope.refunds_write")}
      disabled={Boolean(reason)}
      value={value && !reason}
      onChange={onChange}
    />
  );
}
