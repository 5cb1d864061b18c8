// Where to go after signing in. Only a path of this application is accepted, so that a crafted link
// cannot lead a person who has just signed in to another site.
export function safeReturnPath(path: unknown): string {
  if (typeof path !== "string" || !/^\/[A-Za-z0-9]/.test(path) || path.includes("\\")) return "/";
  if (/^\/(sign-in|setup)(\/|\?|$)/.test(path)) return "/";
  const base = "http://office.invalid";
  const url = new URL(path, base);
  return url.origin === base ? url.pathname + url.search + url.hash : "/";
}
