// What changed between two states of an object, member by member, nested ones by their path.
export type ChangeKind = "added" | "removed" | "changed" | "same";

export interface Change {
  path: string;
  kind: ChangeKind;
  before?: unknown;
  after?: unknown;
}

type Members = Map<string, unknown>;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function flatten(value: unknown, path: string, into: Members) {
  if (!isObject(value) || Object.keys(value).length === 0) {
    if (path !== "") into.set(path, value);
    return;
  }
  for (const [name, member] of Object.entries(value))
    flatten(member, path === "" ? name : `${path}.${name}`, into);
}

const members = (value: unknown): Members => {
  const all: Members = new Map();
  flatten(value, "", all);
  return all;
};

const order: Record<ChangeKind, number> = { changed: 0, added: 1, removed: 2, same: 3 };

/** Changed members first, then new, gone and unchanged ones; within these in their own order. */
export function changesOf(before: unknown, after: unknown): Change[] {
  const earlier = members(before);
  const later = members(after);
  const paths = new Set([...earlier.keys(), ...later.keys()]);
  const changes = [...paths].map((path): Change => {
    if (!earlier.has(path)) return { path, kind: "added", after: later.get(path) };
    if (!later.has(path)) return { path, kind: "removed", before: earlier.get(path) };
    const change = { path, before: earlier.get(path), after: later.get(path) };
    const same = JSON.stringify(change.before) === JSON.stringify(change.after);
    return { ...change, kind: same ? "same" : "changed" };
  });
  return changes.sort((a, b) => order[a.kind] - order[b.kind]);
}
