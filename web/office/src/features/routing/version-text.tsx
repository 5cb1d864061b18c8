// A version as readable lines, and what changed since another one.
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client.ts";
import { cx } from "../../ui/class-names.ts";
import type { Version } from "./api.ts";
import { difference, linesOf } from "./difference.ts";
import style from "./routing.module.css";

type Accounts = readonly Schemas["ProviderAccount"][];

export const titleOf = (accounts: Accounts) => (id: string) =>
  accounts.find(({ provider_account_id }) => provider_account_id === id)?.title ?? id;

export function VersionText({
  version,
  before,
  accounts,
}: {
  version: Version;
  before?: Version;
  accounts: Accounts;
}) {
  const { t } = useTranslation("routing");
  const title = titleOf(accounts);
  const lines = difference(linesOf(before ?? version, title), linesOf(version, title));
  if (before && lines.every(({ kind }) => kind === "same")) return <p>{t("versions.same")}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolls sideways, also by keyboard
    <section className={style.lines} tabIndex={0} aria-label={t("versions.text")}>
      {lines.map((line, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other identity
          key={index}
          className={cx(
            style.line,
            line.kind === "came" && style.came,
            line.kind === "gone" && style.gone,
          )}
        >
          <span className={style.mark} aria-hidden>
            {line.kind === "came" ? "+" : line.kind === "gone" ? "−" : " "}
          </span>
          {line.kind !== "same" && (
            <span className={style.spoken}>{t(`versions.${line.kind}`)}</span>
          )}
          {line.text}
        </div>
      ))}
    </section>
  );
}
