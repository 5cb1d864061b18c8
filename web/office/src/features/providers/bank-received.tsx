// What the bank sends: dropped here or chosen, read whole, and told line by line when it is wrong.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type DragEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../api/error.ts";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Notice, ProblemNotice } from "../../ui/notice.tsx";
import { Stack } from "../../ui/page.tsx";
import { Badge } from "../../ui/status.tsx";
import style from "./bank.module.css";
import { type BankStatement, import_bank_file, refreshBank } from "./bank-api.ts";
import { encoded } from "./file-bytes.ts";

const mib = 1024 * 1024;

export function ReceivedFiles({
  id,
  statements,
}: {
  id: string;
  statements: readonly BankStatement[];
}) {
  const { t } = useTranslation("providers");
  const can = useCan("import_bank_file");
  const queries = useQueryClient();
  const bring = useMutation({
    mutationFn: async (file: File) => import_bank_file(id, file.name, await encoded(file)),
    onSettled: () => void refreshBank(queries),
  });
  return (
    <Card title={t("bank.received")} note={t("bank.received_note")}>
      <Stack>
        {can.allowed ? (
          <Drop busy={bring.isPending} onFile={(file) => bring.mutate(file)} />
        ) : (
          can.reason && <Notice>{can.reason}</Notice>
        )}
        {bring.error && <Refusal error={bring.error} name={bring.variables?.name ?? ""} />}
        {bring.data && <Result statement={bring.data} />}
        {statements.length > 0 && (
          <ul className={style.list}>
            {statements.map((one) => (
              <Received key={one.bank_statement_id} statement={one} />
            ))}
          </ul>
        )}
      </Stack>
    </Card>
  );
}

function Drop({ busy, onFile }: { busy: boolean; onFile: (file: File) => void }) {
  const { t } = useTranslation("providers");
  const id = useId();
  const [over, setOver] = useState(false);
  const [large, setLarge] = useState(false);
  function take(file: File | undefined) {
    if (!file || busy) return;
    setLarge(file.size > 5 * mib);
    if (file.size <= 5 * mib) onFile(file);
  }
  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  }
  function hover(event: DragEvent) {
    event.preventDefault();
    setOver(true);
  }
  return (
    <>
      <label
        htmlFor={id}
        className={style.drop}
        data-over={over || undefined}
        aria-busy={busy}
        onDragOver={hover}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <Icon name={busy ? "clock" : "download"} size={18} />
        <span className={style.name}>{t(busy ? "bank.reading" : "bank.drop")}</span>
        <span className={style.quiet}>{t("bank.limits")}</span>
        <input
          id={id}
          type="file"
          accept=".xml,application/xml,text/xml"
          aria-label={t("bank.choose")}
          className={style.input}
          disabled={busy}
          onChange={(event) => {
            take(event.target.files?.[0]);
            event.target.value = "";
          }}
        />
      </label>
      {large && <Notice tone="danger" title={t("bank.too_large")} />}
    </>
  );
}

/** A file that was refused: all that is wrong with it, by line. */
function Refusal({ error, name }: { error: unknown; name: string }) {
  const { t } = useTranslation("providers");
  const details = error instanceof ApiError ? error.problem.details : undefined;
  const wrong = Object.entries(details ?? {}).filter(([where]) => where.startsWith("line "));
  if (wrong.length === 0) return <ProblemNotice error={error} />;
  return (
    <Notice tone="danger" title={t("bank.refused", { name })}>
      <ul className={style.problems}>
        {wrong.map(([where, what]) => (
          <li key={where + what}>
            {t("bank.line", { number: where.slice(5) })}: {String(what)}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function Result({ statement }: { statement: BankStatement }) {
  const { t } = useTranslation("providers");
  const done = statement.lines - statement.unmatched;
  return (
    <Notice
      tone={statement.unmatched > 0 ? "warning" : "success"}
      title={t("bank.taken_in", { name: statement.file_name })}
    >
      {t("bank.done", { count: done })}
      {statement.unmatched > 0 && ` ${t("bank.left", { count: statement.unmatched })}`}
      {statement.repeated > 0 && ` ${t("bank.repeated", { count: statement.repeated })}`}
      {statement.skipped > 0 && ` ${t("bank.skipped", { count: statement.skipped })}`}
    </Notice>
  );
}

function Received({ statement }: { statement: BankStatement }) {
  const { t } = useTranslation("providers");
  const open = statement.unmatched > 0;
  return (
    <li className={style.line}>
      <Badge
        tone={open ? "warning" : "success"}
        icon={open ? "alert" : "check-circle"}
        text={open ? t("bank.open", { count: statement.unmatched }) : t("bank.all_done")}
      />
      <span className={style.words}>
        <span className={style.name}>{statement.file_name}</span>
        <span className={style.reason}>
          {t(`bank.kind.${statement.kind}`)}, {t("bank.lines_of", { count: statement.lines })},{" "}
          {t("bank.taken_by", { name: statement.imported_by })}{" "}
          <Instant at={statement.imported_at} />
        </span>
      </span>
    </li>
  );
}
