// Words of the interface: one namespace per feature, loaded with it; `shared` is always there.
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
