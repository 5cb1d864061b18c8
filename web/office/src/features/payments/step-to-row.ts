// Starts moving through a list by keyboard: the first press of j or k goes to a row, after that the
// table itself moves on from the row that has the focus.
export function stepToRow(step: 1 | -1) {
  const rows = document.querySelectorAll<HTMLElement>("[data-row-link]");
  if (rows.length === 0 || document.activeElement?.matches("[data-row-link]")) return;
  rows[step === 1 ? 0 : rows.length - 1]?.focus();
}
