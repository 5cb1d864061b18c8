// A fresh recipient or the change of one: both pages share their form, and arrive together.
import { useParams } from "@tanstack/react-router";
import CreateRecipientPage from "./create-recipient-page.tsx";
import EditRecipientPage from "./edit-recipient-page.tsx";

export default function WriteRecipientPage() {
  const { recipient_id } = useParams({ strict: false }) as { recipient_id?: string };
  return recipient_id ? <EditRecipientPage /> : <CreateRecipientPage />;
}
