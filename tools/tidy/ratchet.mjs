// The list of accepted exceptions, which may only shrink: an entry covers exactly as many findings
// of one rule in one file as there are, and an entry that covers fewer fails the check.
import { finding } from "../source/report.mjs";

export const k_ratchet_rule = "ratchet";

/// `entries` are { rule, path, count, reason }. Returns the findings that remain, and one for each
/// entry that is no longer needed as it stands.
export function apply_ratchet(findings, entries) {
  const groups = Map.groupBy(findings, (one) => `${one.rule} ${one.path}`);
  const remaining = new Map(groups);
  const stale = [];
  for (const entry of entries) {
    const key = `${entry.rule} ${entry.path}`;
    const present = groups.get(key)?.length ?? 0;
    if (present <= entry.count) remaining.delete(key);
    if (present < entry.count) {
      const message = `${entry.rule}: ${entry.count} accepted, ${present} left: lower the entry`;
      stale.push(finding(k_ratchet_rule, entry.path, 0, message));
    }
    if (!entry.reason) stale.push(finding(k_ratchet_rule, entry.path, 0, "an entry has a reason"));
  }
  return [...[...remaining.values()].flat(), ...stale];
}
