// The roles of a person: where each holds and until when; giving, prolonging, ending, moving.
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { useClock } from "../../ui/clock.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Link } from "../../ui/link.tsx";
import { Inline } from "../../ui/page.tsx";
import { EmptyState } from "../../ui/states.tsx";
import { Badge } from "../../ui/status.tsx";
import { useToast } from "../../ui/toast.tsx";
import { end_membership, type Membership, type Person } from "./api.ts";
import style from "./people.module.css";
import { placeName } from "./places.ts";
import { useChange, useMay } from "./use-person-acts.ts";

// What the dialogs need comes when the first of them opens.
const dialogs = () => import("./membership-dialogs.tsx");
const GiveDialog = lazy(async () => ({ default: (await dialogs()).GiveDialog }));
const TransferDialog = lazy(async () => ({ default: (await dialogs()).TransferDialog }));
const UntilDialog = lazy(async () => ({ default: (await dialogs()).UntilDialog }));

type Open = { dialog: "give" | "transfer" } | { dialog: "until" | "end"; membership: Membership };

export function MembershipsCard({ person }: { person: Person }) {
  const { t } = useTranslation("people");
  const reason = useMay("add_membership", person);
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const { memberships } = person.user;
  const movable = memberships.some(
    ({ scope_kind }) => scope_kind === "company" || scope_kind === "merchant",
  );
  return (
    <Card
      title={t("roles.title")}
      note={t("roles.note")}
      actions={
        <>
          <Button
            disabledReason={reason || (!movable && t("transfer.nothing"))}
            onClick={() => setOpen({ dialog: "transfer" })}
          >
            {t("transfer.action")}
          </Button>
          <Button
            variant="primary"
            icon="plus"
            disabledReason={reason}
            onClick={() => setOpen({ dialog: "give" })}
          >
            {t("roles.give")}
          </Button>
        </>
      }
    >
      {memberships.length === 0 ? (
        <EmptyState icon="shield" title={t("no_role")}>
          {t("roles.none_text")}
        </EmptyState>
      ) : (
        <ul className={style.list}>
          {memberships.map((one) => (
            <MembershipLine
              key={one.membership_id}
              membership={one}
              reason={reason}
              onUntil={() => setOpen({ dialog: "until", membership: one })}
              onEnd={() => setOpen({ dialog: "end", membership: one })}
            />
          ))}
        </ul>
      )}
      <Suspense>
        {open?.dialog === "give" && <GiveDialog person={person} onClose={close} />}
        {open?.dialog === "transfer" && <TransferDialog person={person} onClose={close} />}
        {open?.dialog === "until" && (
          <UntilDialog person={person} membership={open.membership} onClose={close} />
        )}
      </Suspense>
      {open?.dialog === "end" && (
        <EndDialog person={person} membership={open.membership} onClose={close} />
      )}
    </Card>
  );
}

function MembershipLine({
  membership,
  reason,
  onUntil,
  onEnd,
}: {
  membership: Membership;
  reason: string | false;
  onUntil: () => void;
  onEnd: () => void;
}) {
  const { t } = useTranslation("people");
  const clock = useClock();
  const { expires_at } = membership;
  const over = expires_at !== null && expires_at <= clock();
  return (
    <li className={style.membership}>
      <div className={style.words}>
        <Link to={`/roles/${membership.role_id}`}>{membership.role_name}</Link>
        <div className={style.soft}>{placeName(membership) ?? t("place.installation")}</div>
        <div className={style.soft}>
          {expires_at === null ? (
            t("roles.lasting")
          ) : (
            <>
              {t(over ? "roles.ended" : "roles.until")} <Instant at={expires_at} as="date" />
            </>
          )}
        </div>
      </div>
      <Inline>
        {over && <Badge text={t("roles.over")} />}
        <Button size="small" disabledReason={reason} onClick={onUntil}>
          {t("roles.set_end")}
        </Button>
        <Button size="small" variant="danger" disabledReason={reason} onClick={onEnd}>
          {t("roles.end")}
        </Button>
      </Inline>
    </li>
  );
}

function EndDialog({
  person,
  membership,
  onClose,
}: {
  person: Person;
  membership: Membership;
  onClose: () => void;
}) {
  const { t } = useTranslation("people");
  const { user } = person;
  const change = useChange();
  const toast = useToast();
  const role = membership.role_name;
  return (
    <Confirm
      open
      danger
      onClose={onClose}
      title={t("roles.end_title", { role, name: user.name })}
      consequence={t("roles.end_text", {
        place: placeName(membership) ?? t("place.installation"),
      })}
      action={t("roles.end")}
      onConfirm={async () => {
        await change(() => end_membership(user.user_id, membership.membership_id, user.version));
        toast(t("roles.end_done", { role }));
      }}
    />
  );
}
