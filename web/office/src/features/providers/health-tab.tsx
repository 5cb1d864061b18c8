// How an account answers: three windows, the last test of its connection, what went wrong, and what
// its provider can do.
import { useTranslation } from "react-i18next";
import { Card, CardGrid, Figure } from "../../ui/card.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Link } from "../../ui/link.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Stack } from "../../ui/page.tsx";
import { Status } from "../../ui/status.tsx";
import { hasField } from "./account-values.ts";
import type { Account, Adapter, Health, Trouble } from "./api.ts";
import style from "./providers.module.css";
import { TestCard } from "./test-card.tsx";
import { approvalText, latencyText, useWord } from "./words.tsx";

export function HealthTab({
  account,
  adapter,
  trouble,
}: {
  account: Account;
  adapter: Adapter | undefined;
  trouble: readonly Trouble[];
}) {
  const { t } = useTranslation("providers");
  return (
    <Stack>
      {account.health.length === 0 ? (
        <Card title={t("health.title")}>
          <p className={style.quiet}>{t("health.none")}</p>
        </Card>
      ) : (
        <CardGrid min={240}>
          {account.health.map((health) => (
            <Card key={health.window_ms} title={t(`health.window.${health.window_ms}`)}>
              <Window health={health} />
            </Card>
          ))}
        </CardGrid>
      )}
      {(!adapter || hasField(adapter, "base_url")) && <TestCard account={account} />}
      <TroubleCard trouble={trouble} />
      {adapter && <AbilitiesCard adapter={adapter} />}
    </Stack>
  );
}

function Window({ health }: { health: Health }) {
  const { t } = useTranslation("providers");
  return (
    <Stack>
      <Figure
        label={t("health.approval")}
        value={approvalText(health) ?? "–"}
        note={t("health.of", { count: health.attempts })}
      />
      <Facts
        facts={[
          { name: t("health.declined"), value: health.declined },
          { name: t("health.unknown"), value: health.unknown },
          { name: t("health.p50"), value: latencyText(health.latency_p50_us) },
          { name: t("health.p95"), value: latencyText(health.latency_p95_us) },
        ]}
      />
    </Stack>
  );
}

function TroubleCard({ trouble }: { trouble: readonly Trouble[] }) {
  const { t } = useTranslation("providers");
  return (
    <Card title={t("trouble.title")} note={t("trouble.note")}>
      {trouble.length === 0 ? (
        <p className={style.quiet}>{t("trouble.none")}</p>
      ) : (
        <ul className={style.list}>
          {trouble.map((one) => (
            <li key={`${one.payment_id}-${one.at}`} className={style.line}>
              <Status kind="attempt" value={one.outcome} />
              <span className={style.words}>
                {one.message || t("trouble.silent")}
                {one.http_status > 0 && ` · HTTP ${one.http_status}`}
              </span>
              <Link to={`/payments/${one.payment_id}`}>{t("trouble.payment")}</Link>
              <Instant at={one.at} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

export function AbilitiesCard({ adapter }: { adapter: Adapter }) {
  const { t } = useTranslation("providers");
  const word = useWord();
  const currencies = adapter.currencies.join(", ");
  return (
    <Card title={adapter.title} note={adapter.summary}>
      <Stack>
        <Facts
          facts={[
            {
              name: t("about.methods"),
              value: adapter.methods.map((one) => word("method", one)).join(", "),
            },
            { name: t("about.currencies"), value: currencies || t("about.any") },
            {
              name: t("about.abilities"),
              value: adapter.abilities.map((one) => word("ability", one)).join(", "),
            },
          ]}
        />
        {adapter.unproven && <Notice title={t("about.unproven")}>{adapter.unproven}</Notice>}
      </Stack>
    </Card>
  );
}
