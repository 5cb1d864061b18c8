// What a customer paid and got back, by currency: different currencies are never added up.
import { useTranslation } from "react-i18next";
import { Card } from "../../ui/card.tsx";
import { Money } from "../../ui/money.tsx";
import { SideScroll } from "../../ui/side-scroll.tsx";
import type { Customer } from "./api.ts";
import style from "./customers.module.css";

export function TotalsCard({ customer }: { customer: Customer }) {
  const { t } = useTranslation("customers");
  const pays_out = customer.totals.some(({ paid_out_minor }) => paid_out_minor > 0);
  const heads = ["payments", "captured", "refunded", "kept", ...(pays_out ? ["paid_out"] : [])];
  return (
    <Card
      flush
      title={t("totals.title")}
      note={customer.is_cut ? t("totals.cut") : t("totals.note")}
    >
      <SideScroll label={t("totals.title")}>
        <table className={style.table}>
          <thead>
            <tr>
              <th scope="col">{t("totals.currency")}</th>
              {heads.map((name) => (
                <th key={name} scope="col" className={style.figure}>
                  {t(`totals.${name}` as "title")}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {customer.totals.map((row) => (
              <tr key={row.currency}>
                <th scope="row">{row.currency}</th>
                <td className={style.figure}>{row.payments}</td>
                {[
                  row.captured_minor,
                  row.refunded_minor,
                  row.captured_minor - row.refunded_minor,
                  ...(pays_out ? [row.paid_out_minor] : []),
                ].map((minor, index) => (
                  <td key={heads[index + 1]} className={style.figure}>
                    <Money minor={minor} currency={row.currency} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </SideScroll>
    </Card>
  );
}
