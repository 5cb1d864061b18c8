// Payment files: making one of what waits, and handing it out.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Money } from "../../ui/money.tsx";
import { ProblemNotice } from "../../ui/notice.tsx";
import { Stack } from "../../ui/page.tsx";
import { EmptyState } from "../../ui/states.tsx";
import { Badge } from "../../ui/status.tsx";
import { useToast } from "../../ui/toast.tsx";
import style from "./bank.module.css";
import {
  type BankDesk,
  type BankFile,
  make_bank_file,
  refreshBank,
  take_bank_file,
} from "./bank-api.ts";
import { save } from "./file-bytes.ts";

export function PaymentFiles({ id, desk }: { id: string; desk: BankDesk }) {
  const { t } = useTranslation("providers");
  const can = useCan("make_bank_file");
  const queries = useQueryClient();
  const toast = useToast();
  const make = useMutation({
    mutationFn: () => make_bank_file(id),
    onSuccess: (file) => {
      toast(t("bank.made", { count: file.orders }));
      void refreshBank(queries);
    },
  });
  return (
    <Card
      title={t("bank.files")}
      note={t("bank.files_note")}
      actions={
        <Button
          size="small"
          icon="plus"
          busy={make.isPending}
          disabledReason={can.reason || (desk.waiting === 0 && t("bank.nothing_waits"))}
          onClick={() => make.mutate()}
        >
          {t("bank.make")}
        </Button>
      }
    >
      <Stack>
        {make.error && <ProblemNotice error={make.error} />}
        {desk.files.length === 0 ? (
          <EmptyState icon="arrow-up" title={t("bank.no_files")}>
            {t("bank.no_files_text")}
          </EmptyState>
        ) : (
          <ul className={style.list}>
            {desk.files.map((file) => (
              <File key={file.bank_file_id} file={file} />
            ))}
          </ul>
        )}
      </Stack>
    </Card>
  );
}

const looks = {
  made: { tone: "warning", icon: "pause" },
  submitted: { tone: "info", icon: "clock" },
  accepted: { tone: "success", icon: "check-circle" },
  partly_accepted: { tone: "warning", icon: "alert" },
  rejected: { tone: "danger", icon: "x-circle" },
} as const;

function File({ file }: { file: BankFile }) {
  const { t } = useTranslation("providers");
  const can = useCan("take_bank_file");
  const queries = useQueryClient();
  const take = useMutation({
    mutationFn: () => take_bank_file(file.bank_file_id),
    onSuccess: ({ file_name, content }) => {
      save(file_name, content, "application/xml");
      void refreshBank(queries);
    },
  });
  const orders = t("bank.orders", { count: file.orders });
  const made = `${orders}, ${t("bank.made_by", { name: file.made_by })}`;
  return (
    <li className={style.line}>
      <Badge {...looks[file.state]} text={t(`bank.file_state.${file.state}`)} />
      <span className={style.words}>
        <span className={style.name}>{file.message_id}</span>
        <span className={style.reason}>
          {made} <Instant at={file.made_at} />
          {file.taken_at !== null && (
            <>
              , {t("bank.taken_by", { name: file.taken_by })} <Instant at={file.taken_at} />
            </>
          )}
        </span>
        {file.answer && (
          <span className={style.reason}>{t("bank.says", { text: file.answer })}</span>
        )}
        {take.error && <ProblemNotice error={take.error} />}
      </span>
      <Money minor={file.sum_minor} currency={file.currency} />
      <Button
        size="small"
        icon="download"
        busy={take.isPending}
        disabledReason={can.reason}
        onClick={() => take.mutate()}
      >
        {t("bank.download")}
      </Button>
    </li>
  );
}
