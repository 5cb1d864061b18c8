// Words of the interface: one namespace per feature, loaded with it; `shared` is always there, with
// more once somebody is inside the office.
import i18next, { type i18n } from "i18next";
import { initReactI18next } from "react-i18next";
import shared from "./en.json";

export function createWords(): i18n {
  const words = i18next.createInstance();
  void words.use(initReactI18next).init({
    lng: "en",
    fallbackLng: "en",
    defaultNS: "shared",
    fallbackNS: "shared",
    ns: ["shared"],
    resources: { en: { shared } },
    interpolation: { escapeValue: false },
    // Words come with the bundle: nothing is fetched, so nothing can suspend a page half-way.
    initAsync: false,
    react: { useSuspense: false, bindI18nStore: "added" },
  });
  return words;
}

/** Adds the shared words that only pages inside the office use. */
export async function addOfficeWords(words: i18n) {
  if (words.exists("shared:shell")) return;
  const { default: bundle } = await import("./office.json");
  words.addResourceBundle("en", "shared", bundle, true);
}
