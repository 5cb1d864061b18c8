// The upload: nothing moves by it. A file that cannot be understood says why, and where.
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../api/error.ts";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { Link } from "../../ui/link.tsx";
import { Notice, ProblemNotice } from "../../ui/notice.tsx";
import { Stack } from "../../ui/page.tsx";
import { useMerchantOptions } from "../../ui/reference.ts";
import { Segments } from "../../ui/segments.tsx";
import { Select } from "../../ui/select-field.tsx";
import { useUrlState } from "../../ui/url-state.ts";
import { create_batch, type Kind, kinds } from "./api.ts";
import style from "./batches.module.css";
import { FileField } from "./file-field.tsx";
import { TemplateButtons } from "./template-buttons.tsx";

/** The act that a line of the kind is: what it needs, the batch needs. */
const act = {
  payout: "create_payout",
  refund: "create_refund",
  capture: "create_capture",
  void: "create_void",
} as const;

const bytes_max = 10 * 1024 * 1024;

function useUpload(kind: Kind, merchant_id: string, file: File | undefined) {
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  async function upload() {
    if (!file) return;
    setBusy(true);
    setFailure(undefined);
    try {
      const batch = await create_batch(merchant_id, kind, file);
      await navigate({ to: `/batches/${batch.batch_id}` as "/" });
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  }
  return { upload, busy, failure, forget: () => setFailure(undefined) };
}

export default function UploadForm() {
  const { t } = useTranslation("batches");
  const [search] = useUrlState();
  const merchants = useMerchantOptions();
  const [kind, setKind] = useState<Kind>("payout");
  const [chosen, setMerchant] = useState(search.merchant_id ?? "");
  const [file, setFile] = useState<File>();
  const only = merchants.length === 1 ? merchants[0]?.value : undefined;
  const merchant_id = chosen || only || "";
  const can = useCan(act[kind]);
  const { upload, busy, failure, forget } = useUpload(kind, merchant_id, file);
  const missing =
    can.reason ||
    (!merchant_id && t("upload.no_merchant")) ||
    (!file && t("upload.no_file")) ||
    (file !== undefined && file.size > bytes_max && t("upload.too_large"));
  function take(next: File | undefined) {
    forget();
    setFile(next);
  }
  return (
    <Card>
      <Stack>
        <Segments
          label={t("upload.kind")}
          value={kind}
          onChange={(value) => {
            forget();
            setKind(value as Kind);
          }}
          options={kinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
        />
        <p className={style.quiet}>{t(`columns.${kind}`)}</p>
        <TemplateButtons only={[kind]} />
        <Select
          label={t("column.merchant")}
          options={merchants}
          value={merchant_id}
          onChange={setMerchant}
          searchable
        />
        <FileField file={file} onChange={take} />
        {failure !== undefined && <Failure error={failure} />}
        <Notice>{t("upload.nothing_moves")}</Notice>
        <div>
          <Button
            variant="primary"
            icon="arrow-up"
            busy={busy}
            disabledReason={missing}
            onClick={() => void upload()}
          >
            {t("upload.submit")}
          </Button>
        </div>
      </Stack>
    </Card>
  );
}

function Failure({ error }: { error: unknown }) {
  const { t } = useTranslation("batches");
  const earlier = error instanceof ApiError ? error.problem.details?.batch_id : undefined;
  if (!earlier) return <ProblemNotice error={error} />;
  return (
    <Notice tone="warning" title={t("upload.duplicate")}>
      <Link to={`/batches/${earlier}`}>{t("upload.see_earlier")}</Link>
    </Notice>
  );
}
