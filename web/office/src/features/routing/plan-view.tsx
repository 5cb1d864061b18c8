// The answer to a trial: how each rule answered, the accounts in order, and who was left out.
import { useTranslation } from "react-i18next";
import { sentence } from "../../lib/words.ts";
import { Card } from "../../ui/card.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Link } from "../../ui/link.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Stack } from "../../ui/page.tsx";
import { Badge } from "../../ui/status.tsx";
import type { Plan } from "./api.ts";
import style from "./routing.module.css";

export function PlanView({ plan }: { plan: Plan }) {
  const { t } = useTranslation("routing");
  return (
    <Stack>
      {plan.refusal && (
        <Notice tone="warning" title={t("plan.refused")}>
          {t("plan.refused_text", {
            what: t(`limits.kind_of.${plan.refusal.cap.kind}`, { code: plan.refusal.cap.code }),
            scheme: sentence(plan.refusal.cap.scheme),
          })}{" "}
          <Instant at={plan.refusal.until} />. <Link to="/routing/limits">{t("limits.title")}</Link>
        </Notice>
      )}
      <Card title={t("plan.title")} note={<Why plan={plan} />}>
        {plan.accounts.length === 0 ? (
          <Notice tone="warning" title={t("plan.nobody")}>
            {t("plan.nobody_text")}
          </Notice>
        ) : (
          <ol className={style.plan}>
            {plan.accounts.map((account, index) => (
              <li key={account.provider_account_id}>
                <span className={style.order}>{index + 1}</span>
                <span className={style.account}>{account.title}</span>
                {account.note && <Badge icon="info" text={t(`plan.note.${account.note}`)} />}
              </li>
            ))}
          </ol>
        )}
      </Card>
      {plan.rules.length > 0 && (
        <Card title={t("plan.rules")}>
          <ol className={style.plan}>
            {plan.rules.map((rule, index) => (
              <RuleResult
                // biome-ignore lint/suspicious/noArrayIndexKey: two rules may have one name
                key={index}
                rule={rule}
                decides={
                  plan.reason !== "no_profile" &&
                  index === plan.rules.findIndex((one) => one.holds && one.is_enabled)
                }
              />
            ))}
          </ol>
        </Card>
      )}
      {plan.excluded.length > 0 && (
        <Card title={t("plan.excluded")}>
          <ul className={style.plan}>
            {plan.excluded.map((one) => (
              <li key={one.provider_account_id}>
                <Icon name="ban" size={14} />
                <span className={style.account}>{one.title}</span>
                <span className={style.faint}>{t(`plan.reason.${one.reason}`)}</span>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </Stack>
  );
}

function Why({ plan }: { plan: Plan }) {
  const { t } = useTranslation("routing");
  if (plan.reason === "rule")
    return t("plan.by_rule", {
      rule: plan.rule ?? "",
      version: plan.version ?? 0,
      strategy: plan.strategy ? t(`strategy.${plan.strategy}`) : "",
    });
  return t(`plan.by_${plan.reason}`);
}

function RuleResult({ rule, decides }: { rule: Plan["rules"][number]; decides: boolean }) {
  const { t } = useTranslation("routing");
  const answer = !rule.is_enabled ? "off" : decides ? "decides" : rule.holds ? "behind" : "no";
  return (
    <li>
      <Icon
        name={rule.holds ? "check-circle" : "minus"}
        size={14}
        className={rule.holds && rule.is_enabled ? style.yes : style.no}
      />
      <span className={style.account}>{rule.name}</span>
      {decides ? (
        <Badge tone="success" icon="check" text={t("plan.answer.decides")} />
      ) : (
        <span className={style.faint}>{t(`plan.answer.${answer}`)}</span>
      )}
    </li>
  );
}
