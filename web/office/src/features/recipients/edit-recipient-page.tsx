// Changing a recipient: it becomes a draft again, whatever it was.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useCan } from "../../ui/can.tsx";
import { useForm } from "../../ui/form.tsx";
import { Page } from "../../ui/page.tsx";
import { useMerchants } from "../../ui/reference.ts";
import { ErrorState, NoPermission, SkeletonLines } from "../../ui/states.tsx";
import { change_recipient, type Recipient, recipientQuery, refreshRecipients } from "./api.ts";
import { Twin } from "./create-recipient-page.tsx";
import {
  destinationOf,
  emptyForm,
  RecipientFields,
  schemaOf,
  type Where,
} from "./recipient-form.tsx";

export default function EditRecipientPage() {
  const { t } = useTranslation("recipients");
  const { recipient_id = "" } = useParams({ strict: false }) as { recipient_id?: string };
  const can = useCan("change_recipient");
  const answer = useQuery({ ...recipientQuery(recipient_id), enabled: can.allowed });
  const name = answer.data?.name ?? t("page.title");
  return (
    <Page
      width="narrow"
      title={t("edit.title")}
      crumbs={[
        { label: t("title"), to: "/recipients" },
        { label: name, to: `/recipients/${recipient_id}` },
      ]}
    >
      {!can.allowed ? (
        <NoPermission permission={can.permission} />
      ) : answer.error ? (
        <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />
      ) : answer.data ? (
        <EditForm key={answer.data.recipient_id} recipient={answer.data} />
      ) : (
        <SkeletonLines lines={10} />
      )}
    </Page>
  );
}

function EditForm({ recipient }: { recipient: Recipient }) {
  const { t } = useTranslation("recipients");
  const navigate = useNavigate();
  const queries = useQueryClient();
  const merchants = useMerchants();
  // What was read when the form opened: a change by somebody else meanwhile is told, not lost.
  const [version] = useState(recipient.version);
  const [where, setWhere] = useState<Where>("keep");
  const form = useForm({
    schema: schemaOf(where),
    initial: {
      ...emptyForm,
      merchant_id: recipient.merchant_id,
      currency: recipient.currency,
      name: recipient.name,
      holder: recipient.holder,
      reference: recipient.reference,
      purpose: recipient.purpose,
    },
    onSubmit: async (values) => {
      await change_recipient(recipient.recipient_id, {
        version,
        name: values.name,
        currency: values.currency,
        holder: values.holder.trim(),
        reference: values.reference.trim(),
        purpose: values.purpose.trim(),
        ...destinationOf(where, values),
      });
      void refreshRecipients(queries);
      await navigate({ to: `/recipients/${recipient.recipient_id}` as "/" });
    },
  });
  const of = merchants.find((one) => one.merchant_id === recipient.merchant_id);
  return (
    <>
      <Twin failure={form.failure} />
      <RecipientFields
        form={form}
        where={where}
        onWhere={setWhere}
        present={recipient}
        currencies={of?.allowed_currencies ?? [recipient.currency]}
        submit={t("edit.submit")}
        note={t(recipient.state === "approved" ? "edit.note_approved" : "edit.note")}
      />
    </>
  );
}
