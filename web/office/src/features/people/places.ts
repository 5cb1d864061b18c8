// Places of roles as a person reads and chooses them: "installation", "company:co_…",
// "merchant:mr_…" and "project:pj_…" in fields, names on the screen.
import type { PlaceOf } from "./api.ts";

export interface NamedPlace {
  scope_kind: string;
  company_name: string | null;
  merchant_name: string | null;
  project_name?: string | null;
}

/** What a place is called; nothing means the whole installation. */
export function placeName(place: NamedPlace): string | undefined {
  if (place.scope_kind === "installation") return undefined;
  if (place.scope_kind === "company") return place.company_name ?? "–";
  const project = place.scope_kind === "project" ? [place.project_name ?? "–"] : [];
  return [...project, place.merchant_name ?? "–", place.company_name].filter(Boolean).join(" · ");
}

export function placeValue(place: PlaceOf): string {
  if (place.scope_kind === "installation") return "installation";
  return `${place.scope_kind}:${place.company_id ?? place.merchant_id ?? place.project_id ?? ""}`;
}

/** The reverse; anything else is the whole installation's business and never guessed. */
export function placeOf(value: string): PlaceOf | undefined {
  if (value === "installation") return { scope_kind: "installation" };
  const match = /^(company|merchant|project):(.+)$/.exec(value);
  if (!match?.[2]) return undefined;
  if (match[1] === "company") return { scope_kind: "company", company_id: match[2] };
  if (match[1] === "merchant") return { scope_kind: "merchant", merchant_id: match[2] };
  return { scope_kind: "project", project_id: match[2] };
}

/** The end of a chosen day, in the reader's own time; an empty choice has no end. */
export function endOfDay(date: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return undefined;
  const at = new Date(`${date}T23:59:59.999`).getTime();
  return Number.isNaN(at) ? undefined : at;
}

export function dateOf(at: number | null): string {
  if (at === null) return "";
  const date = new Date(at);
  const part = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${part(date.getMonth() + 1)}-${part(date.getDate())}`;
}
