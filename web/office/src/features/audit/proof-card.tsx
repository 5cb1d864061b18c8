// Verification of one entry: the proof is fetched on demand, checked in the browser, and can be
// saved for somebody else to check.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../api/error.ts";
import { saveText } from "../../lib/save-text.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Copyable } from "../../ui/copyable.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Notice, ProblemNotice } from "../../ui/notice.tsx";
import { Stack } from "../../ui/page.tsx";
import { type AuditEntry, type InclusionProof, proofQuery } from "./api.ts";
import { type Checked, sealsShown } from "./check-proof.ts";

interface Verdict {
  proof: InclusionProof;
  checked: Checked | undefined;
}

export function ProofCard({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation("audit");
  const verdict = useQuery(proofQuery(entry.audit_id));
  return (
    <Card
      title={t("proof.title")}
      note={t("proof.note")}
      actions={
        <Button icon="shield" busy={verdict.isFetching} onClick={() => void verdict.refetch()}>
          {t("proof.action")}
        </Button>
      }
    >
      {verdict.error ? (
        <Failure error={verdict.error} />
      ) : verdict.data ? (
        <Result entry={entry} {...verdict.data} />
      ) : (
        <p>{t(entry.is_sealed ? "proof.sealed" : "proof.waiting")}</p>
      )}
    </Card>
  );
}

function Failure({ error }: { error: unknown }) {
  const { t } = useTranslation("audit");
  const code = error instanceof ApiError ? error.problem.code : "";
  if (code === "not_sealed_yet") return <Notice title={t("proof.waiting")} />;
  if (code === "trail_broken")
    return (
      <Notice tone="danger" title={t("proof.broken")}>
        {t("proof.broken_text")}
      </Notice>
    );
  return <ProblemNotice error={error} />;
}

function Result({ entry, proof, checked }: Verdict & { entry: AuditEntry }) {
  const { t } = useTranslation("audit");
  const matches = sealsShown(proof, entry);
  const good = checked?.included === true && checked.signed !== false && matches;
  const save = () =>
    saveText(`${proof.audit_id}.json`, JSON.stringify(proof, null, 2), "application/json");
  return (
    <Stack>
      {!checked ? (
        <Notice tone="warning" title={t("proof.unchecked")}>
          {t("proof.unchecked_text")}
        </Notice>
      ) : good ? (
        <Notice tone="success" title={t("proof.good")}>
          {t(checked.signed === undefined ? "proof.good_unsigned" : "proof.good_text")}
        </Notice>
      ) : (
        <Notice tone="danger" title={t("proof.broken")}>
          {t(matches ? "proof.bad_text" : "proof.other_text")}
        </Notice>
      )}
      <Facts
        facts={[
          {
            name: t("proof.position"),
            value: t("proof.of", { seq: entry.seq, size: proof.tree_size }),
          },
          { name: t("proof.signed_at"), value: <Instant at={proof.signed_at} as="second" /> },
          { name: t("proof.hashes"), value: proof.hashes.length },
          {
            name: t("proof.leaf"),
            value: checked && <Copyable text={checked.leaf} />,
          },
          {
            name: t("proof.root"),
            value: checked && <Copyable text={checked.root} />,
          },
          {
            name: t("proof.key"),
            value: <Copyable text={proof.verifier_key.split("+")[0] ?? ""} />,
          },
        ]}
      />
      <div>
        <Button size="small" icon="download" onClick={save}>
          {t("proof.save")}
        </Button>
      </div>
    </Stack>
  );
}
