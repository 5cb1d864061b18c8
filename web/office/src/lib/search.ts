// The query part of the address: plain texts by name, nothing quoted, so that links stay readable
// and can be written by hand.
export type Search = Record<string, string>;

export function parseSearch(text: string): Search {
  const search: Search = {};
  for (const [name, value] of new URLSearchParams(text)) search[name] = value;
  return search;
}

/** Leaves out what is empty, so that no filter means no parameter. */
export function formatSearch(search: Record<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(search))
    if (value !== undefined && value !== null && value !== "") query.set(name, String(value));
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

/** Changes some parameters and keeps the others; an empty value removes one. */
export function changeSearch(search: Search, change: Record<string, string | undefined>): Search {
  const merged: Search = {};
  for (const [name, value] of Object.entries({ ...search, ...change }))
    if (value !== undefined && value !== "") merged[name] = value;
  return merged;
}
