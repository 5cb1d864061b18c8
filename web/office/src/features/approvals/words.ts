// How acts, figures and refusals of requests are called.
import { useTranslation } from "react-i18next";
import { formatMoney } from "../../lib/money.ts";
import { sentence } from "../../lib/words.ts";
import type { ApprovalChange, ApprovalRow } from "./api.ts";

export function useActWords() {
  const { t, i18n } = useTranslation("approvals");
  const known = (key: string) => i18n.exists(`approvals:${key}`);
  return {
    /** "Refund €120.00 of order 4711" */
    title: (row: Pick<ApprovalRow, "action" | "subject_label" | "amount_minor" | "currency">) => {
      const key = `act.${row.action}`;
      const amount =
        row.amount_minor === null ? "" : formatMoney(row.amount_minor, row.currency ?? "");
      if (!known(key)) return `${sentence(row.action)} · ${row.subject_label}`;
      return t(key as "act.create_refund", { label: row.subject_label, amount });
    },
    kind: (kind: string) =>
      known(`kind.${kind}`) ? t(`kind.${kind}` as "kind.refund") : sentence(kind),
    /** What a figure is called; a role, right or scope is called by itself. */
    figure: (name: string) => {
      const [group, ...rest] = name.split(":");
      if (rest.length > 0 && known(`figure_of.${group}`))
        return t(`figure_of.${group}` as "figure_of.role", { name: rest.join(":") });
      const key = `figure.${name.replaceAll(".", "_")}`;
      return known(key) ? t(key as "figure.refundable") : sentence(name.split(".").at(-1) ?? name);
    },
    refusal: (code: string, text: string) =>
      known(`refusal.${code}`) ? t(`refusal.${code}` as "refusal.own_request") : sentence(text),
  };
}

/** Payments in review are on record already: a decision lets them go on, or ends them. */
export const isRecorded = ({ action }: Pick<ApprovalRow, "action">) =>
  action === "release_payment" || action === "release_payout";

/** What follows the last consent. */
export const consequenceOf = (row: Pick<ApprovalRow, "action">) =>
  row.action === "approve_recipient"
    ? "decide.lets_in"
    : isRecorded(row)
      ? "decide.goes_on"
      : "decide.at_once";

/** Where the object of a request can be looked at. */
export function pathOf(row: Pick<ApprovalRow, "subject_kind" | "subject_id" | "merchant_id">) {
  if (row.subject_kind === "api_key" && row.merchant_id)
    return `/merchants/${row.merchant_id}?tab=keys`;
  if (!row.subject_id) return undefined;
  const folder: Record<string, string> = {
    payment: "/payments",
    batch: "/batches",
    recipient: "/recipients",
    user: "/people",
    role: "/roles",
    approval_policy: "/approval-policies",
    fee_plan: "/fees",
    merchant: "/merchants",
  };
  const base = folder[row.subject_kind];
  return base && `${base}/${row.subject_id}`;
}

/** Changes of the object itself, and what moves between accounts. */
export function splitChanges(changes: readonly ApprovalChange[]) {
  return {
    figures: changes.filter((change) => !change.is_balance),
    balances: changes.filter((change) => change.is_balance),
  };
}
