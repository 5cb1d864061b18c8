// Addresses of the transactions list that show what a figure of the dashboard counts.
import { formatSearch } from "../../lib/search.ts";
import type { Range } from "./api.ts";

export function paymentsPath(
  range: Range | undefined,
  merchant_id: string | undefined,
  filters: Record<string, string> = {},
): string {
  return `/payments${formatSearch({ period: range, merchant_id, ...filters })}`;
}
