// What people do in the office, said once for all tests: signing in, and being handed the page.
import { openWindow } from "./browser.mjs";

export const demoPassword = "a demo password for the browser";

export async function signIn(page, base, email = "admin@demo.bursar.example") {
  await page.goto(`${base}/sign-in`);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(demoPassword);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page
    .getByRole("navigation", { name: "Main menu" })
    .or(page.getByRole("button", { name: "Open the menu" }))
    .first()
    .waitFor();
}

/** Opens a window, lets `body` work in it, and fails when anything went wrong underneath. */
export async function inWindow(browser, options, body) {
  const window = await openWindow(browser, options);
  try {
    await body(window.page, window);
    if (window.faults.length > 0)
      throw new Error(`the page reported:\n${window.faults.join("\n")}`);
  } finally {
    await window.close();
  }
}

/** Cookies of a signed-in person, so that not every test signs in again. */
export async function signedInState(browser, base, email) {
  const window = await openWindow(browser);
  await signIn(window.page, base, email);
  const state = await window.context.storageState();
  await window.close();
  return state;
}

/** Cookies of a client of the office as a browser keeps them. */
export function stateOf(client) {
  const { hostname } = new URL(client.base);
  const cookies = [...client.cookies].map(([name, value]) => ({
    ...{ name, value, domain: hostname, path: "/", expires: -1 },
    ...{ httpOnly: true, secure: true, sameSite: "Strict" },
  }));
  return { cookies, origins: [] };
}
