// Which of a customer's figures stand out: thresholds for the eye, not decisions.
import type { Customer } from "./api.ts";

export interface RiskLine {
  name: keyof Customer["risk"];
  value: number;
  /** Percent of all payments. */
  share?: number;
  stands_out: boolean;
}

const declined_share_high = 40;
const declined_row_high = 3;
const cards_high = 4;

export function riskLines(risk: Customer["risk"]): RiskLine[] {
  const share = (count: number) =>
    risk.payments === 0 ? 0 : Math.round((count * 100) / risk.payments);
  const line = (name: RiskLine["name"], stands_out = false): RiskLine => ({
    name,
    value: risk[name],
    stands_out,
  });
  const shared = (name: RiskLine["name"], stands_out = false): RiskLine => ({
    ...line(name, stands_out),
    share: share(risk[name]),
  });
  return [
    shared("succeeded"),
    shared("declined", share(risk.declined) >= declined_share_high && risk.payments > 2),
    line("declined_in_a_row", risk.declined_in_a_row >= declined_row_high),
    line("failed"),
    line("in_doubt", risk.in_doubt > 0),
    shared("refunded"),
    line("disputed", risk.disputed > 0),
    line("distinct_cards", risk.distinct_cards >= cards_high),
    line("distinct_emails", risk.distinct_emails > 1),
    line("distinct_addresses"),
  ];
}
