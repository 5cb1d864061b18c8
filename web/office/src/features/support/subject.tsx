// What was flagged, as a link to where it stands.
import { Link } from "../../ui/link.tsx";
import type { Escalation } from "./api.ts";

export function Subject({ escalation }: { escalation: Escalation }) {
  const { subject_kind, subject_id, merchant_id, merchant_name } = escalation;
  if (subject_kind === "payment") return <Link to={`/payments/${subject_id}`}>{subject_id}</Link>;
  if (subject_kind === "merchant")
    return <Link to={`/merchants/${subject_id}`}>{merchant_name}</Link>;
  return (
    <Link to="/payments" search={{ merchant_id, search: subject_id }}>
      {subject_id}
    </Link>
  );
}
