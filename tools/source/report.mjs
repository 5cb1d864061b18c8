// The one way a check reports: each finding with its place, then how many rules held and how many
// did not.

/// A finding: which rule, where, and what to do instead.
export function finding(rule, path, line, message) {
  return { rule, path, line, message };
}

/// Prints findings and counts; returns the exit code.
export function report(rules, findings) {
  for (const found of findings) {
    const place = found.line > 0 ? `${found.path}:${found.line}` : found.path;
    console.log(`${place}: ${found.message} [${found.rule}]`);
  }
  const broken = new Set(findings.map((found) => found.rule));
  for (const rule of broken) {
    if (!rules.includes(rule)) throw new Error(`finding of an unlisted rule ${rule}`);
  }
  console.log(`${rules.length - broken.size} passed, ${broken.size} failed`);
  return broken.size === 0 ? 0 : 1;
}
