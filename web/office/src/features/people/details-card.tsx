// Name, address and phone of a person; what changing them needs is loaded when somebody does.
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { Copyable } from "../../ui/copyable.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Link } from "../../ui/link.tsx";
import { Inline } from "../../ui/page.tsx";
import type { Person } from "./api.ts";
import { useMay } from "./use-person-acts.ts";

const DetailsDialog = lazy(() => import("./details-dialog.tsx"));

export function DetailsCard({ person }: { person: Person }) {
  const { t } = useTranslation("people");
  const { user } = person;
  const reason = useMay("update_user", person);
  const audit = useCan("list_audit_entries");
  const [open, setOpen] = useState(false);
  return (
    <Card
      title={t("details.title")}
      actions={
        <Button icon="edit" disabledReason={reason} onClick={() => setOpen(true)}>
          {t("details.edit")}
        </Button>
      }
    >
      <Facts
        facts={[
          { name: t("column.name"), value: user.name },
          { name: t("column.email"), value: user.email },
          { name: t("details.phone"), value: person.phone_masked },
          { name: t("details.id"), value: <Copyable text={user.user_id} short /> },
          { name: t("column.created_at"), value: <Instant at={user.created_at} as="date" /> },
          {
            name: t("details.activity"),
            hidden: !audit.allowed,
            value: (
              <Inline>
                <Link to="/audit" search={{ actor: user.email }}>
                  {t("details.did")}
                </Link>
                <Link to="/audit" search={{ subject_id: user.user_id }}>
                  {t("details.undergone")}
                </Link>
              </Inline>
            ),
          },
        ]}
      />
      <Suspense>
        {open && <DetailsDialog person={person} onClose={() => setOpen(false)} />}
      </Suspense>
    </Card>
  );
}
