// How the figures of a plan are called, and what they say.
import { useTranslation } from "react-i18next";
import { exponentOf } from "../../lib/currency.ts";
import { formatMoney, parseMoney } from "../../lib/money.ts";

export function useFigureWords() {
  const { t, i18n } = useTranslation("fees");
  const known = (key: string) => i18n.exists(`fees:${key}`);
  return {
    /** "Sale: fixed amount, EUR" */
    name: (name: string) => {
      const [group, currency, member] = name.split(".");
      if (currency === undefined) return t(`field.${group}` as "field.name");
      const trigger = t(`trigger.${group}` as "trigger.sale");
      if (member === undefined) return t("figure.percent", { trigger });
      return t(`figure.${member}` as "figure.fixed", { trigger, currency });
    },
    value: (name: string, text: string | undefined) => {
      const [group = "", currency, member] = name.split(".");
      if (text === undefined || text === "") return t("nothing");
      if (name.endsWith(".percent") || name === "reserve") return `${text}%`;
      if (member !== undefined && currency !== undefined) return moneyText(text, currency);
      if (name === "valid_from") return text.replace("T", " ");
      if (name.endsWith("_days")) return t("day", { count: Number(text) || 0 });
      const key = `${group}.${text}`;
      return known(key) ? t(key as "rounding.half_up") : text;
    },
    error: (why: string | undefined) => {
      if (why === undefined) return undefined;
      if (known(`error.${why}`)) return t(`error.${why}` as "error.below_minimum");
      return i18n.exists(`field_error.${why}`) ? i18n.t(`field_error.${why}`) : why;
    },
  };
}

function moneyText(text: string, currency: string) {
  const parsed = parseMoney(text, currency);
  return parsed.ok ? formatMoney(parsed.minor, currency) : text;
}

/** "36.25" minor units as an amount with all its digits: "0.3625" for two decimals. */
export function exactText(exact: string, currency: string): string {
  const [whole = "0", digits = ""] = exact.split(".");
  const exponent = exponentOf(currency);
  const all = whole.padStart(exponent + 1, "0");
  const cut = all.length - exponent;
  const fraction = `${all.slice(cut)}${digits}`;
  return fraction === "" ? all : `${all.slice(0, cut)}.${fraction}`;
}
