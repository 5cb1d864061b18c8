// How a payment was made: "Visa •••• 4242", or the method's name.
import { useTranslation } from "react-i18next";
import { sentence } from "../../lib/words.ts";
import style from "./payments.module.css";

const brands: Record<string, string> = {
  amex: "American Express",
  jcb: "JCB",
  unionpay: "UnionPay",
};

export const brandName = (brand: string) => brands[brand] ?? sentence(brand);

interface Method {
  method: string;
  card_brand: string;
  card_last4: string;
}

/** The same as plain text, for sentences. */
export function useMethodName() {
  const { t } = useTranslation();
  return ({ method, card_brand, card_last4 }: Method): string =>
    card_last4 === ""
      ? t(`method.${method}`, { defaultValue: sentence(method) })
      : `${brandName(card_brand)} •••• ${card_last4}`;
}

export function MethodText({ method, card_brand, card_last4 }: Method) {
  const { t } = useTranslation();
  if (card_last4 === "") return t(`method.${method}`, { defaultValue: sentence(method) });
  return (
    <span className={style.card}>
      {brandName(card_brand)} <span className={style.mono}>•••• {card_last4}</span>
    </span>
  );
}
