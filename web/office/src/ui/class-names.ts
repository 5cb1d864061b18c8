// Joins class names, leaving out what is false or absent.
export function cx(...names: (string | false | undefined)[]): string {
  return names.filter(Boolean).join(" ");
}
